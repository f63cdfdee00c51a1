"""The application with a bad wire to its database: the cast stands there, and people come in by browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

import config
import run
from app.database import CONNECTING, NETWORK, engine_for, session_factory
from tests.database import TestServer
from tests.faults.proxy import Wire
from tests.stories.cast import PASSWORD, Cast, assemble
from tests.stories.walker import Walker


@pytest.fixture(autouse=True)
def _as_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that doesn't let one in is given up as soon as in production, not as in other tests."""
    monkeypatch.setitem(NETWORK, "connect_timeout", CONNECTING)


@pytest.fixture
def wire(server: TestServer) -> Iterator[Wire]:
    """Between the application and the run's database server."""
    made = Wire(_door_of(server))
    yield made
    made.close()


def _door_of(server: TestServer) -> Path | tuple[str, int]:
    address = make_url(server.url("house_app", "any"))
    folder = address.query.get("host")
    if isinstance(folder, str) and folder.startswith("/"):
        return Path(folder) / f".s.PGSQL.{address.query.get('port') or address.port or 5432}"
    return (address.host or "localhost", address.port or 5432)


@pytest.fixture
def url(server: TestServer, cloned_database: str, wire: Wire) -> str:
    """The database of one's own, by the wire."""
    address = make_url(server.url("house_app", cloned_database))
    there = address.set(host="127.0.0.1", port=wire.port, query={})
    return there.render_as_string(hide_password=False)


@pytest.fixture
def sound(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    """Sessions on the same database by a sound wire, for whoever looks what became of it."""
    engine = engine_for(server.url("house_app", cloned_database))
    yield session_factory(engine)
    engine.dispose()


@pytest.fixture
def cast(sound: sessionmaker[Session]) -> Cast:
    with sound.begin() as session:
        return assemble(session, datetime(2026, 6, 1, 8, 0, tzinfo=UTC))


@pytest.fixture
def engine_by_wire(url: str) -> Iterator[Engine]:
    made = engine_for(url)
    yield made
    made.dispose()


@pytest.fixture
def filip(engine_by_wire: Engine, cast: Cast) -> Walker:
    """The local administrator, signed in, on the page of days for a right of Bram."""
    factory = session_factory(engine_by_wire)
    app = run.create_app(config.read({"DEMO_PASSWORD_IS_HIGH": "1"}), factory, run.connect_with(engine_by_wire))
    walker = Walker(app).visit().fill("Username", "filip.janssens").fill("Password", PASSWORD).press("Sign in")
    walker.follow("EN").follow("Grant a right")
    return walker.fill("National number", str(cast.numbers["Bram"])).press("Find").follow("Handle files")


@pytest.fixture
def owner_of_it(server: TestServer, cloned_database: str) -> Iterator[Engine]:
    made = create_engine(server.url("house_owner", cloned_database))
    yield made
    made.dispose()
