"""A connection that lay in the pool is asked whether somebody is there, unless it answered a moment ago."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError

from app import database
from app.database import Watched, engine_for
from tests.database import TestServer


@pytest.fixture
def pool(server: TestServer, worker_database: str) -> Iterator[Engine]:
    engine = engine_for(server.url("house_app", worker_database), size=1)
    yield engine
    engine.dispose()


def _backend(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("select pg_backend_pid()")).scalar_one())


def _hang_up(server: TestServer, backend: int) -> None:
    server.run(f"select pg_terminate_backend({backend}, 5000)")


def _wait_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_REMEMBERED", -1.0)


def test_a_connection_that_was_cut_while_it_lay_there_is_replaced_unseen(
    pool: Engine, server: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _backend(pool)
    _hang_up(server, first)
    _wait_a_second(monkeypatch)
    assert _backend(pool) != first


def test_so_is_one_that_was_cut_within_the_second(pool: Engine, server: TestServer) -> None:
    first = _backend(pool)
    _hang_up(server, first)
    assert _backend(pool) != first


def test_who_answered_a_moment_ago_is_not_asked(pool: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    true = Watched.execute
    monkeypatch.setattr(Watched, "execute", lambda *told, **more: asked.append(told[1]) or true(*told, **more))
    first = _backend(pool)
    assert (_backend(pool), asked) == (first, [])
    _wait_a_second(monkeypatch)
    assert (_backend(pool), asked) == (first, ["select 1"])


def test_being_asked_leaves_no_transaction_open(pool: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    _backend(pool)
    _wait_a_second(monkeypatch)
    begun = []
    event.listen(
        pool, "begin", lambda connection: begun.append(connection.connection.driver_connection.autocommit)
    )
    _backend(pool)
    assert begun == [False]


def _prepared(connection: Connection) -> int:
    return int(connection.execute(text("select count(*) from pg_prepared_statements")).scalar_one())


def test_what_was_prepared_outlives_a_page_that_only_read(pool: Engine) -> None:
    for _ in range(8):  # the driver prepares what it was asked five times
        with pool.connect() as connection:
            connection.execute(text("select 'asked at every page'"))
    with pool.connect() as connection:
        assert _prepared(connection) > 0


def test_taking_back_takes_back_and_after_a_failure_nothing_stays_prepared(pool: Engine) -> None:
    with pool.connect() as connection:
        connection.execute(text("select set_config('house.test', 'told', false)"))
        connection.rollback()
        assert not connection.execute(text("select current_setting('house.test', true)")).scalar()
    for _ in range(8):
        with pool.connect() as connection:
            connection.execute(text("select 'asked at every page'"))
    with pool.connect() as connection:
        with pytest.raises(DBAPIError):
            connection.execute(text("select 1 / 0"))
        connection.rollback()
        assert _prepared(connection) == 0
