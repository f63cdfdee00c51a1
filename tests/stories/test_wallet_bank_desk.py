"""Hugo resolves payments that found no wallet: by a wrong digit, a known account, an amount; or sends one back."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session, sessionmaker

from tests.stories.bank_days import AT_NOBODYS, day, file_of, one_digit_wrong, paid
from tests.stories.cast import Cast
from tests.stories.office import acting, furnish
from tests.stories.stage import Browser, enter
from tests.stories.test_wallet_transfers import asks, brings, communication_on
from tests.stories.walker import Walker

pytestmark = pytest.mark.trust("Bank file")


@dataclass(frozen=True)
class Said:
    """What one reads and presses, in one language."""

    desk: str
    nearly: str
    known: str
    same: str
    assign_to: str
    assign: str
    assigned: str
    remember: str
    send_back: str
    reason: str
    decided: str
    order: str


SAID = {
    "EN": Said(
        "Payments without a wallet", "The communication is one slip away from one of theirs.",
        "They were paid for from this account before.", "They wait for a transfer of exactly this amount.",
        "Assign to Immo Peeters", "Assign", "Assigned:", "Remember this account", "Send back",
        "Why is it sent back?", "Decided. Now order the transfer at the bank.", "Order this at the bank:",
    ),
    "NL": Said(
        "Betalingen zonder portefeuille", "De mededeling verschilt één vergissing van een van hun mededelingen.",
        "Voor hen werd al eerder van deze rekening betaald.",
        "Zij wachten op een overschrijving van precies dit bedrag.",
        "Toewijzen aan Immo Peeters", "Toewijzen", "Toegewezen:", "Deze rekening onthouden", "Terugsturen",
        "Waarom wordt het teruggestuurd?", "Beslist. Geef nu de overschrijving op bij de bank.",
        "Geef dit op bij de bank:",
    ),
    "FR": Said(
        "Paiements sans portefeuille", "La communication est à une erreur près l’une des leurs.",
        "On a déjà payé pour eux depuis ce compte.", "Ils attendent un virement d’exactement ce montant.",
        "Attribuer à Immo Peeters", "Attribuer", "Attribué :", "Retenir ce compte", "Renvoyer",
        "Pourquoi est-il renvoyé ?", "Décidé. Ordonnez maintenant le virement à la banque.",
        "Ordonnez ceci à la banque :",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _office(factory: sessionmaker[Session], cast: Cast) -> None:
    furnish(factory, cast)


def _row(hugo: Walker, name: str) -> Walker:
    """The record of the payment of that payer: its row opens by the day."""
    rows = [row for row in hugo.page.xpath("//main//tbody/tr") if name in row.text_content()]
    assert len(rows) == 1, hugo.text
    return hugo.typed_address(rows[0].xpath(".//a[@class='open']")[0].get("href"))


@pytest.mark.parametrize("language", SAID)
def test_three_are_assigned_by_what_is_proposed_and_one_goes_back(browser: Browser, language: str) -> None:
    said = SAID[language]
    an = asks(browser, "an.peeters", "75")
    communication = communication_on(an)
    other = communication_on(asks(browser, "bram.claes", "123.45"))
    hugo = enter(browser, "hugo.baert").follow(language)
    brings(
        hugo,
        file_of(
            day(1, [
                paid("10", other, name="Bekende", account="BE71096123456769"),
                paid("75", text=one_digit_wrong(communication), name="Verschreven", account="BE62510007547061"),
                paid("20", text="portefeuille", name="Bekende", account="BE71096123456769"),
                paid("30", text="voor u", name="Vergist", account=AT_NOBODYS),
            ])
        ),
        language,
    )  # fmt: skip
    hugo.follow(said.desk)
    _row(hugo, "Verschreven").reads(said.nearly).follow(said.assign_to).press(said.assign).reads(said.assigned)
    hugo.follow(said.desk)
    _row(hugo, "Bekende").reads(said.known).follow(said.assign_to).tick(said.remember).press(said.assign)
    hugo.follow(said.desk)
    _row(hugo, "Vergist").follow(said.send_back).press(said.send_back)
    assert hugo.status == 422
    hugo.fill(said.reason, "Wij kennen u niet.").press(said.send_back)
    hugo.reads(said.decided, said.order, "NL91 ABNA 0417 1643 00")
    hugo.follow(said.desk).reads_nothing_of("Verschreven", "Bekende", "Vergist")
    an.reload().reads("It came in, and is in the wallet.")
    an.follow("Balance and use").reads("€105.00")


def test_the_exact_amount_of_a_transfer_is_proposed_and_answers_it(browser: Browser) -> None:
    bram = asks(browser, "bram.claes", "123.45")
    hugo = enter(browser, "hugo.baert")
    brings(hugo, file_of(day(1, [paid("123.45", text="factuur", name="Zonder", account=AT_NOBODYS)])))
    hugo.follow("Home").reads("Payments without a wallet", "€123.45").follow("2027/1 · 1")
    hugo.reads("They wait for a transfer of exactly this amount.").follow("Assign to Immo Peeters")
    hugo.reads("It answers the transfer that was asked: whoever asked it gets a mail.").press("Assign")
    bram.reload().reads("It came in, and is in the wallet.")


def test_anybody_can_be_found_by_name_or_number_and_the_account_is_remembered(browser: Browser) -> None:
    hugo = enter(browser, "hugo.baert")
    both = [paid(gross, text="?", name=name, account=AT_NOBODYS) for gross, name in (("7", "Een"), ("8", "Twee"))]
    brings(hugo, file_of(day(1, both))).follow("Payments without a wallet")
    _row(hugo, "Een").reads("Nothing here says whose it may be").follow("Assign to an organisation")
    hugo.fill("Name or enterprise number of the organisation", "xyzzy").press("Find").reads(
        "No organisation with this"
    )
    hugo.fill("Name or enterprise number of the organisation", "immo pee").press("Find")
    hugo.follow("Assign to Immo Peeters").press("Assign").reads("€7.00 is in the wallet of Immo Peeters")
    hugo.follow("Payments without a wallet")
    _row(hugo, "Twee").reads("They were paid for from this account before.")


def test_two_tabs_and_a_double_click_decide_once(browser: Browser) -> None:
    hugo = enter(browser, "hugo.baert")
    brings(hugo, file_of(day(1, [paid("7", text="?", name="Een", account=AT_NOBODYS)])))
    hugo.follow("Payments without a wallet")
    _row(hugo, "Een")
    other = hugo.new_tab().follow("Send back").fill("Why is it sent back?", "Van niemand.")
    hugo.follow("Assign to an organisation")
    hugo.fill("Name or enterprise number of the organisation", "Immo Peeters").press("Find")
    hugo.follow("Assign to Immo Peeters").press("Assign", times=2)
    hugo.reads("Somebody decided about this payment meanwhile. Look at it again.", "Assigned to a wallet")
    other.press("Send back").reads("Somebody decided about this payment meanwhile. Look at it again.")
    acting(browser, "an.peeters").follow("Balance and use").reads("€7.00")


def test_what_went_back_is_closed_by_the_debit_and_a_debit_takes_a_top_up_back(browser: Browser) -> None:
    communication = communication_on(asks(browser, "an.peeters", "75"))
    hugo = enter(browser, "hugo.baert")
    brings(
        hugo, file_of(day(1, [paid("75", communication), paid("9", text="?", name="Weg", account=AT_NOBODYS)]))
    )  # fmt: skip
    hugo.follow("Payments without a wallet")
    _row(hugo, "Weg").follow("Send back").fill("Why is it sent back?", "Van niemand.").press("Send back")
    out = [paid("-9", name="Bankkantoor", account=""), paid("-75", text="teruggevraagd", name="Storno")]
    brings(hugo, file_of(day(2, out, "1084.00"))).reads("0 matched, 2 not matched")
    hugo.follow("Payments without a wallet")
    _row(hugo, "Bankkantoor").follow("This is money we sent back").press("Settle")
    assert hugo.status == 422
    (weg,) = [one for one in hugo.page.xpath("//main//form[@method='post']//label") if "Weg" in one.text_content()]
    hugo.choose("What did the bank pay out?", " ".join(weg.text_content().split())).press("Settle")
    hugo.reads("Settled: it was sent back, and the bank did so.", "Paid out")
    hugo.follow("Payments without a wallet")
    _row(hugo, "Storno").follow("This takes a top-up back")
    (label,) = [
        one for one in hugo.page.xpath("//main//form[@method='post']//label") if "€75" in one.text_content()
    ]
    hugo.choose("Which top-up does the bank take back?", " ".join(label.text_content().split())).press("Settle")
    hugo.reads("Settled: €75.00 was taken back of Immo Peeters.", "Taken back")
    acting(browser, "an.peeters").follow("Balance and use").reads("€0.00")


@pytest.mark.parametrize("username", ["chloe.dubois", "an.peeters", "dirk.maes"])
def test_only_finance_reads_what_the_bank_told(browser: Browser, username: str) -> None:
    hugo = enter(browser, "hugo.baert")
    brings(hugo, file_of(day(1, [paid("7", text="geheim", name="Iemand", account=AT_NOBODYS)])))
    hugo.follow("Payments without a wallet")
    number = _row(hugo, "Iemand").url.rsplit("/", 1)[1]
    other = enter(browser, username)
    for address in (
        "/bank-files/list/", "/bank-files/bring", "/bank-statements/list/", "/bank-payments/list/",
        f"/bank-payments/show/{number}", f"/bank-decisions/assign/{number}", f"/bank-decisions/back/{number}",
    ):  # fmt: skip
        assert other.typed_address(address).status == 403, address
        other.reads_nothing_of("Iemand", "geheim")
