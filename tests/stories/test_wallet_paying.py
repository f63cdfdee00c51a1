"""An and Bram pay in at the practice bank: in each language, and when it fails, lapses, or nobody comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.errors import Outage
from app.outside.practice_bank import PracticeBank
from app.wallet.charging import Payer, Wanted, charge
from models.accounts import Account
from models.organisations import Member
from models.rights import Tool
from scheduler.jobs import Workplace
from scheduler.wallet import ask_open_payments
from tests.app.wallet.offices import price
from tests.stories.cast import Cast
from tests.stories.office import acting, changed, furnish
from tests.stories.stage import Browser, Post, Time, enter, worked_off
from tests.stories.walker import Walker

Poller = Callable[[], None]


@dataclass(frozen=True)
class Said:
    """What one reads and presses, in one language."""

    wallet: str
    top_up: str
    amount: str
    how: str
    bancontact: str
    go: str
    bank: str
    pay: str
    paid: str
    to_wallet: str
    mail: str
    in_mail: str
    mailbox: str
    transaction: str


SAID = {
    "EN": Said(
        "Balance and use", "Top up", "Amount", "How do you pay?", "Bancontact", "Go and pay", "Practice bank",
        "Pay",
        "Paid. €250.00 was added; the balance is now €250.00.", "To the wallet",
        "€250.00 was added to the wallet of Immo Peeters", "Balance after it",
        "Mailbox", "See the transaction",
    ),
    "NL": Said(
        "Saldo en gebruik", "Opladen", "Bedrag", "Hoe betaalt u?", "Bancontact", "Naar de betaling", "Oefenbank",
        "Betalen", "Betaald. Er werd € 250,00 opgeladen; het saldo is nu € 250,00.", "Naar de portefeuille",
        "€ 250,00 werd toegevoegd aan de portefeuille van Immo Peeters", "Saldo erna",
        "Postvak", "De transactie bekijken",
    ),
    "FR": Said(
        "Solde et utilisation", "Recharger", "Montant", "Comment payez-vous ?", "Bancontact", "Passer au paiement",
        "Banque d’exercice", "Payer", "Payé. 250,00 € a été ajouté ; le solde est maintenant de 250,00 €.",
        "Vers le portefeuille", "250,00 € a été ajouté au portefeuille de Immo Peeters", "Solde après",
        "Boîte de réception", "Voir la transaction",
    ),
}  # fmt: skip


@pytest.fixture
def settings(state: Path) -> dict[str, str]:
    """The bank leads back to where the walkers are."""
    return {"DEMO_PASSWORD_IS_HIGH": "1", "TRUSTED_HOSTS": "localhost", "STATE_DIR": str(state)}


@pytest.fixture(autouse=True)
def _office(factory: sessionmaker[Session], cast: Cast) -> None:
    furnish(factory, cast)


@pytest.fixture
def bank(app: Flask) -> PracticeBank:
    found = app.extensions["payments"]
    assert isinstance(found, PracticeBank)
    return found


@pytest.fixture
def poller(app: Flask, factory: sessionmaker[Session], state: Path) -> Poller:
    """The clock asks what became of open payments, and the worker does what waits."""

    def asks() -> None:
        ask_open_payments(Workplace(factory, state, payments=app.extensions["payments"]))
        worked_off(app, factory, state)

    return asks


def _plain(words: str) -> str:
    return " ".join(words.split())


def _at_the_bank(browser: Browser, username: str, amount: str = "250", language: str = "EN") -> Walker:
    """He filled in how much, and stands on the bank's page."""
    said = SAID[language]
    walker = acting(browser, username, language).follow(said.wallet).follow(said.top_up)
    walker.fill(said.amount, amount).choose(said.how, said.bancontact).press(said.go)
    assert walker.title == said.bank
    return walker


def _as_on(walker: Walker, words: str) -> str:
    """The words with the blanks that the page has in them."""
    for kind in ("\xa0", "\u202f"):
        if (found := words.replace("€ ", f"€{kind}").replace(" €", f"{kind}€")) in walker.text:
            return found
    return words


def _balance(factory: sessionmaker[Session]) -> list[str]:
    found: list[str] = []
    changed(factory, lambda s: found.extend(map(str, s.execute(text("select balance from wallet")).scalars())))
    return found


def _reference(walker: Walker) -> str:
    return urlsplit(walker.url).path.rsplit("/", 1)[-1]


@pytest.mark.trust("Top-up")
@pytest.mark.parametrize("language", ["EN", "NL", "FR"])
def test_an_tops_up_by_bancontact_and_finds_it(
    browser: Browser, post: Post, language: str, factory: sessionmaker[Session]
) -> None:
    said = SAID[language]
    an = _at_the_bank(browser, "an.peeters", language=language).press(said.pay)
    assert said.paid in _plain(an.text)
    an.follow(said.to_wallet).reads("250,00" if language != "EN" else "€250.00")
    post(an)
    letter = an.follow(said.mailbox).follow(_as_on(an, said.mail))
    letter.reads(said.in_mail, said.transaction)
    assert _balance(factory) == ["250.00"]


def test_bram_who_is_a_member_tops_up_too(browser: Browser, factory: sessionmaker[Session]) -> None:
    bram = _at_the_bank(browser, "bram.claes", "€ 50").press("Pay")
    bram.reads("Paid. €50.00 was added", "Receipt (PDF)")
    acting(browser, "an.peeters").follow("Balance and use").reads("Bram Claes", "€50.00")


@pytest.mark.parametrize(
    ("typed", "reads"),
    [
        ("49.99", "€49.99 is too little to pay online: the minimum is €50.00."),
        ("5.000,01", "€5,000.01 is too much to pay online: the maximum is €5,000.00."),
        ("", "Fill in how much you want to add."),
        ("veel", "This isn't an amount."),
        ("50.001", "is too much to pay online"),
        ("5,000", "Is this one euro and something, or thousands?"),
        ("-50", "is too little to pay online"),
        ("9" * 39, "This amount is larger than we can note down."),
    ],
)
def test_an_amount_that_can_t_be_paid_in_is_answered_at_the_field(
    browser: Browser, typed: str, reads: str
) -> None:
    an = acting(browser, "an.peeters").follow("Balance and use").follow("Top up").fill("Amount", typed)
    an.choose("How do you pay?", "Bancontact").press("Go and pay")
    assert (an.status, an.value("Amount")) == (422, typed)
    assert reads in an.error("Amount")


@pytest.mark.parametrize("typed", ["50", "5000", "€ 5.000,00"])
def test_the_least_and_the_most_can_be_paid_in(browser: Browser, typed: str) -> None:
    _at_the_bank(browser, "an.peeters", typed)


def test_a_quick_choice_fills_the_amount_in(browser: Browser) -> None:
    an = acting(browser, "an.peeters").follow("Balance and use").follow("Top up").follow("€100.00")
    assert an.value("Amount") == "100.00"


def test_a_payment_that_is_refused_says_so_and_is_tried_again(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    an = _at_the_bank(browser, "an.peeters").press("Refuse")
    an.reads("The payment didn't go through. Nothing was paid.").follow("Try again")
    assert an.value("Amount") == "250.00"
    an.press("Go and pay").press("Pay").reads("the balance is now €250.00")
    assert _balance(factory) == ["250.00"]


def test_a_payment_that_lapses_says_so(browser: Browser, factory: sessionmaker[Session]) -> None:
    _at_the_bank(browser, "an.peeters").press("Let it expire").reads("The payment expired")
    assert _balance(factory) == ["0.00"]


def test_who_comes_back_without_paying_may_still_pay(browser: Browser) -> None:
    an = _at_the_bank(browser, "an.peeters").follow("Go back without paying")
    an.reads("We wait for the bank's answer", "Waiting for payment")
    an.follow("Look again").reads("We wait for the bank's answer")
    an.follow("Pay now").press("Pay").reads("Paid. €250.00 was added")


@pytest.mark.trust("Top-up")
def test_when_nobody_comes_back_the_poller_finds_it(
    browser: Browser, bank: PracticeBank, poller: Poller, time: Time, factory: sessionmaker[Session], post: Post
) -> None:
    an = _at_the_bank(browser, "an.peeters")
    bank.pay(_reference(an))
    assert _balance(factory) == ["0.00"]
    time.passes(minutes=2)
    poller()
    poller()
    assert _balance(factory) == ["250.00"]
    an.typed_address("/wallet/").reads("€250.00")
    post(an)
    an.follow("Mailbox").reads("€250.00 was added to the wallet of Immo Peeters")


def test_a_page_that_waits_looks_again_by_itself_ten_times(browser: Browser) -> None:
    an = _at_the_bank(browser, "an.peeters").follow("Go back without paying")
    for _ in range(10):
        told = _refreshes(an)
        assert told.startswith("3; url=/top-up/show/")
        an.typed_address(told.split("url=", 1)[1])
    assert _refreshes(an) == ""
    an.reads("We wait for the bank's answer").sees_button("Look again")


@pytest.mark.trust("Top-up")
def test_a_bank_that_is_silent_takes_nothing_and_the_same_form_goes_on(
    browser: Browser, bank: PracticeBank, monkeypatch: pytest.MonkeyPatch, factory: sessionmaker[Session]
) -> None:
    an = acting(browser, "an.peeters").follow("Balance and use").follow("Top up").fill("Amount", "75")
    with monkeypatch.context() as silence:
        silence.setattr(bank, "folder", Path("/dev/null/nothing"))
        an.choose("How do you pay?", "Bancontact").press("Go and pay")
        assert an.status == 503
        an.reads("The bank's page can't be reached now. Nothing was paid.")
    assert an.value("Amount") == "75"
    an.press("Go and pay").press("Pay").reads("the balance is now €75.00")
    assert _count(factory) == 1


def test_a_bank_that_is_silent_when_one_comes_back_loses_nothing(
    browser: Browser, bank: PracticeBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    an = _at_the_bank(browser, "an.peeters").follow("Go back without paying")
    with monkeypatch.context() as silence:
        silence.setattr(bank, "folder", Path("/dev/null/nothing"))
        with pytest.raises(Outage):
            bank.look("tb_" + "0" * 32)
        an.follow("Look again").reads("The bank doesn't answer now. We keep asking")
    an.follow("Pay now").press("Pay").reads("Paid.")


def _count(factory: sessionmaker[Session]) -> int:
    found: list[int] = []
    changed(factory, lambda s: found.append(s.execute(text("select count(*) from wallet_top_up")).scalar_one()))
    return found[0]


@pytest.mark.trust("Top-up")
def test_a_double_click_and_the_way_back_make_one_top_up(browser: Browser, factory: sessionmaker[Session]) -> None:
    an = acting(browser, "an.peeters").follow("Balance and use").follow("Top up").fill("Amount", "60")
    an.choose("How do you pay?", "Bancontact").press("Go and pay", times=2)
    assert an.title == "Practice bank"
    an.back().press("Go and pay")
    assert _count(factory) == 1
    an.press("Pay").reads("the balance is now €60.00")
    an.typed_address("/top-up/").fill("Amount", "60").choose("How do you pay?", "Bancontact").press("Go and pay")
    assert _count(factory) == 2


def test_who_goes_back_and_changes_the_amount_pays_the_new_one(browser: Browser) -> None:
    an = acting(browser, "an.peeters").follow("Balance and use").follow("Top up").fill("Amount", "60")
    an.choose("How do you pay?", "Bancontact").press("Go and pay").reads("€60.00")
    an.back().fill("Amount", "90").press("Go and pay").reads("€90.00")


@pytest.mark.trust("Top-up")
def test_a_chargeback_is_told_to_an_and_hugo_with_what_to_do(
    browser: Browser, post: Post, app: Flask, factory: sessionmaker[Session], state: Path
) -> None:
    an = _at_the_bank(browser, "an.peeters")
    at_bank = an.url
    an.press("Pay").reads("Paid.")
    changed(factory, _spent)
    an.typed_address(at_bank).press("Take the money back")
    worked_off(app, factory, state)
    an.typed_address("/wallet/").reads("Still to be paid: €200.00", "Nothing can be bought until this is paid")
    post(an)
    letter = an.follow("Mailbox").follow("A bank took back €250.00 from Immo Peeters")
    letter.reads("Taken from the wallet", "€50.00", "Still to be paid", "€200.00", "is settled first")
    hugo = enter(browser, "hugo.baert").follow("Mailbox")  # who is written to in Dutch
    hugo.follow(_as_on(hugo, "Een bank nam € 250,00 terug van Immo Peeters")).reads("Nog te betalen", "200,00")
    an.follow("Top up").reads("€200.00 still has to be paid.").fill("Amount", "300")
    an.choose("How do you pay?", "Bancontact").press("Go and pay").press("Pay")
    an.reads("€200.00 of it settled what still had to be paid.", "the balance is now €100.00")
    an.typed_address(at_bank).press("Give the money back")
    worked_off(app, factory, state)
    an.typed_address("/wallet/").reads("€350.00").reads_nothing_of("Still to be paid")
    post(an)
    an.follow("Mailbox").follow("A bank gave back €250.00 to Immo Peeters").reads("You needn't do anything.")


def _spent(session: Session) -> None:
    """Bram bought something for € 200.00 in the diary."""
    tool_id = session.scalars(select(Tool.id).where(Tool.code == "diary")).one()
    session.add(price(tool_id, "165.29", 21, date(2026, 6, 1)))
    bram = session.scalars(
        select(Member).join(Account, Account.id == Member.account_id).where(Account.username == "bram.claes")
    ).one()
    payer = Payer(bram.organisation_id, bram.account_id, tool_id, bram.id)
    charge(session, payer, Wanted("search"), "one", clock.now())


def _refreshes(walker: Walker) -> str:
    assert walker.answer is not None
    return str(walker.answer.headers.get("Refresh", ""))


def test_another_office_finds_nothing_there(browser: Browser) -> None:
    an = _at_the_bank(browser, "an.peeters").follow("Go back without paying")
    there = urlsplit(an.url).path
    chloe = enter(browser, "chloe.dubois").typed_address(there)
    assert chloe.status in (403, 404)
    chloe.typed_address("/top-up/")
    assert chloe.status == 403
    assert acting(browser, "bram.claes").typed_address("/wallet-settings/").status == 403


def test_where_nobody_takes_money_the_page_says_so(browser: Browser, app: Flask, bank: PracticeBank) -> None:
    app.extensions["payments"] = None
    try:
        an = acting(browser, "an.peeters").follow("Balance and use")
        an.typed_address("/top-up/").reads("Online payment isn't offered here")
    finally:
        app.extensions["payments"] = bank
