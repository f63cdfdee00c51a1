"""Programs of the makers of a tool ask us by themselves, with a token the central team made for them."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from models.rights import Access
from tests.driver import asked_of_the_driver
from tests.stories.api_program import NOBODY, PEETERS, Program, handed, integrated, problem
from tests.stories.openid_tool import Diary, changed
from tests.stories.stage import Browser, Time, enter

# -- made, used and revoked


@pytest.mark.trust("Programs")
def test_greet_makes_an_integration_and_its_program_asks_until_she_revokes_its_token(
    browser: Browser, app: Flask, diary: Diary, bram: str, time: Time
) -> None:
    greet = integrated(browser).reads("Office diary: Night run", "It has no token yet", "Integration made")
    program = Program(app, handed(greet))
    greet.reads("15/03/2028 00:00", "Never", "Token of an integration made")
    answer = program.may_use(bram, PEETERS)
    assert answer.status_code == 200
    told = answer.get_json()
    assert (told["allowed"], told["on"]) == (True, "2027-03-15")
    assert {"code": "set_as_user", "met": True, "text": "Set as user by a manager"} in told["conditions"]
    greet.reload().reads("15/03/2027 10:05").follow("Revoke").reads("is refused from its next question on")
    greet.press("Revoke").reads("The token is revoked.", "Revoked", "Token of an integration revoked")
    assert problem(program.may_use(bram, PEETERS)) == (401, "no_token", None)


def test_the_page_for_makers_says_in_three_languages_what_can_be_asked(browser: Browser, diary: Diary) -> None:
    greet = integrated(browser).follow("What it can ask")
    greet.reads("May somebody use your tool?", "GET /api/v1/may-use", "The catalogue of tools", "When it fails")
    assert "<script" not in greet.sent.partition("<main")[2]


def test_a_token_lasts_a_year_at_most_and_is_good_for_something(browser: Browser, diary: Diary) -> None:
    greet = integrated(browser).follow("Make a token").fill("Last day", "2028-03-16").press("Make the token")
    assert greet.error("What it is good for") == "Choose at least one."
    greet.tick("Read the catalogue of tools").press("Make the token")
    assert greet.error("Last day") == "Choose a last day from today on, 14/03/2028 at the latest."
    greet.fill("Last day", "2027-03-14").press("Make the token").reads("from today on")
    greet.fill("Last day", "2028-03-14").press("Make the token").reads("You see this token only now.")


def test_an_integration_gets_another_name_and_the_helpdesk_only_looks(browser: Browser, diary: Diary) -> None:
    greet = integrated(browser)
    handed(greet)
    greet.follow("Change").fill("Name", "Day run").press("Save").reads(
        "Changed.", "Day run", "Integration changed"
    )
    dirk = enter(browser, "dirk.maes").follow("Integrations").follow("Office diary").reads("Day run", "Active")
    for words in ("Change", "Make a token", "Revoke"):
        assert not dirk.sees_link(words)


# -- may somebody use it


def test_each_condition_is_told_in_the_language_that_is_asked_for(
    program: Program, bram: str, factory: sessionmaker[Session]
) -> None:
    changed(factory, lambda session: session.execute(update(Access).values(state="blocked")))
    told = {}
    for language in ("nl-BE", "fr", "en", "de"):
        program.speaks = language
        answer = program.may_use(bram, PEETERS).get_json()
        assert answer["allowed"] is False
        told[language] = {one["code"]: one["text"] for one in answer["conditions"]}
    assert told["en"]["not_blocked"] == "A manager blocked this access, and can undo it."
    assert told["nl-BE"] == told["de"]
    assert len({told[one]["not_blocked"] for one in ("nl-BE", "fr", "en")}) == 3


def test_another_day_another_context_another_answer(program: Program, bram: str) -> None:
    assert program.may_use(bram, PEETERS, on="2025-12-31").get_json()["allowed"] is False
    himself = program.may_use(bram).get_json()
    assert [one["code"] for one in himself["conditions"] if not one["met"]] == ["open_to_oneself"]
    elsewhere = program.may_use(bram, "0207499628").get_json()
    # Where nobody registered the tool it doesn't hear whether he belongs there.
    assert ([one["code"] for one in elsewhere["conditions"]], elsewhere["allowed"]) == (["tool_registered"], False)


@pytest.mark.trust("Programs")
def test_whom_a_tool_does_not_know_and_what_is_not_there_look_the_same(program: Program, bram: str) -> None:
    asked = (
        lambda: program.may_use(NOBODY, PEETERS),
        lambda: program.may_use(NOBODY),
        lambda: program.may_use(bram, "0000000000"),
        lambda: program.may_use(bram, PEETERS, role="nobody"),
    )
    program.get("tools")  # its use is noted for this minute
    answers, statements = [], []
    for ask in asked:
        with asked_of_the_driver() as said:
            answers.append(ask())
        statements.append(said)
    assert len(statements[0]) > 3
    # Who asks for himself names no organisation, which reads otherwise and costs the same.
    assert statements[0] == statements[2] == statements[3]
    assert len({len(one) for one in statements}) == 1
    told = [{**one.get_json(force=True), "reference": ""} for one in answers]
    assert told[0]["status"] == 404
    assert all(one == told[0] for one in told)


@pytest.mark.trust("Programs")
def test_the_token_of_another_tool_hears_nothing_of_this_one(
    browser: Browser, app: Flask, diary: Diary, bram: str
) -> None:
    ledger = Program(app, handed(integrated(browser, "Ledger")))
    assert problem(ledger.may_use(bram, PEETERS)) == (404, "not_found", None)


# -- the catalogue


def test_the_catalogue_comes_page_by_page_each_tool_once(program: Program) -> None:
    found, cursor = [], {}
    for _ in range(10):
        page = program.get("tools", limit="2", **cursor).get_json()
        assert len(page["tools"]) <= 2
        found += page["tools"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    codes = [one["code"] for one in found]
    assert sorted(codes) == sorted(set(codes))
    assert {"house", "planning", "grants", "diary", "ledger"} == set(codes)
    (planning,) = (one for one in found if one["code"] == "planning")
    assert planning["name"] == {"nl": "Omgevingsloket", "fr": "Guichet de l'urbanisme", "en": "Planning desk"}
    assert planning["roles"] == [{"code": "user", "name": {"nl": "Gebruiker", "fr": "Utilisateur", "en": "User"}}]
    assert planning["key_level"] == "high"


# -- hostile parameters


@pytest.mark.trust("1.2.4")
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"role": "user"}, "account"),
        ({"account": NOBODY}, "role"),
        ({"account": "' or 1=1 --" + "a" * 32, "role": "user"}, "account"),
        ({"account": NOBODY + "\n", "role": "user"}, "account"),
        ({"account": NOBODY, "role": "user", "organisation": "0999.000.030"}, "organisation"),
        ({"account": NOBODY, "role": "user", "organisation": "٠٩٩٩٠٠٠٠٣٠"}, "organisation"),
        ({"account": NOBODY, "role": "user", "on": "20270315"}, "on"),
        ({"account": NOBODY, "role": "user", "on": "2027-02-30"}, "on"),
        ({"account": NOBODY, "role": "user", "on": "0000-01-01"}, "on"),
        ({"account": NOBODY, "role": "user", "date": "2027-03-15"}, "date"),
        ({"account": [NOBODY, NOBODY], "role": "user"}, "account"),
    ],
)
def test_what_is_not_written_as_described_is_refused_by_its_name(
    program: Program, query: dict[str, str], field: str
) -> None:
    assert problem(program.get("may-use", **query)) == (422, "unprocessable", field)


@pytest.mark.parametrize(
    "query",
    [{"limit": "0"}, {"limit": "101"}, {"limit": "1e1"}, {"limit": "٣"}, {"cursor": "1"}, {"cursor": "c-1"}],
)
def test_a_page_that_cannot_be_is_refused_by_its_name(program: Program, query: dict[str, str]) -> None:
    assert problem(program.get("tools", **query)) == (422, "unprocessable", next(iter(query)))


def test_every_no_is_a_problem_in_the_language_asked_for(program: Program, app: Flask) -> None:
    assert problem(program.get("nowhere"))[0] == 404
    assert problem(program.get("tools", limit="\x00"))[:2] == (400, "unreadable")
    answer = app.test_client().delete("/api/v1/tools")
    assert problem(answer)[:2] == (405, "no_such_method")
    assert "GET" in answer.headers["Allow"]
    titles = set()
    for program.speaks in ("nl", "fr", "en"):
        titles.add(program.get("nowhere").get_json(force=True)["title"])
    assert len(titles) == 3


@pytest.mark.trust("Programs")
def test_a_fault_of_ours_tells_no_detail(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("app.rights.api.tools_after", broken)
    answer = program.get("tools")
    assert problem(answer)[:2] == (500, "fault")
    assert "secret" not in answer.get_data(as_text=True)
    assert "detail" not in answer.get_json(force=True)
