"""A tool signs people in through us: what may be asked, of whom, and where the answer goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import event, select
from sqlalchemy.orm import Session, sessionmaker

from models.rights import Tool
from tests.stories.conftest import SETTINGS
from tests.stories.openid_tool import (
    BACK,
    Diary,
    Travellers,
    changed,
    claims_in,
    inside,
    tokens_for,
)
from tests.stories.stage import Time, sign_in

ISSUER = "http://127.0.0.1:8080"


@pytest.fixture
def settings(request: pytest.FixtureRequest, state: Path) -> dict[str, str]:
    return {**SETTINGS, "STATE_DIR": str(state), **getattr(request, "param", {})}


def test_a_client_without_a_secret_does_the_round_and_its_token_is_ours(
    diary: Diary, app: Flask, traveller: Travellers
) -> None:
    tool = Diary(app, "diary-app", None)
    got = tokens_for(inside(traveller), tool)
    keys = KeySet.import_key_set(app.test_client().get("/oidc/jwks").get_json())
    token = jwt.decode(got["id_token"], keys, algorithms=["RS256"])
    assert token.claims | {"iss": ISSUER, "aud": "diary-app", "nonce": "no-1"} == token.claims
    assert set(token.claims) == {
        *("iss", "aud", "sub", "exp", "iat", "auth_time", "nonce", "acr", "sid", "at_hash"),
        *("name", "given_name", "family_name", "locale", "context"),
    }
    assert not {"d", "p", "q"} & set(app.test_client().get("/oidc/jwks").get_json()["keys"][0])


@pytest.mark.trust("Tools")
def test_two_tools_cannot_compare_whom_they_see(diary: Diary, app: Flask, traveller: Travellers) -> None:
    walker, ledger = inside(traveller), Diary(app, "ledger-web")
    mine, theirs = (claims_in(tokens_for(walker, tool)["id_token"]) for tool in (diary, ledger))
    assert (mine["sub"], mine["sid"]) != (theirs["sub"], theirs["sid"])
    assert mine["sub"] == claims_in(tokens_for(walker, Diary(app, "diary-app", None))["id_token"])["sub"]


def _for_himself(session: Session) -> None:
    """The diary may be used as oneself too, so that there is a choice."""
    session.scalars(select(Tool).where(Tool.code == "diary")).one().usable_as_oneself = True


def test_one_chooses_for_whom_where_more_than_one_way_is_open(
    diary: Diary, factory: sessionmaker[Session], traveller: Travellers
) -> None:
    changed(factory, _for_himself)
    walker = inside(traveller).goes(diary.question())
    walker.reads("How do you enter Office diary?")
    assert walker.answer is not None
    assert "form-action 'self' https://diary.example;" in walker.answer.headers["Content-Security-Policy"]
    walker.goes(diary.question(prompt="none"))
    assert walker.told["error"] == "interaction_required"
    walker.goes(diary.question()).tick("Take this one for this tool, without asking (★)").press("Enter")
    first = claims_in(diary.exchange(walker.told["code"]).get_json()["id_token"])
    assert first["context"] == {"organisation": None, "branch": None, "role": "user"}
    assert "code" in walker.goes(diary.question(prompt="none")).told
    walker.goes(diary.question(prompt="select_account")).reads("How do you enter Office diary?")


def test_what_was_chosen_on_our_own_page_is_not_asked_again(
    diary: Diary, factory: sessionmaker[Session], time: Time, traveller: Travellers
) -> None:
    def for_himself(session: Session) -> None:
        tool = session.scalars(select(Tool).where(Tool.code == "diary")).one()
        tool.usable_as_oneself, tool.link = True, "https://diary.example/"

    changed(factory, for_himself)
    walker = inside(traveller)
    walker.follow("My organisations").follow("Immo Peeters").press("Act for it")
    for minutes, asked in ((1, False), (3, True)):
        walker.visit().follow("My tools").follow("Open the tool: Office diary")
        walker.choose("For whom, and in which role?", "Immo Peeters · Aalst User").press("Enter")
        assert walker.left_for == "https://diary.example/"
        time.passes(minutes=minutes)
        walker.goes(diary.question())
        assert bool(walker.left_for) is not asked
    # And once: who comes again is asked again.
    walker.goes(diary.question()).reads("How do you enter Office diary?")


def test_who_lets_the_question_stand_for_too_long_signs_in_and_is_asked_again(
    diary: Diary, factory: sessionmaker[Session], time: Time, traveller: Travellers
) -> None:
    changed(factory, _for_himself)
    walker = inside(traveller).goes(diary.question()).reads("How do you enter Office diary?")
    time.passes(minutes=25)
    sign_in(walker.press("Enter").follow("EN"), "bram.claes").follow("Continue")
    walker.reads("How do you enter Office diary?").press("Enter")
    assert "code" in walker.told


def test_a_page_on_the_way_to_a_tool_takes_at_most_ten_statements(
    diary: Diary, factory: sessionmaker[Session], traveller: Travellers
) -> None:
    changed(factory, _for_himself)
    walker, asked = inside(traveller).goes(diary.question()), list[str]()

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        asked.append(" ".join(statement.split())[:90])

    event.listen(factory.kw["bind"], "before_cursor_execute", note)
    walker.goes(diary.question()).reads("How do you enter Office diary?")
    event.remove(factory.kw["bind"], "before_cursor_execute", note)
    assert len(asked) <= 10, asked


def test_who_has_no_way_in_reads_why_and_the_tool_hears_nothing(diary: Diary, traveller: Travellers) -> None:
    walker = inside(traveller, "joris.vandamme").goes(diary.question())
    walker.reads("Office diary isn't open to you", "Set as user by a manager")
    assert (walker.status, walker.left_for) == (403, "")
    assert walker.goes(diary.question(prompt="none")).told["error"] == "access_denied"


def test_nothing_is_asked_of_who_is_not_signed_in_when_nothing_may_be_shown(
    diary: Diary, traveller: Travellers
) -> None:
    told = traveller().goes(diary.question(prompt="none")).told
    assert (told["error"], told["state"]) == ("login_required", "st-1")


def test_a_tool_that_means_somebody_else_hears_that_he_is_not_signed_in(
    diary: Diary, app: Flask, traveller: Travellers
) -> None:
    bram, an = inside(traveller), inside(traveller, "an.peeters")
    his, theirs = (tokens_for(bram, tool)["id_token"] for tool in (diary, Diary(app, "ledger-web")))
    assert "code" in bram.goes(diary.question(prompt="none", id_token_hint=his)).told
    for walker, hint in ((an, his), (bram, theirs), (bram, "rubbish")):
        told = walker.goes(diary.question(prompt="none", id_token_hint=hint)).told
        assert told["error"] == "login_required"


def test_a_tool_may_ask_for_a_fresh_sign_in(diary: Diary, time: Time, traveller: Travellers) -> None:
    walker = inside(traveller)
    assert "code" in walker.goes(diary.question(max_age="300")).told
    time.passes(minutes=6)
    assert walker.goes(diary.question(max_age="300", prompt="none")).told["error"] == "login_required"
    walker.goes(diary.question(max_age="300")).press("Sign in again").follow("EN")
    sign_in(walker, "bram.claes").follow("Continue")
    fresh = claims_in(diary.exchange(walker.told["code"]).get_json()["id_token"])
    assert fresh["auth_time"] == int(time.moment.timestamp())
    walker.goes(diary.question(prompt="login")).reads("Office diary asks that you sign in again")


@pytest.mark.parametrize("settings", [{"DEMO_PASSWORD_IS_HIGH": ""}], indirect=True)
def test_a_stronger_key_is_asked_where_tool_or_request_needs_one(
    diary: Diary, factory: sessionmaker[Session], traveller: Travellers
) -> None:
    walker = inside(traveller)
    assert claims_in(tokens_for(walker, diary)["id_token"])["acr"] == "basic"
    assert "code" in walker.goes(diary.question(acr_values="high basic")).told
    walker.goes(diary.question(acr_values="high")).reads("This page asks for a stronger key")
    assert walker.goes(diary.question(acr_values="high", prompt="none")).told["error"] == "interaction_required"

    def stronger(session: Session) -> None:
        session.scalars(select(Tool).where(Tool.code == "diary")).one().key_level = "high"

    changed(factory, stronger)
    walker.goes(diary.question()).reads("This page asks for a stronger key")


# -- the request: who asks, and where the answer goes


@pytest.mark.trust("10.4.1")
@pytest.mark.trust("Tools")
@pytest.mark.parametrize(
    "other",
    [
        {"redirect_uri": "https://evil.example/back"},
        {"redirect_uri": f"{BACK}/"},
        {"redirect_uri": f"{BACK}?x=1"},
        {"redirect_uri": f"{BACK}#x"},
        {"redirect_uri": "https://diary.example.evil.example/back"},
        {"redirect_uri": BACK.upper()},
        {"redirect_uri": None},
        {"client_id": "nobody"},
        {"client_id": None},
    ],
)
def test_no_answer_goes_where_none_was_registered(
    diary: Diary, traveller: Travellers, other: dict[str, str | None]
) -> None:
    for walker in (traveller(), inside(traveller)):
        walker.goes(diary.question(**other))
        assert (walker.status, walker.left_for) == (422, "")
    walker.reads("so we send nothing" if "client_id" in other else "isn't registered for it")


def test_of_two_addresses_none_counts(diary: Diary, traveller: Travellers) -> None:
    evil = urlencode({"redirect_uri": "https://evil.example/"})
    walker = inside(traveller).goes(f"{diary.question()}&{evil}")
    assert (walker.status, walker.left_for) == (422, "")
    assert walker.goes(f"{diary.question()}&scope=openid").told["error"] == "invalid_request"


@pytest.mark.trust("10.4.6")
@pytest.mark.trust("10.6.1")
@pytest.mark.trust("Tools")
@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"request": "e30."}, "request_not_supported"),
        ({"request_uri": "https://diary.example/r"}, "request_uri_not_supported"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"state": "x" * 3000}, "invalid_request"),
    ],
)
def test_what_cannot_be_asked_goes_back_as_an_error(
    diary: Diary, traveller: Travellers, other: dict[str, str | None], error: str
) -> None:
    told = inside(traveller).goes(diary.question(**other)).told
    assert (told["error"], told["iss"]) == (error, ISSUER)
    assert told["state"] == (other.get("state") or "st-1")
    assert "code" not in told


@pytest.mark.parametrize("left_out", ["state", "nonce"])
def test_a_client_without_a_secret_needs_state_and_nonce(
    diary: Diary, app: Flask, traveller: Travellers, left_out: str
) -> None:
    walker = inside(traveller)
    assert "code" in walker.goes(diary.question(**{left_out: None})).told
    told = walker.goes(Diary(app, "diary-app", None).question(**{left_out: None})).told
    assert told["error"] == "invalid_request"
