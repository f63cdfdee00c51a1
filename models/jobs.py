"""What the clock has planned, and how each job went. The jobs that wait are rows of the queue's own tables.

Nothing of a person stands here: a name of a job, moments, an outcome, a few words on how much was done.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Identity, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

DETAIL = 200


class Tick(Base):
    """A moment of the timetable; its key makes it one time, whoever keeps the clock.

    Without `enqueued_at` it's no planned moment but the one from which the clock has known that entry.
    """

    __tablename__ = "job_tick"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    planned_at: Mapped[datetime] = mapped_column(primary_key=True)
    enqueued_at: Mapped[datetime | None]


class JobRun(Base):
    """One try at one job. `lost`: its worker died; the job itself waits again, or was given up."""

    __tablename__ = "job_run"
    __table_args__ = (
        CheckConstraint("outcome in ('running', 'done', 'failed', 'lost')", name="outcome"),
        CheckConstraint("(outcome = 'running') = (ended_at is null)", name="ended"),
        Index("ix_job_run_started_at_id", "started_at", "id"),
        Index("ix_job_run_job_id", "job_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    # By number and without a foreign key: the queue forgets its jobs in its own time.
    job_id: Mapped[int]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(10), default="running")
    detail: Mapped[str] = mapped_column(String(DETAIL), default="")
