"""The web for stories: the application on a copy of a database where the cast already stands, and browsers.

Each test has a copy of its own and really commits: the table of sessions is written apart from the request's
work, which one shared transaction would undo. The clock stands still on Monday 15 March 2027, 10:05 in
Brussels, until a test moves it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine
from sqlalchemy.orm import Session, sessionmaker

import config
import run
from app import clock
from app.database import engine_for, session_factory
from app.imports.work import carry_on
from models.values import WorkKind
from scheduler.jobs import work_off
from tests.database import Moving, TestServer
from tests.stories.api_program import Program, handed, integrated
from tests.stories.cards import Cards
from tests.stories.cast import Cast, assemble
from tests.stories.openid_tool import Diary, Traveller, Travellers, claims_in, inside, put_diary, tokens_for
from tests.stories.stage import Browser, Post, Time, worked_off
from tests.stories.walker import Walker

SETTINGS = {"DEMO_PASSWORD_IS_HIGH": "1"}


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    standing = Time()
    monkeypatch.setattr(clock, "now", standing)
    return standing


@pytest.fixture(scope="session")
def peopled(server: TestServer) -> Iterator[tuple[str, Cast]]:
    """The name of a database where the cast stands, and the cast."""
    with server.copy() as name:
        engine = engine_for(server.url("house_app", name))
        with session_factory(engine).begin() as session:
            cast = assemble(session, datetime(2026, 6, 1, 8, 0, tzinfo=UTC))
        engine.dispose()
        yield name, cast


@pytest.fixture
def cast(peopled: tuple[str, Cast]) -> Cast:
    return peopled[1]


@pytest.fixture(scope="session")
def maker() -> sessionmaker[Session]:
    """One factory for the whole run; each test points it at the copy it plays in."""
    return session_factory(create_engine("postgresql+psycopg://"))


@pytest.fixture(scope="session")
def moving(server: TestServer) -> Iterator[Moving]:
    """One engine for the whole run."""
    made = Moving(server)
    yield made
    made.engine.dispose()


@pytest.fixture
def factory(
    server: TestServer, peopled: tuple[str, Cast], maker: sessionmaker[Session], moving: Moving, time: Time
) -> Iterator[sessionmaker[Session]]:
    """Sessions on a copy of that database, as the application signs in."""
    with server.copy(peopled[0]) as name:
        maker.configure(bind=moving.to(name))
        yield maker
        moving.engine.dispose()


@pytest.fixture(scope="session")
def apps() -> dict[str, Flask]:
    """Building the application takes longer than most stories: one for each set of settings."""
    return {}


@pytest.fixture
def settings(state: Path) -> dict[str, str]:
    """The environment of the application; a test may override it."""
    return SETTINGS | {"STATE_DIR": str(state)}


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the installation: its files lie there."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture
def app(apps: dict[str, Flask], factory: sessionmaker[Session], settings: dict[str, str]) -> Flask:
    @contextmanager
    def connect() -> Iterator[Connection]:
        with run.connect_with(factory.kw["bind"])() as connection:
            yield connection

    if (wanted := str(settings)) not in apps:
        apps[wanted] = run.create_app(config.read(settings), factory, connect)
    return apps[wanted]


@pytest.fixture
def cards(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cards]:
    """A reader in software, empty, and the cards of the cast and of others; the application reads there."""
    before = app.extensions["cards"]
    made = Cards(tmp_path_factory.getbasetemp())
    app.extensions["cards"] = made.ways
    yield made
    app.extensions["cards"] = before


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Opens one more browser."""

    def opened(speaks: str = "en", address: str = "127.0.0.1") -> Walker:
        return Walker(app, speaks, address)

    return opened


@pytest.fixture
def worker(factory: sessionmaker[Session], state: Path) -> Callable[[], None]:
    """Does the long work that waits."""
    address = factory.kw["bind"].url.render_as_string(hide_password=False)
    return lambda: work_off(address, factory, state, kinds={WorkKind.IMPORT: carry_on})


@pytest.fixture
def post(app: Flask, factory: sessionmaker[Session], state: Path) -> Post:
    """The mail is written, and read in the demonstration's own page; the walker's other tab stays."""

    def delivered(walker: Walker) -> Walker:
        for _ in range(2):
            worked_off(app, factory, state)
        return walker.new_tab().typed_address("/demo/mails/")

    return delivered


@pytest.fixture
def traveller(app: Flask) -> Travellers:
    """Opens one more browser that may leave for a tool."""
    return lambda: Traveller(app)


@pytest.fixture
def diary(app: Flask, factory: sessionmaker[Session], cast: Cast) -> Diary:
    """A tool that signs people in through us, which Immo Peeters uses."""
    put_diary(factory, cast)
    return Diary(app)


@pytest.fixture
def program(browser: Browser, app: Flask, diary: Diary) -> Program:
    """A program of the makers of the diary, with a token that is good for everything there is."""
    return Program(app, handed(integrated(browser)))


@pytest.fixture
def bram(diary: Diary, traveller: Travellers) -> str:
    """What the diary calls Bram, since he entered it."""
    return str(claims_in(tokens_for(inside(traveller), diary)["id_token"])["sub"])
