"""Where a password isn't a strong key: the page that asks for a stronger one, and the codes on paper behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.complaints import LOOKS, Look, problems
from tests.browser.live import Live, Watched, serve
from tests.database import TestServer
from tests.stories.cast import PASSWORD


@pytest.fixture(scope="module")
def live(server: TestServer) -> Iterator[Live]:
    with serve(server, 3, DEMO_PASSWORD_IS_HIGH="0") as running:
        yield running


@pytest.fixture(scope="module")
def codes(live: Live, chrome: Browser) -> dict[str, str]:
    """What Greet, who came in with her card, printed for Filip; looked at as well."""
    watched = Watched(live.fresh(chrome).new_page())
    page = watched.page
    live.cards.insert("Greet")
    page.goto("/eid/desk/")
    page.fill("input[type=password]", "1234")
    _sent(page)
    page.goto("/accounts/list/?username=filip.janssens")
    page.get_by_role("link", name="filip.janssens", exact=True).click()
    page.wait_for_url("**/accounts/show/*")
    page.locator("main a[href*='/federal-token/']").click()
    page.wait_for_url("**/federal-token/*")
    assert problems(watched, LOOKS[0]) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    _sent(page)
    cells = page.locator("main td")
    found = {cell.get_attribute("data-label") or "": cell.inner_text().strip() for cell in cells.all()}
    assert len(found) == 24
    assert problems(watched, LOOKS[0]) == []
    page.close()
    return found


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.language} {look.light}")
@pytest.mark.trust("Accessibility on every page")
def test_the_way_to_a_stronger_key_is_good_for_everybody(
    live: Live, chrome: Browser, codes: dict[str, str], look: Look
) -> None:
    context = live.fresh(chrome, look.light)
    watched = Watched(context.new_page())
    page = watched.page
    page.goto(f"/language/{look.language}?next=/sign-in/")
    page.fill("[name=username]", "filip.janssens")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live.url}/")
    page.goto(f"/language/{look.language}?next=/grant/")
    assert "/stronger/" in page.url
    assert problems(watched, look) == []
    page.locator("main a[href*='/token/']").click()
    page.wait_for_url("**/token/**")
    assert problems(watched, look) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.fill("main form input[type=text]", "WRONGX")
    _sent(page)
    assert problems(watched, look) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    asked = re.search(r"\b[A-D][1-6]\b", page.locator("main form").inner_text())
    assert asked is not None
    page.fill("main form input[type=text]", codes[asked.group()])
    _sent(page)
    assert page.url.endswith("/grant/")
    page.close()


def _sent(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form button:not([name])").first.click()
