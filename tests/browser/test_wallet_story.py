"""A manager tops up in a real browser: over the bank's page and back, and a page that looks again by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.complaints import LOOKS, Look, problems
from tests.browser.live import Live, Watched


def _at_the_bank(page: Page, look: Look, amount: str) -> None:
    page.goto(f"/language/{look.language}?next=/top-up/")
    page.locator("#gross").fill(amount)
    page.locator("input[name=method]").first.check()
    with page.expect_navigation(url="**/demo/bank/**"):
        page.locator("main form.card button.primary").click()


def _press(page: Page, act: str) -> None:
    with page.expect_navigation(url="**/top-up/show/**"):
        page.locator(f"button[value={act}]").click()


@pytest.mark.trust("Accessibility on every page")
@pytest.mark.trust("Browser")
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.language} {look.light}")
def test_paying_in_goes_over_the_bank_s_page_and_back(live: Live, chrome: Browser, look: Look) -> None:
    watched = Watched(live.context(chrome, "zqa.manager", look.light).new_page())
    page = watched.page
    _at_the_bank(page, look, "50")
    _press(page, "pay")
    expect(page.locator("main .tone-good").first).to_be_visible()
    assert problems(watched, look) == []
    page.locator("main .summary a.button").last.click()
    expect(page.locator(".big-figure")).to_be_visible()
    assert problems(watched, look) == []
    page.close()


@pytest.mark.trust("Top-up")
def test_a_page_that_waits_sees_by_itself_that_it_was_paid_elsewhere(live: Live, chrome: Browser) -> None:
    look = LOOKS[0]
    page = live.context(chrome, "zqa.manager", look.light).new_page()
    _at_the_bank(page, look, "60")
    reference = page.url.rsplit("/", 1)[-1]
    with page.expect_navigation(url="**/top-up/show/**"):
        page.locator("main .summary a.button").first.click()
    expect(page.locator("main .banner.tone-info")).to_be_visible()
    live.bank.pay(reference)
    expect(page.locator("main .banner.tone-good").first).to_be_visible(timeout=60_000)
    page.close()
