"""Every page in a real browser: axe-core and the browser complain of nothing, and nothing is too wide."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser

from tests.browser.complaints import LOOKS, Look, problems
from tests.browser.live import Live, Watched
from tests.browser.pages import PAGES, Shown
from tests.stories.cast import VOORBEELDEGEM


@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.language} {look.light}")
@pytest.mark.trust("Accessibility on every page")
@pytest.mark.trust("3.4.3")
@pytest.mark.trust("Browser")
def test_a_page_is_good_for_everybody(live: Live, chrome: Browser, shown: Shown, look: Look) -> None:
    ids = live.governments.ids[VOORBEELDEGEM] | {"bystander": live.governments.cast.relations["Bram"]}
    with live.looking(chrome, shown.username, look.light) as watched:
        watched.page.goto(f"/language/{look.language}?{urlencode({'next': shown.address(ids)})}")
        shown.act(watched.page)
        assert watched.page.locator("main h1").count() == 1
        assert problems(watched, look) == []


def test_what_is_wrong_would_be_seen(live: Live, chrome: Browser) -> None:
    """A page spoilt on purpose: every watcher speaks."""
    watched = Watched(live.context(chrome, "").new_page())
    page = watched.page
    page.goto("/language/nl?next=/sign-in/")
    assert problems(watched, LOOKS[0]) == []
    page.evaluate("""() => {
        const main = document.querySelector('main');
        main.insertAdjacentHTML('beforeend', '<input name="x"><p id="spoilt" style="width: 900px">wide</p>');
        document.querySelector('#spoilt').style.width = '900px';
        main.appendChild(Object.assign(document.createElement('script'), {textContent: '1'}));
        document.documentElement.lang = 'de';
        console.error('spoilt');
    }""")
    told = "\n".join(problems(watched, LOOKS[0]))
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
