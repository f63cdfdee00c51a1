"""What the clock has planned, how each job went, and which ones are in trouble. Jobs are the queue's own rows.

Nothing of a person stands here: a name of a job, moments, an outcome, a few words on how much was done.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Identity, Index, MetaData, String, Table
from sqlalchemy.dialects.postgresql import JSONB
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
        Index("ix_job_run_name_started_at_id", "name", "started_at", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    # By number and without a foreign key: the queue forgets its jobs in its own time.
    job_id: Mapped[int]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(10), default="running")
    detail: Mapped[str] = mapped_column(String(DETAIL), default="")


class TroubledJob(Base):
    """A job that failed for good (`failed`), or whose last try failed and that waits for the next (`waiting`).

    `times`: the tries the run log still knows; `why` and `outcome` are of the last one that failed; `version`
    moves with each try; `facts`: what the job was given, ids. A view, apart from the tables: nothing is made or
    changed through it.
    """

    __tablename__ = "job_trouble"
    __table__ = Table(
        "job_trouble",
        MetaData(),
        Column("id", BigInteger, primary_key=True),
        Column("number", BigInteger, nullable=False),
        Column("name", String(128), nullable=False),
        Column("state", String(10), nullable=False),
        Column("times", BigInteger, nullable=False),
        Column("version", BigInteger, nullable=False),
        Column("next_at", DateTime(timezone=True)),
        Column("asked_at", DateTime(timezone=True)),
        Column("last_at", DateTime(timezone=True)),
        Column("why", String(DETAIL), nullable=False),
        Column("outcome", String(10), nullable=False),
        Column("facts", JSONB, nullable=False),
        # What the view walks, under the queue's own name of the id: a list of it is read in that order.
        Index("ix_procrastinate_jobs_trouble", "number", "id"),
    )

    id: Mapped[int]
    number: Mapped[int]
    name: Mapped[str]
    state: Mapped[str]
    times: Mapped[int]
    version: Mapped[int]
    next_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    why: Mapped[str]
    outcome: Mapped[str]
    facts: Mapped[dict[str, object]]
