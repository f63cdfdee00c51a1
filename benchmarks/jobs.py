"""The queue: jobs enqueued in their transactions and done, by one worker process and by two.

The reference is one process; work that waits (for a mail server, a register) should go 1.9 times as fast with two,
work of the queue's own is shown. Nothing is lost or doubled while measuring: the effects are counted.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine, TextClause, create_engine, text
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.queue import enqueue
from app.transaction import Scope, enter, transaction
from benchmarks.measure import Job, Times, main
from models import migrations
from models.server import Server
from scheduler.jobs import Workplace, work
from scheduler.stopping import until_told

# At least 1.9 times as fast: at most 1/1.9 of the time.
JOBS = (
    Job("jobs that wait 50 ms, two workers", "one worker", 1 / 1.9),
    Job("jobs of a moment, two workers", "one worker"),
    Job("enqueue a job", "a bare insert"),
)
SIZES = (100,)
HANDS = 2
_EFFECT = text("insert into bench_effect (key) values (:key) on conflict do nothing returning key")
_DONE = text("select count(*) from bench_effect")
_WORKERS = text("select count(*) from procrastinate_workers")
_BARE = text("insert into bench_asked (key) values (:key)")


def effect(place: Workplace, key: int, seconds: float) -> str:
    """One job: waits as if for a foreign system, then its effect under a unique key."""
    time.sleep(seconds)
    return str(place.office(lambda session: session.scalar(_EFFECT, {"key": key})))


def measured(size: int, rounds: int) -> Iterator[Times]:
    with tempfile.TemporaryDirectory(prefix="sleutelbos-bench-") as folder:
        server = Server(Path(folder) / "postgres", fsync=False)
        server.start()
        try:
            server.prepare()
            owner = create_engine(server.url("house_owner"))
            migrations.upgrade_to(owner)
            with owner.begin() as connection:
                for table in ("bench_effect", "bench_asked"):
                    connection.execute(text(f"create table {table} (key bigint primary key)"))
                    connection.execute(text(f"grant select, insert on {table} to house_app, house_office"))
            yield from _measured(server.url("house_app"), owner, Path(folder), size)
            owner.dispose()
        finally:
            server.erase()


def _measured(url: str, owner: Engine, folder: Path, size: int) -> Iterator[Times]:
    engine = engine_for(url)
    sessions = session_factory(engine)
    asked, bare = _enqueued(sessions, size), _inserted(sessions, size)
    first = size
    for name, seconds in (("jobs of a moment", 0.0), ("jobs that wait 50 ms", 0.05)):
        took = {}
        for workers in (1, 2):
            took[workers] = _worked_off(url, sessions, owner, folder, workers, range(first, first + size), seconds)
            first += size
        note = f"{size / took[1] * 1000:.0f} and {size / took[2] * 1000:.0f} a second"
        yield Times(f"{name}, two workers", took[2], took[1], note)
    yield Times("enqueue a job", asked / size, bare / size, f"{size / asked * 1000:.0f} a second")
    engine.dispose()


def _enqueued(sessions: sessionmaker[Session], size: int) -> float:
    """Milliseconds to ask for so many jobs, each in a transaction of its own; they are taken away again."""
    began = time.perf_counter()
    for number in range(size):
        with sessions() as session, transaction(session):
            enter(session, Scope.office())
            enqueue(session, "effect", number=number, seconds=0.0)
    took = (time.perf_counter() - began) * 1000
    with sessions() as session, transaction(session):
        enter(session, Scope.office())
        session.execute(text("delete from procrastinate_jobs"))
    return took


def _inserted(sessions: sessionmaker[Session], size: int) -> float:
    began = time.perf_counter()
    for number in range(size):
        with sessions() as session, transaction(session):
            enter(session, Scope.office())
            session.execute(_BARE, {"key": number})
    return (time.perf_counter() - began) * 1000


def _worked_off(
    url: str,
    sessions: sessionmaker[Session],
    owner: Engine,
    folder: Path,
    workers: int,
    keys: range,
    seconds: float,
) -> float:
    """Milliseconds until all effects are there, asked for at once of workers that are up already."""
    before = _number(owner, _DONE)
    command = [sys.executable, "-m", "benchmarks.jobs", "--worker", url, str(folder)]
    processes = [subprocess.Popen(command) for _ in range(workers)]
    try:
        while _number(owner, _WORKERS) < workers:
            time.sleep(0.1)
        with sessions() as session, transaction(session):
            enter(session, Scope.office())
            for key in keys:
                enqueue(session, "effect", number=key, seconds=seconds)
        began = time.perf_counter()
        while _number(owner, _DONE) < before + len(keys):
            time.sleep(0.005)
        return (time.perf_counter() - began) * 1000
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def _number(owner: Engine, question: TextClause) -> int:
    with owner.connect() as connection:
        return int(connection.execute(question).scalar_one())


def _worker(url: str, folder: Path) -> None:
    sessions = session_factory(engine_for(url))

    def job(place: Workplace, number: int, seconds: float) -> str:
        return effect(place, number, seconds)

    until_told(lambda stop: work(url, sessions, folder, stop, HANDS, {"effect": job}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        _worker(sys.argv[2], Path(sys.argv[3]))
    else:
        main(__file__)
