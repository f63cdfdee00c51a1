"""Who came in with a password opens what asks for a stronger key: he keeps his page, and what he typed."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from models.accounts import WebSession
from tests.stories.cards import Cards
from tests.stories.stage import Browser, sign_in
from tests.stories.walker import Walker

# The page, and how a card is shown there, which asks and presses the same words.
WORDS = {
    "EN": ("This page asks for a stronger key", "Show my eID", "Use the reader here", "PIN of your eID"),
    "NL": (
        *("Deze pagina vraagt een sterkere sleutel", "Mijn eID tonen", "De lezer hier gebruiken"),
        "Pincode van uw eID",
    ),
    "FR": (
        *("Cette page demande une clé plus forte", "Présenter mon eID", "Utiliser le lecteur d’ici"),
        "Code PIN de votre eID",
    ),
}


@pytest.fixture
def settings(settings: dict[str, str]) -> dict[str, str]:
    return settings | {"DEMO_PASSWORD_IS_HIGH": "0"}


def _shown(walker: Walker, cards: Cards, language: str = "EN", name: str = "Filip") -> Walker:
    _, show, here, pin = WORDS[language]
    cards.insert(name)
    return walker.follow(show).follow(here).fill(pin, "1234").press(show)


@pytest.mark.parametrize("language", WORDS)
def test_filip_shows_his_card_and_is_on_the_page_he_wanted(browser: Browser, cards: Cards, language: str) -> None:
    filip = sign_in(browser().visit(), "filip.janssens").follow(language)
    filip.typed_address("/relations/list/?type=standard")
    assert filip.title == WORDS[language][0]
    _shown(filip, cards, language)
    assert filip.url.endswith("/relations/list/?type=standard")
    assert filip.status == 200


@pytest.mark.trust("Session alive after logout, password change, deactivation")
def test_he_gets_a_new_token_and_the_old_one_opens_nothing(
    browser: Browser, cards: Cards, factory: sessionmaker[Session]
) -> None:
    filip = sign_in(browser().visit(), "filip.janssens").follow("EN")
    cookie = filip.client.get_cookie("session")
    assert cookie is not None
    _shown(filip.typed_address("/grant/"), cards)
    renewed = filip.client.get_cookie("session")
    assert renewed is not None
    assert renewed.value != cookie.value
    with factory() as session:
        levels = session.scalars(select(WebSession.key_level).where(WebSession.account_id.is_not(None))).all()
    assert levels == ["high"]
    thief = browser()
    thief.client.set_cookie("session", cookie.value)
    assert thief.typed_address("/grant/").title == "Sign in"


def test_what_he_sent_is_kept_until_he_showed_it(browser: Browser, cards: Cards) -> None:
    filip = sign_in(browser().visit(), "filip.janssens").follow("EN")
    token = filip.page.xpath("//input[@name='csrf_token']/@value")[0]
    filip.typed_address("/find-person/", "POST", csrf_token=token, number="85.07.30-033.28", pin="1234")
    assert filip.title == WORDS["EN"][0]
    _shown(filip, cards)
    assert filip.title == "Your form was kept"
    filip.reads("85.07.30-033.28")
    assert "1234" not in [one.get("value") for one in filip.page.xpath("//main//input")]
    filip.press("Send it again").reads("Bram Claes")


def test_somebody_elses_card_brings_him_nowhere(browser: Browser, cards: Cards) -> None:
    filip = sign_in(browser().visit(), "filip.janssens").follow("EN").typed_address("/grant/")
    _shown(filip, cards, name="Bram").reads("This eID is somebody else's")
    assert filip.typed_address("/grant/").title == WORDS["EN"][0]


def test_who_may_not_open_it_with_any_key_is_not_asked_for_one(browser: Browser) -> None:
    bram = sign_in(browser().visit(), "bram.claes").follow("EN")
    assert bram.typed_address("/grant/").status == 403
    assert bram.typed_address("/stronger/?next=//evil.example/").title == WORDS["EN"][0]
    assert all("evil" not in link for link in bram.page.xpath("//main//a/@href"))
