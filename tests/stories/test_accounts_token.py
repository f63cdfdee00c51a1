"""The federal token: a grid on paper, issued to a known person; a code of it opens what asks for a strong key."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope, enter
from models.accounts import FederalToken
from tests.stories.stage import Browser, Post, sign_in
from tests.stories.walker import Walker

LANGUAGES = {
    "EN": ("Use my federal token", "Code", "Go on", "This page asks for a stronger key"),
    "NL": ("Mijn federaal token gebruiken", "Code", "Verder", "Deze pagina vraagt een sterkere sleutel"),
    "FR": ("Utiliser mon jeton fédéral", "Code", "Continuer", "Cette page demande une clé plus forte"),
}
KEPT = ("account_federal_token", "account_federal_token_code", "event", "mail_letter", "account_session")


@pytest.fixture
def settings(settings: dict[str, str]) -> dict[str, str]:
    return settings | {"DEMO_PASSWORD_IS_HIGH": "0", "FEDERAL_TOKEN": "1"}


@pytest.fixture
def grid(browser: Browser) -> dict[str, str]:
    """What Greet printed for Filip, by place."""
    return issued(browser)


def issued(browser: Browser) -> dict[str, str]:
    greet = sign_in(browser().visit(), "greet.desmet").follow("EN").follow("Accounts").follow("filip.janssens")
    greet.follow("Federal token").press("Issue the token")
    cells = greet.page.xpath("//main//td")
    found = {cell.get("data-label"): cell.text_content().strip() for cell in cells}
    assert len(set(found.values())) == 24
    assert all(re.fullmatch(r"[A-Z]{6}", code) for code in found.values())
    return found


def at_token(browser: Browser, language: str = "EN") -> Walker:
    filip = sign_in(browser().visit(), "filip.janssens").follow(language).typed_address("/grant/")
    assert filip.title == LANGUAGES[language][3]
    return filip.follow(LANGUAGES[language][0])


def asked(walker: Walker) -> str:
    found = re.search(r"\b([A-D][1-6])\b", walker.page.xpath("//main//form")[0].text_content())
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_of_the_grid_opens_what_asks_for_a_strong_key(
    browser: Browser, grid: dict[str, str], language: str
) -> None:
    filip = at_token(browser, language)
    filip.fill(LANGUAGES[language][1], grid[asked(filip)].lower()).press(LANGUAGES[language][2])
    assert filip.url.endswith("/grant/")
    assert filip.status == 200


@pytest.mark.trust("Passwords guessed per hour per account")
def test_five_wrong_codes_end_it_and_the_same_place_is_asked_until_it_is_right(
    browser: Browser, grid: dict[str, str], post: Post, factory: sessionmaker[Session]
) -> None:
    filip = at_token(browser)
    place = asked(filip)
    for _ in range(2):
        filip.fill("Code", "AAAAAA").press("Go on").reads("This isn't the code at that place of your grid.")
        assert asked(filip) == place
    assert asked(at_token(browser)) == place
    for _ in range(2):
        filip.fill("Code", grid[place][::-1] + "X").press("Go on")
    filip.fill("Code", "AAAAAA").press("Go on").reads("No federal token counts for your account.")
    filip.reads_nothing_of("Use my federal token")
    with factory() as session:
        enter(session, Scope.office())
        assert [one.ended_why for one in session.scalars(select(FederalToken))] == ["blocked"]
    post(filip)
    filip.follow("Mailbox").reads("Your federal token is blocked", "A federal token was issued to you")


def test_a_code_counts_once_at_its_place_and_another_is_asked_then(browser: Browser, grid: dict[str, str]) -> None:
    places = set()
    for _ in range(6):
        filip = at_token(browser)
        places.add(place := asked(filip))
        filip.fill("Code", grid[place]).press("Go on")
        assert filip.url.endswith("/grant/")
    assert len(places) > 1


def test_a_new_grid_ends_the_one_before_and_it_can_be_taken_back(browser: Browser, grid: dict[str, str]) -> None:
    newer = issued(browser)
    filip = at_token(browser)
    place = asked(filip)
    if grid[place] != newer[place]:
        filip.fill("Code", grid[place]).press("Go on").reads("This isn't the code")
    filip.fill("Code", newer[place]).press("Go on")
    assert filip.url.endswith("/grant/")
    filip.follow("My digital keys").reads("Federal token", "strictly personal")
    greet = sign_in(browser().visit(), "greet.desmet").follow("EN").follow("Accounts").follow("filip.janssens")
    greet.follow("Federal token").press("Take back the token he has").reads("No federal token counts")
    again = sign_in(browser().visit(), "filip.janssens").follow("EN").typed_address("/grant/")
    again.reads_nothing_of("Use my federal token")
    assert again.typed_address("/token/").title == LANGUAGES["EN"][3]


@pytest.mark.trust("National numbers")
def test_no_code_is_stored(browser: Browser, grid: dict[str, str], factory: sessionmaker[Session]) -> None:
    with factory() as session:
        enter(session, Scope.office())
        connection = session.connection()
        for table in KEPT:
            rows = str(connection.exec_driver_sql(f"select row_to_json(t) from {table} t").all())
            assert not [code for code in grid.values() if code in rows]


def test_only_the_central_team_issues_one_and_only_to_a_known_person(browser: Browser) -> None:
    dirk = sign_in(browser().visit(), "dirk.maes").follow("EN").follow("Accounts").follow("filip.janssens")
    assert not dirk.sees_link("Federal token")


class TestOffByDefault:
    @pytest.fixture
    def settings(self, settings: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in settings.items() if name != "FEDERAL_TOKEN"}

    def test_nobody_sees_it(self, browser: Browser) -> None:
        greet = sign_in(browser().visit(), "greet.desmet").follow("EN").follow("Accounts").follow("filip.janssens")
        assert not greet.sees_link("Federal token")
        assert greet.typed_address("/token/").status == 404
