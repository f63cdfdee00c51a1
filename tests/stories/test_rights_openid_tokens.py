"""Codes and tokens of tools: each is good for one client, once, for a while, and as long as the way in is open."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.rights.grants import forget, forget_tokens
from app.transaction import Scope
from app.transaction import enter as act_as
from models.accounts import Account
from models.events import Event
from models.organisations import Member
from models.rights import Access, ToolClient, ToolGrant, ToolToken
from tests.stories.cast import Cast
from tests.stories.openid_tool import (
    BACK,
    SECRET,
    Diary,
    Travellers,
    changed,
    claims_in,
    code_for,
    inside,
    said,
    tokens_for,
)
from tests.stories.stage import Time

# -- the code


@pytest.mark.trust("10.4.2")
@pytest.mark.trust("Tools")
def test_a_code_that_comes_twice_ends_what_came_of_it(diary: Diary, traveller: Travellers) -> None:
    code = code_for(inside(traveller), diary)
    got = diary.exchange(code).get_json()
    assert diary.user(got["access_token"]).status_code == 200
    again = diary.exchange(code)
    assert (again.status_code, said(again)) == (400, "invalid_grant")
    assert diary.user(got["access_token"]).status_code == 401
    assert said(diary.refresh(got["refresh_token"])) == "invalid_grant"


@pytest.mark.trust("Tools")
def test_a_code_is_worth_nothing_to_another_client(diary: Diary, app: Flask, traveller: Travellers) -> None:
    code = code_for(inside(traveller), diary)
    for other in (Diary(app, "ledger-web"), Diary(app, "diary-app", None)):
        assert said(other.exchange(code, code_verifier=diary.verifier)) == "invalid_grant"
    assert diary.exchange(code).status_code == 200


@pytest.mark.trust("10.4.4")
@pytest.mark.trust("10.4.6")
@pytest.mark.trust("Tools")
@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"code_verifier": None}, "invalid_request"),
        ({"code_verifier": "w" * 64}, "invalid_grant"),
        ({"redirect_uri": f"{BACK}/"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"code": "guessed"}, "invalid_grant"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": None}, "invalid_request"),
    ],
)
def test_a_code_needs_all_that_belongs_to_it(
    diary: Diary, traveller: Travellers, other: dict[str, str | None], error: str
) -> None:
    code = code_for(inside(traveller), diary)
    assert (
        said(diary.exchange(other.get("code") or code, **{k: v for k, v in other.items() if k != "code"})) == error
    )


def test_the_challenge_itself_is_no_verifier(diary: Diary, traveller: Travellers) -> None:
    assert (
        said(diary.exchange(code_for(inside(traveller), diary), code_verifier=diary.challenge)) == "invalid_grant"
    )


@pytest.mark.trust("10.4.3")
@pytest.mark.parametrize(("seconds", "status"), [(59, 200), (60, 400)])
def test_a_code_lives_for_a_minute(
    diary: Diary, time: Time, traveller: Travellers, seconds: int, status: int
) -> None:
    code = code_for(inside(traveller), diary)
    time.passes(seconds=seconds)
    assert diary.exchange(code).status_code == status


@pytest.mark.trust("10.4.10")
@pytest.mark.trust("Tools")
@pytest.mark.parametrize(
    ("client_id", "secret"),
    [("diary-web", "wrong"), ("diary-web", ""), ("diary-app", "made up"), ("nobody", SECRET)],
)
def test_a_client_that_is_not_who_it_says_gets_nothing(
    diary: Diary, app: Flask, traveller: Travellers, client_id: str, secret: str
) -> None:
    code = code_for(inside(traveller), diary)
    answer = Diary(app, client_id, secret, diary.verifier).exchange(code)
    assert (answer.status_code, said(answer)) == (401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic")
    assert said(Diary(app, "diary-web", None, diary.verifier).exchange(code)) == "invalid_client"


# -- what is asked again


def _blocked(session: Session, cast: Cast) -> None:
    member = session.scalars(select(Member.id).where(Member.account_id == cast.accounts["Bram"])).one()
    for one in session.scalars(select(Access).where(Access.membership_id == member)):
        one.state = "blocked"


def _ended(session: Session, cast: Cast) -> None:
    member = session.scalars(select(Member).where(Member.account_id == cast.accounts["Bram"])).one()
    member.state, member.ended_on = "ended", datetime(2027, 3, 15, tzinfo=UTC).date()


def _off(session: Session, _: Cast) -> None:
    session.scalars(select(ToolClient).where(ToolClient.client_id == "diary-web")).one().active = False


def _account_closed(session: Session, cast: Cast) -> None:
    session.get_one(Account, cast.accounts["Bram"]).active = False


def _password_changed(session: Session, cast: Cast) -> None:
    session.get_one(Account, cast.accounts["Bram"]).session_version += 1


def _session_gone(session: Session, cast: Cast) -> None:
    session.execute(text("delete from account_session where account_id = :id"), {"id": cast.accounts["Bram"]})


@pytest.mark.trust("Tools")
@pytest.mark.parametrize("happens", [_blocked, _ended, _account_closed, _password_changed, _session_gone, _off])
def test_what_ends_between_code_and_token_opens_nothing(
    diary: Diary,
    cast: Cast,
    factory: sessionmaker[Session],
    traveller: Travellers,
    happens: Callable[[Session, Cast], None],
) -> None:
    walker = inside(traveller)
    code, got = code_for(walker, diary), tokens_for(walker, diary)
    changed(factory, lambda session: happens(session, cast))
    error = "invalid_client" if happens is _off else "invalid_grant"
    assert said(diary.exchange(code)) == error
    assert diary.user(got["access_token"]).status_code == 401
    assert said(diary.refresh(got["refresh_token"])) == error
    asked = diary.post("introspect", {"token": got["access_token"]})
    assert asked.get_json() == ({"active": False} if happens is not _off else asked.get_json())
    if happens is _off:
        walker.goes(diary.question()).reads("switched off for now")
        assert walker.left_for == ""


@pytest.mark.trust("10.4.5")
@pytest.mark.trust("Tools")
def test_a_refresh_token_that_comes_twice_ends_the_whole_family(diary: Diary, traveller: Travellers) -> None:
    first = tokens_for(inside(traveller), diary)
    second = diary.refresh(first["refresh_token"]).get_json()
    assert claims_in(second["id_token"])["sub"] == claims_in(first["id_token"])["sub"]
    assert said(diary.refresh(first["refresh_token"])) == "invalid_grant"
    assert said(diary.refresh(second["refresh_token"])) == "invalid_grant"
    for token in (first["access_token"], second["access_token"]):
        assert diary.user(token).status_code == 401


def test_a_refresh_token_is_worth_nothing_to_another_client_and_gives_no_more_than_it_had(
    diary: Diary, app: Flask, traveller: Travellers
) -> None:
    got = tokens_for(inside(traveller), diary)
    assert said(Diary(app, "ledger-web").refresh(got["refresh_token"])) == "invalid_grant"
    assert said(diary.refresh(got["refresh_token"], scope="openid email")) == "invalid_scope"
    assert diary.refresh(got["refresh_token"], scope="openid").status_code == 200


def test_an_access_token_lives_for_ten_minutes(diary: Diary, time: Time, traveller: Travellers) -> None:
    got = tokens_for(inside(traveller), diary)
    assert got["expires_in"] == 600
    time.passes(minutes=9, seconds=59)
    assert diary.user(got["access_token"]).get_json()["name"] == "Bram Claes"
    time.passes(seconds=1)
    assert diary.user(got["access_token"]).status_code == 401
    assert diary.user("made up").status_code == 401


def test_a_token_is_looked_into_by_its_own_client_and_given_back(
    diary: Diary, app: Flask, traveller: Travellers
) -> None:
    got, ledger = tokens_for(inside(traveller), diary), Diary(app, "ledger-web")
    told = diary.post("introspect", {"token": got["access_token"]}).get_json()
    assert (told["active"], told["aud"], told["iss"], told["acr"]) == (
        True,
        "diary-web",
        "http://127.0.0.1:8080",
        "high",
    )
    assert ledger.post("introspect", {"token": got["access_token"]}).get_json() == {"active": False}
    assert (
        said(Diary(app, "diary-app", None).post("introspect", {"token": got["access_token"]})) == "invalid_client"
    )
    assert ledger.post("revoke", {"token": got["refresh_token"]}).status_code == 200
    assert diary.user(got["access_token"]).status_code == 200
    assert diary.post("revoke", {"token": got["access_token"]}).status_code == 200
    assert diary.user(got["access_token"]).status_code == 401
    assert diary.post("revoke", {"token": got["refresh_token"]}).status_code == 200
    assert said(diary.refresh(got["refresh_token"])) == "invalid_grant"


@pytest.mark.trust("Tools")
@pytest.mark.trust("15.4.2")
@pytest.mark.parametrize("what", ["code", "refresh"])
def test_of_several_at_once_one_gets_tokens(diary: Diary, traveller: Travellers, what: str) -> None:
    walker = inside(traveller)
    shown = code_for(walker, diary) if what == "code" else tokens_for(walker, diary)["refresh_token"]
    exchange = diary.exchange if what == "code" else diary.refresh
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: exchange(shown), range(4)))
    got = [one.get_json() for one in answers if one.status_code == 200]
    assert len(got) == 1
    assert {said(one) for one in answers if one.status_code != 200} == {"invalid_grant"}
    # And since it came again, what the first one got is over.
    assert diary.user(got[0]["access_token"]).status_code == 401


@pytest.mark.trust("10.4.8")
def test_nothing_a_tool_got_outlasts_the_longest_session(
    diary: Diary, factory: sessionmaker[Session], time: Time, traveller: Travellers
) -> None:
    walker = inside(traveller)
    got = tokens_for(walker, diary)
    time.passes(hours=11, minutes=59)
    got = diary.refresh(got["refresh_token"]).get_json()
    assert got["expires_in"] == 60
    time.passes(minutes=1)
    assert diary.user(got["access_token"]).status_code == 401
    assert said(diary.refresh(got["refresh_token"])) == "invalid_grant"


def test_what_tools_got_is_forgotten_a_month_after_it_ended(
    diary: Diary, factory: sessionmaker[Session], time: Time, traveller: Travellers
) -> None:
    walker = inside(traveller)
    tokens_for(walker, diary)
    code_for(walker, diary)  # nobody comes for it
    for days, grants, tokens in ((2, 1, 2), (29, 1, 2), (31, 0, 0)):
        moment = time.moment + timedelta(days=days)
        changed(factory, lambda session, now=moment: (forget(session, now), forget_tokens(session, now)))
        with factory() as session:
            act_as(session, Scope.office())
            assert len(session.scalars(select(ToolGrant.id)).all()) == grants
            assert len(session.scalars(select(ToolToken.kind)).all()) == tokens


@pytest.mark.trust("Privacy")
def test_what_tools_got_stands_in_ones_own_data_and_in_the_trail_once(
    diary: Diary, factory: sessionmaker[Session], traveller: Travellers
) -> None:
    bram = inside(traveller)
    diary.refresh(tokens_for(bram, diary)["refresh_token"])
    pack = bram.visit().follow("My privacy").download("Download my data")
    known = json.loads(zipfile.ZipFile(io.BytesIO(pack)).read("sleutelbos.json"))
    (mine,) = known["rights.grants"]
    assert (mine["tool"], mine["organisation"], mine["key_level"]) == ("Office diary", "Immo Peeters", "high")
    bram.visit().press("Sign out")
    with factory() as session:
        act_as(session, Scope.office())
        tags = session.scalars(select(Event.tag).where(Event.tag.startswith("rights.grant")).order_by(Event.id))
        assert list(tags) == ["rights.grant.made", "rights.grant.ended"]
