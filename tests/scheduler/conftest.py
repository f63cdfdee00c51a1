"""A database of one's own, and parts of this room started as processes that a test may kill."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from models import keyring
from scheduler.jobs import work
from scheduler.workplace import Workplace
from tests.database import TestServer

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[[str, str], "subprocess.Popen[str]"]


@pytest.fixture
def url(server: TestServer, cloned_database: str) -> str:
    return server.url("house_app", cloned_database)


@pytest.fixture
def own_sessions(url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions that really commit, in a database of one's own."""
    engine = engine_for(url, seconds=120)
    yield session_factory(engine)
    engine.dispose()


@pytest.fixture
def admin(server: TestServer, cloned_database: str) -> Iterator[Engine]:
    engine = create_engine(server.admin.set(database=cloned_database), isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@pytest.fixture
def start(url: str, tmp_path: Path) -> Iterator[Start]:
    """Starts a part under a name, which the database shows; waits until it runs."""
    with _children(url, tmp_path) as begin:
        yield begin


@pytest.fixture
def nowhere_start(tmp_path: Path) -> Iterator[Start]:
    """Starts a part whose database isn't there."""
    with _children(f"postgresql+psycopg://house_app@/none?host={tmp_path}", tmp_path) as begin:
        yield begin


@contextmanager
def _children(url: str, folder: Path) -> Iterator[Start]:
    children: list[subprocess.Popen[str]] = []
    keyring.write(folder / "keys.json", keyring.installed())

    def begin(part: str, name: str) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.scheduler.child", part, url, str(folder)],
            cwd=ROOT,
            env={**os.environ, "PGAPPNAME": name},
            stdout=subprocess.PIPE,
            text=True,
        )
        children.append(child)
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        return child

    try:
        yield begin
    finally:
        for child in children:
            if child.poll() is None:
                child.kill()
            child.communicate()


@contextmanager
def working(
    url: str, sessions: sessionmaker[Session], folder: Path, workers: int = 1, **jobs: Callable[..., str]
) -> Iterator[None]:
    """That many workers in threads, which know these jobs too; all of them end when told, whatever happened."""
    stop = threading.Event()
    arguments = (url, Workplace(sessions, folder, stop), 2, jobs)
    threads = [threading.Thread(target=work, args=arguments) for _ in range(workers)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads)


def asked(admin: Engine, question: str) -> list[tuple[object, ...]]:
    with admin.connect() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


def soon(what: Callable[[], object], seconds: float = 90) -> object:
    """What becomes true within that many seconds."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it didn't happen"
        time.sleep(0.05)
    return found
