"""The FIU's codes: a version is loaded whole or not at all, and counts from its day."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.aml.goaml.codes import LARGEST, NewCodes, codes_in_force, faults_in, load_codes, looked_at, read_codes
from app.aml.goaml.profile import Code, Longest, Profile, Severity, Wanted, codes_in
from app.errors import Forbidden, Refusal
from app.policy import Identity, Role
from app.transaction import Scope, enter
from models.values.plain import print_of
from tests.app.aml.goaml.known import PROFILE
from tests.app.wallet.offices import NOW, account
from views.labels.aml_fiu import CODE_LISTS, FIELDS, field_word

DAY = date(2027, 1, 1)
NEW = NewCodes(DAY, "List of the FIU of 2 December 2026", PROFILE)


@pytest.fixture
def greet(session: Session) -> Identity:
    enter(session, Scope.office())
    return Identity(account(session, "greet"), None, frozenset({Role.PERSON, Role.CENTRAL}))


def told(**change: Any) -> bytes:
    return json.dumps({**PROFILE.told(), **change}).encode()


def refused(content: bytes) -> list[str]:
    with pytest.raises(Refusal) as found:
        read_codes(io.BytesIO(content))
    assert {one.field for one in found.value.everything} == {"file"}
    return [one.code.removeprefix("aml.codes.") for one in found.value.everything]


def test_the_first_version_is_in_force_and_nothing_is_wrong_with_it(session: Session, greet: Identity) -> None:
    found = codes_in_force(session, NOW.date())
    assert Profile.read(found.data) == PROFILE
    assert found.print == print_of(found.data)
    assert faults_in(PROFILE) == ()
    with pytest.raises(Refusal, match=r"aml\.codes\.none"):
        codes_in_force(session, date(2024, 9, 30))


def test_every_field_it_asks_and_every_list_has_words() -> None:
    assert [one for one in PROFILE.wanted if "/" in str(field_word(one.element, one.field))] == []
    assert [one for one in PROFILE.longest if "/" in str(field_word(one.element, one.field))] == []
    assert [name for name, _ in codes_in(PROFILE)] == list(CODE_LISTS)
    assert FIELDS


def test_a_version_counts_from_its_day(session: Session, greet: Identity) -> None:
    made = load_codes(session, greet, NEW, NOW)
    assert codes_in_force(session, date(2026, 12, 31)).id != made.id
    assert codes_in_force(session, DAY).id == made.id
    facts = session.execute(text("select facts from event where tag = 'aml.report_codes.loaded'")).scalar_one()
    assert (facts["since"], facts["came"], facts["went"]) == ("2027-01-01", 0, 0)


def test_what_it_changes_is_told_before_it_is_kept(session: Session, greet: Identity) -> None:
    first, *others = PROFILE.transmodes
    new = Code("WIRE", "Telegrafisch", "Télégraphique", "By wire")
    changed = replace(
        PROFILE,
        transmodes=(replace(first, en="Other words"), *others[1:], new),
        wanted=(*PROFILE.wanted[1:], Wanted("item", "estimated_value", Severity.WEAK)),
    )
    beside = looked_at(session, greet, replace(NEW, profile=changed))
    assert beside.before is not None
    (found,) = beside.lists
    assert (found.name, found.came, found.went) == ("transmodes", (new,), (others[0],))
    assert [one.code for one in found.renamed] == [first.code]
    assert (beside.wanted_came, beside.wanted_went) == (1, 1)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"since": date(2024, 10, 1)}, ["same_day"]),
        ({"source": " "}, ["source_missing"]),
        ({"source": "x" * 501}, ["source_too_long"]),
        ({"profile": replace(PROFILE, roles=())}, ["empty"]),
    ],
)
def test_what_cant_be_loaded_says_why(
    session: Session, greet: Identity, change: dict[str, Any], why: list[str]
) -> None:
    with pytest.raises(Refusal) as found:
        load_codes(session, greet, replace(NEW, **change), NOW)
    assert [one.code.removeprefix("aml.codes.") for one in found.value.everything] == why


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", ["not_json"]),
        (b"{", ["not_json"]),
        (b"\xff\xfe", ["not_json"]),
        (b"[" * 5000, ["not_json"]),
        (b"[]", ["not_codes"]),
        (told(roles=[{"code": 1}]), ["not_codes"]),
        (told(roles="SELL"), ["not_codes"]),
        (told(wanted=[{"element": "item", "field": "size", "severity": "perhaps"}]), ["not_codes"]),
        (told(longest=[{"element": "item", "field": "size", "most": "many"}]), ["not_codes"]),
        (told(indicators=[]), ["empty"]),
        (told(funds=[{"code": "A", "nl": "a", "fr": "a", "en": "a"}] * 2), ["twice"]),
        (told(funds=[{"code": "", "nl": "a", "fr": "a", "en": "a"}]), ["code"]),
        (told(funds=[{"code": "x" * 51, "nl": "a", "fr": "a", "en": "a"}]), ["code"]),
        (told(funds=[{"code": "A\n", "nl": "a", "fr": "a", "en": "a"}]), ["code"]),
        (told(funds=[{"code": "A", "nl": "a", "fr": "", "en": "a"}]), ["words"]),
        (told(wanted=[{"element": "person", "field": "shoe_size", "severity": "weak"}]), ["field"]),
        (told(wanted=[{"element": "nobody", "field": "name", "severity": "weak"}]), ["field"]),
        (told(longest=[{"element": "item", "field": "size", "most": 0}]), ["field"]),
        (b" " * (LARGEST + 1), ["too_large"]),
    ],
)
def test_a_file_that_holds_no_codes_says_what_is_wrong(content: bytes, why: list[str]) -> None:
    assert refused(content) == why


def test_many_faults_are_told_at_once_and_never_all_of_a_thousand() -> None:
    twice = [{"code": "A", "nl": "a", "fr": "a", "en": "a"}]
    assert refused(told(funds=twice * 2, roles=[])) == ["empty", "twice"]
    assert len(refused(told(funds=twice * 1000))) == 20


def test_a_file_reads_back_what_was_loaded() -> None:
    assert read_codes(io.BytesIO(b"\xef\xbb\xbf" + told())) == PROFILE
    assert PROFILE.most("report", "reason") == 8000
    assert PROFILE.most("report", "nothing") is None
    assert Longest("address", "zip", 10) in PROFILE.longest


@pytest.mark.trust("AML")
def test_nobody_but_the_central_team_loads_them(session: Session, greet: Identity) -> None:
    for role in set(Role) - {Role.CENTRAL}:
        who = replace(greet, roles=frozenset({Role.PERSON, role}), organisation_id=1)
        with pytest.raises(Forbidden):
            load_codes(session, who, NEW, NOW)
    enter(session, Scope.organisation(1, officer=True))
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text("delete from aml_report_profile"))
