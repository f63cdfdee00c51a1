"""A member of an office screens a contact in Chromium: by keyboard, on a narrow screen, in two tabs at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.keys import follow, press, tab_to, type_in
from tests.browser.live import Live, Watched
from tests.stories.cast import PASSWORD
from tests.stories.words import DUTCH as WORDS


def _fits(page: Page) -> None:
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320, page.url


@pytest.mark.trust("Browser")
@pytest.mark.trust("Re-screening")
def test_a_contact_is_screened_without_a_mouse_on_a_narrow_screen(live: Live, chrome: Browser) -> None:
    watched = Watched(live.fresh(chrome).new_page())
    page = watched.page
    page.goto("/")
    type_in(page, WORDS.username, "zqa.aml")
    type_in(page, WORDS.password, PASSWORD)
    press(page, WORDS.sign_in)
    follow(page, "Contacten")
    page.set_viewport_size({"width": 320, "height": 640})
    _fits(page)
    follow(page, "Contact toevoegen")
    press(page, "Toevoegen")
    expect(page.locator(".summary-of-errors")).to_be_focused()
    type_in(page, "Naam", "Sobolew")
    type_in(page, "Voornamen", "Wladimir")
    type_in(page, "Of alleen het jaar", "69")
    type_in(page, "Land", "Belgje")
    press(page, "Toevoegen")
    main = page.locator("main")
    expect(main).to_contain_text("“69” is geen jaar.")
    expect(main).to_contain_text("“Belgje” is geen land dat wij kennen.")
    assert page.input_value("[name=given_names]") == "Wladimir"
    _fits(page)
    type_in(page, "Of alleen het jaar", "1969")
    type_in(page, "Land", "belgie")
    press(page, "Toevoegen")
    expect(main).to_contain_text("Er is 1 mogelijke overeenkomst")
    _fits(page)
    follow(page, "Wladimir Sobolew")
    expect(main).to_contain_text("De hele naam is dezelfde: “Wladimir Sobolew”.")
    expect(main).to_contain_text("De lijst kent een nummer (751234567), wij niet: vraag ernaar.")
    tab_to(page, "4 in totaal", "SUMMARY")
    page.keyboard.press("Enter")
    expect(page.get_by_text("فلاديمير سوبوليف")).to_be_visible()
    _fits(page)
    here, beside = page.url, page.context.new_page()
    beside.goto(here)
    tab_to(page, "Andere nationaliteit", "INPUT")
    page.keyboard.press("Space")
    type_in(page, "In uw eigen woorden", "Hij toonde zijn Belgische kaart.")
    press(page, "Niet dezelfde")
    expect(main).to_contain_text("Genoteerd met uw reden.")
    type_in(beside, "In uw eigen woorden", "Ik ken hem van school.")
    press(beside, "Niet dezelfde")
    expect(beside.locator("main")).to_contain_text("Het werd niet bewaard")
    assert "Ik ken hem van school." in beside.locator("textarea[readonly]").input_value()
    beside.close()
    page.goto(here)
    follow(page, "Opnieuw openen")
    type_in(page, "Waarom opent u ze opnieuw?", "De kaart was van zijn broer.")
    press(page, "Opnieuw openen")
    follow(page, "Het is dezelfde…")
    expect(main).to_contain_text("Er vertrekt niets naar iemand buiten uw kantoor.")
    _fits(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Het is dezelfde").dblclick()
    expect(main).to_contain_text("staat op de lijst. Iedereen in het kantoor ziet het.")
    expect(main.locator(".timeline li")).to_have_count(3)
    assert [one for one in watched.complaints if "422" not in one] + watched.breaches() == []
    page.context.close()
