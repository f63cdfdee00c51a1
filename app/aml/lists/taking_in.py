"""What a worker does with a load: brings the file, reads it, compares it with what stands, and merges it.

From reading to merging it is one transaction: whoever is killed leaves nothing behind and begins anew, and of two
at once the second finds that it was done. Its row stays free meanwhile, for telling how far it is.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import BinaryIO

import structlog
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session, sessionmaker

from app import clock, events
from app.aml.lists import staging
from app.aml.lists.loading import begin, refuse_load, snapshot_of, subject_of
from app.aml.lists.reading import Unreadable, read_list
from app.aml.lists.staging import Counts
from app.errors import Missing, Outage
from app.outside.files import Files, chunks_of
from app.outside.list_sources import ListSource
from app.queue import enqueue
from app.transaction import Scope, enter, take_time, transaction
from models.aml import SanctionsList, Snapshot
from models.values import ListFormat, LoadState, WhyRefused

log = structlog.get_logger("lists")
RESCREEN = "rescreen"
MOST_GONE, LEAST_STANDING = 10, 50
"""More than so many percent of a list of at least so many entries don't vanish without somebody saying yes."""
AGAIN, PATIENCE = timedelta(minutes=10), timedelta(hours=1)
"""A source that is silent is asked again after so long, until so long after the load was asked."""
FARTHEST = timedelta(days=7)
"""A list's own date may lie so far ahead: clocks differ, and some are published for a day to come."""
_TELL_EVERY = 10_000
_ONE = text("select pg_advisory_xact_lock(hashtext('sleutelbos.list'), cast(:list as int))")
_EDITIONS = text("select pg_advisory_xact_lock(hashtext('sleutelbos.editions'))")
# Loads of several lists wait for each other's edition, each as long as a list takes to be written.
_WAIT_LONG = text("select set_config('lock_timeout', '600s', true)")


class Load:
    """One load that is under way; `files` holds what people brought, `source` is where lists are published."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        files: Files,
        source: ListSource | None,
        snapshot_id: int,
        now: Callable[[], datetime],
    ) -> None:
        self._sessions, self._files, self._source = sessions, files, source
        self._id, self._now = snapshot_id, now

    def carry_out(self, kept: str = "") -> str:
        """Does it, and returns what became of it; done again, it changes nothing."""
        with self._office() as session:
            asked = snapshot_of(session, self._id)
        if asked.state != LoadState.READING:
            outcome = "nothing to do"
        elif asked.decided_by is not None:
            outcome = self._carry_on()
        else:
            outcome = self._bring_in(asked, kept)
        if kept and outcome != "asked again":
            self._files.remove(kept)
        return outcome

    def _bring_in(self, asked: Snapshot, kept: str) -> str:
        try:
            with self._file(asked, kept) as file:
                return self._take_in(file)
        except Missing:
            return self._refuse(WhyRefused.GONE)
        except Outage as problem:
            if problem.system == "database":
                raise
            return self._later(kept)

    @contextmanager
    def _file(self, asked: Snapshot, kept: str) -> Iterator[BinaryIO]:
        """What was brought, or what is published now, at its beginning."""
        if kept:
            with self._files.open(kept) as file:
                yield file
            return
        if self._source is None:
            raise Outage("sanctions list")
        with tempfile.TemporaryFile() as fetched:
            self._source.fetch(asked.list.code, fetched)
            fetched.seek(0)
            yield fetched

    def _take_in(self, file: BinaryIO) -> str:
        digest, size = _fingerprint(file)
        with self._office() as session:
            one = self._locked(session)
            if one.state != LoadState.READING:
                return "nothing to do"
            if digest == _loaded(session, one.list):
                one.sha256, one.size = digest, size
                return self._end_same(session, one)
            reading = read_list(ListFormat(one.list.form), file)
            try:
                # Nothing of its row is written before: whoever tells how far this is would wait for us.
                count = staging.stage(session, reading, self._tell)
            except Unreadable as why:
                one.sha256, one.size = digest, size
                refuse_load(session, one, str(why.code), self._now(), why.line, why.value)
                return f"refused: {why.code}"
            one.sha256, one.size, one.entries, one.problems = digest, size, count, reading.problem_count
            one.told = [{**asdict(found), "code": str(found.code)} for found in reading.problems]
            one.published_on = _believed(reading.published_on, clock.day_of(one.asked_at))
            goes_back = _goes_back(one.list, one.published_on)
            if goes_back and reading.says_its_date:
                refuse_load(session, one, WhyRefused.OLDER, self._now())
                return f"refused: {one.why}"
            counts = _compared(session, one)
            if goes_back or _shrinks(counts):
                return self._hold(session, one)
            return self._merge(session, one)

    def _carry_on(self) -> str:
        """What was held, and may go on: it was read, and waits where it was put aside."""
        with self._office() as session:
            one = self._locked(session)
            if one.state != LoadState.READING:
                return "nothing to do"
            staging.stage_again(session, one.id)
            _compared(session, one)
            staging.drop(session, one.id)
            return self._merge(session, one)

    def _merge(self, session: Session, one: Snapshot) -> str:
        session.execute(_EDITIONS)
        edition = (session.scalar(select(func.max(Snapshot.edition))) or 0) + 1
        staging.merge(session, one.list_id, edition)
        one.state, one.edition, one.ended_at = LoadState.LOADED, edition, self._now()
        of = one.list
        of.edition, of.published_on, of.entries = one.edition, one.published_on, one.entries
        of.loaded_at = of.looked_at = one.ended_at
        session.flush()
        facts = {"list": of.code, "edition": one.edition, "sha256": (one.sha256 or b"").hex(), **_counted(one)}
        events.record(session, events.Tag.LIST_LOADED, subject_of(one), None, one.ended_at, facts=facts)
        enqueue(session, RESCREEN, key=f"{RESCREEN}:{one.id}", snapshot_id=one.id)
        return f"{one.added} + {one.changed} + {one.removed}"

    def _hold(self, session: Session, one: Snapshot) -> str:
        staging.put_aside(session, one.id)
        one.state, one.ended_at = LoadState.HELD, self._now()
        one.list.looked_at = one.ended_at
        session.flush()
        facts = {"list": one.list.code, **_counted(one)}
        events.record(session, events.Tag.LIST_HELD, subject_of(one), None, one.ended_at, facts=facts)
        return "held"

    def _end_same(self, session: Session, one: Snapshot) -> str:
        one.state, one.ended_at = LoadState.SAME, self._now()
        one.published_on, one.entries = one.list.published_on, one.list.entries
        one.list.looked_at = one.ended_at
        session.flush()
        return "the same"

    def _refuse(self, why: WhyRefused) -> str:
        with self._office() as session:
            one = self._locked(session)
            if one.state == LoadState.READING:
                refuse_load(session, one, why, self._now())
        return f"refused: {why}"

    def _later(self, kept: str) -> str:
        """A source that is silent is given an hour."""
        with self._office() as session:
            one = self._locked(session)
            if one.state != LoadState.READING:
                return "nothing to do"
            if self._now() - one.asked_at < PATIENCE:
                begin(session, one, kept, self._now() + AGAIN)
                return "asked again"
        log.warning("the source of a list is silent", list=one.list.code)
        return self._refuse(WhyRefused.SILENT)

    def _locked(self, session: Session) -> Snapshot:
        """The load, nobody else being at its list until the transaction ends."""
        take_time(session)
        session.execute(_WAIT_LONG)
        list_id = session.scalar(select(Snapshot.list_id).where(Snapshot.id == self._id))
        session.execute(_ONE, {"list": list_id})
        session.expire_all()
        return snapshot_of(session, self._id)

    def _tell(self, count: int) -> None:
        """How many entries were read, now and then, in a transaction of its own so that others see it."""
        if count % _TELL_EVERY:
            return
        so_far = update(Snapshot).where(Snapshot.id == self._id, Snapshot.state == LoadState.READING)
        with suppress(Exception), self._office() as session:
            session.execute(so_far.values(entries=count), execution_options={"synchronize_session": False})

    @contextmanager
    def _office(self) -> Iterator[Session]:
        with self._sessions() as session, transaction(session):
            enter(session, Scope.office())
            yield session


def _fingerprint(file: BinaryIO) -> tuple[bytes, int]:
    """SHA-256 and size of a file, which is at its beginning again."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks_of(file):
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    return digest.digest(), size


def _loaded(session: Session, of: SanctionsList) -> bytes | None:
    """The fingerprint of the file whose entries stand; None when there are none."""
    return session.scalar(select(Snapshot.sha256).where(Snapshot.edition == of.edition)) if of.edition else None


def _compared(session: Session, one: Snapshot) -> Counts:
    counts = staging.compare(session, one.list_id)
    one.added, one.changed, one.removed = counts.added, counts.changed, counts.removed
    return counts


def _believed(told: date | None, today: date) -> date:
    """The day a list tells of itself; today where it tells none, or one that is far off: it would keep away every
    list that comes until then."""
    return told if told is not None and told <= today + FARTHEST else today


def _goes_back(of: SanctionsList, published_on: date) -> bool:
    """Whether the list tells of an earlier day than what stands."""
    return of.published_on is not None and published_on < of.published_on


def _shrinks(counts: Counts) -> bool:
    return counts.stand >= LEAST_STANDING and counts.removed * 100 > counts.stand * MOST_GONE


def _counted(one: Snapshot) -> dict[str, int]:
    return {name: getattr(one, name) for name in ("entries", "added", "changed", "removed", "problems")}
