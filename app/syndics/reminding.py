"""Reminding of the last day: a week before it, and on the working day before it.

A draft whose days are known and that wasn't handed in yet, and a question that waits for its answer. Each is told
once for each last day, however often the job runs; a day on which it didn't run is made up.

A case that was announced and got its number is in time already, and still neither paid nor submitted: of that its
applicant is reminded a week after the number came, and three weeks after it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import ScalarSelect, and_, func, or_, select, update
from sqlalchemy.orm import Session

from app import clock
from app.syndics.steps import note_step
from models.syndics import Case, CaseStep
from models.values import last_working_day_before
from models.values.mandates import CaseState, StepKind

WEEK = timedelta(days=7)
AFTER_NUMBER = (WEEK, 3 * WEEK)
"""How long after its number came a case that still isn't submitted is reminded of."""
_AT_ONCE = 50


def remind_some(session: Session, now: datetime, after: int = 0) -> tuple[int, int | None]:
    """Reminds of some of those that come after that number; how many, and the last number looked at, None when
    nothing is left. In office scope."""
    today = clock.day_of(now)
    reminded, got_number = _last_at(StepKind.REMINDED), _last_at(StepKind.NUMBERED)
    draft = Case.state == CaseState.DRAFT
    near = and_(
        Case.due_on.between(today, today + WEEK),
        or_(
            Case.state == CaseState.QUESTION,
            and_(
                draft,
                Case.handed_in_at.is_(None),
                or_(Case.starts_on.is_not(None), Case.ends_on.is_not(None)),
            ),
        ),
    )
    numbered = and_(draft, Case.handed_in_at.is_not(None))
    rows = session.execute(
        select(Case, reminded, got_number)
        .where(or_(near, numbered), Case.id > after)
        .order_by(Case.id)
        .limit(_AT_ONCE)
        .with_for_update(of=Case, skip_locked=True)
    ).all()
    told = 0
    for case, at, numbered_at in rows:
        on = clock.day_of(at) if at is not None else None
        waits_since = clock.day_of(numbered_at) if case.state == CaseState.DRAFT and numbered_at else None
        if is_overdue(waits_since, on, today) if waits_since else is_due(case.due_on, on, today):
            _remind(session, case, today, now)
            told += 1
    return told, rows[-1][0].id if rows else None


def _last_at(kind: StepKind) -> ScalarSelect[datetime]:
    """When a step of that kind was last taken in the case."""
    return (
        select(func.max(CaseStep.at))
        .where(CaseStep.case_id == Case.id, CaseStep.kind == kind)
        .correlate(Case)
        .scalar_subquery()
    )


def is_due(due_on: date, reminded_on: date | None, today: date) -> bool:
    """Whether a reminder of that last day falls today, or fell before and wasn't given: the one of the week, or
    the last one."""
    begun = [day for day in (due_on - WEEK, last_working_day_before(due_on)) if day <= today]
    return bool(begun) and today <= due_on and (reminded_on is None or reminded_on < max(begun))


def is_overdue(numbered_on: date, reminded_on: date | None, today: date) -> bool:
    """Whether a case that got its number on that day is to be reminded of today, or before today and wasn't."""
    begun = [day for day in (numbered_on + wait for wait in AFTER_NUMBER) if day <= today]
    return bool(begun) and (reminded_on is None or reminded_on < max(begun))


def _remind(session: Session, case: Case, today: date, now: datetime) -> None:
    numbered = case.state == CaseState.DRAFT and case.handed_in_at is not None
    # Announced in time is in time: no last day comes near.
    days = None if numbered else (case.due_on - today).days
    # Not by the row's version: a form that is open on it stays good.
    session.execute(
        update(Case).where(Case.id == case.id).values(reminded=days),
        execution_options={"synchronize_session": False},
    )
    facts = {"days": days, "due_on": case.due_on.isoformat(), "question": case.state == CaseState.QUESTION} | (
        {"numbered": True} if numbered else {}
    )
    note_step(session, case, StepKind.REMINDED, None, now, facts=facts)
