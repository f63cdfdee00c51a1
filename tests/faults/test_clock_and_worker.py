"""Clock and worker on a bad wire: they wait, find the database again by themselves, and do everything once."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from app.queue import enqueue
from app.transaction import Scope, enter, transaction
from models import keyring
from tests.faults.proxy import Wire

pytestmark = [pytest.mark.slow, pytest.mark.trust("Faults")]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["worker", "clock"])
def part(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> Iterator[str]:
    """A worker or a clock as a process of its own, by the wire."""
    keyring.write(tmp_path / "keys.json", keyring.installed())
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.scheduler.child", request.param, url, str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    yield request.param
    assert child.poll() is None, "it died of it"
    child.kill()
    child.communicate()


def _asks(sessions: sessionmaker[Session], question: str) -> int:
    with sessions() as session:
        enter(session, Scope.office())
        return int(session.execute(text(question)).scalar_one())


def _soon(sessions: sessionmaker[Session], question: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not _asks(sessions, question):
        assert time.monotonic() < end, f"not within {seconds} s: {question}"
        time.sleep(0.1)


def test_silence_is_sat_out_and_work_goes_on_without_a_restart(
    part: str, wire: Wire, sound: sessionmaker[Session]
) -> None:
    at_work = {
        "worker": "select count(*) from procrastinate_workers",
        "clock": "select count(*) from job_tick",
    }[part]
    _soon(sound, at_work, 20)
    wire.silent()
    time.sleep(12)
    wire.pass_on()
    with sound() as session, transaction(session):
        enter(session, Scope.office())
        session.execute(text("delete from job_tick"))
        job = enqueue(session, "seal_events")
    done = {
        "worker": f"select count(*) from procrastinate_jobs where id = {job} and status = 'succeeded'",
        # It looks at the timetable once a minute; that it holds its lock again is what can be seen at once.
        "clock": "select count(*) from pg_locks where locktype = 'advisory' and granted"
        " and database = (select oid from pg_database where datname = current_database())",
    }[part]
    _soon(sound, done, 15)
    if part == "worker":
        assert _asks(sound, f"select count(*) from job_run where job_id = {job}") == 1
