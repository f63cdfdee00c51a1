"""The timetable, and the one process that reads the clock for all of them.

Several may run; whoever holds the lock plans. A planned moment is a row whose key makes it one time, and its job
is put in the queue in the same transaction. Each job does all that is due at the moment it runs, so of several
missed moments only the last is planned: nothing is lost, nothing is done a thousand times.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import psycopg
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import func, make_url, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.errors import HouseError
from app.queue import enqueue
from app.transaction import Scope, enter, transaction
from models.jobs import Tick

log = logging.getLogger(__name__)

_BREATH = 1.0
_LOCK = "select pg_try_advisory_lock(hashtext('sleutelbos.clock'))"
# A leader that is frozen or cut off loses the lock after this; longer than any plan it makes takes.
_SILENCE = "set idle_session_timeout = '10s'"


@dataclass(frozen=True)
class Entry:
    """A job and its moments: minute, hour, day, month, weekday (by name), in Brussels.

    Not between 02:00 and 03:00: that hour comes twice in autumn and not at all in spring.
    """

    name: str
    when: str
    job: str

    @cached_property
    def trigger(self) -> CronTrigger:
        return CronTrigger.from_crontab(self.when, timezone=clock.BRUSSELS)

    def last_due(self, since: datetime, now: datetime) -> datetime | None:
        """The last planned moment after `since` and not after `now`, in UTC; None when there is none."""
        window = timedelta(minutes=2)
        while True:
            start = max(since, now - window)
            found = list(self._moments(start, now))
            if found or start == since:
                return found[-1] if found else None
            window *= 8

    def _moments(self, since: datetime, now: datetime) -> Iterator[datetime]:
        # In UTC throughout: adding to a local time goes round in circles in the autumn night.
        after = since
        while (found := self.trigger.get_next_fire_time(None, after + timedelta(microseconds=1))) is not None:
            after = found.astimezone(UTC)
            if after > now:
                return
            yield after


TIMETABLE = (
    Entry("seal_events", "* * * * *", "seal_events"),
    Entry("rescue", "* * * * *", "rescue"),
    Entry("anchor_events", "30 3 * * *", "anchor_events"),
    Entry("forget_attempts", "45 3 * * *", "forget_attempts"),
    Entry("forget_jobs", "50 3 * * *", "forget_jobs"),
)


def plan(session: Session, now: datetime, timetable: Sequence[Entry] = TIMETABLE) -> list[str]:
    """Puts what is due in the queue, in the caller's transaction; returns the names, in the timetable's order.

    An entry never seen before counts from now. A clock put back plans again from there, without repeating.
    """
    latest = (
        select(Tick.name, func.max(Tick.planned_at).label("since"))
        .where(Tick.planned_at <= now)
        .group_by(Tick.name)
    )
    known = {row.name: row.since for row in session.execute(latest)}
    planned = []
    for entry in timetable:
        since = known.get(entry.name)
        due = entry.last_due(since, now) if since is not None else now
        if due is None or not _first(session, entry.name, due) or since is None:
            continue
        enqueue(session, entry.job, key=entry.name)
        planned.append(entry.name)
    return planned


def _first(session: Session, name: str, planned_at: datetime) -> bool:
    """Whether nobody planned this before us. RETURNING, not rowcount, which says 1 on a conflict too."""
    added = insert(Tick).values(name=name, planned_at=planned_at).on_conflict_do_nothing().returning(Tick.name)
    return session.scalar(added) is not None


def keep_time(
    database_url: str,
    sessions: sessionmaker[Session],
    stop: threading.Event,
    timetable: Sequence[Entry] = TIMETABLE,
    now: Callable[[], datetime] = clock.now,
) -> None:
    """Plans, or waits for its turn to, until told to stop; a database that is away is waited for."""
    address = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    while not stop.is_set():
        try:
            # A connection of its own: a lock taken on a pooled one stays when that one is given back.
            with psycopg.connect(address, autocommit=True, connect_timeout=5, tcp_user_timeout=5000) as held:
                held.execute(_SILENCE)
                _take_turns(held, sessions, stop, timetable, now)
        except (psycopg.Error, SQLAlchemyError, HouseError) as problem:
            log.warning("the clock starts again: %s", problem)
            stop.wait(_BREATH)


def _take_turns(
    held: psycopg.Connection,
    sessions: sessionmaker[Session],
    stop: threading.Event,
    timetable: Sequence[Entry],
    now: Callable[[], datetime],
) -> None:
    leads, minute = False, -1
    while not stop.is_set():
        if not leads:
            row = held.execute(_LOCK).fetchone()
            leads = row is not None and bool(row[0])
        else:
            held.execute("select 1")
        moment = now()
        if leads and int(moment.timestamp()) // 60 != minute:
            minute = int(moment.timestamp()) // 60
            with sessions() as session, transaction(session):
                enter(session, Scope.office())
                for name in plan(session, moment, timetable):
                    log.info("planned %s", name)
        stop.wait(_BREATH)
