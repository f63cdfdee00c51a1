"""Greet loads a list from her screen, sees what it changed, and decides about one that is much smaller."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from tests.app.aml.lists.files import eu_list, people
from tests.stories.stage import Browser, Time, enter, worked_off
from tests.stories.walker import Walker

MONDAY, TUESDAY = date(2027, 3, 8), date(2027, 3, 9)
FIRST = {1: "Adam Aerts", 2: "Bea Baert", 3: ("Ciel Claes", "Сьель Клас")}
Work = Callable[[], None]


@pytest.fixture
def work(app: Flask, factory: sessionmaker[Session], state: Path) -> Work:
    return lambda: worked_off(app, factory, state)


def _loads(greet: Walker, content: bytes, work: Work, of: str = "EU sanctions list") -> Walker:
    """Brings a file, and comes back when it was read."""
    greet.follow("Sanctions lists").follow("Load a file").choose("List", of)
    greet.attach("File", content, "20270308-FULL.xml").press("Load it").reads("It is being read.", "Being read")
    work()
    return greet.reload()


def test_she_loads_a_file_and_sees_what_changed(browser: Browser, work: Work) -> None:
    greet = _loads(enter(browser, "greet.desmet"), eu_list(MONDAY, FIRST), work)
    greet.reads("Loaded", "3 added, 0 changed, 0 removed", "08/03/2027", "greet.desmet", "20270308-FULL.xml")
    later = {1: "Adam Aerts", 2: ("Bea Baert", "Bea Baert-Claes"), 4: "Dora De Smet"}
    _loads(greet, eu_list(TUESDAY, later), work).reads("1 added, 1 changed, 1 removed")
    assert "Dora De Smet" in greet.part("What it changed")
    greet.reads("List loaded", "Load of a list asked for")
    greet.follow("The list").reads("EU sanctions list", "09/03/2027", "6 days old")
    greet.follow("Its entries").reads("3 results").reads_nothing_of("Ciel Claes")
    greet.follow("Bea Baert").reads("Bea Baert-Claes", "Since 15/03/2027", "The first that was loaded here.")


def test_the_same_again_and_an_older_one_change_nothing_and_say_so(browser: Browser, work: Work) -> None:
    greet = _loads(enter(browser, "greet.desmet"), eu_list(TUESDAY, FIRST), work)
    _loads(greet, eu_list(TUESDAY, FIRST), work)
    greet.reads("Nothing new", "This is the very file that stands already. Nothing was changed.")
    _loads(greet, eu_list(MONDAY, {1: "Adam Aerts"}), work)
    greet.reads("Refused", "This list is older than the one that stands", "Load another file")
    greet.follow("The list").follow("Its entries").reads("3 results")


@pytest.mark.parametrize(
    ("code", "menu", "load", "which", "do", "question", "no", "kept"),
    [
        ("EN", "Sanctions lists", "Load a file", ("List", "EU sanctions list", "File"), "Load it",
         "Load it all the same?", "Don't load it", "Somebody decided not to load it"),
        ("NL", "Sanctielijsten", "Een bestand inladen", ("Lijst", "EU-sanctielijst", "Bestand"), "Inladen",
         "Toch inladen?", "Niet inladen", "Iemand besliste om ze niet in te laden"),
        ("FR", "Listes de sanctions", "Charger un fichier", ("Liste", "Liste de sanctions de l’UE", "Fichier"),
         "Charger", "Charger quand même ?", "Ne pas charger", "Quelqu’un a décidé de ne pas la charger"),
    ],
)  # fmt: skip
def test_a_much_smaller_list_waits_for_her_no(
    browser: Browser, work: Work, code: str, menu: str, load: str, which: tuple[str, str, str], do: str,
    question: str, no: str, kept: str,
) -> None:  # fmt: skip
    greet = _loads(enter(browser, "greet.desmet"), eu_list(MONDAY, people(1, 60)), work).follow(code)
    greet.follow(menu).follow(load).choose(which[0], which[1])
    greet.attach(which[2], eu_list(TUESDAY, people(1, 40)), "x.xml").press(do)
    work()
    greet.reload().reads(question, "Persoon 00041 Voorbeeld", "Persoon 00060 Voorbeeld")
    greet.reads_nothing_of("Persoon 00040 Voorbeeld")
    other = greet.new_tab()
    greet.press(no).reads(kept)
    other.press(do)
    assert other.status == 409


def test_a_much_smaller_list_is_loaded_after_her_yes(browser: Browser, work: Work) -> None:
    greet = _loads(enter(browser, "greet.desmet"), eu_list(MONDAY, people(1, 60)), work)
    _loads(greet, eu_list(TUESDAY, people(1, 40)), work)
    greet.reads("Waits for your decision", "20 of the 60 entries that stand now would go.")
    greet.follow("Sanctions lists").reads("So much of “EU sanctions list” would change that it waits for you.")
    greet.follow("Decide")
    greet.press("Load it").reads("It is being carried out.", "Being read")
    work()
    greet.reload().reads("Loaded", "0 added, 0 changed, 20 removed", "Decided by")
    greet.follow("The list").follow("Its entries").reads("40 results")


def test_while_one_waits_another_isnt_taken(browser: Browser, work: Work) -> None:
    greet = _loads(enter(browser, "greet.desmet"), eu_list(MONDAY, people(1, 60)), work)
    _loads(greet, eu_list(TUESDAY, people(1, 40)), work)
    greet.follow("The list").reads("A load of this list waits until the central team decides.")
    greet.follow("Sanctions lists").follow("Load a file").choose("List", "EU sanctions list")
    greet.attach("File", eu_list(TUESDAY, people(1, 60)), "x.xml").press("Load it")
    assert greet.status == 422
    greet.reads("A load of this list waits until somebody decides.")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (eu_list(TUESDAY, FIRST)[:-30], "This file is cut off: its end is missing"),
        (b"id;name\n1;Adam\n", "so nothing was changed"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><export xmlns="http://eu.europa.ec/fpi/fsd/export">&a;</export>',
         "what could do harm"),
    ],
)  # fmt: skip
def test_a_file_that_cant_be_trusted_says_why(browser: Browser, work: Work, content: bytes, why: str) -> None:
    greet = _loads(enter(browser, "greet.desmet"), content, work)
    greet.reads("Refused", why, "nothing was changed")


def test_without_a_file_nothing_is_asked(browser: Browser) -> None:
    greet = enter(browser, "greet.desmet").follow("Sanctions lists").follow("Load a file").press("Load it")
    assert greet.status == 422
    assert greet.error("File")


def test_she_fetches_a_list_now_and_reads_an_entry_of_it(browser: Browser, work: Work, time: Time) -> None:
    greet = enter(browser, "greet.desmet").follow("Sanctions lists")
    greet.reads("These are practice lists: everybody on them is invented.", "Not loaded yet")
    greet.follow("Politically exposed persons (OpenSanctions)").follow("Fetch now").press("Fetch it")
    work()
    greet.reload().reads("Loaded", "Fetched where it is published")
    greet.follow("Entries of the lists").fill("Name", "ghazouani").press("Search")
    greet.reads("1 result").follow("Nadia El Ghazouani-Drăgan")
    greet.reads("نادية الغزواني", "Politically exposed person", "Belgium", "23/09/1974")
    (arabic,) = greet.page.xpath("//*[@lang='und-Arab']")
    assert arabic.get("dir") == "auto"
    time.passes(days=9)
    enter(browser, "greet.desmet").follow("Sanctions lists").reads("9 days old")


@pytest.mark.parametrize("name", ["dirk.maes", "hugo.baert", "filip.janssens", "bram.claes"])
def test_nobody_else_sees_or_loads_them(browser: Browser, name: str) -> None:
    other = enter(browser, name)
    assert not other.sees_link("Sanctions lists")
    for address in ("/sanctions-lists/list/", "/sanctions-loads/list/", "/sanctions-lists/load", "/listed/list/"):
        assert other.typed_address(address).status == 403
