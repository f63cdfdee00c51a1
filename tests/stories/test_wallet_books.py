"""Hugo keeps the books: he reads the figures of the house, takes the ledger along for the accountant, and declares
VAT month by month; nobody else does."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_as
from app.wallet.books.vat import first_open_month
from app.wallet.charging import Payer, Wanted, charge
from app.wallet.invoicing.issuing import Issue, issue_month
from app.wallet.invoicing.seller import DEMO
from app.wallet.ledger import Posting, hold, post
from app.wallet.rules import lines_of_money_in
from models.events import Event
from models.organisations import Member, Organisation
from models.rights import Price, Tool
from models.values import LedgerAccount, TransactionKind, euro
from tests.stories.cast import Cast
from tests.stories.office import changed, furnish
from tests.stories.stage import MOMENT, Browser, Time, enter, worked_off
from tests.stories.test_wallet_looking import bytes_as_csv
from tests.stories.walker import Walker

pytestmark = pytest.mark.trust("Invoices, receipts")
FEBRUARY, MARCH = date(2027, 2, 1), date(2027, 3, 1)
CSV, XLSX = "Text with semicolons (CSV)", "Excel (XLSX)"


@dataclass(frozen=True)
class Said:
    """What one reads and presses, in one language."""

    figures: str
    wallets: str
    revenue: str
    vat: str
    declare_month: str
    declare: str
    fixed: str
    wallet_sum: str
    month_net: str
    ledger: str
    make: str
    first: str
    last: str
    kind: str
    csv: str
    download: str
    least: str


SAID = {
    "EN": Said(
        "Figures of the house", "In wallets", "Revenue this month", "VAT to declare", "Declare this month",
        "Declare", "Declared: the figures of February 2027 are fixed.", "€72.77", "€9.00",
        "Ledger for the accountant", "Make the file", "First day", "Last day",
        "Kind of file", CSV, "Download", "-16.34",
    ),
    "NL": Said(
        "Cijfers van het huis", "In portefeuilles", "Opbrengst deze maand", "Aan te geven btw",
        "Deze maand aangeven", "Aangeven", "Aangegeven: de cijfers van februari 2027 liggen vast.", "€ 72,77",
        "€ 9,00", "Grootboek voor de boekhouder", "Het bestand maken", "Eerste dag", "Laatste dag",
        "Soort bestand", "Tekst met puntkomma’s (CSV)", "Downloaden", "-16,34",
    ),
    "FR": Said(
        "Chiffres de la maison", "Dans les portefeuilles", "Produit de ce mois", "TVA à déclarer",
        "Déclarer ce mois", "Déclarer", "Déclaré : les chiffres du mois sont fixés (février 2027).", "72,77 €",
        "9,00 €", "Grand livre pour le comptable", "Préparer le fichier", "Premier jour", "Dernier jour",
        "Type de fichier", "Texte à points-virgules (CSV)", "Télécharger", "-16,34",
    ),
}  # fmt: skip


def business(session: Session) -> None:
    """An topped up € 100.00 on the first of February; Bram bought three searches then, and two today."""
    office = session.scalars(select(Organisation).where(Organisation.name == "Immo Peeters")).one()
    office.street, office.postal_code, office.place = "Markt 1", "9300", "Aalst"
    tool = session.scalars(select(Tool.id).where(Tool.code == "files")).one()
    session.add(
        Price(tool_id=tool, code="search", name_nl="Opzoeking", name_fr="Recherche", name_en="Search",
              net=Decimal("4.50"), vat_percent=21, first_day=date(2026, 1, 1))
    )  # fmt: skip
    session.flush()
    _, bram = session.scalars(select(Member).where(Member.organisation_id == office.id).order_by(Member.id)).all()[
        :2
    ]
    lines = lines_of_money_in(euro(100), hold(session, office.id).owed, LedgerAccount.TRANSIT)
    paid = Posting(office.id, TransactionKind.TOP_UP, "paid", euro(100), lines, provider="practice_bank")
    post(session, paid, datetime(2027, 2, 1, 9, tzinfo=UTC))
    payer = Payer(office.id, bram.account_id, tool, bram.id)
    charge(session, payer, Wanted("search", 3, "Dossier 7"), "february", datetime(2027, 2, 10, 9, tzinfo=UTC))
    charge(session, payer, Wanted("search", 2, "=Dossier 8"), "march", MOMENT - timedelta(minutes=30))


def invoiced(session: Session) -> None:
    """February is invoiced, as the clock does it on the first of March."""
    office = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
    issue_month(session, Issue(DEMO, FEBRUARY, first_open_month(session, FEBRUARY)), [office], MOMENT)


@pytest.fixture(autouse=True)
def _office(factory: sessionmaker[Session], cast: Cast) -> None:
    furnish(factory, cast)
    changed(factory, business)


def _sheet(content: bytes) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active.iter_rows()]


def _of_february(browser: Browser) -> Walker:
    return enter(browser, "hugo.baert").follow("VAT to declare").follow("February 2027")


@pytest.mark.parametrize("language", SAID)
def test_hugo_reads_the_figures_and_where_they_come_from(browser: Browser, language: str) -> None:
    said = SAID[language]
    hugo = enter(browser, "hugo.baert").follow(language).follow(said.figures)
    hugo.reads(said.wallets, said.wallet_sum, said.revenue, said.month_net)
    hugo.follow(said.wallets).reads("Immo Peeters", said.wallet_sum)
    hugo.back().follow(said.revenue).reads("Dossiers" if language != "EN" else "Files", said.month_net)


def test_an_earlier_day_is_the_house_as_it_was(browser: Browser) -> None:
    hugo = enter(browser, "hugo.baert").follow("Figures of the house")
    hugo.fill("At the end of", "2027-02-09").press("Show this day")
    hugo.reads(
        "At the end of 09/02/2027", "€100.00", "The lists that these figures lead to show what is there now."
    )
    hugo.reads("Nothing was earned in these twelve months")
    assert hugo.typed_address("/books/?day=2027-99-99").status == 422
    assert "is not a date" in hugo.error("At the end of")
    assert hugo.value("At the end of") == "2027-99-99"


def test_revenue_of_a_period_is_read_and_taken_along(browser: Browser, factory: sessionmaker[Session]) -> None:
    hugo = enter(browser, "hugo.baert").follow("Revenue per month")
    hugo.reads("Files", "€22.50", "€4.73", "€27.23", "February 2027", "March 2027")
    heads, *rows = bytes_as_csv(hugo.download(CSV))
    assert heads == ["Month", "Tool", "Net", "VAT", "Total"]
    assert rows == [["2027-02", "Files", "13.50", "2.84", "16.34"], ["2027-03", "Files", "9.00", "1.89", "10.89"]]
    hugo.fill("First day", "2027-03-01").fill("Last day", "2027-03-31").press("Show this period")
    hugo.reads("€9.00").reads_nothing_of("February 2027")
    assert _sheet(hugo.download(XLSX))[1:] == [["2027-03", "Files", 9, 1.89, 10.89]]
    with factory() as session:
        act_as(session, Scope.office())
        told = session.scalars(
            select(Event.facts).where(Event.tag == "lists.list.exported").order_by(Event.id)
        ).all()
    assert [(one["list"], one["format"], one["rows"]) for one in told] == [
        ("RevenueScreen", "csv", 2), ("RevenueScreen", "xlsx", 1),
    ]  # fmt: skip


def test_the_trial_balance_is_equal_on_both_sides(browser: Browser) -> None:
    hugo = enter(browser, "hugo.baert").follow("Trial balance")
    hugo.fill("First day", "2027-03-01").fill("Last day", "2027-03-31").press("Show this period")
    hugo.reads("Debit and credit are equal", "Revenue · Files", "Money in transit · Practice bank", "€83.66")
    heads, *rows = bytes_as_csv(hugo.download(CSV))
    assert len(heads) == 7
    before_debit, before_credit, debit, credit, after_debit, after_credit = rows[-1][1:]
    assert (
        (before_debit, debit, after_debit)
        == (before_credit, credit, after_credit)
        == ("100.00", "10.89", "100.00")
    )
    hugo.follow("Every line of this period")
    assert (hugo.value("First day"), hugo.value("Last day")) == ("2027-03-01", "2027-03-31")


def test_a_period_that_is_turned_around_is_refused(browser: Browser) -> None:
    hugo = enter(browser, "hugo.baert")
    for place in ("Revenue per month", "Trial balance", "Ledger for the accountant"):
        hugo.follow(place).fill("First day", "2027-03-31").fill("Last day", "2027-03-01")
        hugo.press("Make the file" if place.startswith("Ledger") else "Show this period")
        assert hugo.status == 422
        assert hugo.error("Last day") == "The last day comes before the first. Turn them around."


@pytest.mark.parametrize("language", SAID)
def test_hugo_takes_the_ledger_along_for_the_accountant(
    browser: Browser, app: Flask, factory: sessionmaker[Session], state: Path, language: str
) -> None:
    said = SAID[language]
    hugo = enter(browser, "hugo.baert").follow(language).follow(said.ledger)
    hugo.fill(said.first, "2027-02-01").fill(said.last, "2027-03-31").choose(said.kind, said.csv).press(said.make)
    worked_off(app, factory, state)
    content = hugo.reload().download(said.download)
    heads, *rows = bytes_as_csv(content)
    assert len(heads) == 11
    assert len(rows) == 2 + 3 + 3
    assert next(row[8] for row in rows if row[6]) == said.least
    amounts = [Decimal(row[8].replace(",", ".")) for row in rows]
    assert sum(amounts) == 0
    assert {row[3] for row in rows} == {"Immo Peeters"}
    assert "'=Dossier 8" in {row[10] for row in rows}
    assert rows[0][0] == "01/02/2027 10:00"


def test_the_sheet_of_the_ledger_has_real_amounts_and_is_his_alone(
    browser: Browser, app: Flask, factory: sessionmaker[Session], state: Path
) -> None:
    hugo = enter(browser, "hugo.baert").follow("Ledger for the accountant")
    assert (hugo.value("First day"), hugo.value("Last day")) == ("2027-02-01", "2027-02-28")
    hugo.press("Make the file")
    worked_off(app, factory, state)
    _, *rows = _sheet(hugo.reload().download("Download"))
    assert sum(Decimal(str(row[8])) for row in rows) == 0
    assert isinstance(rows[0][0], datetime)
    greet = enter(browser, "greet.desmet")
    assert greet.typed_address(hugo.url).status == 404
    with factory() as session:
        act_as(session, Scope.office())
        told = session.scalars(select(Event.facts).where(Event.tag == "lists.list.exported")).one()
    assert (told["list"], told["rows"]) == ("LedgerScreen", 5)


def test_a_year_that_cant_be_is_this_one(browser: Browser) -> None:
    hugo = enter(browser, "hugo.baert")
    for typed in ("020279", "0" * 5000 + "2027", "-1", "1999", "9999"):
        assert hugo.typed_address(f"/vat/?year={typed}").status == 200
        hugo.reads("VAT to declare in 2027")


@pytest.mark.parametrize("language", SAID)
def test_hugo_declares_a_month_once(browser: Browser, factory: sessionmaker[Session], language: str) -> None:
    said = SAID[language]
    changed(factory, invoiced)
    hugo = enter(browser, "hugo.baert").follow(language).follow(said.vat)
    month = next(link for link in hugo.page.xpath("//main//a[@class='open']/@href") if link.endswith("2027-02"))
    hugo.typed_address(month).follow(said.declare_month)
    other = hugo.new_tab()
    hugo.press(said.declare).reads(said.fixed, "hugo.baert")
    assert not hugo.sees_link(said.declare_month)
    other.press(said.declare)
    with factory() as session:
        act_as(session, Scope.office())
        assert session.execute(text("select grid_03, grid_54 from wallet_vat_return")).one() == (
            Decimal("13.50"), Decimal("2.84"),
        )  # fmt: skip
        assert len(session.scalars(select(Event).where(Event.tag == "wallet.vat.declared")).all()) == 1


def test_what_stands_behind_a_grid_is_listed_and_taken_along(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    changed(factory, invoiced)
    hugo = _of_february(browser)
    hugo.reads("To declare", "€13.50", "€2.84", "The VAT account of the ledger moved by", "The documents say")
    hugo.follow("03").reads("Grid 03", "Net at 21 %", "2027-000001", "Immo Peeters", "21 %")
    _, row = bytes_as_csv(hugo.download(CSV))
    assert row[0] == "2027-000001"
    assert row[6:] == ["21", "13.50", "2.84"]
    hugo.follow("2027-000001").reads("Immo Peeters")
    hugo.back().follow("Back to the month").follow("49").reads("No document stands behind this")
    hugo.typed_address("/vat/?year=2027").reads("Quarter 1", "The whole year")
    _, january, february, march = bytes_as_csv(hugo.download(CSV))
    assert (january[1], february[1], february[4], march[1]) == ("0.00", "13.50", "2.84", "0.00")


def test_what_isnt_invoiced_yet_is_said_before_one_declares_and_goes_with_a_later_month(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    hugo = _of_february(browser).reads("Charged in this month, and on no invoice yet", "€2.84")
    hugo.follow("Declare this month").reads("€2.84 of VAT was charged in this month and stands on no invoice yet.")
    hugo.press("Declare").reads("Declared: the figures of February 2027 are fixed.")
    changed(factory, invoiced)
    hugo.reload().reads("Invoices of this month declared later, less earlier ones declared with it")
    hugo.follow("All months").follow("March 2027").reads("€13.50", "Not over yet")


def test_a_document_that_comes_meanwhile_is_looked_at_first(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    hugo = _of_february(browser).follow("Declare this month")
    changed(factory, invoiced)
    hugo.press("Declare")
    assert hugo.status == 422
    hugo.reads("A document of this month was issued meanwhile, so its figures are others now.", "€13.50")
    hugo.press("Declare").reads("Declared: the figures of February 2027 are fixed.")


def test_a_month_that_isnt_over_and_one_after_an_open_one_wait(
    browser: Browser, factory: sessionmaker[Session], time: Time
) -> None:
    changed(factory, invoiced)
    hugo = enter(browser, "hugo.baert").follow("VAT to declare").follow("March 2027")
    hugo.reads("This month isn't over.")
    hugo.typed_address("/vat/declare/2027-03").reads("This month isn't over.")
    assert not hugo.sees_button("Declare")
    time.passes(days=20)
    hugo = enter(browser, "hugo.baert").follow("VAT to declare").follow("March 2027")
    hugo.reads("Declare the months one after another.")
    for strange in ("2027-13", "2027-3", "abc", "1999-12", "2027-02-01"):
        assert hugo.typed_address(f"/vat/month/{strange}").status == 404, strange


@pytest.mark.parametrize("username", ["chloe.dubois", "an.peeters", "dirk.maes", "ines.lemaire"])
def test_nobody_else_reads_the_books(browser: Browser, username: str) -> None:
    other = enter(browser, username)
    for address in (
        "/books/", "/revenue/", "/trial-balance/", "/ledger/", "/vat/", "/vat/month/2027-02",
        "/vat/documents/2027-02", "/vat/declare/2027-02",
    ):  # fmt: skip
        assert other.typed_address(address).status == 403, address
    assert not other.sees_link("Figures of the house")


def test_the_central_team_reads_and_neither_declares_nor_takes_the_ledger_along(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    changed(factory, invoiced)
    greet = enter(browser, "greet.desmet").follow("Figures of the house").reads("€72.77")
    assert not greet.sees_link("Not assigned yet")
    greet.follow("VAT due").follow("February 2027").reads("€13.50", "To declare")
    assert not greet.sees_link("Declare this month")
    greet.follow("Trial balance")
    assert not greet.sees_link("Every line of this period")
    for address in ("/ledger/", "/vat/declare/2027-02"):
        assert greet.typed_address(address).status == 403
