"""Who an office's manager set to be what in the tool against laundering."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.organisations.members import with_names
from app.rights.built_in import AML
from app.transaction import Scope, within
from models.organisations import Member
from models.rights import Access, Tool, ToolRole

OFFICER, MEMBER = "officer", "member"


def set_to_be(session: Session, organisation_id: int, role: str, day: date) -> Sequence[Member]:
    """Members of the office who are that in the tool on that day, in their order; in office scope, or in that of
    the organisation itself."""
    return session.scalars(that_are(organisation_id, role, day).options(*with_names()).order_by(Member.id)).all()


def that_are(organisation_id: int, role: str, day: date) -> Select[Any]:
    """The same as a question, to be asked with another."""
    return (
        select(Member)
        .join(
            Access,
            (Access.organisation_id == Member.organisation_id) & (Access.membership_id == Member.id),
        )
        .join(ToolRole, ToolRole.id == Access.role_id)
        .join(Tool, Tool.id == ToolRole.tool_id)
        .where(
            Member.organisation_id == organisation_id,
            Member.state == "confirmed",
            Tool.code == AML,
            ToolRole.code == role,
            Access.state == "user",
            Access.given_on <= day,
            or_(Access.ended_on.is_(None), Access.ended_on > day),
        )
    )


def officers_of(session: Session, organisation_id: int, day: date) -> tuple[str, ...]:
    """The names of the office's AML officers; nobody's where it has none."""
    with within(session, Scope.office()):
        return tuple(one.name for one in set_to_be(session, organisation_id, OFFICER, day))


def officers_seen(session: Session, organisation_id: int, day: date) -> tuple[str, ...]:
    """The same, in the scope of that organisation itself, where the database shows its members."""
    return tuple(one.name for one in set_to_be(session, organisation_id, OFFICER, day))
