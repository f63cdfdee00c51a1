"""Every page in a real browser: axe-core and the browser complain of nothing, and nothing is too wide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

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


# English has the shortest sentences of the three; the stories read them.
LOOKS = (Look("nl", "light", WCAG), Look("fr", "dark", NAMES))


@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.language} {look.light}")
@pytest.mark.trust("Accessibility on every page")
@pytest.mark.trust("3.4.3")
@pytest.mark.trust("Browser")
def test_a_page_is_good_for_everybody(live: Live, chrome: Browser, shown: Shown, look: Look) -> None:
    watched = Watched(live.context(chrome, shown.username, look.light).new_page())
    page, ids = (
        watched.page,
        live.governments.ids[VOORBEELDEGEM] | {"bystander": live.governments.cast.relations["Bram"]},
    )
    try:
        page.goto(f"/language/{look.language}?{urlencode({'next': shown.address(ids)})}")
        shown.act(page)
        assert page.locator("main h1").count() == 1
        assert _problems(watched, look) == []
    finally:
        page.close()


def test_what_is_wrong_would_be_seen(live: Live, chrome: Browser) -> None:
    """A page spoilt on purpose: every watcher speaks."""
    watched = Watched(live.context(chrome, "").new_page())
    page = watched.page
    page.goto("/language/nl?next=/sign-in/")
    assert _problems(watched, LOOKS[0]) == []
    page.evaluate("""() => {
        const main = document.querySelector('main');
        main.insertAdjacentHTML('beforeend', '<input name="x"><p id="spoilt" style="width: 900px">wide</p>');
        document.querySelector('#spoilt').style.width = '900px';
        main.appendChild(Object.assign(document.createElement('script'), {textContent: '1'}));
        document.documentElement.lang = 'de';
        console.error('spoilt');
    }""")
    told = "\n".join(_problems(watched, LOOKS[0]))
    for word in (
        "label:",
        "content policy: script-src",
        "content policy: style-src",
        "language",
        "wide at 320",
        "spoilt",
    ):
        assert word in told, told
    page.close()


def _problems(watched: Watched, look: Look) -> list[str]:
    """All that is wrong with the page that is open, in words."""
    page = watched.page
    found = _told(Axe().run(page, options=look.asked).response)
    if page.evaluate("document.documentElement.lang") != look.language:
        found.append("the page doesn't say its language")
    page.set_viewport_size({"width": 320, "height": 640})
    if (width := page.evaluate("document.scrollingElement.scrollWidth")) > 320:
        found.append(f"{width} px wide at 320: {page.evaluate(_STICKS_OUT)}")
    return found + watched.complaints + watched.breaches()


def _told(response: dict[str, Any]) -> list[str]:
    return [
        f"{violation['id']}: {node['target']} {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for violation in response["violations"]
        for node in violation["nodes"][:3]
    ]
