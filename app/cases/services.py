"""Use cases of cases: reporting a problem, answering, closing. Each records an event that letters may follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app import events
from app.cases.rules import (
    HOUR,
    LONGEST_REPORT,
    REPORTS_PER_HOUR,
    REPORTS_PER_HOUR_SIGNED_OUT,
    CaseState,
)
from app.cases.screenshots import forget_after_closing
from app.errors import Missing, Refusal, Stale
from app.policy import Identity, Permission, require
from app.transaction import Scope, refuse_as, within
from models import keyring
from models.cases import Answer, Report

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")

refuse_as("uq_case_report_form_key", "cases.case.sent_twice")


@dataclass(frozen=True)
class NewReport:
    """A problem as somebody told it, with what the page knew: where he was, his browser, the last reference."""

    told: str
    email: str = ""
    tool_id: int | None = None
    tool_used_at: datetime | None = None
    error_text: str = ""
    browsers_tried: str = ""
    protection: str = ""
    page: str = ""
    reference: str = ""
    browser: str = ""
    system: str = ""
    language: str = "nl"
    form_key: str | None = None


def report_problem(
    session: Session, actor: Identity | None, new: NewReport, address: str, now: datetime
) -> Report:
    """Opens a case, for whoever is signed in or for an e-mail address; the same form sent twice opens one.

    Raises Refusal cases.case.nothing_told, cases.case.too_long, cases.case.no_address, cases.case.too_many.
    """
    told = new.told.strip()
    if not told:
        raise Refusal("cases.case.nothing_told", field="told")
    if len(told) > LONGEST_REPORT:
        raise Refusal("cases.case.too_long", field="told", most=LONGEST_REPORT)
    if actor is None and "@" not in new.email:
        raise Refusal("cases.case.no_address", field="email")
    whose = f"account:{actor.account_id}" if actor else f"address:{address}"
    visitor = keyring.installed().lookup_hash(whose)
    most = REPORTS_PER_HOUR if actor else REPORTS_PER_HOUR_SIGNED_OUT
    with within(session, Scope.office()):  # whoever stands at this door sees no case, not even to count his own
        session.execute(_ONE_AT_A_TIME, {"name": visitor.hex()})
        if new.form_key and (sent := _sent_before(session, visitor, new.form_key)):
            return sent
        recent = select(func.count()).where(Report.visitor_hash == visitor, Report.opened_at > now - HOUR)
        if (session.scalar(recent) or 0) >= most:
            raise Refusal("cases.case.too_many")
        report = Report(
            account_id=actor.account_id if actor else None,
            person_id=actor.person_id if actor else None,
            acting_for_id=actor.organisation_id if actor else None,
            email="" if actor else new.email.strip(),
            told=told,
            tool_id=new.tool_id,
            tool_used_at=new.tool_used_at,
            error_text=new.error_text.strip(),
            browsers_tried=new.browsers_tried.strip(),
            protection=new.protection.strip(),
            page=new.page,
            reference=new.reference,
            browser=new.browser,
            system=new.system,
            language=new.language,
            visitor_hash=visitor,
            form_key=new.form_key,
            state=CaseState.OPEN,
            opened_at=now,
        )
        session.add(report)
        session.flush()
        _record(session, events.Tag.CASE_OPENED, report, actor, now)
    return report


def _sent_before(session: Session, visitor: bytes, form_key: str) -> Report | None:
    return session.scalars(
        select(Report).where(Report.form_key == form_key, Report.visitor_hash == visitor)
    ).one_or_none()


def answer_case(
    session: Session,
    actor: Identity,
    case_id: int,
    version: int,
    told: str,
    now: datetime,
    *,
    closes: bool,
) -> Report:
    """Writes an answer that its reporter reads, and closes the case where `closes` says so. In office scope.

    Raises Missing, Stale, Forbidden, Refusal cases.case.closed_already, cases.case.no_answer, cases.case.too_long.
    """
    require(actor, Permission.CASE_ANSWER)
    report = session.get(Report, case_id, with_for_update=True)
    if report is None:
        raise Missing("case", case_id)
    if report.version != version:
        raise Stale("case", case_id)
    if report.state == CaseState.CLOSED:
        raise Refusal("cases.case.closed_already")
    told = told.strip()
    if not told:
        raise Refusal("cases.case.no_answer", field="told")
    if len(told) > LONGEST_REPORT:
        raise Refusal("cases.case.too_long", field="told", most=LONGEST_REPORT)
    session.add(
        Answer(
            report_id=report.id,
            person_id=report.person_id,
            account_id=actor.account_id,
            told=told,
            answered_at=now,
        )
    )
    report.state = CaseState.CLOSED if closes else CaseState.ANSWERED
    report.closed_at = now if closes else None
    session.flush()
    if closes:
        forget_after_closing(session, report.id, now)
    _record(session, events.Tag.CASE_CLOSED if closes else events.Tag.CASE_ANSWERED, report, actor, now)
    return report


def _record(session: Session, tag: events.Tag, report: Report, actor: Identity | None, now: datetime) -> None:
    subject = events.Subject("case", report.id, person_id=report.person_id)
    events.record(session, tag, subject, actor, now)
