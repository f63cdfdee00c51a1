"""The month closes, An gets her invoice, Hugo credits a line of it; and an office without address."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_as
from models.wallet import Invoice
from tests.app.pdf.reading import attached
from tests.app.pdf.test_paper import words as read_on_paper
from tests.stories.cast import Cast
from tests.stories.invoiced_days import bought_in_february, february_is_invoiced
from tests.stories.office import acting, furnish
from tests.stories.stage import Browser, enter, worked_off
from tests.stories.walker import Walker

pytestmark = pytest.mark.trust("Invoices, receipts")


@dataclass(frozen=True)
class Said:
    """What one reads and presses, in one language."""

    invoices: str
    invoice: str
    fees: str
    product: str
    paid: str
    nothing_left: str
    pdf: str
    ubl: str
    bundle: str
    credit: str
    look: str
    why: str
    many: str
    make: str
    back: str
    note: str
    behind: str
    credited: str


SAID = {
    "EN": Said(
        "Invoices", "Invoice 2027-000001", "Statement of statutory fees", "Search", "€16.52",
        "Nothing is left to pay.", "PDF 2027-000001", "File for accounting (UBL)", "All of February 2027 (zip)",
        "Credit", "Look at the credit note", "Why is it credited?", "How many of Opzoeking",
        "Make the credit note",
        "Credited: €5.51 is back in the wallet of Immo Peeters.", "Credit note C2027-000001",
        "The transactions behind it", "Credited in part",
    ),
    "NL": Said(
        "Facturen", "Factuur 2027-000001", "Overzicht van wettelijke retributies", "Opzoeking", "€ 16,52",
        "Er blijft niets te betalen.", "PDF 2027-000001", "Bestand voor de boekhouding (UBL)",
        "Alles van februari 2027 (zip)", "Crediteren", "De creditnota bekijken", "Waarom wordt het gecrediteerd?",
        "Hoeveel van Opzoeking", "De creditnota opmaken",
        "Gecrediteerd: € 5,51 staat weer in de portefeuille van Immo Peeters.", "Creditnota C2027-000001",
        "De transacties erachter", "Deels gecrediteerd",
    ),
    "FR": Said(
        "Factures", "Facture 2027-000001", "Relevé des redevances légales", "Recherche", "16,52 €",
        "Il ne reste rien à payer.", "PDF 2027-000001", "Fichier pour la comptabilité (UBL)",
        "Tout février 2027 (zip)", "Créditer", "Voir la note de crédit", "Pourquoi est-ce crédité ?",
        "Nombre pour Opzoeking", "Établir la note de crédit",
        "Crédité : 5,51 € est de retour dans le portefeuille de Immo Peeters.", "Note de crédit C2027-000001",
        "Les transactions derrière", "Crédité en partie",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _office(factory: sessionmaker[Session], cast: Cast) -> None:
    furnish(factory, cast)


@pytest.fixture
def _invoiced(app: Flask, factory: sessionmaker[Session], cast: Cast, state: Path) -> None:
    bought_in_february(factory, cast)
    february_is_invoiced(app, factory, state)


def _fingerprint(walker: Walker) -> str:
    found = re.search(r"SHA-256\) ([0-9a-f]{64})", walker.text)
    assert found is not None
    return found.group(1)


def _plainly(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.usefixtures("_invoiced")
@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("username", ["an.peeters", "bram.claes"])
def test_the_month_is_invoiced_by_the_clock_and_taken_along(
    browser: Browser, username: str, language: str
) -> None:
    said = SAID[language]
    one = acting(browser, username, language).follow(said.invoices).reads(said.fees, "F2027-000001", said.paid)
    one.follow("2027-000001").reads(said.invoice, said.product, said.paid, said.nothing_left)
    file = one.download(said.ubl)
    assert hashlib.sha256(file).hexdigest() == _fingerprint(one)
    paper = one.download(said.pdf)
    assert attached(paper) == {"2027-000001.xml": file}
    assert "2027-000001" in read_on_paper(paper)
    assert one.download(said.pdf) == paper
    with zipfile.ZipFile(io.BytesIO(one.download(said.bundle))) as archive:
        names = {f"{number}.{ending}" for number in ("2027-000001", "F2027-000001") for ending in ("pdf", "xml")}
        assert set(archive.namelist()) == names
        assert archive.read("2027-000001.xml") == file
    one.follow(said.behind).reads("Dossier 1", "Dossier 2")


@pytest.mark.usefixtures("_invoiced")
@pytest.mark.parametrize("language", SAID)
def test_hugo_credits_one_of_a_line_and_an_sees_the_money_back(browser: Browser, language: str) -> None:
    said = SAID[language]
    an = acting(browser, "an.peeters", language)
    hugo = enter(browser, "hugo.baert").follow(language).follow(said.invoices).follow("2027-000001")
    hugo.follow(said.credit)
    assert hugo.value(said.many) == "0"
    hugo.fill(said.many, "1").fill(said.why, "De opzoeking gaf niets.").press(said.look)
    hugo.reads("53,48" if language != "EN" else "€53.48", "58,99" if language != "EN" else "€58.99")
    hugo.press(said.make).reads(said.back, said.note, "De opzoeking gaf niets.")
    hugo.follow("2027-000001").reads(said.credited, "C2027-000001")
    an.typed_address("/wallet/").reads("58,99" if language != "EN" else "€58.99")
    an.follow(said.invoices).follow("C2027-000001").reads("De opzoeking gaf niets.", "2027-000001")
    assert "C2027-000001" in read_on_paper(an.download("PDF C2027-000001"))


@pytest.mark.usefixtures("_invoiced")
def test_wrong_quantities_keep_the_form_and_a_double_click_credits_once(browser: Browser) -> None:
    hugo = enter(browser, "hugo.baert").follow("Invoices").follow("2027-000001").follow("Credit")
    hugo.press("Look at the credit note")
    assert hugo.status == 422
    hugo.reads("Fill in how many of which line are credited.")
    assert hugo.error("Why is it credited?") == "Say why this is credited; it stands on the credit note."
    for wrong, sentence in (
        ("4", "4 is more than what isn't credited yet: 3."),
        ("-1", "Write how many, as a whole number"),
        ("1.5", "Write how many, as a whole number"),
        ("veel", "Write how many, as a whole number"),
    ):
        hugo.fill("How many of Opzoeking", wrong).fill("Why is it credited?", "Fout.")
        hugo.press("Look at the credit note")
        assert hugo.status == 422, wrong
        assert sentence in hugo.error("How many of Opzoeking"), wrong
        assert hugo.value("How many of Opzoeking") == wrong
    other = hugo.new_tab().reload()
    hugo.fill("How many of Opzoeking", "3").press("Look at the credit note").press("Change something")
    assert hugo.value("How many of Opzoeking") == "3"
    hugo.fill("How many of Opzoeking", "2").press("Look at the credit note")
    hugo.press("Make the credit note", times=2).reads("This credit note was made already.", "C2027-000001")
    other.fill("How many of Opzoeking", "2").fill("Why is it credited?", "Ook.").press("Look at the credit note")
    assert "2 is more than what isn't credited yet: 1." in other.error("How many of Opzoeking")
    other.fill("How many of Opzoeking", "1").press("Look at the credit note").press("Make the credit note")
    other.reads("C2027-000002").follow("2027-000001").reads("Credited whole")
    assert not other.sees_link("Credit")
    acting(browser, "an.peeters").typed_address("/wallet/").reads("€70.00")


@pytest.mark.usefixtures("_invoiced")
def test_the_list_is_filtered_and_exported(browser: Browser) -> None:
    an = acting(browser, "an.peeters").follow("Invoices").reads("2 results")
    for label, text, found in (
        ("Number", "f2027", "1 result"),
        ("Period: from", "2027-02-15", "2 results"),
        ("Period: from", "2027-03-01", "Nothing found"),
        ("Period: until", "2027-01-31", "Nothing found"),
    ):
        an.fill(label, text).press("Search").reads(found).follow("Clear")
    an.choose("Credited", "Not credited").press("Search").reads("2 results").follow("Clear")
    csv = an.download("Text with semicolons (CSV)").decode("utf-8-sig").splitlines()
    assert csv[0] == "Number;Kind;Month;Issued on;Net;VAT;Through the wallet;Credited"
    assert "2027-000001;Invoice;01/02/2027;15/03/2027;13.65;2.87;16.52;" in csv
    assert not an.sees_link("Credit")


@pytest.mark.usefixtures("_invoiced")
def test_they_are_found_by_their_number(browser: Browser) -> None:
    an = acting(browser, "an.peeters")
    assert an.search("f2027-000001").title == "Statement of statutory fees F2027-000001"
    an.search("2027-000001").reads("Invoice", "Top-up")  # an invoice, and the receipt of that number
    hugo = enter(browser, "hugo.baert").search("2027-000001").reads("Immo Peeters", "€16.52")
    hugo.search("C2027-000001").reads("Nothing found")


def test_who_has_no_address_waits_and_is_invoiced_once_it_is_there(
    browser: Browser, app: Flask, factory: sessionmaker[Session], cast: Cast, state: Path
) -> None:
    bought_in_february(factory, cast, whole=False)
    february_is_invoiced(app, factory, state)
    an = acting(browser, "an.peeters").follow("Invoices").reads("The first invoice comes on the first day")
    hugo = enter(browser, "hugo.baert").reads("Organisations that can't be invoiced", "Immo Peeters")
    hugo.follow("Invoices per month").follow("February 2027")
    hugo.reads("1 organisation can't be invoiced yet; it paid €46.52.", "Its address is missing, or not complete")
    assert not hugo.sees_link("Invoice this month")
    an.visit().reads("Complete your invoicing details").follow("Complete them")
    an.reads("There is no complete address, so nothing can be invoiced.", "what waits is invoiced at once")
    an.fill("Street and number", "Zeedijk 1").press("Save")
    assert an.status == 422
    assert an.value("Street and number") == "Zeedijk 1"
    assert an.error("Postal code").startswith("An address has a street, a postal code and a municipality.")
    an.fill("Postal code", "84000").fill("Municipality", "Oostende").fill("E-mail address for invoices", "x")
    an.press("Save")
    assert "is no Belgian postal code" in an.error("Postal code")
    assert "No mail can be sent to “x”" in an.error("E-mail address for invoices")
    an.fill("Postal code", "8400").fill("E-mail address for invoices", "boekhouding@immo-peeters.example")
    an.fill("Your reference", "PO 77").choose("Is the organisation liable to VAT?", "No").press("Save")
    an.reads("The invoicing details are saved.", "Zeedijk 1", "PO 77", "set here")
    an.reads_nothing_of("There is no complete address")
    worked_off(app, factory, state)
    an.follow("Invoices").follow("2027-000001").reads("Zeedijk 1", "PO 77").reads_nothing_of("VAT BE 0")
    hugo.visit().reads("Every organisation that spent something can be invoiced.")


def test_two_managers_at_once_don_t_undo_each_other(browser: Browser) -> None:
    one = acting(browser, "an.peeters").follow("Limits and threshold").follow("Invoicing details")
    other = one.new_tab()
    one.fill("Your reference", "Een").press("Save").reads("The invoicing details are saved.")
    other.fill("Your reference", "Twee").press("Save")
    assert other.status == 422
    assert other.value("Your reference") == "Twee"
    other.reads("changed")


def test_hugo_has_a_month_invoiced_and_takes_it_along(
    browser: Browser, app: Flask, factory: sessionmaker[Session], cast: Cast, state: Path
) -> None:
    bought_in_february(factory, cast)
    hugo = enter(browser, "hugo.baert").follow("Invoices per month").follow("March 2027")
    hugo.reads("This month isn't over. It can be invoiced from 01/04/2027.")
    assert not hugo.sees_link("Invoice this month")
    hugo.typed_address("/invoice-months/2027-03/issue").press("Invoice this month")
    assert hugo.status == 422
    hugo.reads("This month isn't over. It can be invoiced from 01/04/2027.")
    hugo.follow("Invoices per month").follow("February 2027").reads("1 organisation, €46.52 paid.")
    hugo.follow("Invoice this month").reads("1 organisation gets its documents: it paid €46.52.")
    hugo.press("Invoice this month", times=2).reads("Being invoiced", "It waits for its turn.")
    told = hugo.new_tab().typed_address("/invoice-months/2027-02/told")
    assert told.answer is not None
    assert told.answer.get_json() == {"done": 0, "total": 0, "text": "It waits for its turn.", "ended": False}
    worked_off(app, factory, state)
    hugo.follow("How far is it?").reads("2", "Nothing: all that was spent stands on a document.")
    hugo.reads("1 of 1 organisations · 2 documents issued", "€46.52", "VAT not declared yet")
    hugo.press("All of it (zip)").reads("Invoices of a month")
    worked_off(app, factory, state)
    with zipfile.ZipFile(io.BytesIO(hugo.reload().download("Download"))) as archive:
        assert len(archive.namelist()) == 4
    hugo.follow("Invoices per month").reads("February 2027", "€43.65")
    hugo.follow("February 2027").follow("Its documents").reads("2 results")


def test_without_a_seller_nothing_is_invoiced_and_it_says_so(
    browser: Browser, app: Flask, factory: sessionmaker[Session], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    bought_in_february(factory, cast)
    monkeypatch.setitem(app.extensions, "seller", None)
    hugo = enter(browser, "hugo.baert").follow("Invoices per month").follow("February 2027")
    hugo.reads("The settings of this installation don't say who sells")
    hugo.typed_address("/invoice-months/2027-02/issue").press("Invoice this month")
    assert hugo.status == 422
    hugo.reads("The settings of this installation don't say who sells")


@pytest.mark.usefixtures("_invoiced")
def test_strangers_members_and_the_desk_do_no_more_than_they_may(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    with factory() as session:
        act_as(session, Scope.office())
        number = session.scalars(select(Invoice.id).where(Invoice.kind == "invoice")).one()
    looks = ("/invoices/list/", f"/invoices/show/{number}", f"/invoices/pdf/{number}", f"/invoices/ubl/{number}")
    acts = (f"/credits/{number}", "/invoice-months/", "/invoice-months/2027-02", "/invoice-months/2027-02/issue")
    chloe = enter(browser, "chloe.dubois")
    for page in (*looks, *acts, "/invoicing/"):
        assert chloe.typed_address(page).status == 403, page
        chloe.reads_nothing_of("Immo Peeters", "16.52", "2027-000001")
    chloe.visit().search("2027-000001").reads_nothing_of("Immo Peeters", "16.52")
    bram = acting(browser, "bram.claes")
    for page in (*acts, "/invoicing/"):
        assert bram.typed_address(page).status == 403, page
    dirk = enter(browser, "dirk.maes").follow("Invoices").follow("2027-000001").reads("€16.52")
    assert not dirk.sees_link("Credit")
    for page in acts:
        assert dirk.typed_address(page).status == 403, page
