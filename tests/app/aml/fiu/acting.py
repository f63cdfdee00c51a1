"""What officers do with reports to the FIU, in short; an office as an officer and as a member sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.aml.fiu_answers import note_sent, record_answer
from app.aml.fiu_reports import (
    make_report,
)
from app.errors import Refusal
from app.transaction import Scope, enter
from models.aml import FiuFile, FiuReport, OfficerAct
from models.values.fiu import OfficerActKind as Kind
from tests.app.aml.lists_of_today import AmlOffice
from tests.app.wallet.offices import NOW

LATER = NOW + timedelta(hours=2)
FUTURE = date(2026, 12, 7)


def as_officer(session: Session, one: AmlOffice) -> None:
    enter(session, Scope.organisation(one.id, officer=True))


def as_member(session: Session, one: AmlOffice) -> None:
    session.expire_all()
    enter(session, Scope.organisation(one.id))


def make(session: Session, one: AmlOffice, report: FiuReport) -> FiuFile:
    return make_report(session, one.an, report.id, report.version, LATER)


def sent(session: Session, one: AmlOffice, report: FiuReport, reference: str = "CFI-1") -> FiuReport:
    make(session, one, report)
    return note_sent(session, one.an, report.id, reference, report.version, LATER)


def answer(
    session: Session, one: AmlOffice, report: FiuReport, kind: Kind, words: str = "", until: date | None = None
) -> FiuReport:
    reference = report.fiu_reference
    return record_answer(session, one.an, report.id, kind, reference, until, words, report.version, LATER)


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refusal) as found:
        act()
    return [one.code.removeprefix("aml.") for one in found.value.everything]


def acts(session: Session, report: FiuReport) -> list[str]:
    asked = select(OfficerAct.kind).where(OfficerAct.report_id == report.id).order_by(OfficerAct.id)
    return list(session.scalars(asked))
