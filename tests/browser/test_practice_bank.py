"""The practice bank's page in a real browser, from a payment that waits to money that was given back."""

from __future__ import annotations

import secrets

import pytest
from playwright.sync_api import Browser, Page, expect

from app.outside.payments import NewPayment, PaymentMethod
from models.values import euro
from tests.browser.complaints import LOOKS, Look, problems
from tests.browser.live import Live, Watched


def _waiting(live: Live, gross: str = "50.00") -> str:
    """The address of the page of a payment that waits."""
    new = NewPayment(
        key=secrets.token_hex(8),
        gross=euro(gross),
        described="Opwaardering van Voorbeeldegem, " + "zonderspaties" * 10,
        method=PaymentMethod.BANCONTACT,
        language="nl",
        note="1",
        back_url=f"{live.url}/report/",
    )
    return live.bank.begin(new).checkout_url


def _press(page: Page, act: str) -> None:
    with page.expect_navigation():
        page.locator(f"button[value={act}]").click()


@pytest.mark.trust("Accessibility on every page")
@pytest.mark.trust("Browser")
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.language} {look.light}")
@pytest.mark.parametrize(
    "acts", [(), ("fail",), ("expire",), ("pay",), ("pay", "take_back"), ("pay", "take_back", "give_back")]
)
def test_the_page_is_good_for_everybody(live: Live, chrome: Browser, look: Look, acts: tuple[str, ...]) -> None:
    watched = Watched(live.context(chrome, "", look.light).new_page())
    page, address = watched.page, _waiting(live, "5000.00")
    page.goto(f"/language/{look.language}?next=/sign-in/")
    for act in acts:
        page.goto(address)
        _press(page, act)
    page.goto(address)
    expect(page.locator("main h1")).to_have_count(1)
    assert problems(watched, look) == []
    page.close()


def test_paying_leads_back_to_where_one_came_from(live: Live, chrome: Browser) -> None:
    page = live.context(chrome, "").new_page()
    page.goto(_waiting(live))
    _press(page, "pay")
    assert page.url == f"{live.url}/report/"
    page.close()
