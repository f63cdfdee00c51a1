"""Cards in Chromium: at the desk by keyboard alone, through an extension that speaks Web eID, and without one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.keys import follow, press, type_in
from tests.browser.live import Live, Watched

# What an extension does, by the messages of its protocol; a real one asks its application, this one asks the test.
_EXTENSION = """
addEventListener('message', async ({ source, data }) => {
  if (source !== window || typeof data?.action !== 'string' || !/^web-eid:[a-z]+$/.test(data.action)) return;
  postMessage({ action: `${data.action}-ack` }, location.origin);
  const answer = await window.card(data.action, data.challengeNonce ?? '');
  const outcome = answer.includes('"error"') ? 'failure' : 'success';
  postMessage({ ...JSON.parse(answer), action: `${data.action}-${outcome}` }, location.origin);
});
"""


@pytest.fixture
def watched(live: Live, chrome: Browser) -> Iterator[Watched]:
    made = Watched(live.fresh(chrome).new_page())
    yield made
    assert made.complaints + made.breaches() == []
    made.page.context.close()


def _title(page: Page) -> str:
    return page.locator("h1").inner_text()


@pytest.mark.trust("Browser")
def test_filip_signs_in_at_the_desk_without_a_mouse(live: Live, watched: Watched) -> None:
    page = watched.page
    live.cards.insert("")
    page.goto("/")
    follow(page, "Aanmelden met uw eID")
    follow(page, "De lezer hier gebruiken")
    type_in(page, "Pincode van uw eID", "1234")
    press(page, "Aanmelden met deze kaart")
    assert "Er zit geen kaart in de lezer." in page.locator("[role=alert]").inner_text()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    live.cards.insert("Filip")
    type_in(page, "Pincode van uw eID", "9999")
    press(page, "Aanmelden met deze kaart")
    assert "Er resten 2 pogingen" in page.locator("[role=alert]").inner_text()
    assert page.locator("[name=pin]").input_value() == ""
    type_in(page, "Pincode van uw eID", "1234")
    press(page, "Aanmelden met deze kaart")
    assert _title(page) == "Dag Filip Janssens"
    follow(page, "Recht toekennen")
    assert page.url.endswith("/grant/")


def test_two_tabs_at_one_desk_see_the_same_card(live: Live, watched: Watched) -> None:
    page = watched.page
    page.goto("/demo/cards/")
    page.locator("tr", has_text="Chloé Dubois").get_by_role("button").click()
    second = page.context.new_page()
    second.goto("/eid/desk/")
    assert "Chloé Dubois" in second.locator("main").inner_text()
    second.close()


def test_an_extension_signs_what_was_asked(live: Live, watched: Watched) -> None:
    page = watched.page
    live.cards.knows_authorities()
    page.expose_function("card", lambda action, nonce: live.cards.proof("Filip", nonce))
    page.add_init_script(_EXTENSION)
    page.goto("/eid/web/")
    with page.expect_navigation():
        page.get_by_role("button", name="Aanmelden met Web eID").click()
    assert _title(page) == "Dag Filip Janssens"


def test_whoever_stops_in_its_window_reads_how_to_go_on(live: Live, watched: Watched) -> None:
    page = watched.page
    told = '{"error": {"code": "ERR_WEBEID_USER_CANCELLED", "message": "User cancelled"}}'
    page.expose_function("card", lambda action, nonce: told)
    page.add_init_script(_EXTENSION)
    page.goto("/eid/web/")
    with page.expect_navigation():
        page.get_by_role("button", name="Aanmelden met Web eID").click()
    assert "Het werd gestopt voordat de pincode was ingevuld." in page.locator("[role=alert]").inner_text()


def test_without_an_extension_it_is_told_within_a_second_or_two(live: Live, watched: Watched) -> None:
    page = watched.page
    page.goto("/eid/web/")
    with page.expect_navigation():
        page.get_by_role("button", name="Aanmelden met Web eID").click()
    assert "Deze browser heeft geen Web eID-extensie" in page.locator("[role=alert]").inner_text()


def test_the_browsers_half_of_the_self_test_tells_line_by_line(live: Live, watched: Watched) -> None:
    page = watched.page
    page.goto("/eid/test/")
    row = page.locator("[data-check=extension]")
    row.locator("[data-outcome=failed]").wait_for(state="visible")
    assert "Mislukt" in row.inner_text()
    assert "Geslaagd" in page.locator("[data-check=cookies]").inner_text()
    assert "Mislukt" in page.locator("[data-check=secure]").inner_text()


def test_a_remedy_that_is_pointed_at_stands_open(live: Live, watched: Watched) -> None:
    page = watched.page
    page.goto("/eid/trouble/#no_client_cert")
    assert page.locator("#no_client_cert li").first.is_visible()
    assert not page.locator("#busy li").first.is_visible()
