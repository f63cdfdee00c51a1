"""A database of one's own, and parts of this room started as processes that a test may kill."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from models import keyring
from tests.database import TestServer

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[[str, str], "subprocess.Popen[str]"]


@pytest.fixture
def url(server: TestServer, cloned_database: str) -> str:
    return server.url("house_app", cloned_database)


@pytest.fixture
def own_sessions(url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions that really commit, in a database of one's own."""
    engine = engine_for(url)
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
    children: list[subprocess.Popen[str]] = []
    keys = tmp_path / "keys.json"
    keyring.write(keys, keyring.installed())

    def begin(part: str, name: str) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.scheduler.child", part, url, str(tmp_path)],
            cwd=ROOT,
            env={**os.environ, "PGAPPNAME": name},
            stdout=subprocess.PIPE,
            text=True,
        )
        children.append(child)
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        return child

    yield begin
    for child in children:
        if child.poll() is None:
            child.kill()
        child.communicate()


def asked(admin: Engine, question: str) -> list[tuple[object, ...]]:
    with admin.connect() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


def soon(what: Callable[[], object], seconds: float = 10) -> object:
    """What becomes true within that many seconds."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it didn't happen"
        time.sleep(0.05)
    return found
