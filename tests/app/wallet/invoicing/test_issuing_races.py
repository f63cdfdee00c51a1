"""Purchases that are undone while their month is issued: on no document, or credited; never paid for twice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.transaction import Scope, enter, transaction
from app.wallet.charging import charge, reverse
from app.wallet.invoicing import months
from app.wallet.invoicing.seller import DEMO
from tests.app.wallet.invoicing.invoices import FIRST, MONTH, SEARCH, whole
from tests.app.wallet.offices import NOW, Office, office
from tests.database import TestServer

pytestmark = pytest.mark.trust("Invoices, receipts")
OFFICES, AT_ONCE, UNDOERS = 24, 4, 3
# What documents take less what they give back, beside what purchases cost that nobody undid.
_PAID = text(
    """select organisation_id, sum(case kind when 'credit_note' then -paid else paid end) as paid,
        (select sum(t.gross) from wallet_transaction t where t.organisation_id = i.organisation_id
            and t.kind = 'charge' and not exists (select from wallet_transaction u
                where u.organisation_id = t.organisation_id and u.reverses_id = t.id)) as spent
    from wallet_invoice i group by organisation_id order by organisation_id"""
)
# How many credit notes there are, and how many pieces were undone before their document was made.
_KINDS = text(
    """select (select count(*) from wallet_invoice where kind = 'credit_note'),
        (select sum(3 - l.quantity) from wallet_invoice i cross join lateral unnest(i.lines) as l
            where i.kind <> 'credit_note')"""
)


@pytest.fixture
def own(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=2 + UNDOERS)
    yield session_factory(engine)
    engine.dispose()


def test_what_is_undone_while_a_month_is_issued_is_paid_for_by_nobody(
    own: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(months, "AT_ONCE", AT_ONCE)
    ended, undone = FIRST + timedelta(hours=1), list[tuple[Office, int]]()
    with own.begin() as session:
        made = list[Office]()
        for _ in range(OFFICES):
            one = whole(session, office(session, made[0].tool_id if made else None))
            made.append(one)
            bought = [charge(session, one.bram, SEARCH, f"key {place}", NOW) for place in range(3)]
            undone.append((one, bought[0].id))
        enter(session, Scope.office())
        run = months.ask_month(session, None, MONTH, DEMO, ended).id
        parts = months.list_parts(session, run, ended)
    random.Random(13).shuffle(undone)  # noqa: S311 - an order, no secret

    def issue(number: int) -> int:
        with own() as session, transaction(session):
            enter(session, Scope.office())
            return months.issue_part(session, run, number, DEMO, ended)

    def undo(some: list[tuple[Office, int]]) -> None:
        for one, bought in some:
            with own() as session, transaction(session):
                enter(session, Scope.organisation(one.id))
                reverse(session, one.bram, one.id, bought, "Fout", ended)

    with ThreadPoolExecutor(2 + UNDOERS) as pool:
        undoing = [pool.submit(undo, undone[place::UNDOERS]) for place in range(UNDOERS)]
        issued = sum(pool.map(issue, range(1, parts + 1)))
        for act in undoing:
            act.result(60)
    assert (parts, issued) == (OFFICES // AT_ONCE, OFFICES)
    with own() as session:
        enter(session, Scope.office())
        rows = session.execute(_PAID).all()
        assert len(rows) == OFFICES
        assert all(row.paid == row.spent for row in rows), rows
        credited, left_out = session.execute(_KINDS).one()
        assert credited + left_out == OFFICES
