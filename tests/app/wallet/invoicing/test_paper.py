"""What a document adds up to: VAT once per rate, and the cents by which the wallet paid another amount."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.wallet.invoicing.paper import Rate, rates_of
from models.values import NOTHING, PaperKind, euro
from tests.app.wallet.invoicing.papers import FEES_OF_MONTH, INVOICE, paper, rows_of


def test_vat_is_rounded_once_per_rate_highest_rate_first() -> None:
    assert rates_of(INVOICE.rows) == (
        Rate(21, euro("23.50"), euro("4.94")),  # 4.935
        Rate(12, euro("15.37"), euro("1.84")),  # 1.8444
        Rate(6, euro("39.90"), euro("2.39")),  # 2.394
    )
    assert rates_of(FEES_OF_MONTH.rows) == (Rate(0, euro("43.25"), NOTHING),)
    assert rates_of(()) == ()


@pytest.mark.parametrize(
    ("price", "vat"),
    [("0.02", "0.00"), ("0.03", "0.01"), ("0.50", "0.11"), ("0.49", "0.10"), ("2.50", "0.53"), ("0.00", "0.00")],
)
def test_half_a_cent_of_vat_goes_up(price: str, vat: str) -> None:
    (rate,) = rates_of(rows_of([("x", 1, price, 21)]))
    assert rate.vat == euro(vat)


@pytest.mark.trust("Invoices, receipts")
@pytest.mark.parametrize(
    ("prices", "rounding"),
    [
        (["0.50"] * 3, "0.01"),  # three times 0.105 is paid 0.33, the document says 0.315
        (["0.01"] * 10, "-0.02"),  # ten times 0.0021 is paid nothing, the document says 0.021
        (["4.50"], "0.00"),
    ],
)
def test_the_cents_between_what_was_paid_and_what_is_invoiced_are_told(prices: list[str], rounding: str) -> None:
    made = paper(PaperKind.INVOICE, [("x", 1, price, 21) for price in prices])
    assert made.rounding == euro(rounding)
    assert made.paid == made.net + made.vat + made.rounding
    assert made.total == made.net + made.vat


def test_a_document_that_was_paid_exactly_has_no_rounding() -> None:
    assert replace(INVOICE, paid=INVOICE.total).rounding == NOTHING
