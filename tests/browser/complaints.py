"""What axe-core and the browser say of an open page, and whether it is too wide for a narrow screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.live import Watched

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
# The same on every page of a profile, and half of what there is to look at: looked at on the first.
_MENU = "nav.side"
# What sticks out at the right of a narrow screen, for the message.
_STICKS_OUT = """() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 321)
    .slice(0, 5).map(e => e.tagName + '.' + e.className + ' ' + Math.round(e.getBoundingClientRect().right))"""


@dataclass(frozen=True)
class Look:
    """How one looks at it: in which language and light, and what axe-core is asked."""

    language: str
    light: str
    asked: dict[str, Any]


# English has the shortest sentences of the three; the stories read them.
LOOKS = (Look("nl", "light", WCAG), Look("fr", "dark", NAMES))


def problems(watched: Watched, look: Look) -> list[str]:
    """All that is wrong with the page that is open, in words."""
    page = watched.page
    found = _told(_violations(page, look.asked, [] if watched.menu_is_new else [_MENU]))
    watched.menu_is_new = False
    if page.evaluate("document.documentElement.lang") != look.language:
        found.append("the page doesn't say its language")
    page.set_viewport_size({"width": 320, "height": 640})
    if (width := page.evaluate("document.scrollingElement.scrollWidth")) > 320:
        found.append(f"{width} px wide at 320: {page.evaluate(_STICKS_OUT)}")
    return found + watched.complaints + watched.breaches()


def _violations(page: Page, asked: dict[str, Any], but: list[str]) -> list[dict[str, Any]]:
    """What axe-core finds wrong, but for these parts; what it found good stays in the browser."""
    page.evaluate(AXE_SCRIPT)
    told: list[dict[str, Any]] = page.evaluate(
        "([exclude, asked]) => axe.run({exclude}, asked).then(told => told.violations)", [but, asked]
    )
    return told


def _told(violations: list[dict[str, Any]]) -> list[str]:
    return [
        f"{violation['id']}: {node['target']} {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for violation in violations
        for node in violation["nodes"][:3]
    ]
