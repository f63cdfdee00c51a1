"""Jobs: none without its reason, none lost with its worker, and each does what it says."""

from __future__ import annotations

import logging
import signal
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from app import chain, clock, events
from app.errors import Outage
from app.queue import enqueue
from app.transaction import Scope, enter, transaction
from models.accounts import Attempt, WebSession
from models.events import EventSeal, EventWaiting
from models.jobs import JobRun, Tick
from scheduler.clock import TIMETABLE, Entry
from scheduler.jobs import HEARTBEAT, Workplace, queue_at, seal_events, work_off
from tests.scheduler.conftest import Start, asked, soon, working

_RUNS = "select name, outcome, detail, ended_at is null from job_run order by id"
_JOBS = "select task_name, status::text, attempts from procrastinate_jobs order by id"


def _put(sessions: sessionmaker[Session], *names: str) -> None:
    with sessions() as session, transaction(session):
        for name in names:
            enqueue(session, name)


def _tell(sessions: sessionmaker[Session], count: int = 1) -> None:
    with sessions() as session, transaction(session):
        enter(session, Scope.office())
        for number in range(count):
            events.record(session, events.Tag.TOOL_ENTERED, events.Subject("tool", number, 5), None, clock.now())


def _waiting(sessions: sessionmaker[Session]) -> int:
    with sessions() as session:
        enter(session, Scope.office())
        return len(session.scalars(select(EventWaiting.event_id)).all())


@pytest.mark.parametrize("entry", TIMETABLE, ids=lambda entry: entry.name)
def test_every_entry_of_the_timetable_names_a_job(entry: Entry, url: str, tmp_path: Path) -> None:
    queue = queue_at(url, Workplace(sessionmaker(), tmp_path))
    assert entry.job in queue.tasks


@pytest.mark.trust("Audit log")
def test_sealing_and_anchoring(own_sessions: sessionmaker[Session], url: str, tmp_path: Path) -> None:
    anchors = tmp_path / "anchors.log"
    _tell(own_sessions, 3)
    _put(own_sessions, "seal_events")
    work_off(url, own_sessions, tmp_path)
    assert _waiting(own_sessions) == 0
    assert not anchors.exists()
    _tell(own_sessions, 2)
    _put(own_sessions, "anchor_events")
    work_off(url, own_sessions, tmp_path)
    assert _waiting(own_sessions) == 1  # that it was anchored
    assert anchors.stat().st_mode & 0o777 == 0o600
    with own_sessions() as session:
        enter(session, Scope.office())
        assert chain.heads(session)[5].number == 2
        assert list(chain.verify(session, anchors)) == []


def test_sealing_goes_on_until_nothing_waits_but_stops_between_batches_when_told(
    own_sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    place = Workplace(own_sessions, tmp_path)
    _tell(own_sessions, chain.BATCH + 1)
    place.stop.set()
    seal_events(place)
    assert _waiting(own_sessions) == chain.BATCH + 1
    place.stop.clear()
    seal_events(place)
    assert _waiting(own_sessions) == 0


def test_tries_are_forgotten_after_ninety_days_and_sessions_a_day_after_their_end(
    own_sessions: sessionmaker[Session], url: str, tmp_path: Path
) -> None:
    now, day, minute = clock.now(), timedelta(days=1), timedelta(minutes=1)
    with own_sessions() as session, transaction(session):
        enter(session, Scope.office())
        for reference, age in (("old", 90 * day + minute), ("young", 90 * day - minute)):
            session.add(
                Attempt(
                    name_hash=b"n",
                    address_hash=b"a",
                    way="password",
                    outcome="wrong",
                    reference=reference,
                    tried_at=now - age,
                )
            )
        for reference, idle, ends in (
            ("open", now + minute, now + day),
            ("idle", now - minute, now + day),
            ("idle long ago", now - day - minute, now + day),
            ("ended", now + minute, now - minute),
            ("long ended", now + minute, now - day - minute),
        ):
            session.add(
                WebSession(
                    token_hash=reference.encode(),
                    reference=reference,
                    started_at=now - 2 * day,
                    seen_at=now - 2 * day,
                    idle_until=idle,
                    ends_at=ends,
                )
            )
    _put(own_sessions, "forget_attempts")
    work_off(url, own_sessions, tmp_path)
    with own_sessions() as session:
        enter(session, Scope.office())
        assert session.scalars(select(Attempt.reference)).all() == ["young"]
        assert session.scalars(select(WebSession.reference).order_by("reference")).all() == [
            "ended",
            "idle",
            "open",
        ]


def test_old_jobs_and_moments_are_forgotten_but_not_the_last_moment_of_an_entry(
    own_sessions: sessionmaker[Session], url: str, tmp_path: Path, admin: Engine
) -> None:
    now = clock.now()
    with own_sessions() as session, transaction(session):
        enter(session, Scope.office())
        for name, days in (("yearly", 400), ("yearly", 35), ("daily", 15), ("daily", 13)):
            session.add(Tick(name=name, planned_at=now - timedelta(days=days)))
        for days in (15, 13):
            then = now - timedelta(days=days)
            session.add(JobRun(name="daily", job_id=-days, started_at=then, ended_at=then, outcome="done"))
    _put(own_sessions, "seal_events", "seal_events")
    work_off(url, own_sessions, tmp_path)
    asked(
        admin,
        "update procrastinate_events set at = at - interval '15 days'"
        " where job_id = (select min(id) from procrastinate_jobs) returning 1",
    )
    _put(own_sessions, "forget_jobs")
    work_off(url, own_sessions, tmp_path)
    assert [row[0] for row in asked(admin, _JOBS)] == ["seal_events", "forget_jobs"]
    assert asked(admin, "select name, date_part('day', now() - planned_at)::int from job_tick order by 1") == [
        ("daily", 13),
        ("yearly", 35),
    ]
    assert asked(admin, "select job_id from job_run where name = 'daily'") == [(-13,)]


def test_a_job_nobody_knows_fails_and_the_others_go_on(
    own_sessions: sessionmaker[Session], url: str, tmp_path: Path, admin: Engine
) -> None:
    _tell(own_sessions)
    _put(own_sessions, "unheard_of", "seal_events")
    work_off(url, own_sessions, tmp_path)
    assert [row[:2] for row in asked(admin, _JOBS)] == [("unheard_of", "failed"), ("seal_events", "succeeded")]


def test_a_job_whose_worker_was_killed_is_done_by_another(
    start: Start, own_sessions: sessionmaker[Session], url: str, tmp_path: Path, admin: Engine
) -> None:
    _tell(own_sessions, 3)
    with own_sessions() as blocking:
        enter(blocking, Scope.office())
        blocking.execute(text("select pg_advisory_xact_lock(hashtext('sleutelbos.chain'), 5)"))
        child = start("work", "killed")
        _put(own_sessions, "seal_events")
        soon(lambda: asked(admin, _RUNS) == [("seal_events", "running", "", True)])
        assert asked(admin, _JOBS) == [("seal_events", "doing", 0)]
        child.kill()
        child.wait()
    asked(admin, "update procrastinate_workers set last_heartbeat = now() + interval '1 minute' returning 1")
    _put(own_sessions, "rescue")
    work_off(url, own_sessions, tmp_path)
    assert asked(admin, _JOBS)[0][1] == "doing", "its worker may still be alive"
    asked(admin, "update procrastinate_workers set last_heartbeat = now() - interval '11 seconds' returning 1")
    _put(own_sessions, "rescue")
    work_off(url, own_sessions, tmp_path)
    work_off(url, own_sessions, tmp_path)
    assert asked(admin, _JOBS)[0] == ("seal_events", "succeeded", 2)
    assert asked(admin, _RUNS) == [
        ("seal_events", "lost", "", False),
        ("rescue", "done", "0", False),
        ("rescue", "done", "1", False),
        ("seal_events", "done", "", False),
    ]
    with own_sessions() as session:
        enter(session, Scope.office())
        assert [len(ids) for ids in session.scalars(select(EventSeal.event_ids))] == [3]


@pytest.mark.slow
def test_a_killed_worker_needs_nobody_but_the_clock_to_be_made_up_for(
    start: Start, own_sessions: sessionmaker[Session], admin: Engine
) -> None:
    _tell(own_sessions, 3)
    with own_sessions() as blocking:
        enter(blocking, Scope.office())
        blocking.execute(text("select pg_advisory_xact_lock(hashtext('sleutelbos.chain'), 5)"))
        child = start("work", "killed")
        _put(own_sessions, "seal_events")
        soon(lambda: asked(admin, _RUNS) == [("seal_events", "running", "", True)])
        assert asked(admin, _JOBS) == [("seal_events", "doing", 0)]
        child.kill()
        child.wait()
    start("work", "other")

    def done_after_a_look() -> bool:
        """As each minute of the timetable, only faster."""
        with own_sessions() as session, transaction(session):
            enqueue(session, "rescue", key="rescue")
        time.sleep(1)
        return asked(admin, _JOBS)[0][1] == "succeeded"

    soon(done_after_a_look)
    assert _waiting(own_sessions) == 0
    with own_sessions() as session:
        enter(session, Scope.office())
        assert [len(ids) for ids in session.scalars(select(EventSeal.event_ids))] == [3]


@pytest.mark.parametrize(("attempts", "status"), [(4, "succeeded"), (5, "failed")])
def test_a_job_that_killed_its_worker_five_times_is_given_up(
    own_sessions: sessionmaker[Session], url: str, tmp_path: Path, admin: Engine, attempts: int, status: str
) -> None:
    _put(own_sessions, "seal_events")
    asked(admin, f"update procrastinate_jobs set status = 'doing', attempts = {attempts} returning 1")
    _put(own_sessions, "rescue")
    work_off(url, own_sessions, tmp_path)
    work_off(url, own_sessions, tmp_path)
    assert asked(admin, _JOBS)[0][1] == status


def test_a_job_left_behind_while_the_same_already_waits_is_given_up(
    own_sessions: sessionmaker[Session], url: str, tmp_path: Path, admin: Engine
) -> None:
    with own_sessions() as session, transaction(session):
        enqueue(session, "rescue")
        enqueue(session, "seal_events", key="seal_events")
    asked(admin, "update procrastinate_jobs set status = 'doing' where task_name = 'seal_events' returning 1")
    with own_sessions() as session, transaction(session):
        enqueue(session, "seal_events", key="seal_events")
        session.execute(
            text("update procrastinate_jobs set scheduled_at = now() + interval '1 hour' where id = 3")
        )
    work_off(url, own_sessions, tmp_path)
    assert [row[1] for row in asked(admin, _JOBS)] == ["succeeded", "failed", "todo"]


def test_a_worker_that_is_told_to_stop_ends_soon_and_leaves_nothing_behind(
    start: Start, own_sessions: sessionmaker[Session], admin: Engine
) -> None:
    child = start("work", "told")
    _put(own_sessions, "seal_events")
    soon(lambda: asked(admin, _JOBS) == [("seal_events", "succeeded", 1)])
    child.send_signal(signal.SIGTERM)
    assert child.wait(60) == 0  # half a second where nothing else runs
    assert asked(admin, "select id from procrastinate_workers") == []


def test_a_worker_whose_connections_are_cut_comes_back(
    url: str, own_sessions: sessionmaker[Session], tmp_path: Path, admin: Engine
) -> None:
    with working(url, own_sessions, tmp_path):
        _put(own_sessions, "seal_events")
        soon(lambda: [row[1] for row in asked(admin, _JOBS)] == ["succeeded"])
        asked(
            admin,
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and usename = 'house_app'",
        )
        own_sessions.kw["bind"].dispose()  # ours were cut as well, perhaps only in a moment
        _put(own_sessions, "seal_events")
        soon(lambda: [row[1] for row in asked(admin, _JOBS)] == ["succeeded", "succeeded"])


@pytest.mark.parametrize("part", ["clock", "work"])
def test_without_a_database_they_wait_and_still_end_when_told(nowhere_start: Start, part: str) -> None:
    child = nowhere_start(part, "lonely")
    time.sleep(2)
    assert child.poll() is None
    child.send_signal(signal.SIGTERM)
    assert child.wait(60) == 0


@pytest.mark.slow
def test_a_worker_whose_heartbeat_broke_begins_again(
    url: str, own_sessions: sessionmaker[Session], tmp_path: Path, admin: Engine
) -> None:
    """Alive without one, it would look dead to the others, and what it is doing would be done twice."""

    def beat() -> object:
        return asked(admin, "select last_heartbeat from procrastinate_workers order by 1 desc limit 1")

    def change(words: str) -> None:
        with admin.connect() as connection:
            connection.execute(text(words))

    with working(url, own_sessions, tmp_path):
        soon(beat)
        change("revoke update on procrastinate_workers from house_app")
        time.sleep(HEARTBEAT + 0.5)
        change("grant update on procrastinate_workers to house_app")
        for _ in range(2):
            seen = beat()
            soon(lambda seen=seen: beat() != seen)  # type: ignore[misc]


def test_a_job_that_fails_is_told_by_its_kind_and_never_by_its_message(
    url: str,
    own_sessions: sessionmaker[Session],
    tmp_path: Path,
    admin: Engine,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queue_says = logging.getLogger("procrastinate.worker")  # whatever tests before made of its logs
    monkeypatch.setattr(queue_says, "handlers", [caplog.handler])
    monkeypatch.setattr(queue_says, "disabled", False)

    def breaks(place: Workplace, *, number: int) -> str:
        raise ValueError("85.07.30-033.28")

    with own_sessions() as session, transaction(session):
        enqueue(session, "breaks", number=7)
    with working(url, own_sessions, tmp_path, breaks=breaks):
        soon(lambda: asked(admin, _JOBS) == [("breaks", "failed", 1)])
    assert asked(admin, _RUNS) == [("breaks", "failed", "ValueError", False)]
    assert "breaks" in caplog.text
    assert "85.07.30" not in caplog.text


def test_each_job_runs_once_whoever_works(
    url: str, own_sessions: sessionmaker[Session], tmp_path: Path, admin: Engine
) -> None:
    done: list[int] = []

    def once(place: Workplace, *, number: int) -> str:
        done.append(number)
        return ""

    with own_sessions() as session, transaction(session):
        for number in range(20):
            enqueue(session, "once", number=number)
    with working(url, own_sessions, tmp_path, 2, once=once):
        soon(lambda: {row[1] for row in asked(admin, _JOBS)} == {"succeeded"})
    assert sorted(done) == list(range(20))


def test_a_job_that_meets_an_outage_is_tried_again_later(
    url: str, own_sessions: sessionmaker[Session], tmp_path: Path, admin: Engine
) -> None:
    def away(place: Workplace) -> str:
        raise Outage("post")

    _put(own_sessions, "away")
    with working(url, own_sessions, tmp_path, away=away):
        soon(lambda: asked(admin, _JOBS) == [("away", "todo", 1)])
    assert asked(admin, _RUNS) == [("away", "failed", "Outage: post", False)]
    assert asked(admin, "select scheduled_at > now() from procrastinate_jobs") == [(True,)]


def test_a_try_again_gives_way_to_the_same_job_that_waits_already(
    url: str, own_sessions: sessionmaker[Session], tmp_path: Path, admin: Engine
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def away(place: Workplace) -> str:
        if begun.is_set():
            return "second"
        begun.set()
        go_on.wait(60)
        raise Outage("post")

    with own_sessions() as session, transaction(session):
        enqueue(session, "away", key="away")
    with working(url, own_sessions, tmp_path, away=away):
        assert begun.wait(60)
        with own_sessions() as session, transaction(session):
            assert enqueue(session, "away", key="away") is not None
            # Not before the first has failed: a free hand would take it at once.
            waits = "update procrastinate_jobs set scheduled_at = now() + interval '1 hour' where status = 'todo'"
            session.execute(text(waits))
        go_on.set()
        soon(lambda: [row[1] for row in asked(admin, _JOBS)] == ["failed", "todo"])
        with own_sessions() as session, transaction(session):
            session.execute(text("update procrastinate_jobs set scheduled_at = now() where status = 'todo'"))
        soon(lambda: [row[1] for row in asked(admin, _JOBS)] == ["failed", "succeeded"])
