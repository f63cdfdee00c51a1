"""What the page of a document says on top."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel

from models.wallet import Invoice
from views.wallet.invoice_cells import facts_of


@pytest.fixture(autouse=True)
def _words() -> Any:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


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
    buyer = {
        "name": "Immo Peeters",
        "number": "0999000030",
        "vat_liable": True,
        "street": "Markt 1",
        "postal_code": "9300",
        "place": "Aalst",
        "reference": "2026-11",
    }
    one = Invoice(
        kind=kind, month=date(2026, 11, 1), issued_on=date(2026, 12, 1), buyer=buyer, paid=Decimal("5.45"),
        reason="", issued_by=issued_by,
    )  # fmt: skip
    (issued,) = (fact for fact in facts_of(one, ()) if fact.label == "Issued on")
    assert (issued.note == "by the clock") is says
