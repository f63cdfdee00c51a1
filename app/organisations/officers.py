"""What becomes of an office's AML officer when he goes: in the tool's tab, by leaving, or by ceasing.

Each of those ways passes here; how somebody becomes one stands with the tool itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ARRAY, BigInteger, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Refusal
from app.policy import Identity
from models.aml import Deputy, Enrolment
from models.organisations import Member
from models.values.officers import EnrolmentState

_OPEN = (EnrolmentState.ASKED, EnrolmentState.APPROVED)


def officers_left(session: Session, organisation_id: int, without: Sequence[int] | None, day: date) -> bool:
    """Whether these members may go (None: everybody): an officer is left, or nothing waits for one.

    Who asks holds it until his transaction ends: of two officers who go at once, the second is told that he is the
    last. Deputies are none of the officers who are left. It tells nothing of reports: what waits is what is
    blocked, and notifications.
    """
    leaving = bindparam("leaving", None if without is None else list(without), type_=ARRAY(BigInteger))
    return not session.scalar(select(func.house_officer_must_stay(organisation_id, leaving, day)))


def require_officers_left(
    session: Session, organisation_id: int, without: Sequence[int] | None, day: date
) -> None:
    """Raises Refusal aml.officer.last."""
    if not officers_left(session, organisation_id, without, day):
        raise Refusal("aml.officer.last")


def officer_came(session: Session, actor: Identity, member: Member, now: datetime) -> None:
    """He is set to be officer: what he asked for is granted, where he asked. He stands in for nobody any more."""
    end_deputies(session, actor, member, now, as_officer=False)
    asked = session.scalars(
        select(Enrolment)
        .where(
            Enrolment.organisation_id == member.organisation_id,
            Enrolment.membership_id == member.id,
            Enrolment.state == EnrolmentState.ASKED,
        )
        .with_for_update()
    ).one_or_none()
    if asked is None:
        return
    asked.state, asked.decided_by, asked.decided_at = EnrolmentState.APPROVED.value, actor.account_id, now
    session.flush()
    tell(session, events.Tag.OFFICER_NAMED, member, actor, now, {"enrolment_id": asked.id})


def has_to_do_with_aml(session: Session, member: Member) -> bool:
    """Whether he is the office's AML officer or asked to be, or stands in for one."""
    enrolled = select(Enrolment.id).where(
        Enrolment.organisation_id == member.organisation_id,
        Enrolment.membership_id == member.id,
        Enrolment.state.in_(_OPEN),
    )
    deputy = select(Deputy.id).where(
        Deputy.organisation_id == member.organisation_id, Deputy.deputy_id == member.id, Deputy.ended_on.is_(None)
    )
    return bool(session.scalar(select(or_(enrolled.exists(), deputy.exists()))))


def officer_gone(session: Session, actor: Identity, member: Member, now: datetime) -> None:
    """He is officer no longer: his enrolment ends, and so do his deputies and what he stands in for."""
    end_deputies(session, actor, member, now)
    found = session.scalars(
        select(Enrolment)
        .where(
            Enrolment.organisation_id == member.organisation_id,
            Enrolment.membership_id == member.id,
            Enrolment.state.in_(_OPEN),
        )
        .with_for_update()
    ).one_or_none()
    if found is None:
        return
    was = found.state
    found.state, found.ended_at = EnrolmentState.ENDED.value, now
    if was == EnrolmentState.ASKED:
        found.decided_by, found.decided_at = actor.account_id, now
    session.flush()
    if was == EnrolmentState.APPROVED:
        tell(session, events.Tag.OFFICER_ENDED, member, actor, now, {"enrolment_id": found.id})


def end_deputies(
    session: Session, actor: Identity, member: Member, now: datetime, *, as_officer: bool = True
) -> None:
    """From today nobody stands in for him (`as_officer`), nor he for anybody."""
    today = clock.day_of(now)
    his = Deputy.deputy_id == member.id
    session.execute(
        update(Deputy)
        .where(
            Deputy.organisation_id == member.organisation_id,
            or_(his, Deputy.officer_id == member.id) if as_officer else his,
            Deputy.ended_on.is_(None),
            Deputy.last_day >= today,
        )
        .values(ended_on=today, ended_by=actor.account_id)
    )


def tell(
    session: Session,
    tag: events.Tag,
    member: Member,
    actor: Identity,
    now: datetime,
    facts: dict[str, object],
    personal: dict[str, object] | None = None,
) -> None:
    """Records it of the member whom it is about."""
    subject = events.Subject("member", member.id, member.organisation_id, member.person_id)
    events.record(session, tag, subject, actor, now, facts=facts, personal=personal)
