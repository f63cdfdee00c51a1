"""The run log: one row for each try at a job, written apart from what the job itself does."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.errors import HouseError
from models.jobs import DETAIL, JobRun

BATCH = 500


def start(session: Session, name: str, job_id: int, now: datetime) -> int:
    """Writes down that a job has begun; returns the number of the run. In office scope, as all here."""
    row = insert(JobRun).values(name=name, job_id=job_id, started_at=now).returning(JobRun.id)
    return session.scalars(row).one()


def end(session: Session, run_id: int, outcome: str, detail: str, now: datetime) -> None:
    """Writes down how it ended; a run already called lost (its worker only slept) is corrected."""
    session.execute(
        update(JobRun).where(JobRun.id == run_id).values(outcome=outcome, detail=detail[:DETAIL], ended_at=now)
    )


def lose(session: Session, job_id: int, now: datetime) -> None:
    """The worker that ran this job is gone: its open runs are lost."""
    open_runs = (JobRun.job_id == job_id, JobRun.outcome == "running")
    session.execute(update(JobRun).where(*open_runs).values(outcome="lost", ended_at=now))


def forget(session: Session, before: datetime) -> int:
    """Removes a batch of runs that began before then; returns how many, 0 when none is left."""
    old = select(JobRun.id).where(JobRun.started_at < before).order_by(JobRun.started_at, JobRun.id).limit(BATCH)
    return len(session.scalars(delete(JobRun).where(JobRun.id.in_(old)).returning(JobRun.id)).all())


def words_of(problem: Exception) -> str:
    """What the log may keep of a problem: its kind, never its message, which may quote what was in a row."""
    return f"{type(problem).__name__}: {problem}" if isinstance(problem, HouseError) else type(problem).__name__
