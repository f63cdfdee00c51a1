"""Tokens of programs: what each is good for, until when, and the successor it makes, once for each key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, sessionmaker

from app.rights.answered import Answered, forget, once
from app.transaction import Scope
from app.transaction import enter as act_as
from models.rights import ApiAnswer, IntegrationToken
from tests.stories.api_program import NOBODY, PEETERS, Program, handed, integrated, problem
from tests.stories.openid_tool import Diary
from tests.stories.stage import Browser, Time

# -- who may ask


@pytest.mark.trust("Programs")
@pytest.mark.parametrize("token", ["", "x", "sleutelbos_" + "A" * 43, "é\u00ff", "a" * 5000])
def test_without_a_token_of_ours_nothing_is_answered(app: Flask, diary: Diary, token: str) -> None:
    program = Program(app, token)
    for answer in (program.may_use(NOBODY), program.get("tools"), program.rotate("k")):
        assert problem(answer) == (401, "no_token", None)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert ("invalid_token" in answer.headers["WWW-Authenticate"]) is bool(token)


@pytest.mark.trust("Programs")
def test_a_token_past_its_end_opens_nothing(browser: Browser, app: Flask, diary: Diary, time: Time) -> None:
    program = Program(app, handed(integrated(browser), last_day="2027-03-20"))
    time.moment = datetime(2027, 3, 20, 22, 59, 59, tzinfo=UTC)
    assert program.get("tools").status_code == 200
    time.passes(seconds=1)
    assert problem(program.get("tools"))[0] == 401


@pytest.mark.trust("Programs")
def test_a_token_does_what_it_is_good_for_and_nothing_else(
    browser: Browser, app: Flask, diary: Diary, bram: str
) -> None:
    greet = integrated(browser)
    reads = Program(app, handed(greet, "Read the catalogue of tools"))
    asks = Program(app, handed(greet, "Ask whether somebody may use the tool"))
    assert reads.get("tools").status_code == asks.may_use(bram, PEETERS).status_code == 200
    for answer, scope in ((reads.may_use(bram, PEETERS), "may-use"), (asks.get("tools"), "tools:read")):
        assert problem(answer) == (403, "insufficient_scope", None)
        assert f'error="insufficient_scope", scope="{scope}"' in answer.headers["WWW-Authenticate"]


@pytest.mark.trust("Programs")
def test_a_session_of_ours_counts_for_nothing_there(browser: Browser, diary: Diary) -> None:
    greet = integrated(browser)
    assert greet.client.get("/api/v1/tools").status_code == 401


def test_a_busy_token_notes_its_use_once_a_minute(
    program: Program, factory: sessionmaker[Session], time: Time
) -> None:
    def noted() -> datetime:
        with factory.begin() as session:
            act_as(session, Scope.office())
            return session.scalars(select(IntegrationToken.last_used_at)).one()  # type: ignore[return-value]

    began = time.moment
    for seconds, seen in ((0, 0), (59, 0), (60, 60), (119, 60), (120, 120)):
        time.moment = began + timedelta(seconds=seconds)
        assert program.get("tools").status_code == 200
        assert noted() == began + timedelta(seconds=seen)


# -- a successor


def test_a_token_makes_one_successor_and_ends_a_day_later(program: Program, time: Time) -> None:
    answer = program.rotate("first")
    assert answer.status_code == 200
    told = answer.get_json()
    assert told["scopes"] == ["may-use", "tools:read"]
    assert (told["ends_at"], told["former_ends_at"]) == ("2028-03-14T23:00:00Z", "2027-03-16T09:05:00Z")
    successor = Program(program.app, told["token"])
    assert program.get("tools").status_code == successor.get("tools").status_code == 200
    assert problem(program.rotate("second")) == (409, "conflict", None)
    time.passes(hours=24)
    assert problem(program.get("tools"))[0] == 401
    assert successor.get("tools").status_code == 200


@pytest.mark.trust("Programs")
def test_the_same_key_gets_the_same_answer_and_no_second_token(
    program: Program, factory: sessionmaker[Session], time: Time
) -> None:
    first = program.rotate("once")
    time.passes(hours=23)
    again = program.rotate("once")
    assert again.get_json() == first.get_json()
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")
    assert problem(program.rotate("once", b"{}")) == (422, "unprocessable", "Idempotency-Key")
    with factory.begin() as session:
        act_as(session, Scope.office())
        assert session.scalar(select(func.count()).select_from(IntegrationToken)) == 2
        kept = session.execute(text("select body from rights_api_answer")).scalar_one()
        assert first.get_json()["token"].encode() not in bytes(kept)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json", "text/plain"])
def test_another_body_is_another_request_whatever_it_is_said_to_be(program: Program, kind: str) -> None:
    assert program.rotate("once", b"a=1", kind).status_code == 200
    assert program.rotate("once", b"a=1", kind).headers["Idempotent-Replayed"] == "true"
    assert problem(program.rotate("once", b"a=2", kind)) == (422, "unprocessable", "Idempotency-Key")


def test_a_body_without_end_is_not_read(program: Program) -> None:
    assert problem(program.rotate("once", b"x" * 70_000)) == (413, "too_large", None)


def test_greet_sees_what_a_program_made_itself_before_she_revokes(
    browser: Browser, app: Flask, diary: Diary
) -> None:
    greet = integrated(browser)
    first = Program(app, handed(greet))
    successor = Program(app, first.rotate("once").get_json()["token"])
    greet.reload().reads("by the program itself")
    greet.follow("Revoke", beside="16/03/2027 10:05").reads("Was the token stolen?").press("Revoke")
    assert (first.get("tools").status_code, successor.get("tools").status_code) == (401, 200)
    greet.follow("Revoke").reads_nothing_of("Was the token stolen?").press("Revoke")
    assert successor.get("tools").status_code == 401


@pytest.mark.parametrize("key", [None, "", "a b", "é", "k" * 256])
def test_without_a_key_nothing_is_done(program: Program, key: str | None) -> None:
    assert problem(program.rotate(key)) == (422, "unprocessable", "Idempotency-Key")
    assert program.rotate("k" * 255).status_code == 200


@pytest.mark.trust("Programs")
def test_of_two_at_once_one_makes_a_token_and_the_other_hears_the_same_or_waits(
    program: Program, factory: sessionmaker[Session]
) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: program.rotate("race"), range(4)))
    assert {one.status_code for one in answers} <= {200, 409}
    tokens = {one.get_json()["token"] for one in answers if one.status_code == 200}
    assert len(tokens) == 1


@pytest.mark.trust("Programs")
def test_while_the_first_is_being_answered_the_second_hears_to_wait(
    program: Program, factory: sessionmaker[Session], time: Time
) -> None:
    def act() -> Answered:
        assert problem(program.rotate("race")) == (409, "conflict", None)
        assert program.rotate("another").status_code == 200
        return Answered(200, "{}")

    with factory.begin() as session:
        act_as(session, Scope.office())
        token_id = session.scalars(select(IntegrationToken.id)).one()
        once(session, token_id, "race", b"", act, time.moment)


def test_answers_are_forgotten_after_a_day(program: Program, factory: sessionmaker[Session], time: Time) -> None:
    assert program.rotate("once").status_code == 200
    with factory.begin() as session:
        act_as(session, Scope.office())
        assert forget(session, time.moment + timedelta(hours=23)) == 0
        assert forget(session, time.moment + timedelta(hours=24)) == 1
        assert session.scalar(select(func.count()).select_from(ApiAnswer)) == 0


def test_a_successor_never_lasts_longer_than_the_first(
    browser: Browser, app: Flask, diary: Diary, time: Time
) -> None:
    program = Program(app, handed(integrated(browser), last_day=str(date(2027, 3, 15))))
    told = program.rotate("late").get_json()
    assert told["ends_at"] == told["former_ends_at"] == "2027-03-15T23:00:00Z"
