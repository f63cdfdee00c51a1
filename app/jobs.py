"""Jobs in trouble, and what people decide about them: try again, or give up. Jobs' own work is the clock's room's.

All in office scope: jobs belong to the house, not to an organisation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from app import events
from app import work as long_work
from app.errors import Missing, Stale
from app.policy import Identity, Permission, require
from app.transaction import refuse_as
from models.jobs import TroubledJob

_FIRST = 3
_FIND = text("select task_name, status::text, attempts, args from procrastinate_jobs where id = :id for update")
_VERSION = text("select coalesce(max(id), 0) from job_run where job_id = :id")
# As new, and at once: a person who asks for another try gives it a worker's whole patience again.
_AGAIN = text("update procrastinate_jobs set status = 'todo', attempts = 0, scheduled_at = null where id = :id")
_DROP = text("update procrastinate_jobs set status = 'cancelled' where id = :id")

refuse_as("procrastinate_jobs_queueing_lock_idx_v1", "jobs.job.waits_already")


@dataclass(frozen=True)
class InTrouble:
    """How many jobs somebody has to look at, since when the oldest, and the first of them."""

    count: int
    oldest: datetime | None
    first: list[TroubledJob]


def in_trouble(session: Session, actor: Identity) -> InTrouble:
    """The jobs that failed for good; those that are still tried by themselves aren't anybody's work yet."""
    require(actor, Permission.JOB_SEE)
    failed = TroubledJob.state == "failed"
    count, oldest = session.execute(select(func.count(), func.min(TroubledJob.asked_at)).where(failed)).one()
    first = session.scalars(select(TroubledJob).where(failed).order_by(TroubledJob.id).limit(_FIRST)).all()
    return InTrouble(count, oldest, list(first))


def try_again(session: Session, actor: Identity, job_id: int, version: int, now: datetime) -> None:
    """The job is done at once, as if it were new.

    Raises Forbidden, Missing; Stale when it was tried since, or is no longer in trouble; Refusal
    jobs.job.waits_already.
    """
    job = _in_trouble(session, actor, job_id, version)
    session.execute(_AGAIN, {"id": job_id})
    if job.task_name == long_work.JOB:
        long_work.reopen(session, **job.args)
    _tell(session, events.Tag.JOB_TRIED_AGAIN, job_id, job.task_name, actor, now)


def give_up(session: Session, actor: Identity, job_id: int, version: int, now: datetime) -> None:
    """The job is never tried again.

    Raises Forbidden, Missing; Stale when it was tried since, or is no longer in trouble.
    """
    job = _in_trouble(session, actor, job_id, version)
    session.execute(_DROP, {"id": job_id})
    if job.task_name == long_work.JOB:
        long_work.drop(session, **job.args, now=now)
    _tell(session, events.Tag.JOB_GIVEN_UP, job_id, job.task_name, actor, now)


def _in_trouble(session: Session, actor: Identity, job_id: int, version: int) -> Row[Any]:
    """The job, whose row is locked: a worker that wants it waits until we are done."""
    require(actor, Permission.JOB_CHANGE)
    found = session.execute(_FIND, {"id": job_id}).one_or_none()
    if found is None:
        raise Missing("job", job_id)
    troubled = found.status == "failed" or (found.status == "todo" and found.attempts)
    if not troubled or session.execute(_VERSION, {"id": job_id}).scalar_one() != version:
        raise Stale("job", job_id)
    return found


def _tell(session: Session, tag: events.Tag, job_id: int, name: str, actor: Identity, now: datetime) -> None:
    events.record(session, tag, events.Subject("job", job_id), actor, now, facts={"name": name})
