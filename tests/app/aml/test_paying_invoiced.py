"""What the tool charges comes on the receipt and the monthly invoice like what any other tool sells."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.aml.paying import Seen, pay_deal, return_payment
from app.aml.subscriptions import buy_subscription
from app.transaction import Scope, enter
from app.wallet import queries
from models.values.subscribed import PaidBy, Plan
from models.wallet import Transaction
from tests.app.aml.lists_of_today import AmlOffice
from tests.app.aml.paid_deals import BRONZE, SINGLE, drafted, paying_office
from tests.app.wallet.invoicing.invoices import issued
from tests.app.wallet.offices import NOW, Office, finance

pytestmark = [pytest.mark.trust("AML"), pytest.mark.trust("Invoices, receipts")]
WALLET = Seen(PaidBy.WALLET, gross=SINGLE)


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = paying_office(session)
    session.execute(
        text("update organisation set street = 'Markt 1', postal_code = '9300', place = 'Aalst' where id = :id"),
        {"id": made.id},
    )
    enter(session, Scope.organisation(made.id))
    return made


def november(session: Session, one: AmlOffice) -> list[tuple[str, int, Decimal, int]]:
    """The lines of the invoice of the month in which all was paid."""
    enter(session, Scope.office())
    (made,) = issued(session, Office(one.id, 0, None, None))  # type: ignore[arg-type] - its number is all that is read
    return [(row.name, row.quantity, row.net.euro, row.percent) for row in made.paper.rows]


def test_deals_and_subscriptions_are_lines_of_the_invoice(session: Session, one: AmlOffice) -> None:
    for number in range(3):
        deal = drafted(session, one, f"K-{number}")
        pay_deal(session, one.bram, deal.id, WALLET, deal.version, NOW)
    bronze = buy_subscription(session, one.bram, Plan.BRONZE, "a", BRONZE, NOW)
    unit = drafted(session, one, "K-3")  # a unit is no purchase
    seen = Seen(PaidBy.SUBSCRIPTION, subscription_id=bronze.id)
    pay_deal(session, one.bram, unit.id, seen, unit.version, NOW)
    assert sorted(november(session, one)) == [
        ("Product bronze", 1, Decimal("224.00"), 21),
        ("Product vigilance", 3, Decimal("57.00"), 21),
    ]


def test_what_was_given_back_before_the_month_ended_is_on_no_invoice(session: Session, one: AmlOffice) -> None:
    first, second = drafted(session, one, "K-0"), drafted(session, one, "K-1")
    paid = pay_deal(session, one.bram, first.id, WALLET, first.version, NOW)
    pay_deal(session, one.bram, second.id, WALLET, second.version, NOW)
    enter(session, Scope.office())
    return_payment(session, finance(session), paid.id, "Entered twice.", NOW)
    assert november(session, one) == [("Product vigilance", 1, Decimal("19.00"), 21)]


def test_what_is_given_back_after_it_was_invoiced_is_credited(session: Session, one: AmlOffice) -> None:
    deal = drafted(session, one, "K-0")
    paid = pay_deal(session, one.bram, deal.id, WALLET, deal.version, NOW)
    assert november(session, one) == [("Product vigilance", 1, Decimal("19.00"), 21)]
    return_payment(session, finance(session), paid.id, "Entered twice.", datetime(2026, 12, 2, 9, tzinfo=UTC))
    kinds = session.scalars(text("select kind from wallet_invoice order by id")).all()
    assert kinds == ["invoice", "credit_note"]


def test_a_charge_has_its_receipt_and_reference(session: Session, one: AmlOffice) -> None:
    deal = drafted(session, one, "K-17")
    paid = pay_deal(session, one.bram, deal.id, WALLET, deal.version, NOW)
    found = session.get_one(Transaction, paid.ledger_id)
    assert (found.receipt, found.reference, str(found.net), str(found.vat)) == (
        "2026-000002", "K-17", "19.00", "3.99",
    )  # fmt: skip
    assert str(queries.wallet_of(session, one.id).balance) == "977.01"
