"""What the page of a document says on top."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel

from models.wallet import Invoice
from views.framework.register import Fact
from views.wallet.invoice_cells import facts_of

BUYER = {
    "name": "Immo Peeters",
    "number": "0999000030",
    "vat_liable": True,
    "street": "Markt 1",
    "postal_code": "9300",
    "place": "Aalst",
    "reference": "2026-11",
}


@pytest.fixture(autouse=True)
def _words() -> Any:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def fact_of(label: str, kind: str, issued_by: int | None = None, *, outside: bool = False) -> Fact:
    one = Invoice(
        kind=kind, month=date(2026, 11, 1), issued_on=date(2026, 12, 1), buyer=BUYER, paid=Decimal("5.45"),
        reason="", issued_by=issued_by,
    )  # fmt: skip
    (found,) = (fact for fact in facts_of(one, (), outside=outside) if fact.label == label)
    return found


@pytest.mark.parametrize(
    ("kind", "issued_by", "says"),
    [
        ("invoice", None, True),
        ("fees", None, True),
        ("invoice", 7, False),
        ("credit_note", 7, False),
        # Its tool undid the purchase.
        ("credit_note", None, False),
    ],
)
def test_what_nobody_issued_is_of_the_clock_but_no_credit_note(
    kind: str, issued_by: int | None, says: bool
) -> None:
    assert (fact_of("Issued on", kind, issued_by).note == "by the clock") is says


def test_outside_the_scope_of_vat_nobody_s_vat_number_is_named() -> None:
    assert fact_of("For", "invoice").value.endswith("VAT BE 0999.000.030")
    assert fact_of("For", "credit_note", outside=True).value.endswith("Aalst\n0999.000.030")
