"""A credit note while somebody else books in the house's own wallet and in that of the same organisation."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.transaction import Scope, enter, transaction
from app.wallet.charging import charge, reverse
from app.wallet.invoicing.crediting import credit_lines
from app.wallet.ledger import hold
from models.events import PLATFORM
from tests.app.wallet.invoicing.invoices import FIRST, SEARCH, issued, whole
from tests.app.wallet.offices import NOW, finance, office
from tests.database import TestServer

pytestmark = pytest.mark.trust("Invoices, receipts")


@pytest.fixture
def own(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=4)
    yield session_factory(engine)
    engine.dispose()


@pytest.mark.parametrize("by_hand", [True, False])
def test_the_wallet_of_the_house_is_held_before_that_of_an_organisation(
    own: sessionmaker[Session], by_hand: bool
) -> None:
    with own.begin() as session:
        one, hugo = whole(session, office(session)), finance(session)
        bought = [charge(session, one.bram, SEARCH, f"key {place}", NOW) for place in range(3)]
        (made,) = issued(session, one)
        assert made.paper.rounding
        if not by_hand:  # the last one takes back the cent
            for each in bought[:2]:
                reverse(session, hugo, one.id, each.id, "Fout", FIRST)
    holds = Event()

    def import_of_the_bank() -> None:
        with own() as session, transaction(session):
            enter(session, Scope.office())
            hold(session, PLATFORM)
            holds.set()
            time.sleep(1)
            hold(session, one.id)

    def credit() -> None:
        act: Callable[[Session], object] = (
            (lambda session: credit_lines(session, hugo, made.id, {1: 3}, "Fout", "form", FIRST))
            if by_hand
            else (lambda session: reverse(session, one.bram, one.id, bought[2].id, "Fout", FIRST))
        )
        holds.wait(120)
        with own() as session, transaction(session):
            enter(session, Scope.office() if by_hand else Scope.organisation(one.id))
            act(session)

    with ThreadPoolExecutor(2) as pool:
        for act in [pool.submit(import_of_the_bank), pool.submit(credit)]:
            act.result(120)
    with own() as session:
        enter(session, Scope.office())
        assert session.scalar(text("select count(*) from wallet_invoice where kind = 'credit_note'")) == (
            1 if by_hand else 3
        )
