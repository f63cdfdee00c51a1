"""How long somebody manages an association by a mandate: as long as the mandate lasts, and not a day longer.

Of each mandate it stands which membership manages by it, and on the membership until when. That day counts by
itself; afterwards the clock takes away what the mandate gave, and no more: who was a member before stays one, and
whom the association named itself, or the central team, isn't touched. In office scope.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, events
from app.events import Actor
from app.organisations.members import managers_of
from app.organisations.officers import has_to_do_with_aml
from models.organisations import Member
from models.syndics import MandateRow
from models.values import MembershipState

MANAGES, BELONGS = "manages", "belongs"
"""What the mandate gave: the management, or the membership too."""
_AT_ONCE = 50
_DAY = timedelta(days=1)


def follow_mandates(session: Session, association_number: str, actor: Actor, now: datetime) -> None:
    """Whoever manages that association by a mandate does so until the last of his mandates ends; where that is
    past, no longer. Done twice, it does nothing."""
    last_days = session.execute(
        select(
            MandateRow.association_id,
            MandateRow.manager_id,
            func.max(MandateRow.last_day),
            func.bool_or(MandateRow.last_day.is_(None)),
        )
        .where(MandateRow.association_number == association_number, MandateRow.manager_id.is_not(None))
        .group_by(MandateRow.association_id, MandateRow.manager_id)
        .order_by(MandateRow.manager_id)
    ).all()
    for association_id, manager_id, last_day, goes_on in last_days:
        member = _held(session, association_id, manager_id)
        if member is None:
            continue
        member.manages_until = None if goes_on else last_day
        session.flush()
        if _is_over(member, clock.day_of(now)):
            _ends(session, member, actor, now)


def end_some(session: Session, now: datetime, after: int = 0) -> tuple[int, int | None]:
    """Takes it from some of those whose last day is past, of those that come after that number; how many, and the
    last number looked at, None when nothing is left."""
    rows = session.scalars(
        select(Member)
        .where(
            Member.manages_until < clock.day_of(now),
            Member.state == MembershipState.CONFIRMED,
            Member.is_manager,
            Member.id > after,
        )
        .order_by(Member.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for member in rows:
        _ends(session, member, None, now)
    return len(rows), rows[-1].id if rows else None


def _held(session: Session, association_id: int, member_id: int) -> Member | None:
    """The membership, where it still manages by a mandate."""
    return session.scalars(
        select(Member)
        .where(
            Member.organisation_id == association_id,
            Member.id == member_id,
            Member.state == MembershipState.CONFIRMED,
            Member.is_manager,
            Member.by_mandate.is_not(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _is_over(member: Member, today: date) -> bool:
    return member.manages_until is not None and member.manages_until < today


def _ends(session: Session, member: Member, actor: Actor | None, now: datetime) -> None:
    """The membership keeps its last day and what it was there by: so one sees who managed on which day."""
    assert member.manages_until is not None  # noqa: S101 - both callers asked
    first_without = member.manages_until + _DAY
    # Who is the association's AML officer, or stands in for one, leaves on the page where that is handed over.
    leaves = member.by_mandate == BELONGS and not has_to_do_with_aml(session, member)
    if leaves:
        member.state, member.ended_on = MembershipState.ENDED.value, max(first_without, member.first_day)
    else:
        member.is_manager = False
    session.flush()
    facts = {
        "account_id": member.account_id,
        "first_day_without": first_without.isoformat(),
        "leaves": leaves,
        "managers_left": len(managers_of(session, member.organisation_id)),
    }
    subject = events.Subject("member", member.id, member.organisation_id, member.person_id)
    events.record(session, events.Tag.MANAGEMENT_ENDED, subject, actor, now, facts=facts)
