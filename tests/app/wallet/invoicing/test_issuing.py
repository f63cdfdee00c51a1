"""Invoices of a month: what is on them, numbered without gaps, once for each organisation, and never changed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.database import engine_for, session_factory
from app.transaction import Scope, enter
from app.wallet.charging import Wanted, charge, reverse
from app.wallet.invoicing import months
from app.wallet.invoicing.papers import papers_of
from app.wallet.invoicing.seller import DEMO
from models.values import PaperKind
from models.wallet import Invoice
from tests.app.wallet.invoicing.invoices import FIRST, MONTH, SEARCH, checked, issued, whole, xml_of
from tests.app.wallet.invoicing.peppol_rules import broken
from tests.app.wallet.offices import NOW, Office, filled, finance, office, price, tool
from tests.database import TestServer

pytestmark = pytest.mark.trust("Invoices, receipts")


@pytest.fixture
def one(session: Session) -> Office:
    return whole(session, office(session))


def test_an_invoice_sums_the_month_up_and_is_paid(session: Session, one: Office) -> None:
    for place in range(3):
        charge(session, one.bram, SEARCH, f"key {place}", NOW)
    (made,) = issued(session, one)
    paper = made.paper
    (row,) = paper.rows
    assert (row.name, row.quantity, str(row.unit_net), str(row.net), row.percent) == (
        "Opzoeking", 3, "4.50", "13.50", 21,
    )  # fmt: skip
    # Three times 5.45 went out of the wallet; 21 % on 13.50 is 2.84 (2.835, half up), so a cent is rounding.
    assert [str(part) for part in (paper.net, paper.vat, paper.total, paper.paid, paper.rounding)] == [
        "13.50", "2.84", "16.34", "16.35", "0.01",
    ]  # fmt: skip
    assert (paper.number, paper.kind, paper.first_day, paper.last_day) == (
        "2026-000001", PaperKind.INVOICE, MONTH, date(2026, 11, 30),
    )  # fmt: skip
    assert broken(xml_of(session, made)) == set()


def test_the_cent_is_booked_off_the_vat_that_is_due(session: Session, one: Office) -> None:
    for place in range(3):
        charge(session, one.bram, SEARCH, f"key {place}", NOW)
    issued(session, one)
    rows = session.execute(text("select account, sum(amount) from wallet_line group by 1"))
    sums = {row.account: row[1] for row in rows}
    assert (sums["vat"], sums["rounding"], sums["revenue"]) == (Decimal("2.84"), Decimal("0.01"), Decimal("13.50"))


def test_told_twice_a_month_is_invoiced_once(session: Session, one: Office) -> None:
    charge(session, one.bram, SEARCH, "key", NOW)
    assert len(issued(session, one)) == 1
    assert issued(session, one) == []


def test_numbers_follow_each_other_whoever_is_next(session: Session, one: Office) -> None:
    others = [whole(session, office(session, one.tool_id)) for _ in range(3)]
    for each in (one, *others):
        charge(session, each.bram, SEARCH, "key", NOW)
    first = issued(session, one, others[2])
    second = issued(session, *others)
    numbers = [made.paper.number for made in (*first, *second)]
    assert numbers == [f"2026-{number:06d}" for number in range(1, 5)]


def test_what_is_outside_the_scope_of_vat_is_on_a_document_of_its_own(session: Session, one: Office) -> None:
    session.add(price(one.tool_id, "93.50", 0, date(2026, 1, 1), code="registration"))
    session.flush()
    charge(session, one.bram, SEARCH, "one", NOW)
    charge(session, one.bram, Wanted("registration", 2), "two", NOW)
    made = {each.paper.kind: each for each in issued(session, one)}
    assert set(made) == {PaperKind.INVOICE, PaperKind.FEES}
    fees = made[PaperKind.FEES].paper
    assert (fees.number, str(fees.net), str(fees.vat), str(fees.paid)) == (
        "F2026-000001",
        "187.00",
        "0.00",
        "187.00",
    )
    assert all(broken(xml_of(session, each)) == set() for each in made.values())


def test_a_rate_that_changes_within_the_month_is_a_line_and_a_rate_of_its_own(session: Session) -> None:
    enter(session, Scope.office())
    made = tool(session, "10.00", 6)
    one = whole(session, office(session, made))
    session.execute(text("update rights_price set last_day = '2026-11-15' where tool_id = :id"), {"id": made})
    session.add(price(made, "10.00", 21, date(2026, 11, 16)))
    session.flush()
    charge(session, one.bram, SEARCH, "before", datetime(2026, 11, 15, 22, 59, tzinfo=UTC))
    charge(session, one.bram, SEARCH, "after", datetime(2026, 11, 15, 23, 0, tzinfo=UTC))
    (document,) = issued(session, one)
    assert [(row.percent, str(row.net)) for row in document.paper.rows] == [(21, "10.00"), (6, "10.00")]
    assert [(rate.percent, str(rate.vat)) for rate in document.paper.rates] == [(21, "2.10"), (6, "0.60")]
    assert broken(xml_of(session, document)) == set()


def test_the_month_ends_at_midnight_in_brussels(session: Session, one: Office) -> None:
    charge(session, one.bram, SEARCH, "in it", datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC))
    charge(session, one.bram, SEARCH, "after it", datetime(2026, 11, 30, 23, 0, tzinfo=UTC))
    (document,) = issued(session, one)
    assert document.paper.rows[0].quantity == 1


def test_what_was_undone_before_is_on_no_invoice(session: Session, one: Office) -> None:
    hugo = finance(session)
    undone = charge(session, one.bram, SEARCH, "undone", NOW)
    charge(session, one.bram, SEARCH, "kept", NOW)
    reverse(session, hugo, one.id, undone.id, "Twice", FIRST)
    (document,) = issued(session, one)
    assert document.paper.rows[0].quantity == 1


def test_without_an_address_nothing_can_be_invoiced_and_afterwards_it_is(session: Session) -> None:
    one = office(session)
    filled(session, one, "50")
    charge(session, one.bram, SEARCH, "key", NOW)
    assert issued(session, one) == []
    assert [blocked.organisation_id for blocked in months.blocked(session, MONTH, 5)] == [one.id]
    assert months.issue_left(session, one.id, DEMO, FIRST) == 0
    whole(session, one)
    assert months.issue_left(session, one.id, DEMO, FIRST) == 1
    assert months.blocked(session, MONTH, 5) == []


@pytest.mark.parametrize(
    "street", ["Rue de l’Église & Fils <1>", "Ω" * 200, "\u202eMarkt 1", "Λεωφόρος Κηφισίας 1"]
)
def test_any_name_makes_a_document_that_can_be_sent(session: Session, street: str) -> None:
    one = whole(session, office(session), street)
    session.execute(text("update organisation set name = :name where id = :id"), {"name": street, "id": one.id})
    charge(session, one.bram, SEARCH, "key", NOW)
    (document,) = issued(session, one)
    assert broken(xml_of(session, document)) == set()
    assert papers_of(session, [document.id]) == {document.id: document.paper}


def refused(session: Session, statement: str, **told: object) -> str:
    def act() -> None:
        session.execute(text(statement), told)
        checked(session)

    with pytest.raises(DBAPIError) as found, session.begin_nested():
        act()
    return str(getattr(getattr(found.value.orig, "diag", None), "constraint_name", ""))


def test_an_issued_document_never_changes_not_even_by_its_owner(server: TestServer, cloned_database: str) -> None:
    factory = session_factory(engine_for(server.url("house_app", cloned_database), seconds=120))
    with factory.begin() as session:
        one = whole(session, office(session))
        charge(session, one.bram, SEARCH, "key", NOW)
        issued(session, one)
    owner = create_engine(server.url("house_owner", cloned_database))
    for table in ("wallet_invoice", "wallet_invoice_file"):
        for act in ("update {} set organisation_id = organisation_id", "delete from {}", "truncate {} cascade"):
            with pytest.raises(DBAPIError, match="never change"), owner.begin() as connection:
                connection.execute(text(act.format(table)))
    owner.dispose()


_ROW = (
    "insert into wallet_invoice (organisation_id, kind, month, vat_month, year, number, issued_at, issued_on,"
    " language, seller, buyer, lines, rates, net, vat, paid, reason) select organisation_id, 'invoice',"
    " '2026-10-01', '2026-10-01', 2026, {number}, issued_at, issued_on, 'nl', seller, buyer, lines, rates,"
    " net{more}, vat, paid, '' from wallet_invoice limit 1"
)


@pytest.mark.parametrize("number", [1, 3, 7])
def test_the_database_lets_no_number_out_and_gives_none_twice(session: Session, one: Office, number: int) -> None:
    charge(session, one.bram, SEARCH, "key", NOW)
    issued(session, one)
    session.execute(text("set local role house_office"))
    assert refused(session, _ROW.format(number=number, more='')) in (
        "ck_wallet_invoice_goes_on", "uq_wallet_invoice_reference",
    )  # fmt: skip


def test_a_document_without_its_file_is_none(session: Session, one: Office) -> None:
    charge(session, one.bram, SEARCH, "key", NOW)
    issued(session, one)
    assert refused(session, _ROW.format(number=2, more="")) == "ck_wallet_invoice_has_file"


def test_lines_that_make_no_sum_are_refused(session: Session, one: Office) -> None:
    charge(session, one.bram, SEARCH, "key", NOW)
    issued(session, one)
    session.execute(text(_ROW.format(number=2, more=" + 1")))
    last = session.scalars(select(Invoice.id).order_by(Invoice.id.desc()).limit(1)).one()
    file = "insert into wallet_invoice_file (organisation_id, invoice_id, xml) values (:owner, :id, 'x')"
    assert refused(session, file, owner=one.id, id=last) == "ck_wallet_invoice_adds_up"
