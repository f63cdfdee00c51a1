"""A document and the declaring of its month at once: whoever comes second sees what the first did."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.errors import Refusal
from app.transaction import Scope, enter, transaction
from app.wallet.books import vat
from app.wallet.books.rules import Grids
from tests.app.wallet.books.house import NOVEMBER, SEPTEMBER, House, at, house
from tests.database import TestServer

pytestmark = pytest.mark.trust("Invoices, receipts")
FIRST_OF_NOVEMBER = at(NOVEMBER, 5)
_A_MOMENT = 0.3


@pytest.fixture
def sessions(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine: Engine = engine_for(server.url("house_app", cloned_database), seconds=120)
    yield session_factory(engine)
    engine.dispose()


@pytest.fixture
def made(sessions: sessionmaker[Session]) -> House:
    with sessions() as session, transaction(session):
        enter(session, Scope.office())
        one = house(session)
        one.buys(session, SEPTEMBER)
    return one


def _declares(sessions: sessionmaker[Session], made: House, said: list[object]) -> None:
    with sessions() as session:
        enter(session, Scope.office())
        try:
            with transaction(session):
                said.append(vat.declare(session, made.hugo, SEPTEMBER, Grids(), FIRST_OF_NOVEMBER).documents)
        except Refusal as refused:
            said.append(refused.code)


def test_declaring_waits_for_a_document_that_is_being_issued(sessions: sessionmaker[Session], made: House) -> None:
    said: list[object] = []
    with sessions() as session, transaction(session):
        enter(session, Scope.office())
        made.invoices(session, SEPTEMBER, FIRST_OF_NOVEMBER)
        other = threading.Thread(target=_declares, args=(sessions, made, said))
        other.start()
        other.join(_A_MOMENT)
        assert said == [], "it didn't wait"
    other.join()
    assert said == ["wallet.vat.changed"]


def test_a_document_waits_for_the_month_that_is_being_declared(
    sessions: sessionmaker[Session], made: House
) -> None:
    found: list[date] = []

    def asks() -> None:
        with sessions() as session, transaction(session):
            enter(session, Scope.organisation(made.one.id))
            found.append(vat.first_open_month(session, SEPTEMBER))

    with sessions() as session, transaction(session):
        enter(session, Scope.office())
        vat.declare(session, made.hugo, SEPTEMBER, Grids(), FIRST_OF_NOVEMBER)
        other = threading.Thread(target=asks)
        other.start()
        other.join(_A_MOMENT)
        assert found == [], "it didn't wait"
    other.join()
    assert found == [date(2026, 10, 1)]


def test_those_who_issue_dont_wait_for_each_other(sessions: sessionmaker[Session], made: House) -> None:
    with sessions() as one, sessions() as other, transaction(one), transaction(other):
        for session in (one, other):
            enter(session, Scope.organisation(made.one.id))
            assert vat.first_open_month(session, SEPTEMBER) == SEPTEMBER


def test_two_who_declare_at_once_declare_once(sessions: sessionmaker[Session], made: House) -> None:
    said: list[object] = []
    threads = [threading.Thread(target=_declares, args=(sessions, made, said)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said, key=str) == [0, *["wallet.vat.declared_already"] * 3]
