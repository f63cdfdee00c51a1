"""Filip's day in Chromium, by keyboard alone: what ends, who asks, a newcomer, one who leaves, and the books."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.keys import follow, press, tab_to, type_in
from tests.browser.live import Live, Watched
from tests.stories.cast import PASSWORD


def _home(page: Page) -> None:
    """Back to the worklists; the menu is on each page."""
    follow(page, "Startpagina")
    assert page.locator("h1").inner_text() == "Dag Filip Janssens"


def _reads(page: Page, *sentences: str) -> None:
    main = " ".join(page.locator("main").inner_text().split())
    for one in sentences:
        assert one in main, main[:1500]


def _extends_what_ends(page: Page) -> None:
    """Ticks two of twelve, sees what would happen, does it."""
    follow(page, "Verlengen")
    _reads(page, "12 resultaten")
    for name in ("Hélène Jacobs kiezen", "Hélène Évrard kiezen"):
        tab_to(page, name, "INPUT")
        page.keyboard.press("Space")
    press(page, "Verlengen: de gekozen rijen")
    _reads(page, "Verlengen", "Hélène Jacobs")
    press(page, "Verlengen: 2")
    _reads(page, "2 rechten verlengd")


def _answers_who_asks(page: Page) -> None:
    follow(page, "Beslissen")
    follow(page, "zqapgiven zqapfamily")
    follow(page, "Afwijzen")
    type_in(page, "Waarom niet?", "Dat recht hebt u al")
    press(page, "Afwijzen")
    _reads(page, "Afgewezen.", "krijgt een mail")


def _grants_quickly(page: Page) -> None:
    """From the tile on the home page: who, which right, done."""
    type_in(page, "Wie?", "Bram Claes")
    press(page, "Verder")
    tab_to(page, "Welk recht?", "SELECT")
    page.keyboard.type("Dossiers")
    type_in(page, "Motivering", "Vervangt An")
    press(page, "Toekennen")
    _reads(page, "Toegekend", "Bram Claes")


def _lets_somebody_go(page: Page) -> None:
    """Finds her by name, sees what she loses, and lets her go."""
    follow(page, "Personen")
    type_in(page, "Naam", "Goossens Noor")
    press(page, "Zoeken")
    follow(page, "Noor Goossens")
    follow(page, "Verlaat de organisatie")
    press(page, "Verlaat: herroepen en beëindigen")
    _reads(page, "Noor Goossens")


def _keeps_the_books(page: Page) -> None:
    """What changed since last month, then everything of today on paper."""
    follow(page, "Tussen twee dagen")
    press(page, "Vergelijken")
    _reads(page, "Noor Goossens")
    follow(page, "Op een dag")
    press(page, "Het overzicht als pdf maken")
    _reads(page, "Overzicht van rechten", "U mag deze pagina verlaten en later terugkomen.")


@pytest.mark.trust("Rights")
@pytest.mark.trust("Browser")
def test_filip_does_his_day_without_a_mouse(live: Live, chrome: Browser) -> None:
    watched = Watched(live.fresh(chrome).new_page())
    page = watched.page
    page.goto("/")
    type_in(page, "Gebruikersnaam", "filip.janssens")
    type_in(page, "Wachtwoord", PASSWORD)
    press(page, "Aanmelden")
    for part in (_extends_what_ends, _answers_who_asks, _grants_quickly, _lets_somebody_go, _keeps_the_books):
        _home(page)
        part(page)
    tab_to(page, "Filip Janssens", "SUMMARY")
    page.keyboard.press("Enter")
    press(page, "Afmelden")
    assert page.locator("h1").inner_text() == "Aanmelden"
    assert watched.complaints + watched.breaches() == []
    page.context.close()
