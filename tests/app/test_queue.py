"""A job is a row of the transaction it belongs to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.errors import Outage
from app.queue import enqueue
from app.transaction import Scope, enter, scope_of
from tests.database import TestServer

_JOBS = text("select task_name, args, queueing_lock from procrastinate_jobs order by id")


def test_a_job_goes_with_its_transaction(session: Session) -> None:
    assert enqueue(session, "seal_events", right_id=7) is not None
    session.rollback()
    assert session.execute(_JOBS).all() == []
    enqueue(session, "seal_events", right_id=7)
    session.commit()
    assert session.execute(_JOBS).all() == [("seal_events", {"right_id": 7}, None)]


def test_of_a_key_one_job_waits_and_the_transaction_goes_on(session: Session) -> None:
    enter(session, Scope.office())
    assert enqueue(session, "seal_events", key="once") is not None
    assert enqueue(session, "seal_events", key="once") is None
    assert enqueue(session, "seal_events", key="another") is not None
    session.commit()
    assert [row.queueing_lock for row in session.execute(_JOBS)] == ["once", "another"]
    assert scope_of(session) == Scope.office()
    assert session.scalar(text("select current_user")) == "house_office"


def test_what_goes_first_is_taken_before_what_waits_already(session: Session) -> None:
    enter(session, Scope.office())
    enqueue(session, "notify", organisation_id=1, event_id=1)
    enqueue(session, "rescue", key="rescue", goes_first=True)
    taken = text("select (procrastinate_fetch_job_v2(null, null)).task_name")
    assert [session.scalar(taken), session.scalar(taken)] == ["rescue", "notify"]


@pytest.fixture
def own(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120)
    yield session_factory(engine)
    engine.dispose()


@pytest.mark.parametrize("scope", [Scope(), Scope.organisation(5), Scope.own(7), Scope.office()])
def test_whoever_acts_may_put_work_off(session: Session, scope: Scope) -> None:
    enter(session, scope)
    assert enqueue(session, "seal_events", key="once") is not None
    assert enqueue(session, "seal_events", key="once") is None
    session.commit()


def test_a_fact_may_be_called_as_it_likes(session: Session) -> None:
    enqueue(session, "seal_events", queue="a", lock="b", connection="c")
    assert session.execute(_JOBS).all() == [("seal_events", {"queue": "a", "lock": "b", "connection": "c"}, None)]


def test_a_database_that_went_away_is_an_outage(
    server: TestServer, cloned_database: str, own: sessionmaker[Session]
) -> None:
    admin: Engine = server.admin_engine(cloned_database)
    with own() as session:
        mine = session.scalar(text("select pg_backend_pid()"))
        with admin.begin() as connection:
            connection.execute(text("select pg_terminate_backend(:mine)"), {"mine": mine})
        with pytest.raises(Outage):
            enqueue(session, "seal_events")
    admin.dispose()
