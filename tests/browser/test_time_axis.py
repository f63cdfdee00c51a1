"""The reference date on the time axis of a person: dragged, by keyboard too, and the page tells that day."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import Browser

from tests.browser.live import Live
from tests.stories.cast import VOORBEELDEGEM


def test_the_reference_date_is_dragged_and_the_page_tells_that_day(live: Live, chrome: Browser) -> None:
    page = live.context(chrome, "filip.janssens").new_page()
    page.goto(f"/persons/show/{live.governments.ids[VOORBEELDEGEM]['person']}")
    slider, field = page.locator(".bars-on [type=range]"), page.locator("#on")
    today = date.fromisoformat(field.input_value())
    line = page.locator(".bars .on").get_attribute("x1")
    slider.focus()
    with page.expect_navigation():
        page.keyboard.press("ArrowLeft")
    assert date.fromisoformat(field.input_value()) == today - timedelta(days=1)
    assert page.locator(".bars .on").get_attribute("x1") != line
    told = date.fromisoformat(field.input_value()).strftime("%d/%m/%Y")
    assert told in page.locator(".bars-on + .hint").inner_text()
    with page.expect_navigation():
        page.locator(".bars-on [type=range]").press("Home")
    assert date.fromisoformat(field.input_value()) < today - timedelta(days=30)
    assert page.url.endswith("#rights-rights")
    page.close()
