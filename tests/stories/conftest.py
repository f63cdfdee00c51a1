"""The web for stories: the application on a copy of a database where the cast already stands, and browsers.

Each test has a copy of its own and really commits: the table of sessions is written apart from the request's
work, which one shared transaction would undo. The clock stands still on Monday 15 March 2027, 10:05 in
Brussels, until a test moves it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

import config
import run
from app import clock
from app.accounts import passwords
from app.database import engine_for, session_factory
from models import keyring
from tests.stories.cast import Cast, assemble
from tests.stories.stage import Browser, Time
from tests.stories.walker import Walker

HOST = "?host=/tmp/mypg"


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    standing = Time()
    monkeypatch.setattr(clock, "now", standing)
    return standing


def _super(statement: str) -> None:
    with create_engine(
        f"postgresql+psycopg://postgres@/postgres{HOST}", isolation_level="AUTOCOMMIT"
    ).connect() as c:
        c.execute(text(statement))


@pytest.fixture(scope="session")
def stage() -> tuple[str, Cast]:
    """The name of a database where the cast stands, and the cast."""
    keyring.install(keyring.Keyring.fresh())
    passwords.cheapen()
    _super("drop database if exists h7_cast")
    _super("create database h7_cast template h7 owner house_owner strategy file_copy")
    engine = engine_for(f"postgresql+psycopg://house_app@/h7_cast{HOST}")
    with session_factory(engine)() as session:
        cast = assemble(session, datetime(2026, 6, 1, 8, 0, tzinfo=UTC))
        session.commit()
    engine.dispose()
    return "h7_cast", cast


@pytest.fixture
def cast(stage: tuple[str, Cast]) -> Cast:
    return stage[1]


@pytest.fixture
def url(stage: tuple[str, Cast]) -> str:
    _super("drop database if exists h7_copy with (force)")
    _super("create database h7_copy template h7_cast owner house_owner strategy file_copy")
    return f"postgresql+psycopg://house_app@/h7_copy{HOST}"


@pytest.fixture
def factory(url: str, time: Time) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(url)
    yield session_factory(engine)
    engine.dispose()


@pytest.fixture
def app(factory: sessionmaker[Session]) -> Flask:
    engine = factory.kw["bind"]
    return run.create_app(config.read({"DEMO_PASSWORD_IS_HIGH": "1"}), factory, run.connect_with(engine))


@pytest.fixture
def browser(app: Flask) -> Browser:
    def opened(speaks: str = "en", address: str = "127.0.0.1") -> Walker:
        return Walker(app, speaks, address)

    return opened
