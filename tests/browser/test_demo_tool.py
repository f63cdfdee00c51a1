"""The demo tool, a program of its own: Bram signs in there through us, and notices when he is let in no longer."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from app import clock
from app.mail.post import Post
from app.organisations.members import end_member
from app.policy import Identity, Role
from app.rights.integrations import make_integration, make_token
from app.transaction import Scope, enter, transaction
from models.organisations import Member
from models.values import ApiScope
from scheduler.jobs import work_off
from tests.browser.complaints import LOOKS, Look, problems
from tests.browser.live import Live, Watched, serve
from tests.database import TestServer
from tests.stories.cast import PASSWORD
from tests.stories.openid_tool import SECRET, put_diary
from tests.stories.wallet_program import charges, priced, topped_up

PROGRAM = Path(__file__).resolve().parents[2] / "docs" / "demo-tool" / "tool.py"


@dataclass(frozen=True)
class Running:
    """The tool at its address, for the office with this number."""

    address: str
    office: int


@pytest.fixture(scope="module")
def live(server: TestServer) -> Iterator[Live]:
    """Of today: the tool is another program, and looks at its own clock."""
    with serve(server, 3) as running, pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: datetime.now(UTC))
        yield running


@pytest.fixture(scope="module")
def tool(live: Live) -> Iterator[Running]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    told_at = f"{address}/signed-out-there"
    ids = put_diary(live.factory, live.governments.cast, told_at, f"{address}/callback", f"{address}/")
    priced(live.factory)
    topped_up(live.factory, "50")
    known = {
        "SLEUTELBOS": live.url,
        "CLIENT_ID": "diary-web",
        "CLIENT_SECRET": SECRET,
        "API_TOKEN": _token(live, ids["diary"]),
        "TOOL_PORT": str(port),
    }
    program = subprocess.Popen([sys.executable, str(PROGRAM)], env={**os.environ, **known})
    try:
        _listens(port)
        yield Running(address, ids["office"])
    finally:
        program.terminate()
        program.wait(60)


def _token(live: Live, tool_id: int) -> str:
    """Greet hands it over."""
    greet = live.governments.cast.accounts["Greet"]
    central = Identity(greet, None, frozenset({Role.PERSON, Role.CENTRAL}), key_level="high")
    with live.factory() as session:
        enter(session, Scope.office())
        with transaction(session):
            made = make_integration(session, central, tool_id, "Letters", clock.now())
            scopes = (ApiScope.WALLET_READ, ApiScope.WALLET_CHARGE)
            return make_token(session, central, made.id, scopes, clock.today(), clock.now())


def _listens(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the demo tool doesn't begin")


@pytest.mark.parametrize("look", [replace(one, language="nl") for one in LOOKS], ids=lambda look: look.light)
@pytest.mark.trust("Browser")
def test_the_page_of_the_tool_is_pleasant_for_everybody(
    live: Live, tool: Running, chrome: Browser, look: Look
) -> None:
    watched = Watched(live.fresh(chrome, look.light).new_page())
    watched.page.goto(tool.address)
    assert problems(watched, look) == []
    watched.page.context.close()


@pytest.mark.parametrize("look", [replace(one, language="nl") for one in LOOKS], ids=lambda look: look.light)
@pytest.mark.trust("Spending")
def test_a_letter_is_chosen_confirmed_and_paid_on_pages_that_are_pleasant_for_everybody(
    live: Live, tool: Running, chrome: Browser, look: Look
) -> None:
    watched = Watched(live.fresh(chrome, look.light).new_page())
    page = watched.page
    page.goto(f"{tool.address}/sign-in")
    page.fill("[name=username]", "bram.claes")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{tool.address}/")
    assert problems(watched, look) == []
    page.fill("[name=quantity]", "0")
    page.click("text=Bekijk de prijs")
    page.wait_for_selector("text=Vul een aantal")
    assert problems(watched, look) == []
    page.fill("[name=quantity]", "100")
    page.click("text=Bekijk de prijs")
    page.wait_for_selector("text=Portefeuille opladen")
    assert problems(watched, look) == []
    page.click("text=Terug")
    assert page.input_value("[name=quantity]") == "100"
    page.fill("[name=quantity]", "1")
    page.click("text=Bekijk de prijs")
    page.wait_for_selector("text=Bevestig uw aankoop")
    assert problems(watched, look) == []
    before = len(charges(live.factory))
    page.dblclick("button:has-text('Betalen')")
    page.wait_for_selector("text=Transactiebon")
    assert problems(watched, look) == []
    assert len(charges(live.factory)) == before + 1
    page.context.close()


@pytest.mark.trust("Accreditations, membership")
def test_bram_goes_in_signs_out_comes_back_and_is_out_when_his_membership_ends(
    live: Live, tool: Running, chrome: Browser, tmp_path: Path
) -> None:
    page = live.fresh(chrome).new_page()
    page.goto(tool.address)
    page.click("text=Aanmelden met Sleutelbos")
    page.fill("[name=username]", "bram.claes")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{tool.address}/")
    said = page.locator("main").inner_text()
    assert all(words in said for words in ("Dag Bram Claes", "Immo Peeters", "0999000030", "Aalst", "user"))

    page.click("text=Afmelden")
    page.click("text=Aanmelden met Sleutelbos")
    page.fill("[name=username]", "bram.claes")  # signed out there too
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{tool.address}/")

    _membership_ends(live, tool.office)
    work = threading.Thread(target=_worked_off, args=(live, tmp_path))  # the browser's loop runs in this one
    work.start()
    work.join()
    page.wait_for_selector("text=Uw sessie is hier beëindigd")
    page.context.close()


def _worked_off(live: Live, state: Path) -> None:
    url = live.factory.kw["bind"].url.render_as_string(hide_password=False)
    work_off(url, live.factory, state, post=Post(site=live.url))


def _membership_ends(live: Live, office: int) -> None:
    cast = live.governments.cast
    with live.factory() as session:
        enter(session, Scope.office())
        with transaction(session):
            bram = session.scalars(
                select(Member).where(Member.organisation_id == office, Member.account_id == cast.accounts["Bram"])
            ).one()
            an = Identity(
                cast.accounts["An"], cast.persons["An"], frozenset({Role.PERSON, Role.MANAGER}), office, "high"
            )
            end_member(session, an, bram.id, bram.version, "", clock.now())
