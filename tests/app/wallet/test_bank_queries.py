"""What finance reads of the bank: statements that tell their story, and what a debit may settle."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.errors import Missing
from app.policy import Identity
from app.transaction import Scope, enter
from app.wallet import bank_queries as queries
from app.wallet.bank_desk import assign, return_to_payer
from tests.app.wallet.bank_days import days, entries_of, paid, taken, transfer
from tests.app.wallet.offices import NOW, Office, finance, office

_OTHER = {"account": "NL91ABNA0417164300"}


@pytest.fixture
def one(session: Session) -> Office:
    made = office(session)
    session.commit()
    return made


@pytest.fixture
def hugo(session: Session, one: Office) -> Identity:
    return finance(session)


def test_a_statement_tells_what_became_of_all_its_money(session: Session, one: Office, hugo: Identity) -> None:
    made = transfer(session, one)
    taken(
        session, *days([paid("10", made.reference), paid("20", made.reference), paid("5"), paid("-7"), paid("0")])
    )
    entry = entries_of(session)[0]
    found = queries.statement_record(session, hugo, entry.statement_id)
    parts = queries.story(session, found.id)
    assert [(str(part.state), part.count, str(part.total)) for part in parts] == [
        ("credited", 2, "30.00"),
        ("parked", 2, "-2.00"),
        ("empty", 1, "0.00"),
    ]
    assert found.opening + sum(part.total.euro for part in parts) == found.closing
    assert (found.named, found.file.name) == ("2026/1", "bank.cod")
    told = queries.waiting(session)
    assert (told.credits, told.debits, str(told.total)) == (1, 1, "-2.00")


def test_a_payment_says_where_it_was_booked_and_decided(session: Session, one: Office, hugo: Identity) -> None:
    taken(session, *days([paid("25", text="?")]))
    entry_id = entries_of(session)[0].id
    assign(session, hugo, entry_id, one.id, NOW)
    found = queries.entry_record(session, hugo, entry_id)
    assert found.booked is not None
    assert found.settled is not None
    assert (found.booked.organisation, found.booked.kind) == (None, "parked")
    assert found.settled.organisation is not None
    assert (found.settled.organisation.id, found.settled.kind) == (one.id, "top_up")


def test_nobody_but_finance_finds_them(session: Session, one: Office, hugo: Identity) -> None:
    taken(session, *days([paid("25", text="?")]))
    entry = entries_of(session)[0]
    with pytest.raises(Missing):
        queries.entry_record(session, one.manager, entry.id)
    with pytest.raises(Missing):
        queries.statement_record(session, one.manager, entry.statement_id)


def test_a_debit_shows_the_returns_and_top_ups_it_may_settle(
    session: Session, one: Office, hugo: Identity
) -> None:
    made = transfer(session, one)
    taken(
        session,
        *days([paid("25", text="?", **_OTHER), paid("40", made.reference, **_OTHER), paid("25", made.reference)]),
    )
    back, first, second = entries_of(session)
    return_to_payer(session, hugo, back.id, "vergissing", NOW)
    session.commit()
    taken(session, *days([paid("25", text="?", **_OTHER), paid("40", made.reference, **_OTHER),
                          paid("25", made.reference)], [paid("-25", text="?", account="")]))  # fmt: skip
    debit = entries_of(session)[-1]
    assert [row.id for row in queries.returns_like(session, debit)] == [back.id]
    assert [row.id for row in queries.top_ups_like(session, debit)] == [second.transaction_id]
    assert first.transaction_id is not None


def test_a_member_sees_all_that_came_under_his_communication(session: Session, one: Office) -> None:
    made = transfer(session, one)
    taken(session, *days([paid("10", made.reference), paid("20", made.reference)]))
    enter(session, Scope.organisation(one.id))
    assert [str(row.gross) for row in queries.credited_by_transfer(session, made)] == ["10.00", "20.00"]
