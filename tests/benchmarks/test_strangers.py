"""Whoever is a stranger to a list with which screening is measured stands nowhere on it."""

from __future__ import annotations

from datetime import date

import pytest

from benchmarks.listed.strangers import key, unlisted
from models.values.screened import BirthDate, Subject, SubjectKind, SubjectName


def _person(name: str, year: int | None, last: int | None = None) -> Subject:
    born = (BirthDate(date(year, 1, 1), date(last or year, 12, 31)),) if year else ()
    return Subject(SubjectKind.PERSON, (SubjectName(name),), born)


def test_the_words_of_a_name_are_compared_without_accents_marks_and_order() -> None:
    assert key("ÉVRARD, Jean-Luc") == key("jean luc Evrard")


@pytest.mark.parametrize(
    ("name", "year", "last", "left"),
    [
        ("Jean Évrard", 1961, None, False),
        ("EVRARD, Jean", 1961, None, False),
        ("Jean Evrard", None, None, False),
        ("Jean Evrard", 1955, 1965, False),
        ("Jean Evrard", 1962, None, True),
        ("Jeanne Evrard", 1961, None, True),
    ],
)
def test_a_stranger_shares_no_name_and_birth_year_with_an_entry(
    name: str, year: int | None, last: int | None, left: bool
) -> None:
    strangers = {3: _person("Jean Evrard", 1961)}
    assert (3 in unlisted(strangers, [_person(name, year, last)])) is left


def test_an_alias_counts_as_well() -> None:
    entry = Subject(SubjectKind.PERSON, (SubjectName("Somebody Else"), SubjectName("Jean Evrard")))
    assert not unlisted({1: _person("Jean Evrard", 1961)}, [entry])


def test_a_stranger_whose_birth_date_is_unknown_is_told_apart_by_name_alone() -> None:
    assert not unlisted({1: _person("Jean Evrard", None)}, [_person("Jean Evrard", 1930)])
