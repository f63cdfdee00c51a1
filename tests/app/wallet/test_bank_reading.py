"""What screens count and look up of the bank: the marked digit, counts of a statement, top-ups by their number."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.wallet import bank_reading as reading
from models.values import BankEntryState, euro
from models.wallet import BankEntry
from tests.app.wallet.bank_days import days, entries_of, paid, taken, transfer
from tests.app.wallet.offices import Office, office

pytestmark = pytest.mark.trust("Bank file")


@pytest.fixture
def one(session: Session) -> Office:
    made = office(session)
    session.commit()
    return made


@pytest.mark.parametrize(
    ("typed", "differs"),
    [
        ("opladen +++010/8068/17183+++", []),
        ("opladen +++010/8068/27183+++", [7]),
        ("010806817138", [10, 11]),
        ("dossier 7 van 2026, +++ 010 / 8168 / 17183 +++", [4]),
        ("", []),
    ],
)
def test_the_digits_that_differ_from_what_was_typed_are_marked(typed: str, differs: list[int]) -> None:
    marked = reading.marked(typed, "010806817183")
    assert "".join(digit for digit, _ in marked) == "010806817183"
    assert [at for at, (_, other) in enumerate(marked) if other] == differs


def test_a_statement_counts_what_found_its_place_and_what_waits(session: Session, one: Office) -> None:
    asked = transfer(session, one)
    taken(session, *days([paid("100", asked.reference), paid("7", text="?"), paid("8", text="??")]))
    entries = entries_of(session)
    session.get_one(BankEntry, entries[1].id).state = BankEntryState.RETURNED
    session.flush()
    (counts,) = reading.counts_of(session, [entries[0].statement_id]).values()
    assert (counts.matched, counts.unmatched, counts.waiting, counts.moved) == (1, 2, 1, euro("115"))
    assert reading.counts_of(session, []) == {}


def test_a_top_up_is_found_by_its_receipt_or_communication_while_it_stands(session: Session, one: Office) -> None:
    asked = transfer(session, one)
    taken(session, *days([paid("100", asked.reference)]))
    (entry,) = entries_of(session)
    receipt = session.execute(
        text("select year || '-' || lpad(number::text, 6, '0') from wallet_transaction where id = :id"),
        {"id": entry.transaction_id},
    ).scalar_one()
    digits = asked.reference or ""
    for told in (receipt, digits, f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"):
        assert [found.id for found in reading.top_ups_numbered(session, told, euro("100"))] == [
            entry.transaction_id
        ]
        assert reading.top_ups_numbered(session, told, euro("100.01")) == []
    assert reading.top_ups_numbered(session, "2026-999999", euro("1")) == []
    assert reading.top_ups_numbered(session, "geen nummer", euro("1")) == ()


def test_an_organisation_is_found_by_a_part_of_its_name_and_wildcards_are_letters(
    session: Session, one: Office
) -> None:
    named = session.execute(text("select name from organisation where id = :id"), {"id": one.id}).scalar_one()
    assert one.id in [found.id for found in reading.organisations_named(session, named[2:].lower())]
    assert reading.organisations_named(session, "%") == []
    assert reading.organisations_named(session, "  ") == ()
