"""Bram pays for the vigilance of a transaction: from the wallet, with a subscription he buys; once, whatever he
presses; and Hugo gives back what was paid."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from app.aml.shelf import FOLDER, shelf_in
from app.policy import Identity
from app.transaction import Scope
from app.transaction import enter as scoped
from models.aml import Deal, Subscription
from models.organisations import Organisation
from tests.app.aml.lists_of_today import MEMBER, OFFICER, AmlOffice, load
from tests.app.aml.paid_deals import balance_of, drafted, money_in, price_list
from tests.app.aml.rules_of_today import EACH, publish
from tests.stories import office
from tests.stories.aml_office import put_tool
from tests.stories.cast import Cast
from tests.stories.office import acting, changed
from tests.stories.stage import MOMENT, Browser, enter
from tests.stories.walker import Walker

WORDS = {
    "EN": {
        "pay": "Pay", "wallet": "From the wallet: €22.99, VAT included", "total": "To pay, VAT included €22.99",
        "before": "In the wallet now €100.00", "after": "In the wallet afterwards €77.01", "vat": "VAT, 21%",
        "low": "The balance of €5.00 is too low for €22.99: €17.99 is missing.", "top_up": "Top up the wallet",
        "kept": "Everything you filled in is kept", "look": "Look at subscriptions",
        "choose": "Choose Bronze", "buy": "Pay €271.04", "bought": "Bronze is bought. It runs from",
        "list": "Subscriptions", "used": "1 of 20", "unit": "Bronze: unit 1 of 20, runs until 14/03/2028",
        "ended": "The subscription you saw has ended meanwhile. Nothing was taken.",
        "none": "Your office has no subscription", "advice": "your office paid for no transaction here",
    },
    "NL": {
        "pay": "Betalen", "wallet": "Uit de portefeuille: € 22,99, btw inbegrepen",
        "total": "Te betalen, btw inbegrepen € 22,99", "before": "Nu in de portefeuille € 100,00",
        "after": "Daarna in de portefeuille € 77,01", "vat": "Btw, 21%",
        "low": "Het saldo van € 5,00 is te laag voor € 22,99: er ontbreekt € 17,99.",
        "top_up": "De portefeuille opladen",
        "kept": "Alles wat u invulde, blijft bewaard", "look": "De abonnementen bekijken",
        "choose": "Brons kiezen", "buy": "€ 271,04 betalen", "bought": "Brons is gekocht. Het loopt van",
        "list": "Abonnementen", "used": "1 van 20", "unit": "Brons: eenheid 1 van 20, loopt tot en met 14/03/2028",
        "ended": "Het abonnement dat u zag, is intussen afgelopen. Er is niets afgenomen.",
        "none": "Uw kantoor heeft geen abonnement",
        "advice": "betaalde uw kantoor hier voor geen enkele verrichting",
    },
    "FR": {
        "pay": "Payer", "wallet": "Du portefeuille : 22,99 €, TVA comprise",
        "total": "À payer, TVA comprise 22,99 €", "before": "Actuellement dans le portefeuille 100,00 €",
        "after": "Ensuite dans le portefeuille 77,01 €", "vat": "TVA, 21%",
        "low": "Le solde de 5,00 € est insuffisant pour 22,99 € : il manque 17,99 €.",
        "top_up": "Recharger le portefeuille",
        "kept": "Tout ce que vous avez rempli est conservé", "look": "Voir les abonnements",
        "choose": "Choisir Bronze", "buy": "Payer 271,04 €", "bought": "Bronze est acheté. Il court du",
        "list": "Abonnements", "used": "1 sur 20",
        "unit": "Bronze : unité 1 sur 20, court jusqu’au 14/03/2028 inclus",
        "ended": "L’abonnement que vous avez vu a pris fin entre-temps. Rien n’a été prélevé.",
        "none": "Votre agence n’a pas d’abonnement", "advice": "votre agence n’a payé pour aucune opération",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    office.furnish(factory, cast)
    put_tool(factory, cast)
    shutil.rmtree(state / FOLDER, ignore_errors=True)
    app.extensions["shelf"] = shelf_in(state)
    with factory() as session:
        scoped(session, Scope.office())
        publish(session, EACH)
        load(session, "eu", [])
        price_list(session)
        session.commit()


@pytest.fixture
def one(factory: sessionmaker[Session], cast: Cast) -> AmlOffice:
    with factory() as session:
        scoped(session, Scope.office())
        peeters = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
    an = Identity(cast.accounts["An"], None, OFFICER, peeters)
    return AmlOffice(peeters, an, Identity(cast.accounts["Bram"], None, MEMBER, peeters))


@pytest.fixture
def money(factory: sessionmaker[Session], one: AmlOffice) -> Callable[[str], None]:
    """So much comes into the wallet."""

    def came(gross: str) -> None:
        with factory() as session:
            scoped(session, Scope.office())
            money_in(session, one.id, gross, MOMENT - timedelta(hours=1))
            session.commit()

    return came


@pytest.fixture
def deal(factory: sessionmaker[Session], one: AmlOffice) -> Callable[[str], int]:
    """A transaction of the office in which nothing lacks."""

    def made(reference: str) -> int:
        with factory() as session:
            scoped(session, Scope.organisation(one.id))
            found = drafted(session, one, reference, MOMENT - timedelta(minutes=5)).id
            session.commit()
        return found

    return made


def at_payment(browser: Browser, deal_id: int, language: str = "EN") -> Walker:
    return acting(browser, "bram.claes", language).typed_address(f"/deal-payment/{deal_id}")


def left(factory: sessionmaker[Session], one: AmlOffice) -> str:
    with factory() as session:
        scoped(session, Scope.office())
        return balance_of(session, one.id)


def states(factory: sessionmaker[Session]) -> list[str]:
    with factory() as session:
        scoped(session, Scope.office())
        return list(session.scalars(select(Deal.state).order_by(Deal.id)))


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
@pytest.mark.parametrize("language", WORDS)
def test_from_the_wallet_with_all_amounts_confirmed_and_once(
    browser: Browser, language: str, deal: Callable[[str], int], money: Callable[[str], None],
    factory: sessionmaker[Session], one: AmlOffice,
) -> None:  # fmt: skip
    said = WORDS[language]
    money("100.00")
    bram = at_payment(browser, deal("K-17"), language)
    bram.reads("K-17", said["wallet"], said["vat"], said["total"], said["before"], said["after"])
    other_tab = bram.new_tab()
    bram.press(said["pay"], times=2)
    assert (left(factory, one), states(factory)) == ("77.01", ["assessed"])
    other_tab.press(said["pay"])
    assert left(factory, one) == "77.01"


@pytest.mark.trust("AML")
@pytest.mark.parametrize("language", WORDS)
def test_the_wallet_is_too_low_so_he_tops_up_and_buys_bronze_and_pays_with_a_unit(
    browser: Browser, language: str, deal: Callable[[str], int], money: Callable[[str], None],
    factory: sessionmaker[Session], one: AmlOffice,
) -> None:  # fmt: skip
    said, number = WORDS[language], deal("K-17")
    money("5.00")
    bram = at_payment(browser, number, language)
    bram.reads(said["low"], said["kept"])
    assert bram.sees_link(said["top_up"])
    assert not bram.sees_button(said["pay"])
    money("295.00")
    bram.follow(said["list"]).reads(said["none"])
    bram.typed_address(f"/deal-payment/{number}").reads(said["wallet"])
    bram.typed_address("/subscriptions/buy").reads(said["advice"]).follow(said["choose"])
    bram.press(said["buy"], times=2).reads(said["bought"], "15/03/2027", "14/03/2028")
    assert left(factory, one) == "28.96"
    bram.typed_address(f"/deal-payment/{number}").reads(said["unit"]).press(said["pay"])
    assert (left(factory, one), states(factory)) == ("28.96", ["assessed"])
    bram.follow(said["list"]).reads(said["used"])


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
@pytest.mark.parametrize("language", WORDS)
def test_a_subscription_that_ends_between_the_page_and_the_click_takes_nothing_and_says_the_price(
    browser: Browser, language: str, deal: Callable[[str], int], money: Callable[[str], None],
    factory: sessionmaker[Session], one: AmlOffice,
) -> None:  # fmt: skip
    said, number = WORDS[language], deal("K-17")
    money("400.00")
    acting(browser, "an.peeters").typed_address("/subscriptions/buy").follow("Choose Bronze").press("Pay €271.04")
    bram = at_payment(browser, number, language).reads(said["unit"])
    changed(factory, lambda session: session.execute(update(Subscription).values(
        first_day=MOMENT.date() - timedelta(days=366), last_day=MOMENT.date() - timedelta(days=1)
    )))  # fmt: skip
    bram.press(said["pay"])
    assert bram.status == 422
    bram.reads(said["ended"], said["wallet"])
    assert (left(factory, one), states(factory)) == ("128.96", ["draft"])
    bram.press(said["pay"])  # what he reads now, he confirms
    assert (left(factory, one), states(factory)) == ("105.97", ["assessed"])


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
def test_a_price_that_changes_between_the_page_and_the_click_is_confirmed_anew(
    browser: Browser, deal: Callable[[str], int], money: Callable[[str], None],
    factory: sessionmaker[Session], one: AmlOffice,
) -> None:  # fmt: skip
    money("100.00")
    bram = at_payment(browser, deal("K-17"))
    changed(factory, lambda session: price_list(session, {"vigilance": "20.00"}, MOMENT.date()))
    bram.press("Pay")
    assert bram.status == 422
    bram.reads("it is €24.20 now, VAT included", "From the wallet: €24.20, VAT included")
    assert left(factory, one) == "100.00"
    bram.press("Pay")
    assert left(factory, one) == "75.80"


@pytest.mark.trust("AML")
@pytest.mark.trust("2.2.1")
def test_what_a_form_says_that_no_page_gave_pays_nothing(
    browser: Browser, deal: Callable[[str], int], money: Callable[[str], None],
    factory: sessionmaker[Session], one: AmlOffice,
) -> None:  # fmt: skip
    money("1000.00")
    number = deal("K-17")
    for name, value, sentence in (
        ("way", "cheque", "Choose how you pay."),
        ("gross", "0.01", "The price isn’t what you saw"),
        ("gross", "gratis", "The price isn’t what you saw"),
        ("version", "99", "changed"),
    ):
        bram = at_payment(browser, number).tamper(name, value).press("Pay")
        assert bram.status == 422
        bram.reads(sentence)
    bram = at_payment(browser, number).tamper("way", "subscription").tamper("subscription", "1; drop").press("Pay")
    bram.reads("The subscription you saw has ended meanwhile.")
    bram.typed_address("/subscriptions/buy/bronze").tamper("gross", "1.00").press("Pay €271.04")
    bram.reads("it is €271.04 now")
    assert bram.typed_address("/subscriptions/buy/platinum").status == 404
    assert bram.typed_address("/deal-payment/999999").status == 404
    assert (left(factory, one), states(factory)) == ("1000.00", ["draft"])


@pytest.mark.trust("AML")
@pytest.mark.trust("Tenants")
def test_another_office_sees_and_pays_nothing_of_it(browser: Browser, deal: Callable[[str], int]) -> None:
    number = deal("K-17")
    joris = enter(browser, "joris.vandamme").follow("My organisations").follow("Immo Dubois")
    joris = joris.press("Act for it") if joris.sees_button("Act for it") else joris
    assert joris.typed_address(f"/deal-payment/{number}").status == 404
    joris.reads_nothing_of("K-17")
    for name in ("greet.desmet", "dirk.maes", "hugo.baert"):
        assert enter(browser, name).typed_address(f"/deal-payment/{number}").status == 403


@pytest.mark.trust("AML")
def test_what_lacks_is_said_before_anything_can_be_paid(
    browser: Browser, deal: Callable[[str], int], money: Callable[[str], None], factory: sessionmaker[Session]
) -> None:
    money("100.00")
    number = deal("K-17")
    bram = at_payment(browser, number)
    changed(factory, lambda session: session.execute(update(Deal).values(price=None)))
    bram.press("Pay")
    assert bram.status == 422
    bram.reads("price")
    assert states(factory) == ["draft"]


@pytest.mark.trust("AML")
def test_the_charge_stands_in_the_wallet_and_on_the_list_of_payments_and_finance_gives_it_back(
    browser: Browser, deal: Callable[[str], int], money: Callable[[str], None],
    factory: sessionmaker[Session], one: AmlOffice,
) -> None:  # fmt: skip
    money("100.00")
    number = deal("K-17")
    bram = (
        acting(browser, "bram.claes").typed_address(f"/deals/show/{number}").follow("Go on with the transaction")
    )
    bram.follow("Go on to pay").press("Pay").reads("Paid: €22.99 from the wallet.")
    bram.typed_address("/transactions/list/").reads("Product vigilance", "K-17", "€77.01")
    bram.follow("Payments for transactions").reads("K-17", "From the wallet", "€22.99").follow("K-17")
    assert not bram.sees_link("Give back…")
    advice = "your office paid for 1 transaction. Cheapest would have been: One by one."
    bram.typed_address("/subscriptions/buy").reads(advice, "Bronze €224.00")
    bram.back()
    hugo = enter(browser, "hugo.baert").follow("Payments for transactions").reads("Immo Peeters").follow("K-17")
    hugo.follow("Give back…").reads("Immo Peeters gets back €22.99 in its wallet").press("Give back")
    assert hugo.status == 422
    hugo.reads("Say why it is given back.")
    hugo.fill("Why is it given back?", "Entered twice.").press("Give back", times=2).reads("Given back")
    assert left(factory, one) == "100.00"
    assert states(factory) == ["assessed"]
    bram.reload().reads("Given back")
