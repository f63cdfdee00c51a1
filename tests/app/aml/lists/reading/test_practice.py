"""Practice lists are read without a problem, and change from day to day as real ones do."""

from __future__ import annotations

import io
from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.aml.lists.reading import read_list
from app.outside.practice_lists import CODES, EPOCH, PracticeLists
from models.values import BirthDate, ListedEntry, ListFormat, NameKind, SubjectKind, Topic

FORMS = dict(zip(CODES, ListFormat, strict=True))


def listed(code: str, number: int) -> dict[str, ListedEntry]:
    """The entries of that edition by their keys; it has no problem and the date of its day."""
    reading = read_list(FORMS[code], io.BytesIO(PracticeLists.edition(code, number)))
    found = {one.key: one for one in reading}
    assert reading.problems == []
    assert reading.published_on == EPOCH + timedelta(days=number)
    return found


def test_there_is_a_list_in_each_form() -> None:
    assert FORMS == {
        "eu": ListFormat.EU,
        "un": ListFormat.UN,
        "belgium": ListFormat.BELGIUM,
        "opensanctions": ListFormat.TARGETS,
        "peps": ListFormat.ENTITIES,
    }


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("number", [0, 1, 29, 30, 119, 120, 2_525])
def test_every_edition_is_read_without_a_problem(code: str, number: int) -> None:
    assert 115 <= len(listed(code, number)) <= 245


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("number", [1, 60, 2_525])
def test_from_one_edition_to_the_next_a_few_come_change_and_go(code: str, number: int) -> None:
    before, after = listed(code, number - 1), listed(code, number)
    added, gone = after.keys() - before.keys(), before.keys() - after.keys()
    changed = {key for key in before.keys() & after.keys() if before[key].whole != after[key].whole}
    judged = {key for key in changed if before[key].judged != after[key].judged}
    assert 1 <= len(added) <= 3
    assert 1 <= len(gone) <= 2
    assert len(changed) == 3
    assert judged <= changed
    assert len(gone) * 10 < len(before)


@pytest.mark.parametrize("code", CODES)
def test_who_is_away_for_three_days_comes_back_as_he_was(code: str) -> None:
    days = [listed(code, number) for number in range(500, 506)]
    (away, *_) = sorted(key for key in days[0].keys() - days[1].keys() if key in days[4])
    assert [away in one for one in days] == [True, False, False, False, True, True]
    assert days[0][away].whole == days[4][away].whole


def test_changes_sometimes_touch_what_a_decision_rests_on_and_sometimes_do_not() -> None:
    days = [listed("eu", number) for number in range(500, 504)]
    judged = whole = 0
    for before, after in pairwise(days):
        both = before.keys() & after.keys()
        whole += sum(before[key].whole != after[key].whole for key in both)
        judged += sum(before[key].judged != after[key].judged for key in both)
    assert 0 < judged < whole


def test_the_demonstration_finds_whom_it_knows() -> None:
    casper = listed("eu", 0)["1"]
    assert casper.name == "Casper Vandersmissen-Okafor"
    assert casper.subject.birth_dates == (BirthDate(date(1969, 4, 17), date(1969, 4, 17)),)
    nadia = listed("peps", 2_525)["practice-3"]
    assert (nadia.name, nadia.topics) == ("Nadia El Ghazouani-Drăgan", (Topic.PEP,))
    assert [one.name for one in listed("belgium", 9).values() if one.programmes == ("BE",)] == [
        "Lieven Droogenbroodt-Mwangi"
    ]


def test_practice_has_every_kind_of_subject_name_date_and_topic() -> None:
    entries = [one for code in CODES for one in listed(code, 1_000).values()]
    subjects = [one.subject for one in entries]
    assert {one.kind for one in subjects} == set(SubjectKind) - {SubjectKind.OTHER}
    assert {name.kind for one in subjects for name in one.names} == set(NameKind)
    assert {topic for one in entries for topic in one.topics} >= {Topic.SANCTION, Topic.PEP, Topic.CLOSE_TO_PEP}
    born = [birth for one in subjects for birth in one.birth_dates]
    assert any(one.about for one in born)
    assert len({(one.last_day - one.first_day).days > 31 for one in born}) == 2
    letters = {name.text[0] for one in subjects for name in one.names}
    assert letters & set("АЗТ")
    assert letters & set("نغف")
    assert len(letters) > 40
