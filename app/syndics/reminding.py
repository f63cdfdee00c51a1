"""Reminding of the last day: a week before it, and on the working day before it.

A draft whose days are known and that wasn't handed in yet, and a question that waits for its answer. Each is told
once for each last day, however often the job runs; a day on which it didn't run is made up.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from app import clock
from app.syndics.steps import note_step
from models.syndics import Case, CaseStep
from models.values import last_working_day_before
from models.values.mandates import CaseState, StepKind

WEEK = timedelta(days=7)
_AT_ONCE = 50


def remind_some(session: Session, now: datetime, after: int = 0) -> tuple[int, int | None]:
    """Reminds of some of those that come after that number; how many, and the last number looked at, None when
    nothing is left. In office scope."""
    today = clock.day_of(now)
    reminded_at = (
        select(func.max(CaseStep.at))
        .where(CaseStep.case_id == Case.id, CaseStep.kind == StepKind.REMINDED)
        .correlate(Case)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Case, reminded_at)
        .where(
            Case.due_on.between(today, today + WEEK),
            or_(
                Case.state == CaseState.QUESTION,
                and_(
                    Case.state == CaseState.DRAFT,
                    Case.handed_in_at.is_(None),
                    or_(Case.starts_on.is_not(None), Case.ends_on.is_not(None)),
                ),
            ),
            Case.id > after,
        )
        .order_by(Case.id)
        .limit(_AT_ONCE)
        .with_for_update(of=Case, skip_locked=True)
    ).all()
    told = 0
    for case, at in rows:
        if is_due(case.due_on, clock.day_of(at) if at is not None else None, today):
            _remind(session, case, today, now)
            told += 1
    return told, rows[-1][0].id if rows else None


def is_due(due_on: date, reminded_on: date | None, today: date) -> bool:
    """Whether a reminder of that last day falls today, or fell before and wasn't given: the one of the week, or
    the last one."""
    begun = [day for day in (due_on - WEEK, last_working_day_before(due_on)) if day <= today]
    return bool(begun) and today <= due_on and (reminded_on is None or reminded_on < max(begun))


def _remind(session: Session, case: Case, today: date, now: datetime) -> None:
    days = (case.due_on - today).days
    # Not by the row's version: a form that is open on it stays good.
    session.execute(
        update(Case).where(Case.id == case.id).values(reminded=days),
        execution_options={"synchronize_session": False},
    )
    facts = {"days": days, "due_on": case.due_on.isoformat(), "question": case.state == CaseState.QUESTION}
    note_step(session, case, StepKind.REMINDED, None, now, facts=facts)
