"""Every page in a real browser: nothing axe-core objects to, nothing the browser complains of, nothing too wide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.live import Live, Watched
from tests.browser.pages import PAGES, Shown
from tests.stories.cast import VOORBEELDEGEM

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
NAMES = {
    "runOnly": {
        "type": "rule",
        "values": [
            "color-contrast",
            "label",
            "select-name",
            "button-name",
            "link-name",
            "image-alt",
            "aria-input-field-name",
            "summary-name",
            "document-title",
            "html-has-lang",
            "html-lang-valid",
            "valid-lang",
        ],
    },
    "resultTypes": ["violations"],
}
# What sticks out at the right of a narrow screen, for the message.
_STICKS_OUT = """() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 321)
    .slice(0, 5).map(e => e.tagName + '.' + e.className + ' ' + Math.round(e.getBoundingClientRect().right))"""


@dataclass(frozen=True)
class Look:
    """How one looks at it: in which language and light, and what axe-core is asked."""

    language: str
    light: str
    asked: dict[str, Any]


LOOKS = (
    Look("nl", "light", WCAG),
    Look("fr", "dark", NAMES),
    Look("en", "light", NAMES),
    Look("nl", "dark", NAMES),
)


@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.language} {look.light}")
@pytest.mark.trust("Accessibility on every page")
@pytest.mark.trust("3.4.3")
@pytest.mark.trust("Browser")
def test_a_page_is_good_for_everybody(live: Live, chrome: Browser, shown: Shown, look: Look) -> None:
    context = live.context(
        chrome,
        shown.username,
        color_scheme=look.light,
        viewport={"width": 1280, "height": 900},
        reduced_motion="reduce",
    )
    watched = Watched(context.new_page())
    page, ids = (
        watched.page,
        live.governments.ids[VOORBEELDEGEM] | {"bystander": live.governments.cast.relations["Bram"]},
    )
    try:
        page.goto(f"/language/{look.language}?next={shown.address(ids).replace('&', '%26')}")
        shown.act(page)
        assert page.locator("main h1").count() == 1
        problems = _told(Axe().run(page, options=look.asked).response)
        if page.evaluate("document.documentElement.lang") != look.language:
            problems.append("the page doesn't say its language")
        page.set_viewport_size({"width": 320, "height": 640})
        if (width := page.evaluate("document.scrollingElement.scrollWidth")) > 320:
            problems.append(f"{width} px wide at 320: {page.evaluate(_STICKS_OUT)}")
        assert problems + watched.complaints + watched.breaches() == []
    finally:
        context.close()


def _told(response: dict[str, Any]) -> list[str]:
    return [
        f"{violation['id']}: {node['target']} {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for violation in response["violations"]
        for node in violation["nodes"][:3]
    ]
