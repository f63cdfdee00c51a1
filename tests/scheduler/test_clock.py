"""Planned moments: each once, whoever keeps the clock and whatever happens to it; missed ones are made up."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope, enter, transaction
from models.jobs import Tick
from scheduler.clock import TIMETABLE, Entry, keep_time, plan
from tests.scheduler.conftest import Start, asked, soon

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NIGHTLY = Entry("nightly", "30 3 * * *", "anchor_events")
MINUTELY = Entry("minutely", "* * * * *", "seal_events")
EACH = Entry("each", "* * * * *", "invoice", each=True)

_LEADER = """select a.application_name from pg_locks l join pg_stat_activity a on a.pid = l.pid
    where l.locktype = 'advisory' and l.granted and a.datname = current_database()"""


def _at(words: str) -> datetime:
    return datetime.fromisoformat(f"{words}+00:00")


def _plan(sessions: sessionmaker[Session], now: datetime, *entries: Entry) -> list[str]:
    with sessions() as session, transaction(session):
        enter(session, Scope.office())
        return plan(session, now, entries)


def _jobs(sessions: sessionmaker[Session]) -> int:
    with sessions() as session:
        return int(session.scalar(text("select count(*) from procrastinate_jobs")) or 0)


def _done(sessions: sessionmaker[Session]) -> None:
    """As if a worker had done what waits."""
    with sessions() as session, transaction(session):
        session.execute(text("update procrastinate_jobs set status = 'succeeded' where status = 'todo'"))


@pytest.mark.parametrize(
    ("since", "now", "due"),
    [
        ("2026-11-22 12:00", "2026-11-23 02:29:59", None),
        ("2026-11-22 12:00", "2026-11-23 02:30", "2026-11-23 02:30"),
        ("2026-11-23 02:30", "2026-11-23 23:00", None),
        ("2026-11-20 12:00", "2026-11-23 12:00", "2026-11-23 02:30"),
        ("2025-11-20 12:00", "2026-11-23 12:00", "2026-11-23 02:30"),
        ("2026-11-23 12:00", "2026-11-22 12:00", None),
        # Summer time ends on 25 October 2026 and starts on 28 March 2027: 03:30 is 01:30 or 02:30 in UTC.
        ("2026-10-24 12:00", "2026-10-25 01:31", None),
        ("2026-10-24 12:00", "2026-10-25 02:30", "2026-10-25 02:30"),
        ("2027-03-27 12:00", "2027-03-28 01:30", "2027-03-28 01:30"),
        ("2027-03-28 01:30", "2027-03-28 12:00", None),
    ],
)
def test_half_past_three_is_in_brussels(since: str, now: str, due: str | None) -> None:
    assert NIGHTLY.last_due(_at(since), _at(now)) == (_at(due) if due else None)


@pytest.mark.parametrize("night", ["2026-10-24 22:00", "2027-03-27 22:00", "2027-10-30 22:00"])
def test_each_minute_comes_once_in_the_nights_that_are_longer_or_shorter(night: str) -> None:
    moments = [MINUTELY.last_due(_at(night), _at(night) + step * MINUTE) for step in range(1, 360)]
    assert all(later - earlier == MINUTE for earlier, later in pairwise(filter(None, moments)))
    assert None not in moments


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.timedeltas(timedelta(0), timedelta(days=400)),
)
def test_what_is_due_is_the_last_moment_and_none_lies_after_it(since: datetime, span: timedelta) -> None:
    now, due = since + span, NIGHTLY.last_due(since, since + span)
    assert due is None or since < due <= now
    assert NIGHTLY.last_due(due or since, now) is None
    assert span < timedelta(hours=25) or (due is not None and now - due < timedelta(hours=25))


@pytest.mark.parametrize("entry", TIMETABLE, ids=lambda entry: entry.name)
def test_nothing_is_planned_in_the_hour_that_comes_twice_or_not_at_all(entry: Entry) -> None:
    minute, hour, *_ = entry.when.split()
    assert (minute, hour) == ("*", "*") or hour != "2"


def test_an_entry_counts_from_when_it_was_first_seen(sessions: sessionmaker[Session]) -> None:
    assert _plan(sessions, NOON, MINUTELY) == []
    assert _plan(sessions, NOON + timedelta(seconds=59), MINUTELY) == []
    assert _plan(sessions, NOON + MINUTE, MINUTELY) == ["minutely"]
    assert _plan(sessions, NOON + MINUTE, MINUTELY) == []
    assert _jobs(sessions) == 1


def test_missed_moments_are_made_up_by_one_job(sessions: sessionmaker[Session]) -> None:
    _plan(sessions, NOON, MINUTELY, NIGHTLY)
    assert _plan(sessions, NOON + 3 * DAY, MINUTELY, NIGHTLY) == ["minutely", "nightly"]
    assert _plan(sessions, NOON + 3 * DAY, MINUTELY, NIGHTLY) == []
    assert _jobs(sessions) == 2


@pytest.mark.parametrize(
    ("night", "count"),
    [("2027-10-30 22:00", 25 * 60), ("2027-03-27 23:00", 23 * 60), ("2027-06-01 22:00", 24 * 60)],
)
def test_a_day_has_as_many_minutes_as_it_has(night: str, count: int) -> None:
    """The autumn night of 2027 included, in which adding to local time would never end."""
    found, end = [_at(night)], _at(night) + count * MINUTE
    while len(found) < 2000 and (more := EACH.due(found[-1], end)):
        found += more
    assert found == [_at(night) + step * MINUTE for step in range(count + 1)]


def test_an_entry_that_wants_each_missed_moment_gets_each_with_its_time(sessions: sessionmaker[Session]) -> None:
    _plan(sessions, NOON, EACH)
    assert _plan(sessions, NOON + 3 * MINUTE, EACH) == ["each"] * 3
    assert _plan(sessions, NOON + 3 * MINUTE, EACH) == []
    with sessions() as session:
        told = session.scalars(text("select args ->> 'planned_at' from procrastinate_jobs order by id")).all()
    assert [datetime.fromisoformat(words) for words in told] == [NOON + step * MINUTE for step in (1, 2, 3)]


def test_a_clock_that_jumps_a_day_and_back_neither_repeats_nor_stops(sessions: sessionmaker[Session]) -> None:
    _plan(sessions, NOON, MINUTELY)
    assert _plan(sessions, NOON + DAY, MINUTELY) == ["minutely"]
    _done(sessions)
    assert _plan(sessions, NOON, MINUTELY) == []
    assert _plan(sessions, NOON + MINUTE, MINUTELY) == ["minutely"]
    _done(sessions)
    assert _plan(sessions, NOON + DAY, MINUTELY) == []
    assert _plan(sessions, NOON + DAY + MINUTE, MINUTELY) == ["minutely"]


def test_a_moment_that_only_marks_the_beginning_is_told_apart(sessions: sessionmaker[Session]) -> None:
    _plan(sessions, NOON, MINUTELY)
    _plan(sessions, NOON + MINUTE, MINUTELY)
    with sessions() as session:
        ticks = session.execute(select(Tick.planned_at, Tick.enqueued_at).order_by(Tick.planned_at)).all()
    assert [tuple(tick) for tick in ticks] == [(NOON, None), (NOON + MINUTE, NOON + MINUTE)]


def test_a_moment_and_its_job_are_kept_together_or_not_at_all(sessions: sessionmaker[Session]) -> None:
    _plan(sessions, NOON, MINUTELY)
    with sessions() as session:
        enter(session, Scope.office())
        assert plan(session, NOON + MINUTE, [MINUTELY]) == ["minutely"]
        session.rollback()
    assert _jobs(sessions) == 0
    assert _plan(sessions, NOON + MINUTE, MINUTELY) == ["minutely"]


def test_of_two_that_plan_the_same_moment_one_does(own_sessions: sessionmaker[Session]) -> None:
    _plan(own_sessions, NOON, MINUTELY)
    second: list[list[str]] = []
    with own_sessions() as first:
        enter(first, Scope.office())
        assert plan(first, NOON + MINUTE, [MINUTELY]) == ["minutely"]
        other = threading.Thread(target=lambda: second.append(_plan(own_sessions, NOON + MINUTE, MINUTELY)))
        other.start()
        time.sleep(0.2)
        assert second == []
        first.commit()
    other.join(60)
    assert second == [[]]
    assert _jobs(own_sessions) == 1


def test_keeping_time_plans_and_stops_when_told(url: str, own_sessions: sessionmaker[Session]) -> None:
    _plan(own_sessions, NOON, MINUTELY)
    stop = threading.Event()
    keeper = threading.Thread(
        target=keep_time, args=(url, own_sessions, stop, [MINUTELY], lambda: NOON + 5 * MINUTE)
    )
    keeper.start()
    soon(lambda: _jobs(own_sessions) == 1)
    stop.set()
    keeper.join(60)
    assert not keeper.is_alive()


def _stopped(child: subprocess.Popen[str]) -> None:
    """Told to, it ends by itself: a second where nothing else runs, and never if it weren't heard."""
    child.send_signal(signal.SIGTERM)
    assert child.wait(60) == 0


@pytest.mark.trust("Expiry")
def test_when_the_leader_is_killed_another_leads_within_seconds(start: Start, admin: Engine) -> None:
    first = start("clock", "first")
    soon(lambda: asked(admin, _LEADER) == [("first",)])
    second = start("clock", "second")
    soon(lambda: asked(admin, "select 1 from pg_stat_activity where application_name = 'second'"))
    assert asked(admin, _LEADER) == [("first",)]
    first.kill()
    soon(lambda: asked(admin, _LEADER) == [("second",)])
    _stopped(second)
    assert asked(admin, _LEADER) == []


def test_a_clock_whose_connections_are_cut_comes_back(start: Start, admin: Engine) -> None:
    child = start("clock", "only")
    soon(lambda: asked(admin, _LEADER) == [("only",)])
    asked(admin, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'only'")
    soon(lambda: asked(admin, _LEADER) == [])
    soon(lambda: asked(admin, _LEADER) == [("only",)])
    _stopped(child)


@pytest.mark.slow
def test_a_frozen_leader_loses_its_place(start: Start, admin: Engine) -> None:
    frozen = start("clock", "frozen")
    soon(lambda: asked(admin, _LEADER) == [("frozen",)])
    start("clock", "awake")
    frozen.send_signal(signal.SIGSTOP)
    soon(lambda: asked(admin, _LEADER) == [("awake",)])
    frozen.send_signal(signal.SIGCONT)
    time.sleep(3)
    assert asked(admin, _LEADER) == [("awake",)]
    _stopped(frozen)
