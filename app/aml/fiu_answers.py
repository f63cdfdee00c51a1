"""A file was uploaded, and what the FIU or its portal answered: noted on the report it is about."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, events
from app.aml.deciding_rules import told_reason
from app.aml.fiu_acts import is_last, keep_act, locked_report, next_state, tell
from app.aml.fiu_reports import text_faults
from app.aml.goaml.moves import ANSWERS
from app.errors import Refusal, Stale, refuse
from app.policy import Identity
from app.transaction import refuse_as
from models.aml import FiuReport
from models.values.fiu import OfficerActKind as Kind
from models.values.fiu import ReportState as State

refuse_as("uq_aml_fiu_report_fiu_reference", "aml.fiu.reference_taken", field="reference")
LONGEST_REFERENCE = 100
# What can't be told without words.
_SAYS = (Kind.QUESTION, Kind.REJECTED, Kind.QUESTION_ANSWERED)


def note_sent(
    session: Session, actor: Identity, report_id: int, reference: str, version: int, now: datetime
) -> FiuReport:
    """The file was uploaded, and this is the reference that the portal gave.

    Raises Forbidden, Missing, Stale, Refusal aml.fiu.not_now, .reference_missing, .reference_too_long,
    .other_report with `number`.
    """
    report, told = locked_report(session, actor, report_id), tidy(reference)
    if report.version != version:
        if is_last(session, actor, report, Kind.SENT, reference=told):
            return report
        raise Stale("fiu_report", report_id)
    becoming = next_state(report, Kind.SENT)
    if not told:
        raise Refusal("aml.fiu.reference_missing", field="reference")
    if len(told) > LONGEST_REFERENCE:
        raise Refusal("aml.fiu.reference_too_long", field="reference", most=LONGEST_REFERENCE)
    if (other := _other_with(session, report, told)) is not None:
        raise Refusal("aml.fiu.other_report", field="reference", number=other.number)
    report.state, report.fiu_reference, report.moved_at = becoming.value, told, now
    session.flush()
    keep_act(session, actor, report, Kind.SENT, now, reference=told)
    tell(session, events.Tag.REPORT_SENT, actor, report, now, reference=told)
    return report


def record_answer(
    session: Session,
    actor: Identity,
    report_id: int,
    kind: Kind,
    reference: str,
    until: date | None,
    text: str,
    version: int,
    now: datetime,
) -> FiuReport:
    """What the FIU answered to the report with that reference: no objection, opposed until a day to come, a
    question; or the portal rejected the file, with its reason. Opposed again, it is until the new day.

    Raises Forbidden, Missing, Stale, Refusal aml.fiu.not_now, .answer for what is none, .reference_missing,
    .other_report with the `number` of the report it belongs to, .other_reference with ours, .until_missing,
    .until_past, .text_too_short, .text_too_long; all that is wrong at once.
    """
    report, told, ours = locked_report(session, actor, report_id), told_reason(text), tidy(reference)
    day = until if kind is Kind.OPPOSED else None
    if report.version != version:
        if is_last(session, actor, report, kind, reference=ours, text=told, until=day):
            return report
        raise Stale("fiu_report", report_id)
    if kind not in ANSWERS:
        raise Refusal("aml.fiu.answer", field="kind")
    becoming = next_state(report, kind)
    refuse(
        (
            *_reference_faults(session, report, ours),
            *_day_faults(kind, day, clock.day_of(now)),
            *_words_faults(kind, told),
        )
    )
    report.state, report.opposed_until, report.moved_at = becoming.value, day, now
    session.flush()
    keep_act(session, actor, report, kind, now, text=told, until=day, reference=ours)
    facts = {"answer": str(kind), "until": day.isoformat() if day else None, "reference": ours}
    tell(session, events.Tag.REPORT_ANSWERED, actor, report, now, text=told, **facts)
    return report


def answer_question(
    session: Session, actor: Identity, report_id: int, text: str, version: int, now: datetime
) -> FiuReport:
    """What the FIU asked was answered in the portal: it has the report again.

    Raises Forbidden, Missing, Stale, Refusal aml.fiu.not_now, .text_too_short, .text_too_long.
    """
    report, told = locked_report(session, actor, report_id), told_reason(text)
    if report.version != version:
        if is_last(session, actor, report, Kind.QUESTION_ANSWERED, text=told):
            return report
        raise Stale("fiu_report", report_id)
    becoming = next_state(report, Kind.QUESTION_ANSWERED)
    refuse(_words_faults(Kind.QUESTION_ANSWERED, told))
    report.state, report.moved_at = becoming.value, now
    session.flush()
    keep_act(session, actor, report, Kind.QUESTION_ANSWERED, now, text=told)
    tell(session, events.Tag.REPORT_ANSWERED, actor, report, now, text=told, answer=str(Kind.QUESTION_ANSWERED))
    return report


def tidy(reference: str) -> str:
    """A reference as it is kept: without blanks around it, or more than one in it."""
    return " ".join(reference.replace("\x00", "").split())


def _reference_faults(session: Session, report: FiuReport, told: str) -> tuple[Refusal, ...]:
    if told == report.fiu_reference:
        return ()  # none yet, for a file that the portal rejected at once
    if (other := _other_with(session, report, told)) is not None:
        return (Refusal("aml.fiu.other_report", field="reference", number=other.number),)
    if not told:
        return (Refusal("aml.fiu.reference_missing", field="reference"),)
    if State(report.state) is State.MADE:
        return (Refusal("aml.fiu.no_reference_yet", field="reference"),)
    return (Refusal("aml.fiu.other_reference", field="reference", ours=report.fiu_reference),)


def _day_faults(kind: Kind, day: date | None, today: date) -> tuple[Refusal, ...]:
    if kind is not Kind.OPPOSED:
        return ()
    if day is None:
        return (Refusal("aml.fiu.until_missing", field="until"),)
    return (Refusal("aml.fiu.until_past", field="until"),) if day <= today else ()


def _words_faults(kind: Kind, told: str) -> tuple[Refusal, ...]:
    return tuple(one for one in text_faults(told) if told or kind in _SAYS)


def _other_with(session: Session, report: FiuReport, reference: str) -> FiuReport | None:
    if not reference:
        return None
    return session.scalars(
        select(FiuReport).where(
            FiuReport.organisation_id == report.organisation_id,
            FiuReport.id != report.id,
            FiuReport.fiu_reference == reference,
        )
    ).one_or_none()
