"""The act once more, in Chromium and by keyboard alone: Filip signs in, grants a right, sees it, takes it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.keys import follow, press, tab_to, type_in
from tests.browser.live import Live, Watched
from tests.stories.cast import PASSWORD
from tests.stories.words import DUTCH as WORDS


@pytest.mark.trust("Rights")
@pytest.mark.trust("Browser")
def test_filip_grants_a_right_and_takes_it_back_without_a_mouse(live: Live, chrome: Browser) -> None:
    watched = Watched(live.fresh(chrome).new_page())
    page = watched.page
    page.goto("/")
    type_in(page, WORDS.username, "filip.janssens")
    type_in(page, WORDS.password, PASSWORD)
    press(page, WORDS.sign_in)
    assert page.locator("h1").inner_text() == WORDS.good_day

    follow(page, WORDS.grant_a_right)
    type_in(page, WORDS.number, str(live.governments.cast.numbers["Joris"]))
    press(page, WORDS.find)
    tab_to(page, "employee", "INPUT")
    page.keyboard.press("ArrowDown")
    press(page, WORDS.new_relation)
    assert page.locator("h1").inner_text() == WORDS.which_right
    follow(page, WORDS.kind)
    type_in(page, WORDS.reason, "Vervangt Bram")
    press(page, WORDS.go_on)
    assert page.locator("h1").inner_text() == WORDS.check
    press(page, WORDS.grant)
    main = page.locator("main").inner_text()
    assert WORDS.granted in main
    assert WORDS.active in main
    assert page.locator("h1").inner_text() == WORDS.record

    follow(page, WORDS.revoke)
    type_in(page, WORDS.reason, "Bram is terug")
    press(page, WORDS.revoke)
    assert WORDS.lost in page.locator("main").inner_text()
    assert watched.complaints + watched.breaches() == []
    page.context.close()
