"""A person at the keyboard of a real browser: Tab, Enter, Space and letters; every stop must be visible."""

from __future__ import annotations

from playwright.sync_api import Page

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


def tab_to(page: Page, words: str, *tags: str) -> None:
    """Presses Tab until the focus is on what reads like this; each stop on the way must be visible."""
    for _ in range(120):
        page.keyboard.press("Tab")
        tag, kind, named, value = page.evaluate(_FOCUSED)
        if tag in tags and (named.startswith(words) or (kind == "radio" and value == words)):
            assert page.evaluate(_RING), f"the focus on “{words}” can't be seen"
            return
    raise AssertionError(f"Tab never comes to “{words}” on {page.title()}")


def follow(page: Page, words: str) -> None:
    tab_to(page, words, "A")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press(page: Page, words: str) -> None:
    tab_to(page, words, "BUTTON")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_in(page: Page, label: str, text: str) -> None:
    tab_to(page, label, "INPUT", "TEXTAREA")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
