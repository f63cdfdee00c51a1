"""Months, debit and credit, what may be declared when, and the way from the ledger's VAT to the documents'."""

from __future__ import annotations

from datetime import date

import pytest

from app.wallet.books.rules import (
    GRIDS,
    AccountLine,
    DocumentVat,
    Grids,
    LedgerVat,
    Loose,
    Side,
    TrialBalance,
    declaring_refusals,
    difference_of,
    month_after,
    months_from,
    quarters_of,
    side_of,
)
from models.values import NOTHING, Money, euro

JANUARY, FEBRUARY, MARCH, APRIL = (date(2027, month, 1) for month in (1, 2, 3, 4))


@pytest.mark.parametrize(
    ("month", "count", "then"),
    [
        (date(2026, 12, 1), 1, JANUARY),
        (JANUARY, -1, date(2026, 12, 1)),
        (JANUARY, 0, JANUARY),
        (JANUARY, 25, date(2029, 2, 1)),
    ],
)
def test_months_go_on_over_the_years(month: date, count: int, then: date) -> None:
    assert month_after(month, count) == then


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2027, 1, 31), date(2027, 2, 1), (JANUARY, FEBRUARY)),
        (JANUARY, JANUARY, (JANUARY,)),
        (FEBRUARY, date(2027, 1, 31), ()),
    ],
)
def test_months_of_a_period_are_those_of_both_its_days(first: date, last: date, months: tuple[date, ...]) -> None:
    assert months_from(first, last) == months


@pytest.mark.parametrize(
    ("amount", "side"),
    [("-0.01", Side(euro("0.01"), NOTHING)), ("0", Side(NOTHING, NOTHING)), ("0.01", Side(NOTHING, euro("0.01")))],
)
def test_what_is_below_zero_stands_in_debit(amount: str, side: Side) -> None:
    assert side_of(euro(amount)) == side


def test_a_trial_balance_adds_up_column_by_column() -> None:
    wallets = AccountLine("wallet", 0, "", euro("100"), euro("10"), euro("50"))
    transit = AccountLine("transit", 0, "mollie", euro("-100"), euro("50"), NOTHING)
    revenue = AccountLine("revenue", 1, "", NOTHING, NOTHING, euro("10"))
    found = TrialBalance(JANUARY, FEBRUARY, (wallets, transit, revenue))
    assert (found.opening, found.moved) == (Side(euro("100"), euro("100")), Side(euro("60"), euro("60")))
    assert found.closing == Side(euro("150"), euro("150"))
    assert found.balances
    assert not TrialBalance(JANUARY, FEBRUARY, (wallets, transit)).balances


def _grids(vat: str, credited: str = "0") -> Grids:
    amounts = dict.fromkeys(GRIDS, NOTHING) | {"54": euro(vat), "64": euro(credited)}
    return Grids(tuple(amounts.values()), 1)


def test_what_is_to_be_paid_is_vat_less_that_of_credit_notes() -> None:
    assert _grids("21", "1.05").due == euro("19.95")


def test_quarters_are_sums_of_their_months() -> None:
    found = quarters_of({APRIL: _grids("1"), FEBRUARY: _grids("2"), MARCH: _grids("4", "3")})
    assert [(one.year, one.number, one.grids.due, one.grids.documents) for one in found] == [
        (2027, 1, euro("3"), 2),
        (2027, 2, euro("1"), 1),
    ]


@pytest.mark.trust("Invoices, receipts")
@pytest.mark.parametrize(
    ("month", "today", "declared", "behind", "refused"),
    [
        (FEBRUARY, date(2027, 2, 28), [], [], "wallet.vat.not_over"),
        (FEBRUARY, MARCH, [], [], None),
        (FEBRUARY, MARCH, [FEBRUARY], [FEBRUARY], "wallet.vat.declared_already"),
        (FEBRUARY, MARCH, [], [JANUARY, FEBRUARY], "wallet.vat.earlier_open"),
        (FEBRUARY, MARCH, [JANUARY], [JANUARY, FEBRUARY], None),
        (FEBRUARY, APRIL, [], [FEBRUARY, MARCH], None),
        (MARCH, APRIL, [FEBRUARY], [FEBRUARY], None),
    ],
)
def test_a_month_is_declared_once_it_is_over_and_after_those_before_it(
    month: date, today: date, declared: list[date], behind: list[date], refused: str | None
) -> None:
    found = declaring_refusals(month, today, declared, behind)
    assert [one.code for one in found] == ([refused] if refused else [])


def _vat(*amounts: str) -> list[Money]:
    return [euro(one) for one in amounts]


@pytest.mark.trust("Invoices, receipts")
def test_each_part_of_the_difference_is_told_apart() -> None:
    # Of 100 that were charged, 60 were invoiced (and a cent rounded), 30 wait, 9.99 were reversed before that.
    ledger = LedgerVat(*_vat("100", "-7", "-3", "-0.01", "0"))
    documents = DocumentVat(*_vat("60", "0.01", "55", "4.50", "0.02"))
    found = difference_of(ledger, documents, Loose(*_vat("30", "9.99", "5")))
    assert found.total == euro("89.99") - euro("50.50")
    assert (found.not_invoiced, found.other_month, found.never_invoiced) == (euro("30"), euro("5"), euro("4.99"))
    assert (found.cents, found.undone) == (euro("-0.02"), euro("-0.48"))
    assert found.unexplained == NOTHING


def test_what_nothing_explains_is_said() -> None:
    charged = LedgerVat(*_vat("100", "0", "0", "0", "1"))
    found = difference_of(charged, DocumentVat(*_vat("90", "0", "90", "0", "0")), Loose(*_vat("8", "0", "0")))
    assert found.unexplained == euro("3")
