"""The client of OpenID Connect against a provider that speaks it: what is believed, and each thing that isn't."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from joserfc import jwk

from app.outside import openid
from app.outside.openid import Asked, OpenIdError, OpenIdFault, Provider, Registration, new_question, public_keys
from tests.app.outside import openid_provider
from tests.app.outside.openid_provider import CLIENT, SECRET, new_keys, serving

NOW = datetime(2027, 3, 15, 9, 5, tzinfo=UTC)
BACK = "https://sleutelbos.example.be/openid/itsme/back"
KEYS = new_keys("ours")
OTHERS = new_keys("others")


@pytest.fixture
def there() -> Iterator[openid_provider.Provider]:
    with serving(openid_provider.Provider(lambda: NOW, who={"sub": "nora", "rrn": "85073003328"})) as made:
        yield made


@pytest.fixture
def ours(there: openid_provider.Provider) -> Provider:
    return Provider(Registration(there.issuer, CLIENT, BACK, secret=SECRET))


def _code(there: openid_provider.Provider, ours: Provider, asked: Asked) -> str:
    back = there.signs_in(ours.address(asked, "nl", NOW))
    told = dict(parse_qsl(urlsplit(back).query))
    assert told["state"] == asked.state
    return told["code"]


def _come(there: openid_provider.Provider, ours: Provider) -> dict[str, Any]:
    asked = new_question()
    return ours.claims(_code(there, ours, asked), asked, NOW)


def _refused(there: openid_provider.Provider, ours: Provider) -> OpenIdFault:
    with pytest.raises(OpenIdError) as found:
        _come(there, ours)
    return found.value.fault


class TestBelieved:
    def test_who_signed_in_there_is_named(self, there: openid_provider.Provider, ours: Provider) -> None:
        found = _come(there, ours)
        assert (found["sub"], found["rrn"]) == ("nora", "85073003328")

    def test_the_browser_is_sent_with_what_it_has_to_bring_back(
        self, there: openid_provider.Provider, ours: Provider
    ) -> None:
        asked = new_question()
        told = parse_qs(urlsplit(ours.address(asked, "fr", NOW)).query)
        assert told["state"] == [asked.state]
        assert told["nonce"] == [asked.nonce]
        assert told["code_challenge_method"] == ["S256"]
        assert told["ui_locales"] == ["fr"]
        assert asked.verifier not in str(told)

    @pytest.mark.parametrize("seals", [False, True])
    def test_we_show_who_we_are_by_our_key_and_open_what_is_sealed_for_us(
        self, there: openid_provider.Provider, seals: bool
    ) -> None:
        there.client_keys, there.seals = KEYS, seals
        ours = Provider(Registration(there.issuer, CLIENT, BACK, keys=KEYS, sealed=seals))
        assert _come(there, ours)["sub"] == "nora"

    def test_what_the_token_leaves_open_is_asked_afterwards(
        self, there: openid_provider.Provider, ours: Provider
    ) -> None:
        there.tells_later = True
        assert _come(there, ours)["rrn"] == "85073003328"

    @pytest.mark.parametrize("skew", [-59, 0, 59])
    def test_clocks_may_differ_by_a_minute(
        self, there: openid_provider.Provider, ours: Provider, skew: int
    ) -> None:
        there.now = lambda: NOW + timedelta(seconds=skew)
        assert _come(there, ours)["sub"] == "nora"

    def test_another_key_of_theirs_is_fetched_once_it_is_used(
        self, there: openid_provider.Provider, ours: Provider
    ) -> None:
        _come(there, ours)
        there.rotate()
        assert _come(there, ours)["sub"] == "nora"

    def test_our_public_keys_hold_nothing_private(self) -> None:
        told = public_keys(KEYS)
        assert [key["kid"] for key in told["keys"]] == ["ours"]
        assert not {"d", "p", "q"} & set(told["keys"][0])
        assert json.loads(KEYS)["keys"][0]["d"] not in repr(Registration("i", "c", "r", keys=KEYS, secret="s"))


@pytest.mark.trust("Identity")
class TestNotBelieved:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"aud": "somebody-else"},
            {"aud": ["somebody-else", "another"]},
            {"aud": [CLIENT, "another"]},
            {"azp": "somebody-else"},
            {"aud": None},
            {"iss": "https://idp.evil.example"},
            {"iss": None},
            {"nonce": "another"},
            {"nonce": None},
            {"exp": 1},
            {"exp": None},
            {"exp": "soon"},
            {"iat": None},
            {"iat": 4_000_000_000},
            {"nbf": 4_000_000_000},
        ],
        ids=str,
    )
    def test_a_token_for_another_about_another_or_of_another_time(
        self, there: openid_provider.Provider, ours: Provider, wrong: dict[str, Any]
    ) -> None:
        there.wrong = wrong
        assert _refused(there, ours) is OpenIdFault.NOT_BELIEVED

    @pytest.mark.parametrize("alg", ["none", "HS256"])
    def test_one_that_is_not_signed_or_with_our_idea_of_a_secret(
        self, there: openid_provider.Provider, ours: Provider, alg: str
    ) -> None:
        there.header = {"alg": alg}
        assert _refused(there, ours) is OpenIdFault.NOT_BELIEVED

    def test_one_signed_with_another_key_of_the_same_name(
        self, there: openid_provider.Provider, ours: Provider
    ) -> None:
        there.signer = jwk.RSAKey.generate_key(2048, {"kid": "first"})
        assert _refused(there, ours) is OpenIdFault.NOT_BELIEVED

    def test_one_whose_key_was_taken_back(self, there: openid_provider.Provider, ours: Provider) -> None:
        """For an hour a key of theirs is remembered, and no longer."""
        there.signer = there.key
        _come(there, ours)
        there.rotate()
        there.header = {"kid": there.signer.kid}
        later = NOW + openid.KEPT + timedelta(minutes=1)
        there.now = lambda: later
        with pytest.raises(OpenIdError) as found:
            ours._claims_in(there.token({}), later)
        assert found.value.fault is OpenIdFault.NOT_BELIEVED

    @pytest.mark.parametrize("seals", [False, True])
    def test_one_that_is_open_where_it_has_to_be_sealed_or_sealed_for_another(
        self, there: openid_provider.Provider, seals: bool
    ) -> None:
        there.client_keys, there.seals = (OTHERS if seals else KEYS), seals
        ours = Provider(Registration(there.issuer, CLIENT, BACK, keys=KEYS, sealed=True))
        asked = new_question()
        code = _code(there, ours, asked)
        if seals:  # it knows us, and seals for somebody else all the same
            sealed = there.token({"nonce": asked.nonce})
            with pytest.raises(OpenIdError) as found:
                ours._claims_in(sealed, NOW)
        else:
            with pytest.raises(OpenIdError) as found:
                ours.claims(code, asked, NOW)
        assert found.value.fault is OpenIdFault.NOT_BELIEVED

    def test_a_code_sent_a_second_time(self, there: openid_provider.Provider, ours: Provider) -> None:
        asked = new_question()
        code = _code(there, ours, asked)
        ours.claims(code, asked, NOW)
        with pytest.raises(OpenIdError) as found:
            ours.claims(code, asked, NOW)
        assert found.value.fault is OpenIdFault.NOT_BELIEVED

    def test_a_code_of_another_question(self, there: openid_provider.Provider, ours: Provider) -> None:
        mine, his = new_question(), new_question()
        code = _code(there, ours, his)
        for asked in (mine, replace(mine, verifier=his.verifier)):
            with pytest.raises(OpenIdError) as found:
                ours.claims(code, asked, NOW)
            assert found.value.fault is OpenIdFault.NOT_BELIEVED
            code = _code(there, ours, his)

    def test_information_about_somebody_else(self, there: openid_provider.Provider, ours: Provider) -> None:
        there.tells_later, there.wrong = True, {"sub": "another"}
        assert _refused(there, ours) is OpenIdFault.NOT_BELIEVED

    def test_one_that_calls_itself_otherwise(self, there: openid_provider.Provider) -> None:
        ours = Provider(Registration(f"{there.issuer}/", CLIENT, BACK, secret=SECRET))
        with pytest.raises(OpenIdError) as found:
            ours.address(new_question(), "nl", NOW)
        assert found.value.fault is OpenIdFault.NOT_BELIEVED

    @pytest.mark.trust("Parsers")
    @pytest.mark.parametrize("token", ["", ".", "a.b", "a.b.c", "a.b.c.d.e", "." * 5, "é.é.é", "A" * 2_000_000])
    def test_what_is_no_token(self, there: openid_provider.Provider, ours: Provider, token: str) -> None:
        with pytest.raises(OpenIdError) as found:
            ours._claims_in(token, NOW)
        assert found.value.fault is OpenIdFault.NOT_BELIEVED


class TestSilent:
    def test_a_provider_that_is_down_or_slow_says_so(
        self, there: openid_provider.Provider, ours: Provider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = new_question()
        code = _code(there, ours, asked)
        there.down = True
        with pytest.raises(OpenIdError) as found:
            Provider(ours.ours).address(asked, "nl", NOW)
        assert found.value.fault is OpenIdFault.SILENT
        there.down = False
        monkeypatch.setattr(openid, "SECONDS", 0.2)
        there.delay = 1
        for act in (
            lambda: Provider(ours.ours).address(asked, "nl", NOW),
            lambda: ours.claims(code, asked, NOW),
        ):
            with pytest.raises(OpenIdError) as found:
                act()
            assert found.value.fault is OpenIdFault.SILENT

    def test_nobody_there(self) -> None:
        with pytest.raises(OpenIdError) as found:
            Provider(Registration("https://127.0.0.1:9", CLIENT, BACK, secret=SECRET)).address(
                new_question(), "nl", NOW
            )
        assert found.value.fault is OpenIdFault.SILENT


class TestSigningOutThere:
    EVENTS = {"http://schemas.openid.net/event/backchannel-logout": {}}

    def test_a_token_names_the_session(self, there: openid_provider.Provider, ours: Provider) -> None:
        token = there.token({"events": self.EVENTS, "sid": "s1", "exp": None})
        assert ours.ended(token, NOW) == ("s1", "nora")

    @pytest.mark.parametrize(
        "claims",
        [
            {"sid": "s1"},
            {"events": {}, "sid": "s1"},
            {"events": "x", "sid": "s1"},
            {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}, "sid": "s1", "nonce": "n"},
            {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}, "sub": None},
            {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}, "sid": "s1", "aud": "other"},
        ],
        ids=str,
    )
    def test_what_is_no_such_token_ends_nothing(
        self, there: openid_provider.Provider, ours: Provider, claims: dict[str, Any]
    ) -> None:
        token = there.token(claims)
        with pytest.raises(OpenIdError):
            ours.ended(token, NOW)
