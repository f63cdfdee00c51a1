"""Who an office's manager set to be what in the tool against laundering, and who stands in for its officers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.organisations.members import with_names
from app.rights.built_in import AML, MEMBER, OFFICER
from app.transaction import Scope, within
from models.aml import Deputy
from models.organisations import Member
from models.rights import Access, Tool, ToolRole

__all__ = ["MEMBER", "OFFICER", "officers_of", "officers_seen", "set_to_be", "stands_on", "that_are", "were_set"]


def set_to_be(session: Session, organisation_id: int, role: str, day: date) -> Sequence[Member]:
    """Members of the office who are that in the tool on that day, in their order; in office scope, or in that of
    the organisation itself."""
    return session.scalars(that_are(organisation_id, role, day).options(*with_names()).order_by(Member.id)).all()


def that_are(organisation_id: int, role: str, day: date) -> Select[Any]:
    """The same as a question, to be asked with another. Officers are those who stand in for one as well."""
    given: ColumnElement[bool] = Member.id.in_(were_set(organisation_id, role, day))
    if role == OFFICER:
        stand_in = select(Deputy.deputy_id).where(
            Deputy.organisation_id == organisation_id,
            stands_on(day),
            func.house_stands_in(organisation_id, Deputy.deputy_id, day),
        )
        given = given | Member.id.in_(stand_in)
    return select(Member).where(Member.organisation_id == organisation_id, Member.state == "confirmed", given)


def were_set(organisation_id: int, role: str, day: date) -> Select[Any]:
    """The numbers of the members a manager gave that role."""
    return (
        select(Access.membership_id)
        .join(ToolRole, ToolRole.id == Access.role_id)
        .join(Tool, Tool.id == ToolRole.tool_id)
        .where(
            Access.organisation_id == organisation_id,
            Tool.code == AML,
            ToolRole.code == role,
            Access.state == "user",
            Access.given_on <= day,
            or_(Access.ended_on.is_(None), Access.ended_on > day),
        )
    )


def stands_on(day: date) -> ColumnElement[bool]:
    """Whether a deputy was named for that day, both the first and the last included."""
    return (
        (Deputy.first_day <= day)
        & (Deputy.last_day >= day)
        & or_(Deputy.ended_on.is_(None), Deputy.ended_on > day)
    )


def officers_of(session: Session, organisation_id: int, day: date) -> tuple[str, ...]:
    """The names of the office's AML officers; nobody's where it has none."""
    with within(session, Scope.office()):
        return tuple(one.name for one in set_to_be(session, organisation_id, OFFICER, day))


def officers_seen(session: Session, organisation_id: int, day: date) -> tuple[str, ...]:
    """The same, in the scope of that organisation itself, where the database shows its members."""
    return tuple(one.name for one in set_to_be(session, organisation_id, OFFICER, day))
