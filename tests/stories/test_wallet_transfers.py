"""An asks for a transfer and reads what to fill in; Hugo brings in the bank's file; An finds the money."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from tests.app.pdf.test_paper import words as read_on_paper
from tests.stories.bank_days import day, file_of, other_file_of, paid
from tests.stories.cast import Cast
from tests.stories.office import acting, furnish
from tests.stories.stage import Browser, Post, enter
from tests.stories.walker import Walker

pytestmark = pytest.mark.trust("Bank file")
COMMUNICATION = re.compile(r"\+\+\+\d{3}/\d{4}/\d{5}\+\+\+")


@dataclass(frozen=True)
class Said:
    """What one reads and presses, in one language."""

    top_up: str
    by_transfer: str
    amount: str
    go: str
    fill_in: str
    only_it: str
    paper: str
    no_receipt: str
    statements: str
    bring: str
    file: str
    take_in: str
    taken: str
    complete: str
    came: str
    hole: str
    again: str
    mailbox: str
    letter: str


SAID = {
    "EN": Said(
        "Top up", "Top up by bank transfer", "Amount", "Show me what to fill in", "Fill this in at your bank",
        "Only the structured communication says for whom it is.", "As a PDF", "This is no receipt",
        "Bank statements", "Bring in a file", "The bank's file", "Take it in",
        "Taken in: 1 matched, 0 not matched, 0 imported before.",
        "Opening €1,000.00 + payments €75.00 = closing €1,075.00.", "It came in, and is in the wallet.",
        "2027/2 is missing. The balances lie €25.00 apart.", "imported before: 1 payment. Nothing changed.",
        "Mailbox",
        "€75.00 was added to the wallet of Immo Peeters",
    ),
    "NL": Said(
        "Opladen", "Opladen met een overschrijving", "Bedrag", "Tonen wat ik moet invullen",
        "Vul dit in bij uw bank", "Alleen de gestructureerde mededeling zegt voor wie het is.", "Als pdf",
        "Dit is geen transactiebon", "Rekeninguittreksels", "Een bestand inlezen", "Het bestand van de bank",
        "Inlezen", "Ingelezen: 1 gekoppeld, 0 niet gekoppeld, 0 al eerder ingelezen.",
        "Beginsaldo € 1.000,00 + betalingen € 75,00 = eindsaldo € 1.075,00.",
        "Het kwam binnen en staat in de portefeuille.",
        "2027/2 ontbreekt. De saldi liggen € 25,00 uit elkaar.", "al ingelezen: 1 betaling. Er veranderde niets.",
        "Postvak",
        "€ 75,00 werd toegevoegd aan de portefeuille van Immo Peeters",
    ),
    "FR": Said(
        "Recharger", "Recharger par virement", "Montant", "Montrer ce que je dois indiquer",
        "Indiquez ceci à votre banque", "Seule la communication structurée indique à qui l’argent est destiné.",
        "En PDF", "Ceci n’est pas un reçu", "Extraits de compte", "Importer un fichier",
        "Le fichier de la banque", "Importer", "Importé : 1 rapprochés, 0 non rapprochés, 0 déjà importés.",
        "Solde initial 1.000,00 € + paiements 75,00 € = solde final 1.075,00 €.",
        "C’est arrivé, et c’est dans le portefeuille.",
        "2027/2 manque. Les soldes diffèrent de 25,00 €.", "déjà été importé : 1 paiement. Rien n’a changé.",
        "Boîte de réception",
        "75,00 € a été ajouté au portefeuille de Immo Peeters",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _office(factory: sessionmaker[Session], cast: Cast) -> None:
    furnish(factory, cast)


def asks(browser: Browser, username: str, gross: str, language: str = "EN") -> Walker:
    """He asked, and reads what to fill in."""
    said = SAID[language]
    walker = acting(browser, username, language).follow(said.top_up).follow(said.by_transfer)
    return walker.fill(said.amount, gross).press(said.go)


def communication_on(walker: Walker) -> str:
    found = COMMUNICATION.search(walker.text)
    assert found, walker.text
    return found[0]


def brings(walker: Walker, content: bytes, language: str = "EN", name: str = "bank.cod") -> Walker:
    said = SAID[language]
    walker.follow(said.statements).follow(said.bring)
    return walker.attach(said.file, content, name).press(said.take_in)


def _as_on(walker: Walker, words: str) -> None:
    """Reads these words, whatever blanks the page has in them."""
    plain = " ".join(walker.text.split())
    bare = words.replace("1.000", "1 000").replace("1.075", "1 075")
    assert words in plain or bare in plain, walker.text


@pytest.mark.parametrize("language", SAID)
def test_a_transfer_from_its_page_to_the_credited_wallet(browser: Browser, post: Post, language: str) -> None:
    said = SAID[language]
    an = asks(browser, "an.peeters", "75", language).reads(said.fill_in, said.only_it, "BE68 5390 0754 7034")
    communication = communication_on(an)
    paper = read_on_paper(an.download(said.paper))
    assert communication in paper
    assert said.no_receipt in paper
    assert len(an.page.xpath("//main//*[@role='img']//*[name()='path' or name()='svg']")) > 0
    hugo = enter(browser, "hugo.baert").follow(language)
    brings(hugo, file_of(day(1, [paid("75", communication)])), language).reads(said.taken)
    _as_on(hugo, said.complete)
    an.reload().reads(said.came)
    post(an)
    _as_on(an.follow(said.mailbox), said.letter)


@pytest.mark.parametrize("language", SAID)
def test_a_hole_is_refused_with_the_difference_and_the_same_file_changes_nothing(
    browser: Browser, language: str
) -> None:
    said = SAID[language]
    communication = communication_on(asks(browser, "an.peeters", "75", language))
    first = day(1, [paid("75", communication)])
    missing = day(2, [paid("25", text="?")], "1075.00")
    third = day(3, [paid("10", text="??")], "1100.00")
    hugo = enter(browser, "hugo.baert").follow(language)
    brings(hugo, file_of(first), language)
    _as_on(brings(hugo, file_of(third), language), said.hole)
    assert hugo.status == 422
    brings(hugo, file_of(first), language).reads(said.again)
    brings(hugo, other_file_of(first), language, "x.pdf").reads(said.again)
    brings(hugo, file_of(third, missing, first), language)
    assert hugo.status == 200


def test_any_amount_is_credited_as_often_as_it_comes(browser: Browser) -> None:
    bram = asks(browser, "bram.claes", "100")
    communication = communication_on(bram)
    hugo = enter(browser, "hugo.baert")
    brings(hugo, file_of(day(1, [paid("60.50", communication), paid("39", text=f"opladen {communication} dank")])))
    hugo.reads("Taken in: 2 matched, 0 not matched")
    bram.reload().reads("It came in more than once; all of it is in the wallet.", "€60.50", "€39.00")
    bram.follow("Balance and use").reads("€99.50")


@pytest.mark.parametrize(
    ("gross", "sentence"),
    [
        ("5000.01", "€5,000.01 is too much for one transfer: the maximum is €5,000.00."),
        ("0", "Fill in how much you will transfer: an amount above zero."),
        ("", "Fill in how much you will transfer."),
        ("12,3456", "An amount has two decimals at most."),
    ],
)
def test_what_cant_be_asked_is_said_and_nothing_typed_is_lost(browser: Browser, gross: str, sentence: str) -> None:
    an = asks(browser, "an.peeters", gross).reads(sentence)
    assert an.status == 422
    assert an.page.xpath("//input[@name='gross']")[0].get("value") == gross


def test_up_to_the_cent_and_a_double_click_asks_once(browser: Browser) -> None:
    an = acting(browser, "an.peeters").follow("Top up").follow("Top up by bank transfer")
    an.fill("Amount", "5000").press("Show me what to fill in", times=2)
    communication = communication_on(an)
    an.follow("Top up").follow("Top up by bank transfer").reads("Transfers we wait for", communication)
    assert len(COMMUNICATION.findall(an.text)) == 1


def test_a_file_that_is_none_is_refused_by_name_of_what_is_wrong(browser: Browser) -> None:
    hugo = enter(browser, "hugo.baert")
    for content, sentence in (
        (b"", "This file is empty."),
        (b"%PDF-1.7 hello", "This is no bank statement: CODA 2 and camt.053 are read."),
        (b"PK\x03\x04zip", "This file is packed."),
        (file_of(day(1, [paid("75", text="x")]))[:600], "incomplete"),
    ):
        brings(hugo, content).reads(sentence)
        assert hugo.status == 422
    hugo.follow("Bank statements").follow("Bring in a file").press("Take it in")
    assert hugo.status == 422


def test_without_an_account_nobody_is_asked_to_transfer(app: Flask, browser: Browser) -> None:
    an = asks(browser, "an.peeters", "75")
    before, app.extensions["bank"] = app.extensions["bank"], None
    try:
        an.reload().reads("There is no bank account to transfer to any more.")
        an.follow("Top up")
        assert not an.sees_link("Top up by bank transfer")
        an.typed_address("/transfer/").reads("Transfers aren't offered here")
        enter(browser, "hugo.baert").follow("Bank statements").follow("Bring in a file").reads(
            "no account of the house"
        )
    finally:
        app.extensions["bank"] = before


def test_strangers_and_members_of_another_office_find_no_transfer(browser: Browser) -> None:
    an = asks(browser, "an.peeters", "75")
    communication = communication_on(an)
    address = an.url.removeprefix("http://localhost")
    chloe = enter(browser, "chloe.dubois")
    assert chloe.typed_address(address).status in (403, 404)
    chloe.reads_nothing_of(communication)
    assert acting(browser, "bram.claes").typed_address(address).reads(communication).status == 200


def test_the_communication_finds_its_transfer(browser: Browser) -> None:
    an = asks(browser, "an.peeters", "75")
    communication = communication_on(an)
    an.follow("Home").search(communication).reads(communication)
    enter(browser, "chloe.dubois").search(communication).reads_nothing_of("€75.00")
    hugo = enter(browser, "hugo.baert")
    brings(hugo, file_of(day(1, [paid("75", communication)])))
    hugo.search(communication).reads("Payments in bank statements")
