"""Bram has two contacts accepted, makes a transaction between them, pays and closes it, all on screen; and the
next one with them first needs their risk profiles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as scoped
from tests.app.aml.complete_files import add_complete, complete_person
from tests.app.aml.paid_deals import balance_of, money_in, price_list
from tests.stories.aml_deal import PAYING, answered, begun, filled, paid, with_money, with_parties
from tests.stories.aml_office import open_office
from tests.stories.cast import Cast
from tests.stories.office import acting
from tests.stories.stage import MOMENT, Browser
from tests.stories.test_aml_deals import WORDS as DEALS
from tests.stories.test_aml_deals import Office
from tests.stories.test_aml_paying import WORDS as PLANS
from tests.stories.test_aml_profiles import WORDS as PROFILES
from tests.stories.walker import Walker

WORDS = {
    "EN": {
        "file": "Go on with the file", "accepted": "The contact is accepted.",
        "nothing": "Nothing raises vigilance.",
        "plans": "Cheaper with a subscription? Look at them side by side.",
        "why": "No answer raises or lowers vigilance.", "go_on": "Go on with the transaction",
        "balance": "Transactions", "receipt": "Receipt", "product": "Product vigilance",
        "stops": "can't be in a transaction now: its page says why",
        "unit": "Paid with one unit of the subscription.",
        "needs": "A transaction with this contact was closed, so it needs a risk profile before the next one.",
    },
    "NL": {
        "file": "Verder met het dossier", "accepted": "Het contact is aanvaard.",
        "nothing": "Niets verhoogt de waakzaamheid.",
        "plans": "Goedkoper met een abonnement? Bekijk ze naast elkaar.",
        "why": "Geen antwoord verhoogt of verlaagt de waakzaamheid.",
        "go_on": "Verdergaan met de verrichting", "balance": "Transacties", "receipt": "Transactiebon",
        "product": "Product vigilance",
        "stops": "kan nu niet in een verrichting: op de fiche leest u waarom",
        "unit": "Betaald met één eenheid van het abonnement.",
        "needs": "Een verrichting met dit contact is afgesloten: voor de volgende is een risicoprofiel nodig.",
    },
    "FR": {
        "file": "Continuer le dossier", "accepted": "Le contact est accepté.",
        "nothing": "Rien n’accroît la vigilance.",
        "plans": "Moins cher avec un abonnement ? Comparez-les.",
        "why": "Aucune réponse n’accroît ni n’allège la vigilance.",
        "go_on": "Continuer l’opération", "balance": "Transactions", "receipt": "Reçu",
        "product": "Produit vigilance",
        "stops": "ne peut pas entrer dans une opération pour l’instant : sa fiche dit pourquoi",
        "unit": "Payé avec une unité de l’abonnement.",
        "needs": "Une opération avec ce contact a été clôturée : un profil de risque est nécessaire",
    },
}  # fmt: skip
NAMES = {"Wim": "Verlinden", "Lies": "Wauters"}


@pytest.fixture
def peeters(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> Office:
    """With prices, and two contacts of whom everything is known, whom nobody accepted yet."""
    open_office(factory, cast, app, state)
    office = Office(factory, cast)
    with factory() as session:
        scoped(session, Scope.office())
        price_list(session)
        session.commit()
    with office.begin() as session:
        for given, family in NAMES.items():
            add_complete(session, office.who("Bram"), MOMENT, complete_person(family, given))
        session.commit()
    return office


@pytest.fixture
def money(factory: sessionmaker[Session], peeters: Office) -> Callable[[str], None]:
    """So much comes into the wallet."""

    def came(gross: str) -> None:
        with factory() as session:
            scoped(session, Scope.office())
            money_in(session, peeters.id, gross, MOMENT - timedelta(hours=1))
            session.commit()

    return came


@pytest.fixture
def left(factory: sessionmaker[Session], peeters: Office) -> Callable[[], str]:
    """What is in the wallet."""

    def told() -> str:
        with factory() as session:
            scoped(session, Scope.office())
            return balance_of(session, peeters.id)

    return told


def _accepted(bram: Walker, language: str) -> None:
    """Both contacts, each at the result of its file."""
    said, deciding = WORDS[language], DEALS[language]
    for given, family in NAMES.items():
        bram.follow(PROFILES[language]["contacts"]).follow(f"{given} {family}").follow(said["file"])
        bram.reads(said["nothing"]).follow(deciding["accept"]).press(deciding["sure"], times=2)
        bram.reads(said["accepted"])


def _closed(bram: Walker, language: str) -> Walker:
    """The level with its reasons, and accepted."""
    said, deciding = WORDS[language], DEALS[language]
    bram.reads(deciding["level"], said["why"]).follow(deciding["accept"]).press(deciding["sure"], times=2)
    return bram.reads(deciding["done"], deciding["state"])


def _profiled(bram: Walker, name: str, language: str) -> None:
    """What its page says it needs, made and accepted there."""
    said, words = WORDS[language], PROFILES[language]
    bram.follow(words["contacts"]).follow(name).reads(said["needs"]).follow(words["begin"]).press(words["go"])
    answered(bram, language).reads(words["standard"]).follow(words["accept"]).press(words["do_accept"], times=2)
    bram.reads(words["accepted"], words["review"])


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
@pytest.mark.parametrize("language", WORDS)
def test_bram_closes_a_transaction_and_the_next_one_wants_a_risk_profile(
    browser: Browser, peeters: Office, money: Callable[[str], None], left: Callable[[], str], language: str
) -> None:
    said, deals, paying = WORDS[language], DEALS[language], PAYING[language]
    money("100.00")
    bram = acting(browser, "bram.claes", language)
    _accepted(bram, language)
    filled(bram, "2027-001", language)
    assert left() == "100.00"
    _closed(paid(bram, language), language)
    assert left() == "77.01"
    closed = bram.url
    bram.follow(paying["payments"]).reads("2027-001", paying["way"], paying["gross"])
    bram.follow(said["balance"]).reads(said["product"], "2027-001", paying["left"])
    bram.reads(said["receipt"])
    receipt = bram.page.xpath("//a[contains(@href, '/transactions/receipt/')]/@href")[0]
    paper = bram.typed_address(receipt).answer
    assert paper is not None
    assert paper.get_data().startswith(b"%PDF")
    # The second one stops at who is in it, until both have a risk profile.
    begun(bram, "2027-002", language).fill(deals["search"], "Wim Verlinden").press(deals["find"])
    bram.reads(said["stops"])
    assert not bram.page.xpath("//input[@name='contact']")
    for given, family in NAMES.items():
        _profiled(bram, f"{given} {family}", language)
    bram.follow(deals["list"]).follow("2027-002").follow(said["go_on"])
    answered(with_money(with_parties(bram, language), language), language).reads(deals["pay"])
    _closed(paid(bram, language), language)
    assert left() == "54.02"
    bram.typed_address(closed).reads(deals["state"])


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
@pytest.mark.parametrize("language", WORDS)
def test_bram_closes_a_transaction_that_a_subscription_pays(
    browser: Browser, peeters: Office, money: Callable[[str], None], left: Callable[[], str], language: str
) -> None:
    said, deals, plans = WORDS[language], DEALS[language], PLANS[language]
    money("300.00")
    bram = acting(browser, "bram.claes", language)
    _accepted(bram, language)
    filled(bram, "2027-001", language).follow(PAYING[language]["go"]).follow(said["plans"])
    bram.follow(plans["choose"]).press(plans["buy"], times=2).reads(plans["bought"])
    assert left() == "28.96"
    bram.follow(deals["list"]).follow("2027-001").follow(said["go_on"]).follow(PAYING[language]["go"])
    bram.reads(plans["unit"]).press(plans["pay"], times=2).reads(said["unit"])
    _closed(bram, language)
    assert left() == "28.96"
    bram.follow(plans["list"]).reads(plans["used"])
