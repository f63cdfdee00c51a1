"""What is asked of the driver itself answers and fails as what is asked the usual way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.errors import Outage
from app.transaction import Scope, enter, in_our_words, quick_row, quick_rows, transaction
from tests.database import TestServer

_PID = "select pg_backend_pid() as pid"
_FAILING = {
    "23514": "insert into wallet_invoicing (organisation_id, street) values (1, %(told)s)",
    "42501": "select seal from event where id = %(told)s for update",
    "22012": "select 1 / (%(told)s + 1)",
    "42P01": "select %(told)s from nowhere",
}


@pytest.fixture
def pool(server: TestServer, worker_database: str) -> Iterator[Engine]:
    engine = engine_for(server.url("house_app", worker_database), size=1)
    yield engine
    engine.dispose()


@pytest.fixture
def factory(pool: Engine) -> sessionmaker[Session]:
    return session_factory(pool)


def test_the_row_is_read_by_the_names_of_its_columns(session: Session) -> None:
    said = "select %(one)s::numeric as amount, %(some)s::text[] as names, null::date as day where %(here)s"
    row = quick_row(session.connection(), said, {"one": "1.10", "some": ["a", "b"], "here": True})
    assert (str(row.amount), row.names, row.day) == ("1.10", ["a", "b"], None)
    assert quick_row(session.connection(), said, {"one": "1", "some": [], "here": False}) is None
    assert quick_rows(session.connection(), "create temporary table told (one integer) on commit drop", {}) == []


@pytest.mark.parametrize("state", _FAILING)
def test_it_fails_as_what_is_executed_does(factory: sessionmaker[Session], state: str) -> None:
    def failed(act: Callable[[Session], Any]) -> DBAPIError:
        with factory() as session:
            enter(session, Scope.organisation(1))
            with pytest.raises(DBAPIError) as caught:
                act(session)
            session.rollback()
            assert session.execute(text("select 1")).scalar_one() == 1
            return caught.value

    said = _FAILING[state]
    quick = failed(lambda one: quick_row(one.connection(), said, {"told": -1}))
    usual = failed(lambda one: one.execute(text(said.replace("%(told)s", ":told")), {"told": -1}))
    assert quick.orig is not None
    assert (type(quick), type(quick.orig), getattr(quick.orig, "sqlstate", None)) == (
        type(usual),
        type(usual.orig),
        state,
    )
    assert type(in_our_words(quick)) is type(in_our_words(usual))
    assert quick.hide_parameters
    assert not quick.connection_invalidated


def test_a_connection_that_breaks_is_an_outage_and_never_used_again(
    factory: sessionmaker[Session], server: TestServer
) -> None:
    with factory() as session:
        first = quick_row(session.connection(), _PID, {}).pid
        server.run(f"select pg_terminate_backend({first}, 5000)")
        with pytest.raises(Outage), transaction(session):
            quick_row(session.connection(), _PID, {})
        assert quick_row(session.connection(), _PID, {}).pid != first
