"""What a list remembers in the browser, and what only a script does there."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from tests.browser.live import Live

LISTS = (
    "/rights/list/",
    "/relations/list/",
    "/persons/list/",
    "/organisations/list/",
    "/tools/list/",
    "/events/list/",
)


def _dense(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.classList.contains('dense')"))


def test_dense_rows_stay_dense_on_every_list_until_one_says_otherwise(live: Live, chrome: Browser) -> None:
    page = live.context(chrome, "filip.janssens").new_page()
    page.goto(LISTS[0])
    page.locator("[data-density]").click()
    for address in LISTS:
        page.goto(address)
        assert _dense(page), address
        assert page.locator("[data-density]").get_attribute("aria-pressed") == "true"
    page.locator("[data-density]").click()
    page.goto(LISTS[0])
    assert not _dense(page)
    page.close()


def test_no_act_without_a_choice_and_the_number_is_told(live: Live, chrome: Browser) -> None:
    page = live.context(chrome, "filip.janssens").new_page()
    page.goto("/rights/list/")
    act = page.locator("button[name=action][value=revoke]")
    assert act.is_disabled()
    page.locator("[data-choose-all]").check()
    assert act.is_enabled()
    assert page.locator("[data-chosen]").inner_text().endswith(" 25")
    assert page.locator("button[name=all][value=revoke]").is_enabled()
    page.close()


def test_an_export_arrives_as_a_file(live: Live, chrome: Browser) -> None:
    page = live.context(chrome, "filip.janssens").new_page()
    page.goto("/rights/list/?columns=person&sort=until")
    page.locator(".toolbar summary").first.click()
    for button, ending in (("csv", ".csv"), ("xlsx", ".xlsx")):
        with page.expect_download() as waiting:
            page.locator(f"button[name=format][value={button}]").click()
        assert waiting.value.suggested_filename.endswith(ending)
        assert waiting.value.path().stat().st_size > 1000
    page.close()
