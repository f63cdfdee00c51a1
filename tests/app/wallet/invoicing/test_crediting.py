"""Credit notes: of lines by finance with the money back, of what is undone later, and never too much."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.errors import Forbidden, Missing, Refusal
from app.transaction import Scope, enter
from app.wallet.charging import Program, Wanted, charge, reverse
from app.wallet.invoicing.crediting import credit_lines, left_of
from app.wallet.invoicing.issuing import Issued
from models.values import PaperKind
from models.wallet import Invoice
from tests.app.wallet.invoicing.invoices import FIRST, SEARCH, checked, issued, whole, xml_of
from tests.app.wallet.invoicing.peppol_rules import broken
from tests.app.wallet.offices import NOW, Office, balance, finance, office, tool

LATER = FIRST + timedelta(hours=3)
pytestmark = pytest.mark.trust("Invoices, receipts")


@pytest.fixture
def one(session: Session) -> Office:
    return whole(session, office(session))


@pytest.fixture
def invoice(session: Session, one: Office) -> Issued:
    """Three searches: net 13.50, VAT 2.84, paid 16.35."""
    for place in range(3):
        charge(session, one.bram, SEARCH, f"key {place}", NOW)
    return issued(session, one)[0]


def account(session: Session, name: str) -> Decimal:
    asked = text("select coalesce(sum(amount), 0.00) from wallet_line where account = :name")
    return Decimal(session.execute(asked, {"name": name}).scalar_one())


def test_a_line_is_credited_and_its_money_is_in_the_wallet_again(
    session: Session, one: Office, invoice: Issued
) -> None:
    before, hugo = balance(session, one), finance(session)
    note = credit_lines(session, hugo, invoice.id, {1: 1}, "Not delivered", "form", LATER)
    checked(session)
    paper = note.paper
    assert (paper.kind, paper.number, paper.credits, paper.reason) == (
        PaperKind.CREDIT_NOTE, "C2026-000001", ("2026-000001", FIRST.date()), "Not delivered",
    )  # fmt: skip
    assert [str(part) for part in (paper.net, paper.vat, paper.paid)] == ["4.50", "0.95", "5.45"]
    assert str(balance(session, one) - before) == "5.45"
    assert broken(xml_of(session, note)) == set()


def test_all_of_it_credited_brings_back_all_that_was_paid_and_leaves_no_vat(
    session: Session, one: Office, invoice: Issued
) -> None:
    before, hugo = balance(session, one), finance(session)
    for step in range(3):
        credit_lines(session, hugo, invoice.id, {1: 1}, "Not delivered", f"form {step}", LATER)
    assert str(balance(session, one) - before) == "16.35"
    assert [account(session, name) for name in ("revenue", "vat", "rounding")] == [Decimal("0.00")] * 3
    document = session.get_one(Invoice, invoice.id)
    assert [(row.quantity, str(row.net)) for row in left_of(session, document).rows] == [(0, "0.00")]


@pytest.mark.parametrize(
    ("wanted", "reason", "code"),
    [
        ({1: 4}, "x", "wallet.credit.more_than_left"),
        ({1: -1}, "x", "wallet.credit.more_than_left"),
        ({2: 1}, "x", "wallet.credit.more_than_left"),
        ({}, "x", "wallet.credit.nothing"),
        ({1: 0}, "x", "wallet.credit.nothing"),
        ({1: 1}, "  ", "wallet.credit.no_reason"),
    ],
)
def test_more_than_was_invoiced_is_never_credited(
    session: Session, one: Office, invoice: Issued, wanted: dict[int, int], reason: str, code: str
) -> None:
    before, hugo = balance(session, one), finance(session)
    with pytest.raises(Refusal) as found:
        credit_lines(session, hugo, invoice.id, wanted, reason, "form", LATER)
    assert found.value.code == code
    assert balance(session, one) == before


def test_one_form_credits_once(session: Session, invoice: Issued) -> None:
    hugo = finance(session)
    credit_lines(session, hugo, invoice.id, {1: 1}, "Twice", "form", LATER)
    with pytest.raises(Refusal, match="sent_twice"):
        credit_lines(session, hugo, invoice.id, {1: 1}, "Twice", "form", LATER)
    assert session.scalar(select(func.count()).where(Invoice.kind == PaperKind.CREDIT_NOTE)) == 1


def test_a_credit_note_is_credited_by_nothing(session: Session, invoice: Issued) -> None:
    hugo = finance(session)
    note = credit_lines(session, hugo, invoice.id, {1: 1}, "x", "form", LATER)
    with pytest.raises(Refusal, match="of_credit_note"):
        credit_lines(session, hugo, note.id, {1: 1}, "x", "other", LATER)


def test_finance_alone_credits(session: Session, one: Office, invoice: Issued) -> None:
    with pytest.raises(Forbidden):
        credit_lines(session, one.manager, invoice.id, {1: 1}, "x", "form", LATER)
    with pytest.raises(Missing):
        credit_lines(session, finance(session), invoice.id + 999, {1: 1}, "x", "form", LATER)


def test_what_is_undone_after_it_was_invoiced_is_credited_at_once(session: Session, one: Office) -> None:
    bought = charge(session, one.bram, Wanted("search", 3), "key", NOW)
    document = issued(session, one)[0]
    reverse(session, Program(one.tool_id), one.id, bought.id, "Failed", LATER)
    checked(session)
    note = session.scalars(select(Invoice).where(Invoice.credits_id == document.id)).one()
    assert (note.reference, note.reason, str(note.paid)) == ("C2026-000001", "Failed", "16.34")
    assert [account(session, name) for name in ("revenue", "vat", "rounding")] == [Decimal("0.00")] * 3


def test_what_finance_credited_no_tool_undoes_as_well(session: Session, one: Office) -> None:
    bought = charge(session, one.bram, SEARCH, "key", NOW)
    document = issued(session, one)[0]
    credit_lines(session, finance(session), document.id, {1: 1}, "x", "form", LATER)
    held = balance(session, one)
    with pytest.raises(Refusal, match="credited_already"), session.begin_nested():
        reverse(session, Program(one.tool_id), one.id, bought.id, "Failed", LATER)
    assert balance(session, one) == held


def test_cents_of_each_piece_never_add_up_to_more_vat_than_was_invoiced(session: Session, one: Office) -> None:
    charge(session, one.bram, Wanted("search", 9), "key", NOW)
    document, hugo, before = issued(session, one)[0], finance(session), balance(session, one)
    for step in range(9):
        credit_lines(session, hugo, document.id, {1: 1}, "x", f"form {step}", LATER)
    checked(session)
    assert balance(session, one) - before == document.paper.paid
    assert [account(session, name) for name in ("revenue", "vat", "rounding")] == [Decimal("0.00")] * 3


def test_pieces_of_cents_credited_and_reversed_in_turn_come_back_within_a_cent_a_piece(session: Session) -> None:
    enter(session, Scope.office())
    one = whole(session, office(session, tool(session, "0.02")))
    together = charge(session, one.bram, Wanted("search", 5), "together", NOW)
    for place in range(5):
        charge(session, one.bram, SEARCH, f"single {place}", NOW)
    document, hugo = issued(session, one)[0], finance(session)
    credit_lines(session, hugo, document.id, {1: 4}, "x", "form", LATER)
    reverse(session, Program(one.tool_id), one.id, together.id, "Failed", LATER)
    credit_lines(session, hugo, document.id, {1: 1}, "x", "other", LATER)
    checked(session)
    assert [account(session, name) for name in ("revenue", "vat")] == [Decimal("0.00")] * 2
    assert abs(account(session, "rounding")) <= Decimal("0.10")
