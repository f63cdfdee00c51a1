"""What stands behind the records under a figure: what each is called, when it was, and which page is its own. Read
from the record as it is now; one that was deleted after its ten years stays counted, by its number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, case, cast, extract, func, null, select
from sqlalchemy.orm import Session

from app.aml.annual.account import GONE, Listed
from app.aml.annual.figures import RecordKind
from app.organisations.members import with_names
from models.aml import (
    Attendance,
    Atypical,
    CashBreach,
    Contact,
    Deal,
    Discrepancy,
    FiuReport,
    Notification,
    RiskProfile,
    Training,
)
from models.columns import among
from models.organisations import Member

Question = Any
"""A statement whose rows are number, name, moment, page and measure, the last ones where there are any."""


@dataclass(frozen=True)
class Opened:
    """A record: `kind` and `page` lead to its own page, where it has one; `measure` as the figure took it."""

    kind: RecordKind
    id: int
    name: str
    when: date | datetime | None = None
    page: int | None = None
    measure: int | None = None


def opened(session: Session, listed: Sequence[Listed], organisation_id: int) -> list[Opened]:
    """One for each, in their order; one question, since all are of one kind."""
    if not listed:
        return []
    kind, ids = RecordKind(listed[0].kind), [one.id for one in listed]
    found = _READ[kind](session, organisation_id, ids)
    return [found.get(one, Opened(kind, one, GONE)) for one in ids]


def _rows(question: Callable[[], Question], table: Any, kind: RecordKind) -> Callable[..., dict[int, Opened]]:
    """Rows of a table by name, moment, page and measure, in this order after their number."""

    def read(session: Session, organisation_id: int, ids: Sequence[int]) -> dict[int, Opened]:
        asked = question().where(table.organisation_id == organisation_id, among(table.id, ids))
        return {row[0]: Opened(kind, row[0], row[1] or GONE, *row[2:]) for row in session.execute(asked)}

    return read


def _of_contact(table: Any, column: Any) -> Any:
    return (Contact.organisation_id == table.organisation_id) & (Contact.id == column)


def _of_deal(table: Any) -> Any:
    return (Deal.organisation_id == table.organisation_id) & (Deal.id == table.deal_id)


def _contacts() -> Question:
    return select(Contact.id, Contact.name, Contact.decided_at, Contact.id)


def _profiles() -> Question:
    told = RiskProfile
    return select(told.id, Contact.name, told.decided_at, told.id).join(
        Contact, _of_contact(told, told.contact_id)
    )


def _deals() -> Question:
    return select(Deal.id, Deal.reference, Deal.decided_at, Deal.id)


def _atypical() -> Question:
    return select(Atypical.id, Atypical.title, Atypical.noted_on, Atypical.id)


def _notifications() -> Question:
    told = Notification
    seconds = cast(extract("epoch", told.moved_at - told.sent_at), BigInteger)
    return _about(told, told.contact_id, told.sent_at, case((told.state == "closed", seconds)))


def _reports() -> Question:
    return _about(FiuReport, FiuReport.root_id, FiuReport.made_at, null())


def _breaches() -> Question:
    return _about(
        CashBreach, CashBreach.root_id, CashBreach.happened_on, cast(CashBreach.amount * 100, BigInteger)
    )


def _about(told: Any, contact: Any, when: Any, measure: Any) -> Question:
    """Named after the contact or the deal it is about."""
    return (
        select(told.id, func.coalesce(Contact.name, Deal.reference), when, told.id, measure)
        .outerjoin(Contact, _of_contact(told, contact))
        .outerjoin(Deal, _of_deal(told))
    )


def _discrepancies() -> Question:
    told = Discrepancy
    return select(told.id, Contact.name, told.noted_on, told.id).join(Contact, _of_contact(told, told.root_id))


def _trainings() -> Question:
    return select(Training.id, Training.title, Training.held_on, Training.id, Training.minutes)


def _attended(session: Session, organisation_id: int, ids: Sequence[int]) -> dict[int, Opened]:
    asked = (
        select(
            Attendance.id, Member, Training.title, Training.held_on, Training.id.label("page"), Training.minutes
        )
        .join(
            Training,
            (Training.organisation_id == Attendance.organisation_id) & (Training.id == Attendance.training_id),
        )
        .join(
            Member,
            (Member.organisation_id == Attendance.organisation_id) & (Member.id == Attendance.membership_id),
        )
        .where(Attendance.organisation_id == organisation_id, among(Attendance.id, ids))
        .options(*with_names())
    )
    return {
        one: Opened(RecordKind.ATTENDANCE, one, f"{member.name or GONE}: {title}", held_on, page, minutes)
        for one, member, title, held_on, page, minutes in session.execute(asked)
    }


def _members(session: Session, organisation_id: int, ids: Sequence[int]) -> dict[int, Opened]:
    asked = (
        select(Member)
        .where(Member.organisation_id == organisation_id, among(Member.id, ids))
        .options(*with_names())
    )
    return {one.id: Opened(RecordKind.MEMBER, one.id, one.name or GONE) for one in session.scalars(asked)}


_READ: dict[RecordKind, Callable[..., dict[int, Opened]]] = {
    RecordKind.CONTACT: _rows(_contacts, Contact, RecordKind.CONTACT),
    RecordKind.PROFILE: _rows(_profiles, RiskProfile, RecordKind.PROFILE),
    RecordKind.DEAL: _rows(_deals, Deal, RecordKind.DEAL),
    RecordKind.ATYPICAL: _rows(_atypical, Atypical, RecordKind.ATYPICAL),
    RecordKind.NOTIFICATION: _rows(_notifications, Notification, RecordKind.NOTIFICATION),
    RecordKind.REPORT: _rows(_reports, FiuReport, RecordKind.REPORT),
    RecordKind.BREACH: _rows(_breaches, CashBreach, RecordKind.BREACH),
    RecordKind.DISCREPANCY: _rows(_discrepancies, Discrepancy, RecordKind.DISCREPANCY),
    RecordKind.TRAINING: _rows(_trainings, Training, RecordKind.TRAINING),
    RecordKind.ATTENDANCE: _attended,
    RecordKind.MEMBER: _members,
}
