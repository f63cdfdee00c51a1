"""What is done off the screen: each job calls services, and does all that is due when it runs.

A job may run twice (its worker was killed): what it does must then be done once. One that takes long looks up
between its steps whether it is to stop.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import procrastinate
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status
from sqlalchemy import delete, exists, make_url
from sqlalchemy.orm import Session, aliased, sessionmaker

from app import chain, clock
from app.accounts import retention
from app.errors import Outage
from app.transaction import Scope, enter, transaction
from models.jobs import Tick

log = logging.getLogger(__name__)

HEARTBEAT = 2.0
STALLED = 10.0
_TRIES = 5
_PATIENCE = 0.5
_KEPT = timedelta(days=14)


@dataclass(frozen=True)
class Workplace:
    """What every job is handed: sessions, the file of anchors, and whether it is time to stop."""

    sessions: sessionmaker[Session]
    anchors: Path
    stop: threading.Event = field(default_factory=threading.Event)

    def office(self, act: Callable[[Session], int | None]) -> int | None:
        """One transaction in office scope."""
        with self.sessions() as session, transaction(session):
            enter(session, Scope.office())
            return act(session)


def seal_events(place: Workplace) -> None:
    """Seals what waits, a batch per organisation at a time, until nothing does."""
    while not place.stop.is_set() and place.office(lambda session: chain.seal(session, clock.now())):
        pass


def anchor_events(place: Workplace) -> None:
    """Seals what waits, then writes the end of every chain outside the database."""
    seal_events(place)
    place.office(lambda session: chain.anchor(session, place.anchors, clock.now()))


def forget_attempts(place: Workplace) -> None:
    """Removes old tries to sign in, and sessions that ended."""
    place.office(lambda session: retention.forget_attempts(session, clock.now()))
    place.office(lambda session: retention.forget_sessions(session, clock.now()))


JOBS: dict[str, Callable[[Workplace], None]] = {
    "seal_events": seal_events,
    "anchor_events": anchor_events,
    "forget_attempts": forget_attempts,
}
# The timetable runs these again within a minute, so a second try would only stand in its way.
_ONCE = frozenset({"seal_events"})


def queue_at(database_url: str, place: Workplace, hands: int = 2) -> procrastinate.App:
    """The queue with every job known to it; `hands` is how many jobs run at the same time."""
    address = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    queue = procrastinate.App(
        connector=procrastinate.PsycopgConnector(conninfo=address, min_size=1, max_size=hands + 3),
        worker_defaults={
            "concurrency": hands,
            "update_heartbeat_interval": HEARTBEAT,
            "stalled_worker_timeout": STALLED,
            "install_signal_handlers": False,
        },
    )
    again = procrastinate.RetryStrategy(max_attempts=_TRIES, exponential_wait=4, retry_exceptions=[Outage])
    for name, job in JOBS.items():
        queue.task(name=name, retry=False if name in _ONCE else again)(partial(job, place))
    queue.task(name="rescue")(partial(rescue, queue))
    queue.task(name="forget_jobs")(partial(_forget_jobs, queue, place))
    return queue


async def rescue(queue: procrastinate.App) -> None:
    """Gives the jobs of a worker that died to another; one that has killed several, or waits anew, is given up."""
    for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
        if job.attempts < _TRIES:
            with suppress(ConnectorException):  # the same job already waits again
                await queue.job_manager.retry_job(job)
                log.warning("job %s was left by its worker and waits again", job.call_string)
                continue
        await queue.job_manager.finish_job(job, Status.FAILED, delete_job=False)
        log.error("job %s was left by its worker and is given up", job.call_string)


async def _forget_jobs(queue: procrastinate.App, place: Workplace) -> None:
    """Removes finished jobs and planned moments of more than 14 days ago; each entry keeps its last moment."""
    hours = int(_KEPT.total_seconds() // 3600)
    await queue.job_manager.delete_old_jobs(
        hours, include_failed=True, include_cancelled=True, include_aborted=True
    )
    await asyncio.to_thread(place.office, _forget_ticks)


def _forget_ticks(session: Session) -> None:
    later = aliased(Tick)
    session.execute(
        delete(Tick).where(
            Tick.planned_at < clock.now() - _KEPT,
            exists().where(later.name == Tick.name, later.planned_at > Tick.planned_at),
        )
    )


def work(
    database_url: str, sessions: sessionmaker[Session], anchors: Path, stop: threading.Event, hands: int = 2
) -> None:
    """Does jobs as they come until told to stop; a database that is away is waited for."""
    place = Workplace(sessions, anchors, stop)
    while not stop.is_set():
        try:
            asyncio.run(_work(queue_at(database_url, place, hands), stop))
        except Exception as problem:  # the queue's own breakdowns have no common parent; a job's never get here
            log.warning("the worker starts again: %s", problem)
            stop.wait(1)


async def _work(queue: procrastinate.App, stop: threading.Event) -> None:
    async with queue.open_async():
        running = asyncio.create_task(queue.run_worker_async(shutdown_graceful_timeout=_PATIENCE))
        while not stop.is_set() and not running.done():
            await asyncio.wait({running}, timeout=0.1)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


def work_off(database_url: str, sessions: sessionmaker[Session], anchors: Path) -> None:
    """Does every job that waits, then returns."""
    queue_at(database_url, Workplace(sessions, anchors)).run_worker(wait=False, listen_notify=False)
