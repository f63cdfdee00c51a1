"""VAT per month: what documents say by grid, declaring it once and for ever, and the way there from the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.errors import Forbidden, Refusal
from app.policy import Identity, Role
from app.wallet.books import vat, vat_reading
from app.wallet.books.rules import GRIDS, Grids
from app.wallet.invoicing.crediting import credit_lines
from app.wallet.invoicing.issuing import Issue, Issued, issue_month
from app.wallet.invoicing.seller import DEMO
from models.events import Event
from models.values import NOTHING, PaperKind, euro
from models.wallet import Invoice, VatReturn
from tests.app.wallet.books.house import NOVEMBER, OCTOBER, SEPTEMBER, House, at, business, house

pytestmark = pytest.mark.trust("Invoices, receipts")
DECEMBER = date(2026, 12, 1)
FIRST_OF_OCTOBER, FIRST_OF_NOVEMBER = at(OCTOBER, 5), at(NOVEMBER, 5)


def grids(documents: int, **amounts: str) -> Grids:
    """Amounts by grid, as in `g03="10"`."""
    return Grids(tuple(euro(amounts.get(f"g{name}", "0")) for name in GRIDS), documents)


def seen(session: Session, made: House, month: date) -> Grids:
    return vat.months(session, made.hugo, (month,), NOVEMBER)[0].grids


def declared(session: Session, made: House, month: date, now: datetime = FIRST_OF_NOVEMBER) -> VatReturn:
    return vat.declare(session, made.hugo, month, seen(session, made, month), now)


@contextmanager
def refused(session: Session, constraint: str) -> Iterator[None]:
    """The database says no in that constraint's name."""
    with pytest.raises(DBAPIError) as found, session.begin_nested():
        yield
    assert found.value.orig.diag.constraint_name == constraint  # type: ignore[union-attr]


def invoiced(session: Session, made: House, month: date, now: datetime, quantity: int = 1) -> Issued:
    """So many searches of that month, and the invoice of them."""
    made.buys(session, month, quantity)
    (one,) = made.invoices(session, month, now)
    return one


def test_what_is_to_be_declared_is_what_the_documents_of_the_month_say(session: Session) -> None:
    made = house(session)
    bought = made.buys(session, SEPTEMBER, 3)
    made.asks(session, SEPTEMBER, "survey")
    made.asks(session, SEPTEMBER, "fee")
    made.buys(session, SEPTEMBER, 2, other=True)
    made.invoices(session, SEPTEMBER, FIRST_OF_OCTOBER)
    made.undoes(session, bought, OCTOBER + timedelta(days=3))
    september, october = vat.months(session, made.hugo, (SEPTEMBER, OCTOBER), NOVEMBER)
    assert september.grids == grids(2, g03="13.50", g02="9.99", g01="20.00", g54="5.24")
    assert october.grids == grids(1, g49="13.50", g64="2.84")
    assert october.grids.due == euro("-2.84")


def test_a_month_is_declared_once_it_is_over_and_stands_for_ever(session: Session) -> None:
    made = house(session)
    invoiced(session, made, SEPTEMBER, FIRST_OF_OCTOBER, 3)
    kept = declared(session, made, SEPTEMBER)
    assert (kept.grid_03, kept.grid_54, kept.documents) == (Decimal("13.50"), Decimal("2.84"), 1)
    month = vat.months(session, made.hugo, (SEPTEMBER,), NOVEMBER)[0]
    assert month.declared is not None
    assert (month.declared.at, month.why_not) == (FIRST_OF_NOVEMBER, "")
    event = session.scalars(select(Event).where(Event.tag == "wallet.vat.declared")).one()
    assert (event.subject_id, event.facts["grid_54"]) == (202609, "2.84")
    for change in ("update wallet_vat_return set grid_54 = 0", "delete from wallet_vat_return"):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(text(change))
    with pytest.raises(Refusal, match="declared_already"):
        declared(session, made, SEPTEMBER)


def test_even_the_owner_of_the_tables_cannot_change_what_was_declared(session: Session) -> None:
    made = house(session)
    declared(session, made, SEPTEMBER)
    session.execute(text("reset role"))
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text("truncate wallet_vat_return"))


def test_a_month_that_isnt_over_is_not_declared(session: Session) -> None:
    made = house(session)
    with pytest.raises(Refusal, match=r"wallet\.vat\.not_over"):
        vat.declare(session, made.hugo, OCTOBER, Grids(), at(NOVEMBER, 0) - timedelta(hours=2))
    # Midnight in Brussels, in winter.
    vat.declare(session, made.hugo, OCTOBER, Grids(), at(NOVEMBER, 0) - timedelta(hours=1))


def test_months_are_declared_one_after_another(session: Session) -> None:
    made = house(session)
    invoiced(session, made, SEPTEMBER, FIRST_OF_OCTOBER)
    invoiced(session, made, OCTOBER, FIRST_OF_NOVEMBER)
    with pytest.raises(Refusal, match=r"wallet\.vat\.earlier_open"):
        declared(session, made, OCTOBER)
    assert [one.why_not for one in vat.months(session, made.hugo, (SEPTEMBER, OCTOBER, NOVEMBER), NOVEMBER)] == [
        "", "wallet.vat.earlier_open", "wallet.vat.not_over",
    ]  # fmt: skip
    declared(session, made, SEPTEMBER)
    declared(session, made, OCTOBER)


def test_statutory_fees_hold_no_month_up(session: Session) -> None:
    made = house(session)
    made.asks(session, SEPTEMBER, "fee")
    assert [one.paper.kind for one in made.invoices(session, SEPTEMBER, FIRST_OF_OCTOBER)] == [PaperKind.FEES]
    assert declared(session, made, OCTOBER).documents == 0


def test_what_was_seen_is_what_is_declared(session: Session) -> None:
    made = house(session)
    before = seen(session, made, SEPTEMBER)
    invoiced(session, made, SEPTEMBER, FIRST_OF_OCTOBER)
    with pytest.raises(Refusal, match=r"wallet\.vat\.changed"):
        vat.declare(session, made.hugo, SEPTEMBER, before, FIRST_OF_NOVEMBER)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"month": date(2026, 10, 2)}, "ck_wallet_vat_return_month"),
        ({"declared_at": at(OCTOBER + timedelta(days=30))}, "ck_wallet_vat_return_over"),
        ({"grid_54": Decimal("0.01")}, "ck_wallet_vat_return_of_documents"),
        ({"documents": 1}, "ck_wallet_vat_return_of_documents"),
    ],
)
def test_the_database_keeps_no_other_figures_and_no_other_months(
    session: Session, values: dict[str, object], constraint: str
) -> None:
    made = house(session)
    whole: dict[str, object] = {f"grid_{name}": Decimal(0) for name in GRIDS}
    whole |= {"month": OCTOBER, "documents": 0, "declared_at": FIRST_OF_NOVEMBER}
    with refused(session, constraint):
        session.add(VatReturn(**{**whole, "declared_by": made.hugo.account_id, **values}))
        session.flush()


def test_the_database_declares_no_month_before_those_before_it(session: Session) -> None:
    made = house(session)
    invoiced(session, made, SEPTEMBER, FIRST_OF_OCTOBER)
    whole: dict[str, object] = {f"grid_{name}": Decimal(0) for name in GRIDS}
    whole |= {"month": OCTOBER, "documents": 0, "declared_at": FIRST_OF_NOVEMBER}
    with refused(session, "ck_wallet_vat_return_in_order"):
        session.add(VatReturn(**whole, declared_by=made.hugo.account_id))
        session.flush()


def test_what_comes_after_a_month_was_declared_goes_with_the_next_that_is_open(session: Session) -> None:
    made = house(session)
    assert vat.first_open_month(session, SEPTEMBER) == SEPTEMBER
    declared(session, made, SEPTEMBER)
    assert vat.first_open_month(session, SEPTEMBER) == OCTOBER
    declared(session, made, OCTOBER)
    assert vat.first_open_month(session, SEPTEMBER) == NOVEMBER
    assert vat.first_open_month(session, DECEMBER) == DECEMBER
    late = session.get_one(Invoice, invoiced(session, made, SEPTEMBER, FIRST_OF_NOVEMBER).id)
    assert (late.month, late.vat_month) == (SEPTEMBER, NOVEMBER)
    assert seen(session, made, SEPTEMBER) == Grids()
    assert seen(session, made, NOVEMBER).documents == 1


def test_the_database_lets_no_document_into_a_month_that_was_declared(session: Session) -> None:
    made = house(session)
    declared(session, made, SEPTEMBER)
    made.buys(session, SEPTEMBER)
    with refused(session, "ck_wallet_invoice_vat_open"):
        issue_month(session, Issue(DEMO, SEPTEMBER, SEPTEMBER), [made.one.id], FIRST_OF_NOVEMBER)


@pytest.mark.parametrize("role", [Role.CENTRAL, Role.HELPDESK, Role.MANAGER])
def test_only_finance_declares(session: Session, role: Role) -> None:
    made = house(session)
    who = Identity(made.hugo.account_id, None, frozenset({Role.PERSON, role}), made.one.id)
    with pytest.raises(Forbidden):
        vat.declare(session, who, SEPTEMBER, Grids(), FIRST_OF_NOVEMBER)


def test_the_documents_behind_a_grid_are_told_rate_by_rate(session: Session) -> None:
    made = house(session)
    made.buys(session, SEPTEMBER)
    for product in ("survey", "fee"):
        made.asks(session, SEPTEMBER, product)
    made.buys(session, SEPTEMBER, other=True)
    first, second = (
        one for one in made.invoices(session, SEPTEMBER, FIRST_OF_OCTOBER) if one.paper.kind is PaperKind.INVOICE
    )

    def behind(grid: str | None, **where: int) -> list[tuple[int, int]]:
        found = vat_reading.documents(session, made.hugo, SEPTEMBER, grid, **where)
        return [(one.id, one.percent) for one in found]

    assert (behind("03"), behind("02"), behind("01")) == ([(first.id, 21)], [(first.id, 12)], [(second.id, 6)])
    assert behind("54") == behind(None) == [(first.id, 21), (first.id, 12), (second.id, 6)]
    assert behind("49") == behind("64") == []
    assert behind(None, limit=1) == [(first.id, 21)]
    assert behind(None, after=first.id) == [(second.id, 6)]


def test_what_is_charged_and_not_invoiced_explains_the_difference(session: Session) -> None:
    made = business(session)
    found = vat_reading.difference(session, made.hugo, SEPTEMBER)
    assert (found.ledger, found.documents) == (euro("2.84"), NOTHING)
    # One of the purchases was undone in October, before its invoice was made.
    assert (found.not_invoiced, found.never_invoiced) == (euro("1.89"), euro("0.95"))
    october = vat_reading.difference(session, made.hugo, OCTOBER)
    assert (october.ledger, october.not_invoiced, october.never_invoiced) == (
        *_euros("0.25", "1.20"),
        euro("-0.95"),
    )
    assert found.unexplained == october.unexplained == NOTHING


def _euros(*amounts: str) -> tuple[object, ...]:
    return tuple(euro(one) for one in amounts)


def test_an_invoice_leaves_the_cents_and_then_nothing(session: Session) -> None:
    made = house(session)
    for day in range(3):
        made.buys(session, SEPTEMBER + timedelta(days=day))
    # Three times 4.50 with 0.95 of VAT went out of the wallet; the invoice says 13.50 with 2.84.
    made.invoices(session, SEPTEMBER, FIRST_OF_OCTOBER)
    found = vat_reading.difference(session, made.hugo, SEPTEMBER)
    assert (found.ledger, found.documents, found.not_invoiced) == _euros("2.85", "2.84", "0")
    assert (found.cents, found.other_month, found.undone, found.unexplained) == _euros("0.01", "0", "0", "0")
    # The cent was taken off what is due when the invoice was made, a month later.
    october = vat_reading.difference(session, made.hugo, OCTOBER)
    assert (october.ledger, october.documents, october.cents) == _euros("-0.01", "0", "-0.01")
    assert october.unexplained == NOTHING


def test_a_late_invoice_is_told_as_declared_with_another_month(session: Session) -> None:
    made = house(session)
    made.buys(session, SEPTEMBER, 2)
    declared(session, made, SEPTEMBER)
    made.invoices(session, SEPTEMBER, FIRST_OF_NOVEMBER)
    september, october = (vat_reading.difference(session, made.hugo, month) for month in (SEPTEMBER, OCTOBER))
    assert (september.not_invoiced, september.other_month, september.unexplained) == _euros("0", "1.89", "0")
    assert (october.ledger, october.documents, october.other_month) == _euros("0", "1.89", "-1.89")
    assert october.unexplained == NOTHING


def test_a_purchase_that_is_reversed_after_its_invoice_is_answered_by_the_credit_note(session: Session) -> None:
    made = house(session)
    bought = made.buys(session, SEPTEMBER)
    made.buys(session, SEPTEMBER, 2)
    made.invoices(session, SEPTEMBER, FIRST_OF_OCTOBER)
    made.undoes(session, bought, OCTOBER + timedelta(days=3))
    found = vat_reading.difference(session, made.hugo, OCTOBER)
    assert found.documents < NOTHING
    assert (found.undone, found.never_invoiced, found.unexplained) == _euros("0", "0", "0")


def test_what_finance_credits_is_answered_by_its_credit_note(session: Session) -> None:
    made = house(session)
    invoice = invoiced(session, made, SEPTEMBER, FIRST_OF_OCTOBER, 3)
    credit_lines(session, made.hugo, invoice.id, {1: 2}, "Too many.", "form", at(OCTOBER + timedelta(days=3)))
    found = vat_reading.difference(session, made.hugo, OCTOBER)
    assert (found.undone, found.other_month, found.unexplained) == _euros("0", "0", "0")
    assert found.documents == -seen(session, made, OCTOBER).amounts[GRIDS.index("64")]


def test_a_credit_note_of_a_month_that_was_declared_early_goes_with_the_next(session: Session) -> None:
    made = house(session)
    invoice = invoiced(session, made, SEPTEMBER, FIRST_OF_OCTOBER, 3)
    for month in (SEPTEMBER, OCTOBER):
        declared(session, made, month)
    credit_lines(session, made.hugo, invoice.id, {1: 1}, "Too many.", "form", FIRST_OF_NOVEMBER)
    assert seen(session, made, NOVEMBER).documents == 1
    assert vat_reading.difference(session, made.hugo, NOVEMBER).unexplained == NOTHING
