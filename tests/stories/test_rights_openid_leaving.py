"""Signing out at a tool and here: asked where it has to be, and told to every tool that has to know."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.queue import enqueue
from app.transaction import Scope
from app.transaction import enter as act_as
from models.organisations import Member
from models.rights import Tool, ToolGrant
from scheduler.clock import TIMETABLE, Entry
from tests.stories.cast import PASSWORD, Cast
from tests.stories.openid_tool import (
    OUT,
    Diary,
    Listener,
    Travellers,
    changed,
    claims_in,
    inside,
    listening,
    put_diary,
    said,
    tokens_for,
)
from tests.stories.stage import worked_off

# -- signing out


def _out(**told: str) -> str:
    return f"/oidc/logout?{urlencode(told)}"


def test_a_tool_that_shows_our_token_signs_out_without_asking(diary: Diary, traveller: Travellers) -> None:
    walker = inside(traveller)
    got = tokens_for(walker, diary)
    walker.goes(_out(id_token_hint=got["id_token"], post_logout_redirect_uri=OUT, state="bye"))
    assert walker.left_for == f"{OUT}?state=bye"
    assert said(diary.refresh(got["refresh_token"])) == "invalid_grant"
    walker.visit()
    assert walker.sees_button("Sign in")


@pytest.mark.trust("Tools")
def test_a_stolen_token_signs_nobody_else_out(diary: Diary, app: Flask, traveller: Travellers) -> None:
    stolen = tokens_for(inside(traveller), diary)["id_token"]
    head, _, tail = stolen.partition(".")
    for hint in (stolen, f"{head}.e30.{tail.rpartition('.')[2]}", "rubbish", ""):
        an = inside(traveller, "an.peeters")
        tokens_for(an, diary)
        an.goes(_out(id_token_hint=hint, client_id="diary-web", post_logout_redirect_uri=OUT))
        an.reads("asks to sign you out here too")
        an.follow("Stay signed in").visit()
        assert not an.sees_button("Sign in")
    # A token that was made for another client is worth nothing with this one's name, nor is where it would go.
    bram = inside(traveller)
    theirs = tokens_for(bram, Diary(app, "ledger-web"))["id_token"]
    bram.goes(_out(id_token_hint=theirs, client_id="diary-web", post_logout_redirect_uri=OUT))
    bram.reads("A tool asks to sign you out here too.").press("Sign me out")
    assert bram.left_for == ""
    # Another session of the same person isn't the one it was made for either.
    again = inside(traveller).goes(_out(id_token_hint=stolen))
    again.reads("asks to sign you out here too")


@pytest.mark.trust("10.6.2")
@pytest.mark.trust("Tools")
@pytest.mark.trust("CSRF")
def test_no_other_site_signs_somebody_out(diary: Diary, traveller: Travellers) -> None:
    walker = inside(traveller)
    walker.goes(_out(client_id="diary-web", post_logout_redirect_uri=OUT)).reads(
        "Office diary asks to sign you out"
    )
    assert walker.answer is not None
    assert "form-action 'self' https://diary.example;" in walker.answer.headers["Content-Security-Policy"]
    forged = walker.new_tab().typed_address("/oidc/sign-out", "POST", csrf_token="none")
    assert forged.status == 400
    forged.typed_address("/oidc/again", "POST", csrf_token="none")
    assert forged.status == 400
    forged.typed_address("/oidc/logout", "POST", client_id="diary-web", _scheme="https", _external="1")
    forged.reads("asks to sign you out here too").visit()
    assert not forged.sees_button("Sign in")
    walker.press("Sign me out")
    assert walker.left_for == OUT


def test_nobody_is_sent_to_an_address_that_is_not_registered_after_signing_out(
    diary: Diary, traveller: Travellers
) -> None:
    for told in (
        {"post_logout_redirect_uri": "https://evil.example/"},
        {"client_id": "diary-web", "post_logout_redirect_uri": f"{OUT}/"},
        {"client_id": "nobody", "post_logout_redirect_uri": OUT},
    ):
        walker = inside(traveller).goes(_out(**told)).press("Sign me out")
        assert (walker.left_for, walker.sees_button("Sign in")) == ("", True)
    # Who is out already goes back at once, to where that is registered.
    assert walker.goes(_out(client_id="diary-web", post_logout_redirect_uri=OUT)).left_for == OUT


@pytest.fixture
def heard() -> Any:
    with listening() as one:
        yield one


@pytest.fixture
def told_diary(app: Flask, factory: sessionmaker[Session], cast: Cast, heard: Listener) -> Diary:
    put_diary(factory, cast, heard.address)
    return Diary(app)


def _told(app: Flask, factory: sessionmaker[Session], state: Path) -> None:
    """Jobs are done, and then those that they put in the queue."""
    for _ in range(2):
        worked_off(app, factory, state)


@pytest.mark.trust("Tools")
def test_tools_hear_that_somebody_signed_out(
    told_diary: Diary,
    app: Flask,
    factory: sessionmaker[Session],
    state: Path,
    heard: Listener,
    traveller: Travellers,
) -> None:
    walker = inside(traveller)
    mine = claims_in(tokens_for(walker, told_diary)["id_token"])
    theirs = claims_in(tokens_for(walker, Diary(app, "ledger-web"))["id_token"])
    tokens_for(walker, told_diary)  # a second time in the same session, which is told once
    walker.visit().press("Sign out")
    worked_off(app, factory, state)
    keys = KeySet.import_key_set(app.test_client().get("/oidc/jwks").get_json())
    found = {one.claims["sid"]: one for one in (jwt.decode(text, keys) for text in heard.taken)}
    assert len(heard.taken) == 2
    assert set(found) == {mine["sid"], theirs["sid"]}
    told = found[mine["sid"]]
    assert told.header["typ"] == "logout+jwt"
    assert (told.claims["sub"], told.claims["aud"]) == (mine["sub"], "diary-web")
    assert told.claims["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
    assert "nonce" not in told.claims


@pytest.mark.trust("Tools")
def test_tools_hear_that_a_manager_closed_the_way(
    told_diary: Diary,
    app: Flask,
    factory: sessionmaker[Session],
    state: Path,
    heard: Listener,
    traveller: Travellers,
) -> None:
    bram, an = inside(traveller), inside(traveller, "an.peeters")
    mine = claims_in(tokens_for(bram, told_diary)["id_token"])
    hers = tokens_for(an, told_diary)
    worked_off(app, factory, state)
    assert heard.taken == []
    an.visit().follow("My tools").follow("Who uses it? Office diary")
    an.choose("Bram Claes, User", "Blocked").press("Save").reads("Saved.")
    _told(app, factory, state)
    assert [claims_in(one)["sid"] for one in heard.taken] == [mine["sid"]]
    assert told_diary.user(hers["access_token"]).status_code == 200
    an.follow("My tools").follow("No longer use it Office diary").press("No longer use Office diary")
    _told(app, factory, state)
    assert [claims_in(one)["sub"] for one in heard.taken] == [mine["sub"], claims_in(hers["id_token"])["sub"]]


def test_a_tool_that_is_silent_is_told_later_and_one_that_says_no_is_left_alone(
    told_diary: Diary,
    app: Flask,
    factory: sessionmaker[Session],
    state: Path,
    heard: Listener,
    traveller: Travellers,
) -> None:
    walker = inside(traveller)
    tokens_for(walker, told_diary)
    heard.answers = [503]
    walker.visit().press("Sign out")
    worked_off(app, factory, state)
    with factory.begin() as session:
        session.execute(text("update procrastinate_jobs set scheduled_at = null where status = 'todo'"))
    worked_off(app, factory, state)
    assert len(heard.taken) == 2
    with factory() as session:
        act_as(session, Scope.office())
        assert session.scalars(select(ToolGrant.told_at)).one() is not None


def _ended(session: Session, cast: Cast) -> None:
    member = session.scalars(select(Member).where(Member.account_id == cast.accounts["Bram"])).one()
    member.state, member.ended_on = "ended", datetime(2027, 3, 15, tzinfo=UTC).date()


def test_what_no_event_tells_is_seen_within_five_minutes(
    told_diary: Diary,
    app: Flask,
    cast: Cast,
    factory: sessionmaker[Session],
    state: Path,
    heard: Listener,
    traveller: Travellers,
) -> None:
    tokens_for(inside(traveller), told_diary)
    changed(factory, lambda session: _ended(session, cast))
    with factory.begin() as session:
        act_as(session, Scope.office())
        plan_of = Entry("ask_grants_again", "*/5 * * * *", "ask_grants_again")
        assert any(one == plan_of for one in TIMETABLE)
        enqueue(session, "ask_grants_again")
    _told(app, factory, state)
    assert len(heard.taken) == 1
    with factory() as session:
        act_as(session, Scope.office())
        assert session.scalars(select(ToolGrant.ended_why)).one() == "not_open"


@pytest.mark.trust("Tools")
def test_a_tool_hears_it_of_whoever_deleted_his_account(
    told_diary: Diary,
    app: Flask,
    factory: sessionmaker[Session],
    state: Path,
    heard: Listener,
    traveller: Travellers,
) -> None:
    def for_oneself(session: Session) -> None:
        session.scalars(select(Tool).where(Tool.code == "diary")).one().usable_as_oneself = True

    changed(factory, for_oneself)
    els = inside(traveller, "els.wouters")
    mine = claims_in(tokens_for(els, told_diary)["id_token"])
    els.visit().follow("My privacy").follow("Delete my account").fill("Current password", PASSWORD)
    els.press("Delete my account for good").reads("Your account is deleted.")
    _told(app, factory, state)
    assert [claims_in(one)["sid"] for one in heard.taken] == [mine["sid"]]
