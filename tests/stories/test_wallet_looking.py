"""Looking at a wallet: An and Bram find what was spent, filter it, take it along; finance reverses; strangers see
nothing."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_as
from app.wallet.charging import Payer, Wanted, charge
from app.wallet.ledger import Posting, hold, post
from app.wallet.rules import lines_of_money_in
from models.organisations import Member, Organisation
from models.rights import Price, Tool
from models.values import LedgerAccount, TransactionKind, euro
from models.wallet import TopUp, Transaction
from tests.app.pdf.test_paper import words as read_on_paper
from tests.stories.cast import Cast
from tests.stories.office import acting, changed, furnish
from tests.stories.stage import MOMENT, Browser, enter
from tests.stories.walker import Walker

pytestmark = pytest.mark.trust("Spending")


@dataclass(frozen=True)
class Said:
    """What one reads and presses, in one language."""

    transactions: str
    product: str
    tool: str
    amount: str
    csv_amount: str
    purchase: str
    completed: str
    no_invoice: str
    receipt: str
    export: str
    period: str
    pace: str


SAID = {
    "EN": Said("Transactions", "Search", "Files", "-€10.89", "-10.89", "Purchase", "Completed",
               "This receipt is no invoice.", "Receipt (PDF) 2027-000002", "Text with semicolons (CSV)",
               "Over a period", "At this pace the balance lasts about 245 days."),
    "NL": Said("Transacties", "Opzoeking", "Dossiers", "€ -10,89", "-10,89", "Aankoop", "Uitgevoerd",
               "Deze transactiebon is geen factuur.", "Transactiebon (PDF) 2027-000002",
               "Tekst met puntkomma’s (CSV)", "Over een periode",
               "Aan dit tempo gaat het saldo ongeveer 245 dagen mee."),
    "FR": Said("Transactions", "Recherche", "Dossiers", "-10,89 €", "-10,89", "Achat", "Exécutée",
               "Ce reçu de transaction n’est pas une facture.", "Reçu (PDF) 2027-000002",
               "Texte à points-virgules (CSV)", "Sur une période",
               "À ce rythme, le solde tient environ 245 jours."),
}  # fmt: skip


def spend(session: Session) -> None:
    """An topped up an hour ago, and Bram bought two searches in the tool of files."""
    office = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
    tool = session.scalars(select(Tool.id).where(Tool.code == "files")).one()
    session.add(
        Price(tool_id=tool, code="search", name_nl="Opzoeking", name_fr="Recherche", name_en="Search",
              net=Decimal("4.50"), vat_percent=21, first_day=date(2026, 1, 1))
    )  # fmt: skip
    an, bram = session.scalars(select(Member).where(Member.organisation_id == office).order_by(Member.id)).all()[
        :2
    ]
    held = hold(session, office)
    asked = Transaction(
        organisation_id=office, kind="top_up", state="open", key="form:an", at=MOMENT, asked_at=MOMENT,
        account_id=an.account_id, membership_id=an.id, gross=Decimal(100),
    )  # fmt: skip
    session.add(asked)
    session.flush()
    session.add(
        TopUp(organisation_id=office, transaction_id=asked.id, provider="practice_bank", method="bancontact",
              payment="tb_1")
    )  # fmt: skip
    session.flush()
    lines = lines_of_money_in(euro(100), held.owed, LedgerAccount.TRANSIT)
    paid = Posting(
        office, TransactionKind.TOP_UP, "form:an", euro(100), lines, account_id=an.account_id,
        membership_id=an.id, waiting_id=asked.id, provider="practice_bank",
    )  # fmt: skip
    post(session, paid, MOMENT - timedelta(hours=1))
    payer = Payer(office, bram.account_id, tool, bram.id)
    charge(session, payer, Wanted("search", 2, "=Dossier 7"), "k", MOMENT - timedelta(minutes=30))


@pytest.fixture(autouse=True)
def _spent(factory: sessionmaker[Session], cast: Cast) -> None:
    furnish(factory, cast)
    changed(factory, spend)


def bytes_as_csv(sent: bytes) -> list[list[str]]:
    assert sent.startswith(b"\xef\xbb\xbf"), "Excel would take it for another alphabet"
    return list(csv.reader(io.StringIO(sent.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("username", ["an.peeters", "bram.claes"])
def test_both_find_what_was_bought_with_its_receipt_and_take_the_list_along(
    browser: Browser, username: str, language: str
) -> None:
    said = SAID[language]
    one = acting(browser, username, language).follow(said.transactions)
    one.reads(said.product, said.tool, "Bram Claes", "=Dossier 7", said.amount, said.completed)
    paper = read_on_paper(one.download(said.receipt))
    assert said.no_invoice in " ".join(paper.split())
    assert "2027-000002" in paper
    heads, *rows = bytes_as_csv(one.download(said.export))
    assert len(heads) == len(rows[0]) == 9
    bought = [said.purchase, f"{said.tool}: {said.product}", "Bram Claes", "'=Dossier 7", said.csv_amount]
    assert rows[0][1:6] == bought
    assert rows[0][6].replace(",", ".") == "89.11"
    assert rows[0][7] == said.completed
    assert rows[0][8] == "2027-000002"
    one.follow("15/03/2027 09:35").reads(said.product, said.amount, "Bram Claes", "=Dossier 7")


def test_the_list_is_filtered_by_period_amount_product_member_and_reference(browser: Browser) -> None:
    an = acting(browser, "an.peeters").follow("Transactions").reads("2 results")
    filters = [
        ({"Product": "opzoek"}, "1 result"),
        ({"Product": "recherche"}, "1 result"),
        ({"Member": "claes"}, "1 result"),
        ({"Member": "peeters"}, "1 result"),
        ({"Reference": "=Dos"}, "1 result"),
        ({"Amount: from": "10,89", "Amount: until": "€ 10.89"}, "1 result"),
        ({"Amount: from": "10.90"}, "1 result"),
        ({"Amount: from": "0"}, "2 results"),
        ({"Period: from": "2027-03-15", "Period: until": "2027-03-15"}, "2 results"),
        ({"Period: until": "2027-03-14"}, "Nothing found"),
        ({"Reference": "Dos"}, "Nothing found"),
        ({"Product": "%"}, "Nothing found"),
    ]
    for typed, found in filters:
        for label, text in typed.items():
            an.fill(label, text)
        an.press("Search").reads(found).follow("Clear")
    an.choose("State", "Reversed").press("Search").reads("Nothing found").follow("Clear")
    an.choose("Tool", "Files").press("Search").reads("1 result", "Bram Claes")


@pytest.mark.parametrize("typed", ["much", "1.234.5", "10,899", "1,234", "'; drop table wallet; --", "9" * 40])
def test_an_amount_that_cant_be_read_narrows_nothing_and_is_named(browser: Browser, typed: str) -> None:
    an = acting(browser, "an.peeters").follow("Transactions").fill("Amount: from", typed).press("Search")
    an.reads("This list doesn't know:", "2 results")
    assert an.value("Amount: from") == typed


def test_amounts_are_numbers_in_excel_and_pages_begin_after_an_amount(browser: Browser) -> None:
    an = acting(browser, "an.peeters").follow("Transactions")
    book = load_workbook(io.BytesIO(an.download("Excel (XLSX)")))
    rows = list(book.active.iter_rows(values_only=True))
    assert [row[5] for row in rows[1:]] == [-10.89, 100]
    assert book.active["F2"].number_format == "#,##0.00"
    an.follow("Amount").reads("2 results")
    first = an.text.index("=Dossier 7")
    an.follow("Amount")
    assert an.text.index("=Dossier 7") > first


def test_one_transaction_is_taken_along_with_all_that_is_known_of_it(browser: Browser) -> None:
    an = acting(browser, "an.peeters").follow("Transactions").follow("15/03/2027 09:35")
    heads, row = bytes_as_csv(an.download("This transaction as CSV"))
    told = dict(zip(heads, row, strict=True))
    assert (told["Net"], told["VAT"], told["Total"], told["Quantity"], told["VAT, in percent"]) == (
        "9.00", "1.89", "10.89", "2", "21")  # fmt: skip
    assert "Organisation" not in told


@pytest.mark.parametrize("language", SAID)
def test_the_wallets_page_shows_the_use_and_how_long_it_lasts(browser: Browser, language: str) -> None:
    one = acting(browser, "bram.claes", language)
    one.typed_address("/wallet/").reads(SAID[language].pace)
    assert len(one.page.xpath("//svg[@role='img'][title and desc]")) == 2
    assert one.page.xpath("//table[caption]//td[contains(., '10')]")


def test_the_account_over_a_period_joins_and_says_what_is_wrong_with_days(browser: Browser) -> None:
    an = acting(browser, "an.peeters").follow("Over a period")
    an.reads("01/03/2027 – 15/03/2027", "Balance before 01/03/2027", "€0.00", "Top-up", "€100.00", "€89.11")
    assert "Account of the wallet" in read_on_paper(an.download("This account as PDF"))
    an.fill("First day", "2027-03-16").fill("Last day", "2027-03-15").press("Show this period")
    assert an.status == 422
    assert an.error("Last day") == "The last day comes before the first. Turn them around."
    an.fill("Last day", "2027-03-20").press("Show this period").reads("Nothing happened in this period.", "€89.11")
    an.follow("Transactions of this period").reads("Nothing found")
    for first in ("31/02/2027", "soon", "", "0001-01-01", "9999-12-31"):
        an.typed_address(f"/wallet-account/?first={first}&last=2027-03-31")
        assert (an.status, bool(an.error("First day"))) == (422, True), first
    an.typed_address("/wallet-account/paper?first=x&last=y")
    assert an.status == 404


def test_a_stranger_is_refused_everywhere(browser: Browser, factory: sessionmaker[Session]) -> None:
    with factory() as session:
        act_as(session, Scope.office())
        bought = session.scalars(select(Transaction.id).where(Transaction.kind == "charge")).one()
    chloe = enter(browser, "chloe.dubois")
    pages = ("/wallet/", "/transactions/list/", f"/transactions/show/{bought}", f"/transactions/receipt/{bought}",
             f"/transactions/reverse/{bought}", "/wallet-account/", "/wallet-account/paper", "/wallets/list/",
             "/payments/list/", "/wallets/show/1", "/payments/show/1")  # fmt: skip
    for page in pages:
        chloe.typed_address(page)
        assert chloe.status == 403, page
        chloe.reads_nothing_of("=Dossier 7", "89.11", "Immo Peeters")
    assert not chloe.visit().sees_link("Transactions")
    chloe.search("2027-000002").reads_nothing_of("Dossier 7").search("=Dossier 7").reads_nothing_of("€10.89")


def test_a_member_finds_a_purchase_by_its_number_or_reference(browser: Browser) -> None:
    bram = acting(browser, "bram.claes").search("2027-000002").reads("Purchase 2027-000002", "=Dossier 7")
    assert bram.search("=Dossier 7").title == "Purchase 2027-000002"
    bram.search("Dossier").reads_nothing_of("2027-000002")


def test_finance_reverses_a_purchase_once_and_says_why(browser: Browser) -> None:
    hugo = enter(browser, "hugo.baert").follow("Transactions").reads("Immo Peeters")
    hugo.follow("15/03/2027 09:35").reads("Ledger lines", "Revenue", "VAT due").follow("Reverse")
    hugo.reads("Immo Peeters gets back €10.89 for Files: Search.", "This can't be undone.")
    hugo.press("Reverse")
    assert hugo.status == 422
    assert hugo.error("Why is it reversed?") == "Say why this is reversed; the organisation reads it."
    hugo.fill("Why is it reversed?", "The search gave nothing").press("Reverse", times=2)
    hugo.reads("This purchase was reversed already.", "Reversed", "Undone by").follow("Reversal 2027-000003")
    hugo.reads("The search gave nothing", "Undoes", "€100.00")
    an = acting(browser, "an.peeters").follow("Transactions").reads("Reversal", "Reversed", "3 results")
    an.follow("15/03/2027 10:05").reads("The search gave nothing")
    assert "The search gave nothing" in read_on_paper(an.download("Receipt (PDF)"))
    assert not an.sees_link("Reverse")


def test_the_helpdesk_reads_wallets_and_payments_and_changes_nothing(browser: Browser) -> None:
    dirk = enter(browser, "dirk.maes").follow("Wallets").follow("Immo Peeters").reads("€89.11", "Balance")
    dirk.follow("Its payments").follow("15/03/2027 10:05").reads("tb_1", "Bancontact")
    assert not dirk.sees_button("Ask the provider again")
    dirk.follow("The transaction").reads("Top-up 2027-000001").reads_nothing_of("Ledger lines")
    assert not dirk.sees_link("Reverse")
    dirk.follow("Wallets").choose("Still to pay", "Owes money").press("Search").reads("Nothing found")


def test_finance_finds_payments_in_doubt_and_has_the_provider_asked(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    hugo = enter(browser, "hugo.baert").reads("No payment is in doubt.", "No organisation owes anything.")
    changed(factory, lambda session: session.execute(update(TopUp).values(doubt="note")))
    hugo.visit().reads("Payments in doubt").follow("Immo Peeters").reads(
        "In doubt", "something else than we asked"
    )
    hugo.press("Ask the provider again", times=2).reads("The provider is asked.")


def test_staff_choose_a_wallet_before_its_account(browser: Browser) -> None:
    hugo: Walker = enter(browser, "hugo.baert").follow("Over a period").reads("Of which organisation?")
    hugo.follow("Wallets").follow("Immo Peeters").follow("Account of the wallet").reads("€89.11")
    hugo.follow("Top-up").reads("1 result", "Immo Peeters")
