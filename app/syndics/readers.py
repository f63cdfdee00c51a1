"""Who reads the letters about cases of syndics.

An applicant who left the organisation his case belongs to hears nothing any more: a manager of it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.letters import holder_of
from app.letters import Reader
from app.organisations.member_letters import reader_of
from app.organisations.members import managers_of, with_names
from models.accounts import Account, StaffRole
from models.events import Event
from models.organisations import Member
from models.syndics import Batch, Case, CaseStep


def applicant(session: Session, event: Event) -> list[Reader]:
    """Who began the case; a manager of its organisation where he isn't a member any more."""
    return applicant_of(session, case_of(session, event))


def applicant_alone(session: Session, event: Event) -> list[Reader]:
    """The same, but nobody for one of many cases that were handed in together: of those one letter tells."""
    case = case_of(session, event)
    return [] if case.batch_id is not None else applicant_of(session, case)


def applicant_and_counter(session: Session, event: Event) -> list[Reader]:
    """Who began it, and everybody of the counter."""
    return _each_once([*applicant(session, event), *counter(session, event)])


def applicant_and_taker(session: Session, event: Event) -> list[Reader]:
    """Who began it, once it was handed in; and who treats it, where somebody does."""
    case = case_of(session, event)
    if case.handed_in_at is None:
        return []
    return _each_once([*applicant_of(session, case), *_taker_of(session, event, case)])


def taker(session: Session, event: Event) -> list[Reader]:
    """Who treats it; everybody of the counter where nobody does any more."""
    return _taker_of(session, event, case_of(session, event)) or counter(session, event)


def other_side(session: Session, event: Event) -> list[Reader]:
    """Whoever didn't write it: the applicant, or who treats the case."""
    return applicant(session, event) if step_of(session, event).of_desk else taker(session, event)


def counter(session: Session, event: Event) -> list[Reader]:
    """Everybody of the business counter on that day."""
    return [holder_of(session, one) for one in _of_counter(session, event, None)]


def who_began_many(session: Session, event: Event) -> list[Reader]:
    """Who confirmed an act on many mandates; a manager where he left."""
    batch = session.scalars(select(Batch).where(Batch.id == event.subject_id)).one()
    return _of_organisation(session, batch.organisation_id, batch.begun_by)


def who_brought_in(session: Session, event: Event) -> list[Reader]:
    """Who imported the mandate for his company; a manager where he left. Nobody where that company itself handed
    in the act before which it gave way."""
    company, by = event.facts.get("company"), event.facts.get("brought_in_by")
    return _of_organisation(session, int(str(company)), int(str(by or 0))) if company is not None else []


def who_managed(session: Session, event: Event) -> list[Reader]:
    """Whose management ended with his mandate."""
    member = session.scalars(
        select(Member)
        .where(Member.organisation_id == event.organisation_id, Member.id == event.subject_id)
        .options(*with_names())
    ).one()
    reader = reader_of(session, member)
    return [reader] if reader is not None else []


def case_of(session: Session, event: Event) -> Case:
    """The case that event is about."""
    return session.scalars(select(Case).where(Case.id == event.subject_id)).one()


def step_of(session: Session, event: Event) -> CaseStep:
    """The step it tells of."""
    return session.scalars(select(CaseStep).where(CaseStep.id == int(str(event.facts["step_id"])))).one()


def applicant_of(session: Session, case: Case) -> list[Reader]:
    """Who hears about a case on its applicant's side."""
    if case.acting_for_id is not None:
        return _of_organisation(session, case.acting_for_id, case.account_id)
    account = session.get(Account, case.account_id)
    return [holder_of(session, account)] if account is not None and account.active else []


def _of_organisation(session: Session, organisation_id: int, account_id: int) -> list[Reader]:
    """That member, or else the first manager."""
    member = session.scalars(
        select(Member)
        .where(
            Member.organisation_id == organisation_id, Member.account_id == account_id, Member.state == "confirmed"
        )
        .options(*with_names())
    ).first()
    asked = [member] if member is not None else []
    found = (reader_of(session, one) for one in [*asked, *managers_of(session, organisation_id)])
    return [one for one in found if one is not None][:1]


def _taker_of(session: Session, event: Event, case: Case) -> list[Reader]:
    if case.taken_by is None:
        return []
    return [holder_of(session, one) for one in _of_counter(session, event, case.taken_by)]


def _of_counter(session: Session, event: Event, account_id: int | None) -> Sequence[Account]:
    day = clock.day_of(event.happened_at)
    wanted: Any = () if account_id is None else (Account.id == account_id,)
    return session.scalars(
        select(Account)
        .join(StaffRole, StaffRole.account_id == Account.id)
        .where(
            StaffRole.role == "counter",
            StaffRole.first_day <= day,
            or_(StaffRole.last_day.is_(None), StaffRole.last_day >= day),
            Account.active,
            *wanted,
        )
        .order_by(Account.id)
        .distinct()
    ).all()


def reads_as_counter(session: Session, event: Event, reader: Reader) -> bool:
    """Whether this reader hears it as one of the counter, and not as the applicant."""
    case = case_of(session, event)
    return reader.account_id not in {one.account_id for one in applicant_of(session, case)}


def _each_once(readers: Sequence[Reader]) -> list[Reader]:
    return list({one.account_id: one for one in reversed(readers)}.values())[::-1]
