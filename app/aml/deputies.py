"""Who stands in for an AML officer while he is away. On these days the deputy is officer, worked out at each
question: nothing has to be switched on, or off again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app import clock, events
from app.aml.officering import may_not_become, member_locked, roles_of_tool
from app.aml.officers import MEMBER, OFFICER, were_set
from app.errors import Forbidden, Missing, Refusal, refuse
from app.organisations.members import with_names_of
from app.organisations.officers import tell
from app.policy import Identity, Permission, may, require
from app.transaction import refuse_as
from models.aml import Deputy
from models.organisations import Member

refuse_as("ex_aml_deputy_overlap", "aml.deputy.overlap", field="first_day")
LONGEST = timedelta(days=366)
"""An absence that lasts longer asks for another officer, who declares who he is."""


def name_deputy(
    session: Session,
    actor: Identity,
    officer_id: int,
    deputy_id: int,
    first_day: date,
    last_day: date,
    now: datetime,
) -> Deputy:
    """An officer, or a manager for him, says who is AML officer in his place from the first day to the last, both
    included. Both are memberships' numbers.

    Raises Forbidden, Missing, Refusal aml.deputy.no_officer, .himself, .is_officer, .no_user, .past,
    .end_before_begin, .too_long, .overlap, aml.officer.no_card, .lacks.
    """
    require(actor, Permission.DEPUTY_NAME)
    today = clock.day_of(now)
    # In the order of their numbers: two who name each other don't wait for each other.
    both = {one: member_locked(session, actor, one) for one in sorted({officer_id, deputy_id})}
    officer, deputy = both[officer_id], both[deputy_id]
    _require_his(actor, officer)
    officers = session.scalars(were_set(officer.organisation_id, OFFICER, today)).all()
    if officer.id not in officers:
        raise Refusal("aml.deputy.no_officer", name=officer.name)
    if officer.id == deputy.id:
        raise Refusal("aml.deputy.himself", field="deputy")
    if deputy.id in officers:
        raise Refusal("aml.deputy.is_officer", field="deputy", name=deputy.name)
    if deputy.id not in session.scalars(were_set(officer.organisation_id, MEMBER, today)).all():
        raise Refusal("aml.deputy.no_user", field="deputy", name=deputy.name)
    refuse(may_not_become(session, deputy, roles_of_tool(session)[OFFICER], today))
    refuse(_unfit(first_day, last_day, today))
    _require_free(session, officer, first_day, last_day)
    made = Deputy(
        organisation_id=officer.organisation_id,
        officer_id=officer.id,
        deputy_id=deputy.id,
        first_day=first_day,
        last_day=last_day,
        named_by=actor.account_id,
        named_at=now,
    )
    session.add(made)
    session.flush()
    _tell(session, events.Tag.DEPUTY_NAMED, actor, made, deputy, now)
    return made


def end_deputy(session: Session, actor: Identity, deputy_id: int, now: datetime) -> Deputy:
    """Nobody stands in any more, from now on; one that hasn't begun never does. `deputy_id`: of the naming.

    Raises Forbidden, Missing, Refusal aml.deputy.over.
    """
    require(actor, Permission.DEPUTY_NAME)
    found = session.scalars(
        select(Deputy)
        .where(Deputy.id == deputy_id, Deputy.organisation_id == actor.organisation_id)
        .options(*with_names_of(Deputy.officer), *with_names_of(Deputy.deputy))
        .with_for_update(of=Deputy)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("deputy", deputy_id)
    require(actor, Permission.DEPUTY_NAME, found)
    _require_his(actor, found.officer)
    today = clock.day_of(now)
    if is_over(found, today):
        raise Refusal("aml.deputy.over")
    found.ended_on, found.ended_by = today, actor.account_id
    session.flush()
    _tell(session, events.Tag.DEPUTY_ENDED, actor, found, found.deputy, now)
    return found


def is_over(found: Deputy, day: date) -> bool:
    """Whether he stands in no more on that day, nor later."""
    return found.ended_on is not None or found.last_day < day


def may_name(who: Identity, officer: Member) -> bool:
    """Whether he says who stands in for this officer."""
    return may(who, Permission.OFFICER_NAME, officer) or (
        may(who, Permission.DEPUTY_NAME, officer) and officer.account_id == who.account_id
    )


def _require_his(actor: Identity, officer: Member) -> None:
    if not may_name(actor, officer):
        raise Forbidden(Permission.DEPUTY_NAME)


def _unfit(first_day: date, last_day: date, today: date) -> tuple[Refusal, ...]:
    if first_day < today:
        return (Refusal("aml.deputy.past", field="first_day", today=today),)
    if last_day < first_day:
        return (Refusal("aml.deputy.end_before_begin", field="last_day"),)
    if last_day - first_day >= LONGEST:
        return (Refusal("aml.deputy.too_long", field="last_day", most=LONGEST.days),)
    return ()


def _require_free(session: Session, officer: Member, first_day: date, last_day: date) -> None:
    """Raises Refusal aml.deputy.overlap where somebody stands in for him on one of these days already."""
    last = func.coalesce(Deputy.ended_on - 1, Deputy.last_day)
    taken = session.scalar(
        select(Deputy.id)
        .where(
            Deputy.organisation_id == officer.organisation_id,
            Deputy.officer_id == officer.id,
            Deputy.first_day <= last_day,
            last >= first_day,
            or_(Deputy.ended_on.is_(None), Deputy.ended_on > Deputy.first_day),
        )
        .limit(1)
    )
    if taken is not None:
        raise Refusal("aml.deputy.overlap", field="first_day")


def _tell(session: Session, tag: events.Tag, actor: Identity, of: Deputy, deputy: Member, now: datetime) -> None:
    facts: dict[str, object] = {
        "deputy_id": of.id,
        "officer_id": of.officer_id,
        "first_day": of.first_day.isoformat(),
        "last_day": of.last_day.isoformat(),
    }
    tell(session, tag, deputy, actor, now, facts)
