"""The test run's database and what stands on it; rolled back after each test unless it asks for a copy."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session, sessionmaker

from app.accounts import passwords
from app.database import NETWORK, engine_for
from app.transaction import watch
from models import keyring, migrations
from models.invariants import MONEY, ROWS, TRAIL, broken
from models.keyring import Keyring
from tests.database import TEMPLATE, TestServer, make_template, started

# The run's database is there, however long a busy machine takes to let sixty in at once. (tests/faults is strict.)
NETWORK["connect_timeout"] = 60
# How long an example takes says how busy the machine is, and nothing of what is tried.
settings.register_profile("house", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

_SERVERS = pytest.StashKey[TestServer]()


def pytest_configure(config: pytest.Config) -> None:
    """Before any worker starts, the process that leads the run makes the server and the template, once."""
    if hasattr(config, "workerinput") or config.getoption("collectonly"):
        return
    config.stash[_SERVERS] = server = started()
    make_template(server)


def pytest_unconfigure(config: pytest.Config) -> None:
    # Pytest now collects garbage once more. After thousands of tests that takes longer than the five seconds the
    # leading process leaves a worker before it interrupts it, in the middle of whatever collecting calls.
    gc.freeze()
    server = config.stash.get(_SERVERS, None)
    if server is not None and server.embedded is not None:
        folder = Path(server.embedded.directory).parent
        server.embedded.erase()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In continuous integration a test that was skipped is a test that failed: nothing is left out unseen."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def server() -> TestServer:
    """The run's database server, with the migrated template."""
    return started()


@pytest.fixture(autouse=True, scope="session")
def _cheap_keys() -> None:
    """Fresh keys, and password hashes that cost a millisecond."""
    keyring.install(Keyring.fresh())
    passwords.cheapen()


@pytest.fixture(scope="session")
def worker_database(server: TestServer) -> Iterator[str]:
    """One copy of the template for this worker; tests roll back in it."""
    with server.copy() as name:
        yield name


@pytest.fixture(scope="session")
def engine(server: TestServer, worker_database: str) -> Iterator[Engine]:
    """As the application signs in: `house_app`."""
    made = engine_for(server.url("house_app", worker_database))
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def owner_engine(server: TestServer, worker_database: str) -> Iterator[Engine]:
    made = create_engine(server.url("house_owner", worker_database))
    yield made
    made.dispose()


@pytest.fixture
def sessions(engine: Engine) -> Iterator[sessionmaker[Session]]:
    """Sessions on one connection whose outer transaction is rolled back: commits are savepoints."""
    with engine.connect() as connection:
        outer = connection.begin()
        factory = sessionmaker(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        watch(factory)
        yield factory
        if outer.is_active:
            connection.execute(text("set local role house_office"))
            connection.execute(text("set local app.officer to 'on'"))
            found = broken(connection, {**ROWS, **MONEY, **TRAIL})
            outer.rollback()
            assert not found


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as made:
        yield made


@pytest.fixture
def cloned_database(server: TestServer) -> Iterator[str]:
    """The name of a copy of one's own: for threads, kills and streams, which a rollback doesn't cover."""
    with server.copy() as name:
        yield name
        engine = server.admin_engine(name)
        with engine.connect() as connection:
            whole = migrations.revision_of(connection) == migrations.head()  # some tests go back in time
            # Not the trail, which some tests tamper with.
            found = broken(connection, {**ROWS, **MONEY}) if whole else []
        engine.dispose()
        assert not found


@pytest.fixture
def template() -> str:
    return TEMPLATE
