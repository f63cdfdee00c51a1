"""The act once more, in Chromium and by keyboard alone: Filip signs in, grants a right, sees it, takes it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.live import Live, Watched
from tests.stories.cast import PASSWORD
from tests.stories.words import DUTCH as WORDS

_FOCUSED = """() => {
    const e = document.activeElement;
    const labels = [...(e.labels || [])].map(l => l.innerText).join(" ");
    const named = e.getAttribute('aria-label') || labels || e.innerText;
    return [e.tagName, e.type || '', (named || '').replace(/\\s+/g, ' ').trim(), e.value || ''];
}"""
_RING = """() => {
    const style = getComputedStyle(document.activeElement);
    return parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none';
}"""


def _tab_to(page: Page, words: str, *tags: str) -> None:
    """Presses Tab until the focus is on what reads like this; each stop on the way must be visible."""
    for _ in range(120):
        page.keyboard.press("Tab")
        tag, kind, named, value = page.evaluate(_FOCUSED)
        if tag in tags and (named.startswith(words) or (kind == "radio" and value == words)):
            assert page.evaluate(_RING), f"the focus on “{words}” can't be seen"
            return
    raise AssertionError(f"Tab never comes to “{words}” on {page.title()}")


def _follow(page: Page, words: str) -> None:
    _tab_to(page, words, "A")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _press(page: Page, words: str) -> None:
    _tab_to(page, words, "BUTTON")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _type(page: Page, label: str, text: str) -> None:
    _tab_to(page, label, "INPUT", "TEXTAREA")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


@pytest.mark.trust("Rights")
@pytest.mark.trust("Browser")
def test_filip_grants_a_right_and_takes_it_back_without_a_mouse(live: Live, chrome: Browser) -> None:
    watched = Watched(live.fresh(chrome).new_page())
    page = watched.page
    page.goto("/")
    _type(page, WORDS.username, "filip.janssens")
    _type(page, WORDS.password, PASSWORD)
    _press(page, WORDS.sign_in)
    assert page.locator("h1").inner_text() == WORDS.good_day

    _follow(page, WORDS.grant_a_right)
    _type(page, WORDS.number, str(live.governments.cast.numbers["Joris"]))
    _press(page, WORDS.find)
    _tab_to(page, "employee", "INPUT")
    page.keyboard.press("ArrowDown")
    _press(page, WORDS.new_relation)
    assert page.locator("h1").inner_text() == WORDS.which_right
    _follow(page, WORDS.kind)
    _type(page, WORDS.reason, "Vervangt Bram")
    _press(page, WORDS.go_on)
    assert page.locator("h1").inner_text() == WORDS.check
    _press(page, WORDS.grant)
    main = page.locator("main").inner_text()
    assert WORDS.granted in main
    assert WORDS.active in main
    assert page.locator("h1").inner_text() == WORDS.record

    _follow(page, WORDS.revoke)
    _type(page, WORDS.reason, "Bram is terug")
    _press(page, WORDS.revoke)
    assert WORDS.lost in page.locator("main").inner_text()
    assert watched.complaints + watched.breaches() == []
    page.context.close()
