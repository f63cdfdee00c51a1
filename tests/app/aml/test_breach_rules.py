"""What may be written in the registers of cash, of differences with the UBO register, and of operations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest

from app.aml.breach_rules import (
    CashTold,
    Written,
    cash_faults,
    cash_limit,
    plain,
    reported_faults,
    settled_faults,
    written_faults,
)
from app.errors import Refusal
from models.values.dealt import DealKind

TODAY = date(2026, 11, 30)


def told(faults: Iterable[Refusal]) -> list[tuple[str | None, str]]:
    return [(one.field, one.code.removeprefix("aml.")) for one in faults]


@pytest.mark.parametrize(
    ("kind", "most"),
    [
        (DealKind.SALE, 0), (DealKind.PURCHASE, 0), (DealKind.EXCHANGE, 0), (DealKind.BUSINESS_TRANSFER, 0),
        (DealKind.LETTING, 3000), (DealKind.MANAGEMENT, 3000), (None, 0),
    ],
)  # fmt: skip
def test_cash_is_let_for_a_letting_alone_and_not_above_the_limit(kind: DealKind | None, most: int) -> None:
    assert cash_limit(kind, 3000) == Decimal(most)


@pytest.mark.parametrize(
    ("amount", "limit", "anyway", "said"),
    [
        (None, 0, False, ["cash.amount_missing"]),
        ("0", 0, False, ["cash.nothing"]),
        ("-5", 0, True, ["cash.nothing"]),
        ("1.005", 0, False, ["cash.amount"]),
        ("NaN", 0, False, ["cash.amount"]),
        ("1000000000000", 0, False, ["cash.amount"]),
        ("0.01", 0, False, []),
        ("3000", 3000, False, ["cash.allowed"]),
        ("3000.00", 3000, True, []),
        ("3000.01", 3000, False, []),
    ],
)
def test_an_amount_is_more_than_nothing_in_cents_and_above_the_limit(
    amount: str | None, limit: int, anyway: bool, said: list[str]
) -> None:
    cash = CashTold(TODAY, Decimal(amount) if amount is not None else None, "Notes.", "Refused.")
    assert [code for _, code in told(cash_faults(cash, Decimal(limit), TODAY, anyway=anyway))] == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (None, "register.day_missing"), (date(2026, 12, 1), "register.future"), (TODAY, ""),
        (date(2017, 10, 15), "register.before_the_act"), (date(2017, 10, 16), ""),
    ],
)  # fmt: skip
def test_a_day_is_neither_to_come_nor_before_the_act(day: date | None, said: str) -> None:
    found = cash_faults(CashTold(day, Decimal(1), "Notes.", "Refused."), Decimal(0), TODAY, anyway=False)
    assert told(found) == ([("happened_on", said)] if said else [])


def test_everything_that_lacks_is_said_at_once() -> None:
    found = cash_faults(CashTold(None, None, "", "x" * 2001), Decimal(0), TODAY, anyway=False)
    assert told(found) == [
        ("happened_on", "register.day_missing"), ("amount", "cash.amount_missing"),
        ("told", "register.text_missing"), ("measure", "register.text_too_long"),
    ]  # fmt: skip


def test_the_register_is_told_after_it_was_noticed_and_settled_after_it_was_told() -> None:
    noted, told_on = date(2026, 11, 10), date(2026, 11, 20)
    assert told(reported_faults(noted, date(2026, 11, 9), "", TODAY)) == [("reported_on", "register.too_early")]
    assert told(reported_faults(noted, noted, "r" * 100, TODAY)) == []
    assert told(reported_faults(noted, date(2026, 12, 1), "r" * 101, TODAY)) == [
        ("reported_on", "register.future"), ("reference", "register.text_too_long"),
    ]  # fmt: skip
    early = date(2026, 11, 19)
    assert told(settled_faults(noted, told_on, early, "Right.", TODAY)) == [("settled_on", "register.too_early")]
    assert told(settled_faults(noted, None, date(2026, 11, 9), "", TODAY)) == [
        ("settled_on", "register.too_early"), ("outcome", "register.text_missing"),
    ]  # fmt: skip
    assert told(settled_faults(noted, None, early, "Right.", TODAY)) == []


def test_a_report_may_lack_parts_until_it_is_concluded() -> None:
    begun = Written("Cash", "He came with notes.")
    assert told(written_faults(begun, whole=False)) == []
    assert told(written_faults(begun, whole=True)) == [
        ("looked_at", "register.text_missing"), ("why_atypical", "register.text_missing"),
        ("analysis", "register.text_missing"),
    ]  # fmt: skip
    assert told(written_faults(Written("t" * 201, "", analysis="a" * 8001), whole=False)) == [
        ("title", "register.text_too_long"), ("told", "register.text_missing"),
        ("analysis", "register.text_too_long"),
    ]  # fmt: skip


def test_a_text_is_kept_without_what_no_text_can_hold() -> None:
    assert plain(" a\x00b\r\nc \n") == "ab\nc"
