"""The timetable, and the one process that reads the clock for all of them.

Several may run; whoever holds the lock plans. A planned moment is a row whose key makes it one time, and its job
is put in the queue in the same transaction. Most jobs do all that is due when they run, so of several missed
moments only the last is planned: nothing is lost, nothing is done a thousand times. An entry that wants every
missed moment says so, and its job is told which one it is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import islice

import psycopg
import structlog
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.database import watched
from app.errors import HouseError
from app.log import told
from app.queue import enqueue
from app.transaction import Scope, enter, transaction
from models.jobs import Tick
from scheduler.address import driver_address

log = structlog.get_logger("clock")

_BREATH = 1.0
_LOCK = "select pg_try_advisory_lock(hashtext('sleutelbos.clock'))"
# A leader that is frozen or cut off loses the lock after this, and sooner what it was writing.
_SILENCE = "set idle_session_timeout = '10s'"
_BRIEFLY = text("set local idle_in_transaction_session_timeout = '5s'")
_AT_ONCE = 500  # missed moments of one entry per transaction; the next look makes up the rest


@dataclass(frozen=True)
class Entry:
    """A job and its moments: minute, hour, day, month, weekday (by name), in Brussels.

    Not between 02:00 and 03:00: that hour comes twice in autumn and not at all in spring. With `each`, every
    missed moment becomes a job of its own, which is handed `planned_at` (ISO, UTC).
    """

    name: str
    when: str
    job: str
    each: bool = False

    @cached_property
    def trigger(self) -> CronTrigger:
        return CronTrigger.from_crontab(self.when, timezone=clock.BRUSSELS)

    def due(self, since: datetime, now: datetime) -> list[datetime]:
        """What is to be planned now: moments in UTC after `since`, not after `now`, oldest first."""
        if self.each:
            return list(islice(self._moments(since, now), _AT_ONCE))
        last = self.last_due(since, now)
        return [] if last is None else [last]

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
    Entry("forget_sign_ups", "20 * * * *", "forget_sign_ups"),
    Entry("forget_jobs", "50 3 * * *", "forget_jobs"),
    Entry("look_after_letters", "*/5 * * * *", "look_after_letters"),
    Entry("forget_letters", "55 3 * * *", "forget_letters"),
    Entry("forget_documents", "55 3 * * *", "forget_documents"),
    Entry("forget_imports", "5 4 * * *", "forget_imports"),
    # Hourly by day: a right that was shortened is announced the same hour, a day that was missed is made up.
    Entry("announce_endings", "5 6-20 * * *", "announce_endings"),
    Entry("look_after_campaigns", "15 6-20 * * *", "look_after_campaigns"),
    Entry("tell_of_the_day", "0 18 * * *", "tell_of_the_day"),
    Entry("read_representatives", "40 3 * * *", "read_representatives"),
    Entry("read_business_register", "20 4 * * *", "read_business_register"),
    Entry("forget_incidents", "10 4 * * *", "forget_incidents"),
    # What no event tells, such as a right that ran out or an accreditation that was struck off, is seen in time.
    Entry("ask_grants_again", "*/5 * * * *", "ask_grants_again"),
    Entry("rotate_signing_keys", "35 3 * * *", "rotate_signing_keys"),
    Entry("forget_grants", "15 4 * * *", "forget_grants"),
    Entry("forget_answers", "25 * * * *", "forget_answers"),
    Entry("read_bank_files", "*/5 * * * *", "read_bank_files"),
    Entry("forget_payers", "25 4 * * *", "forget_payers"),
    Entry("ask_open_payments", "* * * * *", "ask_open_payments"),
    Entry("keep_day_sums", "15 3 * * *", "keep_day_sums"),
    Entry("hand_over_invoices", "* * * * *", "hand_over_invoices"),
    Entry("mail_invoices", "* * * * *", "mail_invoices"),
    Entry("fetch_lists", "30 4 * * *", "fetch_lists"),
    Entry("check_ledger", "35 4 * * *", "check_ledger"),
    # A month that was missed is made up for; by then everything that began before midnight has ended.
    Entry("invoice_month", "30 5 1 * *", "invoice_month", each=True),
    Entry("invoice_left", "45 5 * * *", "invoice_left"),
    # Each load asks for it itself: this makes up for one whose job was lost or given up.
    Entry("rescreen", "*/15 * * * *", "rescreen"),
    # All of them soon after midnight, when a new day began; at other hours what was left.
    Entry("reassess", "10 * * * *", "reassess"),
    # Whatever moves a review renews it at once: this makes up for what was missed, and for terms that begin.
    Entry("renew_reviews", "40 0,5 * * *", "renew_reviews"),
    # Hourly by day, so that a day that was missed is made up; each office hears once a day.
    Entry("tell_reviews", "25 6-20 * * *", "tell_reviews"),
    # Once a day, before the counters open: who is filling in a case just then isn't disturbed the same hour.
    Entry("remind_of_cases", "20 7 * * *", "remind_of_cases"),
    # Soon after midnight; what was missed is made up for. That day itself counts without it.
    Entry("end_managements", "2 * * * *", "end_managements"),
    Entry("compare_imported", "5-59/15 * * * *", "compare_imported"),
    Entry("forget_files", "50 4 * * *", "forget_files"),
)


def plan(session: Session, now: datetime, timetable: Sequence[Entry] = TIMETABLE) -> list[str]:
    """Puts what is due in the queue, in the caller's transaction; returns the names, one for each moment.

    An entry never seen before counts from now. A clock put back plans again from there, without repeating. What is
    planned goes before what waits: among it are the jobs that give the rest to another worker.
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
        if since is None:
            _first(session, entry.name, now, None)
            continue
        for moment in entry.due(since, now):
            if not _first(session, entry.name, moment, now):
                continue
            if entry.each:
                enqueue(session, entry.job, goes_first=True, planned_at=moment.isoformat())
            else:
                enqueue(session, entry.job, key=entry.name, goes_first=True)
            planned.append(entry.name)
    return planned


def _first(session: Session, name: str, planned_at: datetime, enqueued_at: datetime | None) -> bool:
    """Whether nobody planned this before us. RETURNING, not rowcount, which says 1 on a conflict too."""
    row = insert(Tick).values(name=name, planned_at=planned_at, enqueued_at=enqueued_at)
    return session.scalar(row.on_conflict_do_nothing().returning(Tick.name)) is not None


def keep_time(
    database_url: str,
    sessions: sessionmaker[Session],
    stop: threading.Event,
    timetable: Sequence[Entry] = TIMETABLE,
    now: Callable[[], datetime] = clock.now,
) -> None:
    """Plans, or waits for its turn to, until told to stop; a database that is away is waited for."""
    address = driver_address(database_url)
    while not stop.is_set():
        try:
            # A connection of its own: a lock taken on a pooled one stays when that one is given back.
            with watched(address, autocommit=True) as held:
                held.execute(_SILENCE)
                _take_turns(held, sessions, stop, timetable, now)
        except (psycopg.Error, SQLAlchemyError, HouseError) as problem:
            log.warning("the clock starts again", **told(problem))
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
                session.execute(_BRIEFLY)
                planned = plan(session, moment, timetable)
            log.debug("planned", names=planned)
        stop.wait(_BREATH)
