"""From a tool to us and back in a real browser, which holds what follows a form against our content policy."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser
from sqlalchemy import update

from app.transaction import Scope, enter
from models.rights import Tool
from tests.browser.complaints import LOOKS, Look, problems
from tests.browser.live import Live, Watched, serve
from tests.database import TestServer
from tests.stories.cast import PASSWORD
from tests.stories.openid_tool import Diary, listening, put_diary


@pytest.fixture(scope="module")
def live(server: TestServer) -> Iterator[Live]:
    with serve(server, 3) as running:
        yield running


@pytest.fixture(scope="module")
def tool(live: Live) -> Iterator[str]:
    """Where the tool is: another site. It may be used as oneself too, so that there is a choice."""
    with listening() as heard:
        there = heard.address.removesuffix("/backchannel")
        put_diary(live.factory, live.governments.cast, back=f"{there}/back", out=f"{there}/bye")
        with live.factory.begin() as session:
            enter(session, Scope.office())
            session.execute(update(Tool).where(Tool.code == "diary").values(usable_as_oneself=True))
        yield there


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.language} {look.light}")
@pytest.mark.trust("Browser")
def test_bram_comes_from_the_tool_signs_in_chooses_and_is_back(
    live: Live, chrome: Browser, tool: str, look: Look
) -> None:
    diary, context = Diary(None), live.fresh(chrome, look.light)  # type: ignore[arg-type]
    watched = Watched(context.new_page())
    page = watched.page
    page.goto(f"/language/{look.language}?next=/sign-in/")
    page.goto(diary.question(redirect_uri=f"{tool}/back"))
    page.fill("[name=username]", "bram.claes")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/oidc/authorize" in url)
    page.goto(f"/language/{look.language}?next=/sign-in/")  # from here on the account's own counts
    page.goto(diary.question(redirect_uri=f"{tool}/back"))
    assert problems(watched, look) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("main form button").click()
    page.wait_for_url(lambda url: url.startswith(f"{tool}/back?"))
    assert set(parse_qs(urlsplit(page.url).query)) == {"code", "state", "iss"}

    page.goto(f"{live.url}{diary.question(redirect_uri=f'{tool}/back', prompt='login')}")
    assert problems(watched, look) == []
    page.goto(f"{live.url}/oidc/logout?{_words(tool)}")
    assert problems(watched, look) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("main form button").click()
    page.wait_for_url(f"{tool}/bye")
    page.close()


def _words(tool: str) -> str:
    return urlencode({"client_id": "diary-web", "post_logout_redirect_uri": f"{tool}/bye"})
