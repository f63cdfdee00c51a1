"""Signing in elsewhere: itsme before and after an eID was linked, a government's gate, and signing out there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.accounts.gates import GOVERNMENT, ITSME, GateSettings, gates_of
from models.accounts import Attempt
from tests.app.outside.openid_provider import CLIENT, SECRET, Provider, new_keys, serving
from tests.stories.cards import NUMBERS, Cards
from tests.stories.stage import Browser, Post, Time, sign_in
from tests.stories.test_accounts_eid_desk import by_card
from tests.stories.test_accounts_sign_up import STRONG, code_in
from tests.stories.walker import Walker

ORIGIN = "https://sleutelbos.example.be"
KEYS = new_keys("ours")
NUMBER = "http://itsme.services/v2/claim/BENationalNumber"
WORDS = {
    "EN": ("Sign in with itsme", "Good day, Filip Janssens", "itsme opens an account once an eID"),
    "NL": ("Aanmelden met itsme", "Dag Filip Janssens", "itsme opent een account zodra er een eID"),
    "FR": ("Se connecter avec itsme", "Bonjour Filip Janssens", "itsme ouvre un compte dès qu’une eID"),
}


@dataclass
class Elsewhere:
    """Both providers, and the application that is known there."""

    itsme: Provider
    government: Provider

    def phone(self, name: str, **more: Any) -> None:
        """Whose phone confirms from now on."""
        self.itsme.who = {
            "sub": f"itsme {name}",
            NUMBER: NUMBERS[name].digits,
            "sid": "s1",
            **_named(name),
            **more,
        }

    def official(self, name: str, acr: str = "urn:be:vlaanderen:authmech:eid", **more: Any) -> None:
        self.government.who = {"sub": name, "rrn": NUMBERS[name].digits, "acr": acr, **_named(name), **more}


def _named(name: str) -> dict[str, str]:
    return {"given_name": name, "family_name": "Elsewhere"}


@pytest.fixture
def elsewhere(app: Flask, time: Time, cards: Cards) -> Iterator[Elsewhere]:
    sealed = Provider(lambda: clock.now(), client_keys=KEYS, seals=True)
    with serving(sealed) as itsme, serving(Provider(lambda: clock.now())) as government:
        before = app.extensions["gates"]
        app.extensions["gates"] = gates_of(
            (
                GateSettings(ITSME, itsme.issuer, CLIENT, keys=KEYS, service="SLEUTELBOS"),
                GateSettings(GOVERNMENT, government.issuer, CLIENT, SECRET, capacity="LB"),
            ),
            ORIGIN,
        )
        made = Elsewhere(itsme, government)
        made.phone("Filip")
        made.official("Filip")
        yield made
        app.extensions["gates"] = before


def away(walker: Walker, button: str) -> str:
    """Presses the button that leads elsewhere; where the browser is sent."""
    form = walker.page.xpath("//form[.//button[normalize-space()=$words]]", words=button)[0]
    token = form.xpath(".//input[@name='csrf_token']/@value")[0]
    answer = walker.client.post(form.get("action"), data={"csrf_token": token}, base_url="http://localhost")
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def back(walker: Walker, address: str) -> Walker:
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == ORIGIN
    return walker.typed_address(f"{parts.path}?{parts.query}")


def by_itsme(walker: Walker, elsewhere: Elsewhere, button: str = "Sign in with itsme") -> Walker:
    return back(walker, elsewhere.itsme.signs_in(away(walker, button)))


def by_government(walker: Walker, elsewhere: Elsewhere) -> Walker:
    button = "Sign in through the government's access management"
    return back(walker, elsewhere.government.signs_in(away(walker, button)))


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.trust("Identity")
def test_itsme_opens_an_account_after_an_eid_was_linked_and_not_before(
    browser: Browser, cards: Cards, elsewhere: Elsewhere, language: str
) -> None:
    press, greeting, first = WORDS[language]
    walker = browser().visit().follow(language)
    by_itsme(walker, elsewhere, press).reads(first)
    assert walker.status == 422
    by_card(browser, cards, "Filip")
    later = by_itsme(browser().visit().follow(language), elsewhere, press).follow(language)
    assert later.title == greeting


def test_it_is_asked_what_itsme_wants_to_be_asked(browser: Browser, elsewhere: Elsewhere) -> None:
    walker = browser().visit().follow("FR")
    elsewhere.itsme.signs_in(away(walker, WORDS["FR"][0]))
    (asked,) = elsewhere.itsme.asked
    assert asked["scope"] == "openid service:SLEUTELBOS profile eid"
    assert asked["redirect_uri"] == f"{ORIGIN}/openid/itsme/back"
    assert asked["ui_locales"] == "fr"
    told = browser().typed_address("/openid/keys")
    assert told.answer is not None
    (key,) = told.answer.get_json()["keys"]
    assert "d" not in key


def test_itsme_shows_that_it_is_oneself_and_keys_say_when(
    browser: Browser, cards: Cards, elsewhere: Elsewhere
) -> None:
    filip = by_card(browser, cards, "Filip").follow("EN").follow("My digital keys")
    filip.reads("The app on your phone opens your account").press("Sign out")
    by_itsme(browser().visit().follow("EN"), elsewhere).follow("EN")
    again = by_card(browser, cards, "Filip").follow("EN").follow("My digital keys")
    again.reads("Last used: 15/03/2027 10:05")


class TestAtALowerLevel:
    @pytest.fixture
    def settings(self, settings: dict[str, str]) -> dict[str, str]:
        return settings | {"DEMO_PASSWORD_IS_HIGH": "0"}

    def test_whoever_came_with_a_password_goes_on_after_itsme(
        self, browser: Browser, cards: Cards, elsewhere: Elsewhere
    ) -> None:
        by_card(browser, cards, "Filip")
        filip = sign_in(browser().visit(), "filip.janssens").follow("EN").typed_address("/grant/")
        assert filip.title == "This page asks for a stronger key"
        by_itsme(filip, elsewhere, "Show it with itsme")
        assert filip.url.endswith("/grant/")

    @pytest.mark.trust("Identity")
    def test_another_phone_than_his_brings_him_nowhere(
        self, browser: Browser, cards: Cards, elsewhere: Elsewhere
    ) -> None:
        by_card(browser, cards, "Filip")
        elsewhere.phone("Bram")
        filip = sign_in(browser().visit(), "filip.janssens").follow("EN").typed_address("/grant/")
        by_itsme(filip, elsewhere, "Show it with itsme").reads("You showed somebody else's key")
        assert filip.typed_address("/grant/").title == "This page asks for a stronger key"

    def test_before_an_eid_itsme_is_not_offered_there_and_refused(
        self, browser: Browser, cards: Cards, elsewhere: Elsewhere
    ) -> None:
        filip = sign_in(browser().visit(), "filip.janssens").follow("EN").typed_address("/grant/")
        filip.reads_nothing_of("Show it with itsme")

    @pytest.mark.parametrize(("acr", "opens"), [("urn:be:vlaanderen:authmech:eid", True), ("…:itsme", True)])
    def test_a_government_that_saw_an_eid_is_a_high_key(
        self, browser: Browser, elsewhere: Elsewhere, acr: str, opens: bool
    ) -> None:
        elsewhere.official("Filip", acr)
        filip = by_government(browser().visit().follow("EN"), elsewhere).follow("EN")
        assert (filip.typed_address("/grant/").title != "This page asks for a stronger key") is opens

    @pytest.mark.parametrize("acr", ["urn:be:vlaanderen:authmech:totp", "", "eid-like"])
    def test_a_government_that_saw_something_else_is_a_low_one(
        self, browser: Browser, elsewhere: Elsewhere, acr: str
    ) -> None:
        elsewhere.official("Filip", acr)
        filip = by_government(browser().visit().follow("EN"), elsewhere).follow("EN")
        assert filip.title == "Good day, Filip Janssens"
        assert filip.typed_address("/grant/").title == "This page asks for a stronger key"


def test_who_has_no_account_makes_one_after_the_government_named_him(
    browser: Browser, elsewhere: Elsewhere, post: Post
) -> None:
    elsewhere.official("Lotte", given_name="Lotte", family_name="Hermans")
    walker = by_government(browser().visit().follow("EN"), elsewhere)
    walker.reads("Lotte Hermans").press("Create an account").fill("Personal e-mail", "lotte@prive.example")
    walker.press("Go on").fill("New password", STRONG).fill("The same once more", STRONG)
    walker.tick("I accept the terms of use").press("Create the account")
    walker.fill("Code", code_in(post(walker))).press("Activate the account")
    sign_in(walker, "lotte.hermans", STRONG).press("Link this number")
    walker.reads("It is linked to your account.").follow("My digital keys").reads("Not linked yet")


@pytest.mark.trust("Identity")
class TestWhatComesBackThroughTheBrowser:
    def _refused(self, walker: Walker, sentence: str = "isn't an answer to what was asked just now") -> None:
        assert walker.title == "Sign in"
        walker.reads(sentence, "Reference:")
        assert walker.new_tab().visit().title == "Sign in"

    @pytest.fixture(autouse=True)
    def _linked(self, browser: Browser, cards: Cards, elsewhere: Elsewhere) -> None:
        by_card(browser, cards, "Filip")

    def test_another_browsers_answer(self, browser: Browser, elsewhere: Elsewhere) -> None:
        """Somebody sends his victim the address he would have come back to himself."""
        thief, victim = (browser().visit().follow("EN") for _ in range(2))
        answer = elsewhere.itsme.signs_in(away(thief, "Sign in with itsme"))
        away(victim, "Sign in with itsme")
        self._refused(back(victim, answer))
        stranger = back(browser().visit().follow("EN"), answer)
        assert stranger.title == "Sign in"

    def test_an_answer_a_second_time(self, browser: Browser, elsewhere: Elsewhere) -> None:
        walker = browser().visit().follow("EN")
        answer = elsewhere.itsme.signs_in(away(walker, "Sign in with itsme"))
        back(walker, answer).follow("EN").press("Sign out")
        assert back(walker, answer).title == "Sign in"

    def test_an_answer_after_five_minutes(self, browser: Browser, elsewhere: Elsewhere, time: Time) -> None:
        walker = browser().visit().follow("EN")
        answer = elsewhere.itsme.signs_in(away(walker, "Sign in with itsme"))
        time.passes(minutes=5)
        self._refused(back(walker, answer))

    def test_the_answer_of_the_other_gate(self, browser: Browser, elsewhere: Elsewhere) -> None:
        walker = browser().visit().follow("EN")
        answer = elsewhere.itsme.signs_in(away(walker, "Sign in with itsme")).replace("/itsme/", "/government/")
        assert back(walker, answer).title == "Sign in"

    def test_stopped_there(self, browser: Browser, elsewhere: Elsewhere) -> None:
        walker = browser().visit().follow("EN")
        self._refused(
            back(walker, elsewhere.itsme.stops(away(walker, "Sign in with itsme"))), "It was stopped there"
        )

    @pytest.mark.parametrize(
        "wrong",
        [{"nonce": "another"}, {"aud": "another"}, {NUMBER: "85073003399"}, {NUMBER: None}, {"iss": "another"}],
        ids=str,
    )
    def test_a_token_that_is_not_for_this(
        self, browser: Browser, elsewhere: Elsewhere, wrong: dict[str, Any], factory: sessionmaker[Session]
    ) -> None:
        walker = browser().visit().follow("EN")
        address = away(walker, "Sign in with itsme")
        elsewhere.itsme.wrong = wrong
        self._refused(back(walker, elsewhere.itsme.signs_in(address)))
        with factory() as session:
            tried = session.scalars(select(Attempt).order_by(Attempt.id.desc())).first()
            assert tried is not None
            assert (tried.way, tried.outcome, tried.fault) == ("itsme", "not_named", "not_believed")

    def test_a_provider_that_is_down(self, browser: Browser, elsewhere: Elsewhere) -> None:
        walker = browser().visit().follow("EN")
        address = away(walker, "Sign in with itsme")
        answer = elsewhere.itsme.signs_in(address)
        elsewhere.itsme.down = True
        self._refused(back(walker, answer), "itsme doesn't answer just now")

    def test_a_token_for_another_number_opens_that_persons_account_or_none(
        self, browser: Browser, elsewhere: Elsewhere
    ) -> None:
        elsewhere.phone("Lotte")
        walker = browser().visit().follow("EN")
        by_itsme(walker, elsewhere).reads("itsme opens an account once an eID was linked to it")


@pytest.mark.trust("Session alive after logout, password change, deactivation")
class TestSigningOutThere:
    EVENTS = {"http://schemas.openid.net/event/backchannel-logout": {}}

    @pytest.fixture
    def filip(self, browser: Browser, cards: Cards, elsewhere: Elsewhere) -> Walker:
        by_card(browser, cards, "Filip")
        return by_itsme(browser().visit().follow("EN"), elsewhere).follow("EN")

    def _told(self, walker: Walker, token: str) -> int:
        answer = walker.app.test_client().post("/openid/itsme/ended", data={"logout_token": token})
        return answer.status_code

    @pytest.mark.parametrize("named", [{"sid": "s1"}, {}], ids=["by session", "by person"])
    def test_ends_the_session_here(self, filip: Walker, elsewhere: Elsewhere, named: dict[str, str]) -> None:
        assert filip.title == "Good day, Filip Janssens"
        elsewhere.itsme.seals = False
        elsewhere.itsme.who.pop("sid")
        filip.app.extensions["gates"][ITSME].provider.ours = _open(filip)
        token = elsewhere.itsme.token({"events": self.EVENTS, **named})
        assert self._told(filip, token) == 200
        assert filip.reload().title == "Sign in"
        assert self._told(filip, token) == 200

    @pytest.mark.parametrize("claims", [{"sid": "another"}, {"sub": "another"}], ids=str)
    def test_of_somebody_else_does_not(self, filip: Walker, elsewhere: Elsewhere, claims: dict[str, str]) -> None:
        filip.app.extensions["gates"][ITSME].provider.ours = _open(filip)
        elsewhere.itsme.seals = False
        assert self._told(filip, elsewhere.itsme.token({"events": self.EVENTS, **claims})) == 200
        assert filip.reload().title == "Good day, Filip Janssens"

    def test_that_nobody_signed_does_not(self, filip: Walker, elsewhere: Elsewhere) -> None:
        for token in ("", "a.b.c", elsewhere.itsme.token({"sid": "s1"})):
            assert self._told(filip, token) == 400
        assert filip.reload().title == "Good day, Filip Janssens"


def _open(walker: Walker) -> Any:
    return replace(walker.app.extensions["gates"][ITSME].provider.ours, sealed=False)
