"""Jobs: none without its reason, none lost with its worker, and each does what it says."""

from __future__ import annotations

import signal
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from app import chain, clock, events
from app.queue import enqueue
from app.transaction import Scope, enter, scope_of, transaction
from models.accounts import Attempt, WebSession
from models.events import EventSeal, EventWaiting
from models.jobs import Tick
from scheduler.clock import TIMETABLE, Entry
from scheduler.jobs import Workplace, queue_at, seal_events, work, work_off
from tests.scheduler.conftest import Start, asked, soon

_JOBS = "select task_name, status::text, attempts from procrastinate_jobs order by id"


def _put(sessions: sessionmaker[Session], *names: str) -> None:
    with sessions() as session, transaction(session):
        for name in names:
            enqueue(session, name)


def _tell(sessions: sessionmaker[Session], count: int = 1) -> None:
    with sessions() as session, transaction(session):
        enter(session, Scope.office())
        for number in range(count):
            events.record(session, events.Tag.RIGHT_GRANTED, events.Subject("right", number, 5), None, clock.now())


def _waiting(sessions: sessionmaker[Session]) -> int:
    with sessions() as session:
        enter(session, Scope.office())
        return len(session.scalars(select(EventWaiting.event_id)).all())


def test_a_job_goes_with_its_transaction(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        assert enqueue(session, "seal_events", right_id=7) is not None
        session.rollback()
        assert session.execute(text(_JOBS)).all() == []
        enqueue(session, "seal_events", right_id=7)
        session.commit()
        assert session.execute(text("select task_name, args from procrastinate_jobs")).all() == [
            ("seal_events", {"right_id": 7})
        ]


def test_of_a_key_one_job_waits_and_the_transaction_goes_on(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        enter(session, Scope.office())
        assert enqueue(session, "seal_events", key="once") is not None
        assert enqueue(session, "seal_events", key="once") is None
        assert enqueue(session, "seal_events", key="another") is not None
        session.commit()
        assert len(session.execute(text(_JOBS)).all()) == 2
        assert scope_of(session) == Scope.office()
        assert session.scalar(text("select current_user")) == "house_office"


@pytest.mark.parametrize("entry", TIMETABLE, ids=lambda entry: entry.name)
def test_every_entry_of_the_timetable_names_a_job(entry: Entry, url: str, tmp_path: Path) -> None:
    queue = queue_at(url, Workplace(sessionmaker(), tmp_path / "anchors.log"))
    assert entry.job in queue.tasks


@pytest.mark.trust("Audit log")
def test_sealing_and_anchoring(own_sessions: sessionmaker[Session], url: str, tmp_path: Path) -> None:
    anchors = tmp_path / "anchors.log"
    _tell(own_sessions, 3)
    _put(own_sessions, "seal_events")
    work_off(url, own_sessions, anchors)
    assert _waiting(own_sessions) == 0
    assert not anchors.exists()
    _tell(own_sessions, 2)
    _put(own_sessions, "anchor_events")
    work_off(url, own_sessions, anchors)
    assert _waiting(own_sessions) == 0
    assert anchors.stat().st_mode & 0o777 == 0o600
    with own_sessions() as session:
        enter(session, Scope.office())
        assert chain.heads(session)[5].number == 2
        assert list(chain.verify(session, anchors)) == []


def test_sealing_goes_on_until_nothing_waits_but_stops_between_batches_when_told(
    own_sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    place = Workplace(own_sessions, tmp_path / "anchors.log")
    _tell(own_sessions, chain.BATCH + 1)
    place.stop.set()
    seal_events(place)
    assert _waiting(own_sessions) == chain.BATCH + 1
    place.stop.clear()
    seal_events(place)
    assert _waiting(own_sessions) == 0


def test_tries_are_forgotten_after_ninety_days_and_sessions_when_they_end(
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
            ("ended", now + minute, now - minute),
        ):
            session.add(
                WebSession(
                    token_hash=reference.encode(),
                    reference=reference,
                    started_at=now - day,
                    seen_at=now - day,
                    idle_until=idle,
                    ends_at=ends,
                )
            )
    _put(own_sessions, "forget_attempts")
    work_off(url, own_sessions, tmp_path / "anchors.log")
    with own_sessions() as session:
        enter(session, Scope.office())
        assert session.scalars(select(Attempt.reference)).all() == ["young"]
        assert session.scalars(select(WebSession.reference)).all() == ["open"]


def test_old_jobs_and_moments_are_forgotten_but_not_the_last_moment_of_an_entry(
    own_sessions: sessionmaker[Session], url: str, tmp_path: Path, admin: Engine
) -> None:
    now = clock.now()
    with own_sessions() as session, transaction(session):
        enter(session, Scope.office())
        for name, days in (("yearly", 400), ("yearly", 35), ("daily", 15), ("daily", 13)):
            session.add(Tick(name=name, planned_at=now - timedelta(days=days)))
    _put(own_sessions, "seal_events", "seal_events")
    work_off(url, own_sessions, tmp_path / "anchors.log")
    asked(
        admin,
        "update procrastinate_events set at = at - interval '15 days'"
        " where job_id = (select min(id) from procrastinate_jobs) returning 1",
    )
    _put(own_sessions, "forget_jobs")
    work_off(url, own_sessions, tmp_path / "anchors.log")
    assert [row[0] for row in asked(admin, _JOBS)] == ["seal_events", "forget_jobs"]
    assert asked(admin, "select name, now()::date - planned_at::date from job_tick order by 1") == [
        ("daily", 13),
        ("yearly", 35),
    ]


def test_a_job_nobody_knows_fails_and_the_others_go_on(
    own_sessions: sessionmaker[Session], url: str, tmp_path: Path, admin: Engine
) -> None:
    _tell(own_sessions)
    _put(own_sessions, "unheard_of", "seal_events")
    work_off(url, own_sessions, tmp_path / "anchors.log")
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
        soon(lambda: asked(admin, _JOBS) == [("seal_events", "doing", 0)])
        child.kill()
        child.wait()
    _put(own_sessions, "rescue")
    work_off(url, own_sessions, tmp_path / "anchors.log")
    assert asked(admin, _JOBS)[0][1] == "doing", "its worker may still be alive"
    asked(admin, "update procrastinate_workers set last_heartbeat = now() - interval '11 seconds' returning 1")
    _put(own_sessions, "rescue")
    work_off(url, own_sessions, tmp_path / "anchors.log")
    work_off(url, own_sessions, tmp_path / "anchors.log")
    assert asked(admin, _JOBS)[0] == ("seal_events", "succeeded", 2)
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
    work_off(url, own_sessions, tmp_path / "anchors.log")
    work_off(url, own_sessions, tmp_path / "anchors.log")
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
    work_off(url, own_sessions, tmp_path / "anchors.log")
    assert [row[1] for row in asked(admin, _JOBS)] == ["succeeded", "failed", "todo"]


def test_a_worker_ends_within_a_second_of_being_told(
    start: Start, own_sessions: sessionmaker[Session], admin: Engine
) -> None:
    child = start("work", "told")
    _put(own_sessions, "seal_events")
    soon(lambda: asked(admin, _JOBS) == [("seal_events", "succeeded", 1)])
    told_at = time.monotonic()
    child.send_signal(signal.SIGTERM)
    assert child.wait(10) == 0
    assert time.monotonic() - told_at < 1
    assert asked(admin, "select id from procrastinate_workers") == []


def test_a_worker_whose_connections_are_cut_comes_back(
    url: str, own_sessions: sessionmaker[Session], tmp_path: Path, admin: Engine
) -> None:
    stop = threading.Event()
    worker = threading.Thread(target=work, args=(url, own_sessions, tmp_path / "anchors.log", stop))
    worker.start()
    _put(own_sessions, "seal_events")
    soon(lambda: [row[1] for row in asked(admin, _JOBS)] == ["succeeded"])
    asked(
        admin,
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and usename = 'house_app'",
    )
    _put(own_sessions, "seal_events")
    soon(lambda: [row[1] for row in asked(admin, _JOBS)] == ["succeeded", "succeeded"], 20)
    stop.set()
    worker.join(3)
    assert not worker.is_alive()
