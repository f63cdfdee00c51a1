"""A member of an office identifies a buyer in Chromium: typed without a mouse, a paper put with it, questions
answered, and what that makes of it read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from app.demo.papers import paper_of
from models.values.identified import EvidenceKind
from tests.browser.complaints import WCAG, Look, problems
from tests.browser.keys import follow, press, tab_to, type_in
from tests.browser.live import Live, Watched
from tests.stories.stage import MOMENT

LOOK = Look("en", "light", WCAG)


@pytest.mark.trust("Browser")
@pytest.mark.trust("Accessibility on every page")
def test_a_buyer_is_identified_without_a_mouse(live: Live, chrome: Browser) -> None:
    watched = Watched(live.context(chrome, "zqa.aml").new_page())
    page = watched.page
    main = page.locator("main")
    page.goto("/language/en?next=/contacts/list/")
    follow(page, "Add contact")
    type_in(page, "Name", "Vandenabeele-Roose")
    type_in(page, "First names", "Lotte")
    press(page, "Add")
    follow(page, "Go on with the file")
    press(page, "Save and go on")
    type_in(page, "Or only the year", "1990")
    type_in(page, "Birth place", "Aalst")
    press(page, "Save and go on")
    type_in(page, "Nationality", "Belgium")
    type_in(page, "Country of residence", "BE")
    press(page, "Save and go on")
    follow(page, "Evidence")
    tab_to(page, "File", "INPUT")
    paper = paper_of(EvidenceKind.IDENTITY_CARD, "Lotte", MOMENT).getvalue()
    page.set_input_files("[name=file]", {"name": "card.pdf", "mimeType": "application/pdf", "buffer": paper})
    press(page, "Upload")
    expect(main).to_contain_text("card.pdf")
    assert problems(watched, LOOK) == []
    follow(page, "Questions")
    assert problems(watched, LOOK) == []
    while "/questions/" in page.url:
        _answer(page)
        press(page, "Save and go on")
    expect(main.get_by_label("Level of vigilance")).to_contain_text("Standard")
    expect(main).to_contain_text("still needed before anybody accepts")
    assert problems(watched, LOOK) == []
    page.close()


def _answer(page: Page) -> None:
    """Chooses the first answer of each question of the group, which weighs nothing."""
    asked = page.locator("main input[type=radio]").evaluate_all("all => [...new Set(all.map(e => e.name))]")
    for name in asked:
        first = page.locator(f'main input[name="{name}"]').first.get_attribute("value") or ""
        tab_to(page, first, "INPUT")
        page.keyboard.press("Space")
