"""An office from nothing to its first tool and branch, in Chromium and by keyboard: Els adds it all herself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from app.demo.enterprises import number_of, unit_of
from tests.browser.keys import follow, press, tab_to, type_in
from tests.browser.live import Live, Watched
from tests.stories.cast import PASSWORD
from tests.stories.words import DUTCH as WORDS


@pytest.mark.trust("Browser")
def test_els_adds_her_office_and_sets_who_uses_a_tool_without_a_mouse(live: Live, chrome: Browser) -> None:
    watched = Watched(live.fresh(chrome).new_page())
    page = watched.page
    page.goto("/")
    type_in(page, WORDS.username, "els.wouters")
    type_in(page, WORDS.password, PASSWORD)
    press(page, WORDS.sign_in)
    tab_to(page, "Els Wouters", "SUMMARY")
    page.keyboard.press("Enter")
    follow(page, "Mijn organisaties")
    follow(page, "Organisatie toevoegen")
    type_in(page, "Ondernemingsnummer of naam", str(number_of(9_980_003)))
    press(page, "Zoeken")
    follow(page, "De gegevens invullen")
    press(page, "De organisatie toevoegen")
    assert "Vul de naam in." in page.locator("main").inner_text()
    for label, text in (
        ("Naam", "Kantoor Wouters"),
        ("Straat en nummer", "Kade 1"),
        ("Postcode", "9000"),
        ("Plaats", "Gent"),
        ("E-mail voor contact", "info@wouters.be"),
    ):
        type_in(page, label, text)
    press(page, "De organisatie toevoegen")
    assert "Kantoor Wouters staat erin, en u bent beheerder." in page.locator("main").inner_text()
    follow(page, "Mijn toepassingen")
    press(page, "Registreren voor de organisatie")
    assert page.locator("h1").inner_text() == "Wie Agenda gebruikt"
    tab_to(page, "Els Wouters", "SELECT")
    page.keyboard.press("End")
    press(page, "Bewaren")
    main = page.locator("main").inner_text()
    assert "Bewaard. Wat geblokkeerd is" in main
    assert page.locator("main select").first.input_value() == "blocked"
    follow(page, "Vestigingen")
    follow(page, "Een vestiging toevoegen")
    type_in(page, "Naam", "Kade")
    type_in(page, "Vestigingseenheidsnummer", "0999.100.592")
    press(page, "De vestiging toevoegen")
    assert "dat met 0 of 1 begint, is dat van een onderneming" in page.locator("main").inner_text()
    type_in(page, "Vestigingseenheidsnummer", str(unit_of(29_995_001)))
    press(page, "De vestiging toevoegen")
    follow(page, "Toepassingen in deze vestiging")
    tab_to(page, "Agenda", "INPUT")
    page.keyboard.press("Space")
    press(page, "Bewaren")
    assert "Bewaard. Wat gesloten is" in page.locator("main").inner_text()
    follow(page, "Mijn toepassingen")
    follow(page, "Wie gebruikt ze?")
    follow(page, "Waarom?")
    assert "Niet geblokkeerd door een beheerder" in page.locator("main").inner_text()
    assert [one for one in watched.complaints if "422" not in one] + watched.breaches() == []
    page.context.close()
