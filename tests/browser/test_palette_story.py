"""Anyone in two keystrokes and a number, in Chromium and by keyboard alone; a combobox all the way."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.live import Live, Watched

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}


def _opened(live: Live, chrome: Browser, username: str = "filip.janssens", language: str = "nl") -> Watched:
    watched = Watched(live.context(chrome, username).new_page())
    watched.page.goto(f"/language/{language}?next=/")
    return watched


def _complaints(watched: Watched) -> list[str]:
    """All but questions that were still under way when the page was left: what came first was enough."""
    return [one for one in watched.complaints + watched.breaches() if not one.endswith("/search/hits")]


def _active(page: Page) -> str:
    """The option a screen reader says is active."""
    return str(
        page.evaluate(
            """() => document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))
                ?.innerText.replace(/\\s+/g, ' ').trim() ?? ''"""
        )
    )


@pytest.mark.trust("Browser")
@pytest.mark.trust("National numbers")
@pytest.mark.trust("Accessibility on every page")
def test_filip_finds_bram_in_two_keystrokes_and_a_number(live: Live, chrome: Browser) -> None:
    watched = _opened(live, chrome)
    page, number = watched.page, live.governments.cast.numbers["Bram"]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("Control+k")
    page.keyboard.type(str(number))
    with page.expect_navigation():
        page.keyboard.press("Enter")  # before the answer is there
    assert page.locator("h1").inner_text() == "Bram Claes"
    assert page.url.endswith(f"/persons/show/{live.governments.cast.persons['Bram']}")
    assert not any(number.digits in url or str(number) in url for url in asked)
    # The same by the field of the bar: one key, the number, Enter.
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type(number.digits)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == "Bram Claes"
    assert not any(number.digits in url for url in asked)
    assert _complaints(watched) == []
    page.close()


@pytest.mark.parametrize(
    ("language", "page_name"), [("nl", "Rollen van toepassingen"), ("fr", "Rôles des applications")]
)
def test_a_page_of_the_menu_is_reached_by_the_beginning_of_its_words(
    live: Live, chrome: Browser, language: str, page_name: str
) -> None:
    watched = _opened(live, chrome, language=language)
    page = watched.page
    page.keyboard.press("Control+k")
    page.keyboard.type("role" if language == "fr" else "rol")  # without its accent
    page.locator("#palette [aria-selected=true] b", has_text=page_name).wait_for()
    assert _active(page) == page_name
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/tool-roles/list/")
    assert _complaints(watched) == []
    page.close()


@pytest.mark.trust("Accessibility on every page")
def test_the_arrows_walk_the_list_and_escape_gives_the_page_back(live: Live, chrome: Browser) -> None:
    watched = _opened(live, chrome)
    page = watched.page
    page.keyboard.press("Control+k")
    field = page.locator("#palette input")
    with page.expect_response("**/search/hits"):
        page.keyboard.type("peeters an")
    page.locator("#palette .quiet", has_text="79.04.02").first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    first = _active(page)
    assert first.startswith("An Peeters")
    page.keyboard.press("ArrowDown")
    assert _active(page) != first
    page.keyboard.press("ArrowUp")
    assert _active(page) == first
    page.keyboard.press("ArrowUp")
    last = page.locator("#palette [role=option]").last
    assert last.get_attribute("aria-selected") == "true"
    assert page.locator("#palette [aria-selected=true]").count() == 1
    assert Axe().run(page, options=WCAG).response["violations"] == []
    page.keyboard.press("Escape")
    assert not page.locator("#palette").is_visible()
    page.keyboard.press("Control+k")
    assert field.input_value() == ""
    page.keyboard.press("Control+k")
    assert not page.locator("#palette").is_visible()
    assert _complaints(watched) == []
    page.close()


@pytest.mark.trust("Tenants")
def test_the_palette_offers_nothing_of_elsewhere(live: Live, chrome: Browser) -> None:
    watched = _opened(live, chrome)
    page = watched.page
    for typed in ("dubois", str(live.governments.cast.numbers["Chloé"]), "zqbp", "exemple", "%", "_"):
        page.keyboard.press("Control+k")
        with page.expect_response("**/search/hits"):
            page.keyboard.type(typed)
        page.locator("#palette[data-nothing]").wait_for()
        page.keyboard.press("Escape")
    assert _complaints(watched) == []
    page.close()
