"""A client that others made, which knows of us only where our description is, does the whole round."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptojwt import KeyJar
from cryptojwt.exception import BadSignature
from flask import Flask
from idpyoidc.client.exception import OidcServiceError
from idpyoidc.client.oauth2.stand_alone_client import backchannel_logout
from idpyoidc.client.rp_handler import RPHandler
from idpyoidc.exception import MessageException, VerificationError
from sqlalchemy.orm import Session, sessionmaker

from app.mail.post import Post
from scheduler.jobs import work_off
from tests.stories.cast import Cast
from tests.stories.conftest import SETTINGS
from tests.stories.openid_tool import (
    BACK,
    SECRET,
    Travellers,
    inside,
    listening,
    put_diary,
    served,
)
from tests.stories.stage import Time, sign_in


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def settings(request: pytest.FixtureRequest, state: Path, port: int) -> dict[str, str]:
    return {**SETTINGS, "STATE_DIR": str(state), "PORT": str(port), **getattr(request, "param", {})}


@pytest.fixture
def issuer(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _independent(issuer: str, method: str) -> RPHandler:
    """A client made by others, which knows of us only the address of our description."""
    ours = {
        "issuer": issuer,
        "client_id": "diary-web",
        "client_secret": SECRET,
        "client_type": "oidc",
        "redirect_uris": [BACK],
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", "profile"],
        "token_endpoint_auth_methods_supported": [method],
        "client_authn_methods": ["client_secret_basic", "client_secret_post"],
        "add_ons": {
            "pkce": {
                "function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
                "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"},
            }
        },
    }
    # Without keys of its own, which it would write beside the tests.
    return RPHandler(base_url="https://diary.example", client_configs={issuer: ours}, keyjar=KeyJar())


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
@pytest.mark.usefixtures("diary")
def test_an_independent_client_does_the_whole_round(
    app: Flask,
    issuer: str,
    port: int,
    time: Time,
    traveller: Travellers,
    method: str,
) -> None:
    time.moment = datetime.now(UTC)  # the other one looks at its own clock
    with served(app, port):
        rp, walker = _independent(issuer, method), traveller()
        walker.goes(rp.begin(issuer)).follow("EN")
        sign_in(walker, "bram.claes").follow("Verdergaan")
        got = rp.finalize(issuer, walker.told)
        assert "error" not in got, got
        token = got["id_token"]
        assert (token["iss"], token["aud"], token["acr"]) == (issuer, ["diary-web"], "high")
        assert token["context"] == {
            "organisation": {"enterprise_number": "0999000030", "name": "Immo Peeters", "kind": "enterprise"},
            "branch": {"name": "Aalst", "unit_number": "2123456791"},
            "role": "user",
        }
        assert got["userinfo"]["sub"] == token["sub"]
        assert (got["userinfo"]["name"], got["userinfo"]["locale"]) == ("Bram Claes", "nl")
        again = rp.refresh_access_token(got["state"])
        assert again["access_token"] != got["token"]


@pytest.mark.trust("Tools")
@pytest.mark.parametrize("seconds", [-660, 300])
@pytest.mark.usefixtures("diary")
def test_a_token_out_of_date_by_the_clients_clock_is_not_believed(
    app: Flask, issuer: str, port: int, time: Time, traveller: Travellers, seconds: int
) -> None:
    time.moment = datetime.now(UTC) + timedelta(seconds=seconds)
    with served(app, port):
        rp, walker = _independent(issuer, "client_secret_basic"), inside(traveller)
        got = None
        with pytest.raises((OidcServiceError, ValueError, VerificationError)):
            got = rp.finalize(issuer, walker.goes(rp.begin(issuer)).told)
        assert got is None


def test_an_independent_client_believes_that_a_session_is_over(
    app: Flask,
    cast: Cast,
    factory: sessionmaker[Session],
    issuer: str,
    port: int,
    state: Path,
    time: Time,
    traveller: Travellers,
) -> None:
    time.moment = datetime.now(UTC)
    with served(app, port), listening() as heard:
        put_diary(factory, cast, heard.address)
        rp, walker = _independent(issuer, "client_secret_basic"), inside(traveller)
        got = rp.finalize(issuer, walker.goes(rp.begin(issuer)).told)
        walker.visit().press("Sign out")
        work_off(
            factory.kw["bind"].url.render_as_string(hide_password=False), factory, state, post=Post(site=issuer)
        )
        (token,) = heard.taken
        client = rp.get_client_from_session_key(got["state"])
        assert backchannel_logout(client, request_args={"logout_token": token}) == got["state"]
        with pytest.raises((MessageException, BadSignature)):
            backchannel_logout(client, request_args={"logout_token": f"{token[:-8]}AAAAAAAA"})
