"""What screens read of an office's AML officers: who they are and since when, who stands in for them, who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from app.aml.deputies import may_name
from app.aml.officers import MEMBER, OFFICER, were_set
from app.errors import Missing
from app.organisations.members import with_names, with_names_of
from app.panels import SHOWN, Item, Waiting, counted
from app.policy import Identity, Permission, Role, may
from app.rights.built_in import AML
from models.aml import Deputy, Enrolment
from models.organisations import Member
from models.rights import Access, Tool, ToolRole
from models.values.officers import EnrolmentState

MOST_CANDIDATES = 500


@dataclass(frozen=True)
class Officer:
    """An AML officer: since when, what he declared where he did, and who stands in, the first day first."""

    member: Member
    since: date
    enrolment: Enrolment | None
    deputies: tuple[Deputy, ...]


def enrolments_visible_to(who: Identity) -> ColumnElement[bool]:
    """Managers and officers see all of their office, others what they declared themselves."""
    if not may(who, Permission.OFFICER_BECOME) or who.organisation_id is None:
        return false()
    mine = Enrolment.organisation_id == who.organisation_id
    if may(who, Permission.OFFICER_NAME) or Role.AML_OFFICER in who.roles:
        return mine
    return and_(mine, Enrolment.asked_by == who.account_id)


def deputies_visible_to(who: Identity) -> ColumnElement[bool]:
    """Whoever uses the tool, or manages the office, sees who stands in for whom."""
    if not may(who, Permission.OFFICER_BECOME) or who.organisation_id is None:
        return false()
    return Deputy.organisation_id == who.organisation_id


def office_officers(session: Session, organisation_id: int, day: date) -> tuple[Officer, ...]:
    """Who was set to be officer, by name, each with the deputies of that day and later."""
    rows = session.execute(_officers(organisation_id, day)).all()
    stand = _deputies(session, organisation_id, day)
    return tuple(_officer(row, stand) for row in rows)


def officer_for(session: Session, who: Identity, membership_id: int, day: date) -> Officer:
    """One of them, for whom he may act. Raises Missing."""
    asked = _officers(who.organisation_id or 0, day).where(Member.id == membership_id)
    row = session.execute(asked).one_or_none()
    if row is None or not may_name(who, row.Member):
        raise Missing("officer", membership_id)
    return _officer(row, _deputies(session, row.Member.organisation_id, day))


def deputy_for(session: Session, who: Identity, deputy_id: int, day: date) -> Deputy:
    """One who stands in on that day, or later, for an officer for whom he may act. Raises Missing."""
    found = session.scalars(
        select(Deputy)
        .where(Deputy.id == deputy_id, deputies_visible_to(who), *_stands_from(day))
        .options(*with_names_of(Deputy.deputy), *with_names_of(Deputy.officer))
    ).one_or_none()
    if found is None or not may_name(who, found.officer):
        raise Missing("deputy", deputy_id)
    return found


def _officers(organisation_id: int, day: date) -> Any:
    declared = and_(
        Enrolment.organisation_id == Member.organisation_id,
        Enrolment.membership_id == Member.id,
        Enrolment.state == EnrolmentState.APPROVED,
    )
    given = and_(
        Access.organisation_id == Member.organisation_id,
        Access.membership_id == Member.id,
        Access.given_on <= day,
        or_(Access.ended_on.is_(None), Access.ended_on > day),
    )
    return (
        select(Member, Access.given_on, Enrolment)
        .join(Access, given)
        .join(ToolRole, ToolRole.id == Access.role_id)
        .join(Tool, Tool.id == ToolRole.tool_id)
        .outerjoin(Enrolment, declared)
        .where(
            Member.organisation_id == organisation_id,
            Member.state == "confirmed",
            Tool.code == AML,
            ToolRole.code == OFFICER,
            Access.state == "user",
        )
        .options(*with_names())
        .order_by(Member.sort_name, Member.id)
    )


def _deputies(session: Session, organisation_id: int, day: date) -> Sequence[Deputy]:
    return session.scalars(
        select(Deputy)
        .where(Deputy.organisation_id == organisation_id, *_stands_from(day))
        .options(*with_names_of(Deputy.deputy))
        .order_by(Deputy.first_day, Deputy.id)
    ).all()


def _stands_from(day: date) -> tuple[ColumnElement[bool], ...]:
    return (Deputy.last_day >= day, Deputy.ended_on.is_(None))


def _officer(row: Any, stand: Sequence[Deputy]) -> Officer:
    his = tuple(one for one in stand if one.officer_id == row.Member.id)
    return Officer(row.Member, row.given_on, row.Enrolment, his)


def asked_of(session: Session, who: Identity) -> Sequence[Enrolment]:
    """What waits for a manager's answer, as far as this reader sees it; the oldest first."""
    return session.scalars(
        select(Enrolment)
        .where(enrolments_visible_to(who), Enrolment.state == EnrolmentState.ASKED)
        .options(*with_names_of(Enrolment.member))
        .order_by(Enrolment.asked_at, Enrolment.id)
    ).all()


def candidates(session: Session, organisation_id: int, day: date) -> Sequence[Member]:
    """Who may stand in for an officer: uses the tool, and is none himself; by name."""
    return session.scalars(
        select(Member)
        .where(
            Member.organisation_id == organisation_id,
            Member.state == "confirmed",
            Member.account_id.is_not(None),
            Member.id.in_(were_set(organisation_id, MEMBER, day)),
            Member.id.not_in(were_set(organisation_id, OFFICER, day)),
        )
        .options(*with_names())
        .order_by(Member.sort_name, Member.id)
        .limit(MOST_CANDIDATES)
    ).all()


def is_officer(session: Session, who: Identity, day: date) -> bool:
    """Whether he was set to be one himself; who stands in for one wasn't."""
    mine: Any = Member.id.in_(were_set(who.organisation_id or 0, OFFICER, day))
    asked = select(Member.id).where(
        Member.organisation_id == who.organisation_id, Member.account_id == who.account_id, mine
    )
    return session.scalar(asked.limit(1)) is not None


def enrolments_waiting(session: Session, who: Identity, now: datetime) -> Waiting:
    """Who asks a manager to become AML officer, the longest first."""
    asked = (
        select(Enrolment)
        .where(enrolments_visible_to(who), Enrolment.state == EnrolmentState.ASKED)
        .order_by(Enrolment.asked_at, Enrolment.id)
    )
    rows = session.execute(
        asked.add_columns(counted(asked.with_only_columns(Enrolment.id)))
        .options(*with_names_of(Enrolment.member))
        .limit(SHOWN)
    ).all()
    if not rows:
        return Waiting()
    first = tuple(Item("enrolment", one.id, one.member.name, (one.asked_at,)) for one, _ in rows)
    return Waiting(rows[0][1], rows[0][0].asked_at, first)
