"""Anybody is found in two keystrokes and a number; what isn't the reader's to see is not found."""

from __future__ import annotations

import logging
import re

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session, sessionmaker

from tests.stories.cast import PASSWORD, Cast, national_number
from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker

NOBODY = "Nobody you may see has this number"


@pytest.mark.trust("National numbers")
def test_filip_finds_a_person_by_number_and_is_on_his_page_at_once(browser: Browser, cast: Cast) -> None:
    filip = enter(browser, "filip.janssens")
    number = cast.numbers["Bram"]
    for typed in (str(number), number.digits, f" {number.digits[:6]} {number.digits[6:9]} {number.digits[9:]} "):
        filip.visit().search(typed)
        assert (filip.title, filip.status) == ("Bram Claes", 200)
        assert filip.url.endswith(f"/persons/show/{cast.persons['Bram']}")
        assert number.digits not in filip.sent


def test_by_name_in_any_order_by_any_beginning_whatever_accents_and_capitals(browser: Browser, cast: Cast) -> None:
    chloe = enter(browser, "chloe.dubois")
    for typed in ("chloe dubois", "DUBOIS Chloé", "dub chl", "du", "CHLO", "chloé  DUB"):
        chloe.search(typed).reads("Persons", "Chloé Dubois", cast.numbers["Chloé"].masked(), "Relations", "Rights")
    chloe.search("dub chl an").reads("Nothing found")
    chloe.search("ubois").reads("Nothing found")
    chloe.search("dub").follow("Chloé Dubois", beside="90.02.28")
    assert chloe.title == "Chloé Dubois"


def test_a_masked_number_finds_those_born_that_day(browser: Browser, cast: Cast) -> None:
    filip = enter(browser, "filip.janssens").search(cast.numbers["Bram"].masked())
    filip.reads("Bram Claes").reads_nothing_of("An Peeters")
    filip.search("85.07.30").reads("Bram Claes")
    filip.search(cast.numbers["Chloé"].masked()).reads("Nothing found").reads_nothing_of("Dubois")


def test_greet_finds_organisations_tools_and_people_of_everywhere(browser: Browser, cast: Cast) -> None:
    greet = enter(browser, "greet.desmet")
    for typed in ("0207.501.014", "BE0207501014", "207501014", "be 0207 501 014"):
        assert greet.search(typed).title == "Gemeente Voorbeeldegem"
    greet.search("voorbeeld").reads("Organisations", "Gemeente Voorbeeldegem")
    greet.search("planning").reads("Tools", "Planning desk")
    greet.search("dossiers").reads("Kinds of right", "Handle files")
    assert greet.search(str(cast.numbers["Joris"])).title == "Joris Van Damme"
    greet.search("damme joris").reads("Joris Van Damme")


def test_who_sees_no_persons_finds_none(browser: Browser, cast: Cast) -> None:
    for username in ("bram.claes", "hugo.baert", "ines.lemaire", "joris.vandamme"):
        walker = enter(browser, username).search("an")
        walker.reads_nothing_of("An Peeters", "Persons", "Relations")
        walker.search(str(cast.numbers["An"])).reads_nothing_of("Peeters")
    enter(browser, "bram.claes").search("planning").reads("Planning desk")


def _page(walker: Walker) -> str:
    """The page without what is another on each: tokens, references, and the number as it was typed."""
    return re.sub(
        r'(?:value|data-token)="[\w.-]{20,}"|s(?:=|%3D)[0-9a-f]{16}|\d\d\.\d\d\.\d\d-\*\*\*\.\*\*', "", walker.sent
    )


@pytest.mark.trust("Tenants")
@pytest.mark.trust("8.2.3")
@pytest.mark.trust("National numbers")
def test_another_governments_number_finds_nothing_and_says_nothing(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    filip = enter(browser, "filip.janssens").search("bram")
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(factory.kw["bind"], "before_cursor_execute", note)
    unknown = national_number(cast.numbers["Chloé"].birth_date, 998)  # type: ignore[arg-type]
    pages, questions = [], []
    for number in (cast.numbers["Chloé"], cast.numbers["Joris"], unknown):
        asked.clear()
        filip.search(str(number)).reads(NOBODY)
        pages.append(_page(filip))
        questions.append(list(asked))
        assert number.digits not in filip.sent
        assert str(number) not in filip.sent
        assert number.digits not in filip.url
    event.remove(factory.kw["bind"], "before_cursor_execute", note)
    assert pages[0] == pages[1] == pages[2]
    assert questions[0] == questions[1] == questions[2], "the same questions, whoever has the number"
    with factory() as session:
        session.execute(text("set local role house_office"))
        assert session.scalar(text("select count(*) from event where tag = 'accounts.person.looked_up'")) == 0


@pytest.mark.trust("National numbers")
@pytest.mark.trust("14.2.6")
def test_a_number_stands_in_no_address_log_or_table(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    filip = enter(browser, "filip.janssens")
    mistyped = str(cast.numbers["Bram"])[:-1] + "9"
    for typed in (str(cast.numbers["Chloé"]), mistyped, f"claes {mistyped}"):
        filip.search(typed)
        assert re.search(r"/search/\?s=[0-9a-f]{16}$", filip.url)
        filip.reload().reads("Nothing found" if typed != str(cast.numbers["Chloé"]) else NOBODY)
        # Typed in the address itself, or kept as a bookmark: it is taken out of there at once.
        filip.typed_address(f"/search/?q={typed.replace(' ', '+')}")
        assert re.search(r"/search/\?s=[0-9a-f]{16}$", filip.url)
        digits = re.sub(r"\D", "", typed)
        assert digits not in re.sub(r"\D", "", caplog.text) or digits not in caplog.text
        with factory() as session:
            session.execute(text("set local role house_office"))
            kept = str(session.execute(text("select content::text from account_session")).all())
            assert digits not in kept
            assert typed not in kept


@pytest.mark.trust("Tenants")
def test_what_somebody_sought_is_his_browsers_own(browser: Browser, cast: Cast) -> None:
    filip = enter(browser, "filip.janssens").search(str(cast.numbers["Chloé"]))
    address = filip.url
    chloe = enter(browser, "chloe.dubois").typed_address(address)
    chloe.reads("What do you look for?").reads_nothing_of("90.02.28")


@pytest.mark.trust("Wider attack list")
@pytest.mark.trust("1.2.4")
@pytest.mark.parametrize(
    "typed",
    [
        "%",
        "_",
        "' or 1=1 --",
        "\\",
        "(((",
        "a" * 10_000,
        "é" * 10_000,
        ":*",
        "'x':* | 'a'",
        "!a",
        "<b>an</b>",
        "@1",
    ],
)
def test_strange_text_is_only_text(browser: Browser, typed: str) -> None:
    filip = enter(browser, "filip.janssens").typed_address("/search/", "GET")
    filip.search(typed)
    assert filip.status == 200
    assert "<b>an" not in filip.sent
    filip.reads_nothing_of("Chloé Dubois", "Els Wouters")


def test_a_sign_nobody_can_type_is_refused(browser: Browser) -> None:
    filip = enter(browser, "filip.janssens").typed_address("/search/", "POST", q="an\x00")
    assert (filip.status, filip.title) == (400, "We could not read that request")


def test_a_million_marks_ask_the_database_nothing_and_a_name_asks_little(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    filip, greet = enter(browser, "filip.janssens"), enter(browser, "greet.desmet")
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(factory.kw["bind"], "before_cursor_execute", note)
    for walker in (filip, greet):
        for typed, most in (("%_%", 5), ("an pee", 10), ("abcd1234", 10), ("79.04.02-***.**", 10)):
            walker.typed_address("/search/")
            asked.clear()
            walker.typed_address(f"/search/?q={typed.replace('%', '%25').replace(' ', '+')}")
            assert len(asked) <= most, asked
    event.remove(factory.kw["bind"], "before_cursor_execute", note)


def test_a_search_sent_after_a_time_out_is_asked_again_after_signing_in(browser: Browser, time) -> None:  # type: ignore[no-untyped-def]
    filip = enter(browser, "filip.janssens")
    time.passes(minutes=30)
    filip.search("bram").fill("Username", "filip.janssens").fill("Password", PASSWORD).press("Sign in")
    assert filip.status == 200
