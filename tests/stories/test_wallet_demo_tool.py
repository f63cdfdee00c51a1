"""The demo tool charges for real: Bram buys letters in it, An finds what was paid; in Dutch and in French."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from models.accounts import Account
from models.rights import ToolClient
from tests.stories.cast import Cast
from tests.stories.conftest import SETTINGS
from tests.stories.office import acting
from tests.stories.openid_tool import SECRET, Diary, Traveller, Travellers, changed, served
from tests.stories.stage import Browser, Time, sign_in
from tests.stories.test_rights_openid_independent import port as port  # one port for the whole run
from tests.stories.wallet_program import buyer, charges, held, priced, topped_up

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "demo-tool"
THERE = "https://diary.example"
Factory = sessionmaker[Session]
WORDS = {
    "nl": {
        "sign in": "Aanmelden met Sleutelbos",
        "on": "Verdergaan",
        "many": "Aantal (1 tot 100)",
        "mine": "Uw kenmerk (mag leeg)",
        "price": "Bekijk de prijs",
        "pay": "Betalen",
        "paid": "Betaald",
        "full": "€ 50,00",
        "left": "€ 46,37",
        "gross": "€ 3,63",
        "top up": "Portefeuille opladen",
        "letter": "Herinneringsbrief",
        "wrong": "Vul een aantal",
        "low": "Het saldo van",
    },
    "fr": {
        "sign in": "Se connecter avec Sleutelbos",
        "on": "Continuer",
        "many": "Nombre (1 à 100)",
        "mine": "Votre référence (facultative)",
        "price": "Voir le prix",
        "pay": "Payer",
        "paid": "Payé",
        "full": "50,00 €",
        "left": "46,37 €",
        "gross": "3,63 €",
        "top up": "Recharger le portefeuille",
        "letter": "Lettre de rappel",
        "wrong": "Indiquez un nombre",
        "low": "Le solde de",
    },
}


@pytest.fixture
def settings(state: Path, port: int) -> dict[str, str]:
    return {**SETTINGS, "STATE_DIR": str(state), "PORT": str(port)}


@pytest.fixture
def token(browser: Browser, app: Flask, diary: Diary, factory: Factory, time: Time) -> str:
    """Greet handed it to the makers of the diary, which sells letters at one euro; the office has fifty."""
    time.moment = datetime.now(UTC)  # the tool looks at its own clock
    priced(factory, "1.00")
    topped_up(factory, "50")
    changed(
        factory,
        lambda session: session.execute(
            update(ToolClient)
            .where(ToolClient.client_id == "diary-web")
            .values(redirect_uris=[f"{THERE}/callback"], post_logout_redirect_uris=[f"{THERE}/"])
        ),
    )
    return buyer(browser, app).token


@pytest.fixture
def tool(app: Flask, port: int, token: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The demo tool, which reaches us where we listen."""
    monkeypatch.syspath_prepend(str(FOLDER))
    mine = ("tool", "shop", "wallet", "words")
    for name in mine:
        sys.modules.pop(name, None)
    module: Any = __import__("tool")
    with served(app, port):
        made: Flask = module.create_tool(f"http://127.0.0.1:{port}", "diary-web", SECRET, token)
        inner = made.wsgi_app

        def elsewhere(environ: dict[str, Any], start: Any) -> Any:
            """A site of its own, whatever the walker calls it."""
            return inner({**environ, "HTTP_HOST": "diary.example", "wsgi.url_scheme": "https"}, start)

        made.wsgi_app = elsewhere  # type: ignore[method-assign]
        yield made
    for name in mine:
        sys.modules.pop(name, None)


class Guest(Traveller):
    """A browser in the tool; `there` is the same browser at Sleutelbos."""

    def _send(self, method: str, address: str, fields: list[tuple[str, str]] | None = None) -> TestResponse:
        self.left_for = ""
        return super()._send(method, address, fields)


def inside(tool: Flask, there: Traveller, speaks: str) -> Guest:
    """Bram signed in to the tool, by way of us."""
    guest = Guest(tool, speaks)
    guest.visit().follow(WORDS[speaks]["sign in"])
    sign_in(there.goes(guest.left_for).follow("EN"), "bram.claes").follow(WORDS[speaks]["on"])
    code = there.left_for
    assert code.startswith(f"{THERE}/callback"), (code, there.text)
    guest.typed_address(urljoin("/", code.removeprefix(THERE)))
    return guest


@pytest.mark.trust("Spending")
@pytest.mark.parametrize("speaks", ["nl", "fr"])
def test_bram_buys_letters_in_the_tool_and_an_finds_them(
    tool: Flask, traveller: Travellers, browser: Browser, factory: Factory, cast: Cast, speaks: str
) -> None:
    said = WORDS[speaks]
    of_both = Account.id.in_([cast.accounts["An"], cast.accounts["Bram"]])
    changed(factory, lambda session: session.execute(update(Account).where(of_both).values(language=speaks)))
    guest = inside(tool, traveller(), speaks).reads("Bram Claes", said["full"])
    guest.fill(said["many"], "3").fill(said["mine"], "dossier 118").press(said["price"])
    guest.reads(said["gross"], said["full"], said["left"], said["letter"], "dossier 118", "21 %")
    assert charges(factory) == []
    again = guest.new_tab()
    guest.press(said["pay"]).reads(said["paid"], said["left"])
    again.press(said["pay"]).reads(said["paid"], said["left"])  # a double click pays once
    (one,) = charges(factory)
    assert (one.quantity, one.reference, held(factory)) == (3, "dossier 118", "46.37")
    guest.reads(one.receipt)

    an = acting(browser, "an.peeters", speaks.upper())
    assert said["left"] in an.text.replace("\xa0", " ")


@pytest.mark.trust("Spending")
@pytest.mark.parametrize("speaks", ["nl", "fr"])
def test_what_cannot_be_paid_is_said_with_where_to_top_up_and_what_was_chosen_stays(
    tool: Flask, traveller: Travellers, factory: Factory, cast: Cast, speaks: str
) -> None:
    said = WORDS[speaks]
    mine = Account.id == cast.accounts["Bram"]
    changed(factory, lambda session: session.execute(update(Account).where(mine).values(language=speaks)))
    guest = inside(tool, traveller(), speaks)
    guest.fill(said["many"], "many").press(said["price"]).reads(said["wrong"])
    guest.fill(said["many"], "100").fill(said["mine"], "dossier 119").press(said["price"])
    guest.reads(said["low"])
    assert guest.sees_link(said["top up"])
    topped_up(factory, "100")
    guest.typed_address("/")
    assert (guest.value(said["many"]), guest.value(said["mine"])) == ("100", "dossier 119")
    guest.press(said["price"]).press(said["pay"]).reads(said["paid"])
    assert held(factory) == "29.00"


@pytest.mark.trust("Spending")
def test_what_was_paid_by_somebody_else_meanwhile_is_refused_on_paying(
    tool: Flask, traveller: Travellers, factory: Factory
) -> None:
    said = WORDS["nl"]
    guest = inside(tool, traveller(), "nl").fill(said["many"], "41").press(said["price"])
    other = inside(tool, traveller(), "nl").fill(said["many"], "41").press(said["price"])
    guest.press(said["pay"]).reads(said["paid"])
    other.press(said["pay"]).reads(said["low"])
    assert len(charges(factory)) == 1
