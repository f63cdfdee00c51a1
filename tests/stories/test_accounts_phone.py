"""The demonstration's stand-in for itsme: a page that asks whose phone confirms, and what it doesn't believe."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.gates import ITSME
from app.outside.openid import OpenIdError, new_question
from app.outside.openid_stand_in import StandIn
from tests.stories.cards import Cards
from tests.stories.stage import MOMENT, Browser
from tests.stories.test_accounts_eid_desk import by_card


@pytest.fixture
def settings(settings: dict[str, str]) -> dict[str, str]:
    return settings | {"EID_SOFTWARE_CARDS": "1", "TRUSTED_HOSTS": "localhost"}


@pytest.mark.parametrize(
    ("language", "press", "confirm", "greeting"),
    [
        ("EN", "Sign in with itsme", "Confirm as Filip Janssens", "Good day, Filip Janssens"),
        ("NL", "Aanmelden met itsme", "Bevestigen als Filip Janssens", "Dag Filip Janssens"),
        ("FR", "Se connecter avec itsme", "Confirmer en tant que Filip Janssens", "Bonjour Filip Janssens"),
    ],
)
def test_a_phone_that_confirms_opens_the_account_of_its_holder(
    browser: Browser, cards: Cards, language: str, press: str, confirm: str, greeting: str
) -> None:
    by_card(browser, cards, "Filip")
    walker = browser().visit().follow(language).press(press).press(confirm)
    assert walker.follow(language).title == greeting


def test_whoever_stops_there_is_told_so(browser: Browser, cards: Cards) -> None:
    walker = browser().visit().follow("EN").press("Sign in with itsme").press("Stop, and go back")
    walker.reads("It was stopped there, so you aren't signed in.")


def test_a_government_names_who_has_no_account_yet(browser: Browser, cards: Cards) -> None:
    walker = browser().visit().follow("EN").press("Sign in through the government's access management")
    walker.press("Confirm as Lotte Hermans").reads("Lotte Hermans is known by national number")


def test_a_code_made_up_or_of_another_question_is_not_believed(app: Flask, cards: Cards) -> None:
    provider = app.extensions["gates"][ITSME].provider
    assert isinstance(provider, StandIn)
    mine, his = new_question(), new_question()
    code = provider.confirmed(his.state, his.nonce, {"sub": "x"}).split("code=")[1].split("&")[0]
    assert provider.claims(code, his, MOMENT) == {"sub": "x"}
    for wrong, asked in ((code, mine), ("", his), ("00", his), (code[:-2] + "ff", his), ("zz", his)):
        with pytest.raises(OpenIdError):
            provider.claims(wrong, asked, MOMENT)
    with pytest.raises(OpenIdError):
        provider.ended("a.b.c", MOMENT)


def test_without_software_there_is_no_such_page(browser: Browser, app: Flask, cards: Cards) -> None:
    walker = browser().typed_address("/demo/phone/?gate=nobody")
    assert walker.status == 404
