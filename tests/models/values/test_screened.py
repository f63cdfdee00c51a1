"""What is compared with a list, as values: told and read again, and fingerprints that change when a fact does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from models.values import (
    BirthDate,
    Identifier,
    IdentifierKind,
    ListedEntry,
    NameKind,
    Subject,
    SubjectKind,
    SubjectName,
    Topic,
)

NAMES = (
    SubjectName("Nadia “El” Ghazouani\\-Drăgan", NameKind.MAIN, "Nadia", "Ghazouani"),
    SubjectName("نادية الغزواني", NameKind.ALIAS),
    SubjectName("N. Drăgan", NameKind.WEAK),
)
BORN = (
    BirthDate(date(1974, 9, 23), date(1974, 9, 23)),
    BirthDate(date(1975, 1, 1), date(1975, 12, 31), about=True),
)
NUMBERS = (Identifier(IdentifierKind.PASSPORT, "XX1", "BE"), Identifier(IdentifierKind.NATIONAL, "74092300139"))
SUBJECT = Subject(SubjectKind.PERSON, NAMES, BORN, ("BE", "MA"), NUMBERS, "female")
ENTRY = ListedEntry(
    "Q1", SUBJECT, (Topic.PEP, Topic.SANCTION), ("A", "B"), ("Minister",), ("Gent",), "Remark.", "2014/1",
    "https://lists.example/1", date(2020, 2, 3), ("Q2", "Q3"),
)  # fmt: skip


def test_what_is_told_is_read_as_it_was() -> None:
    assert Subject.read(SUBJECT.told()) == SUBJECT
    assert ListedEntry.read("Q1", ENTRY.told()) == ENTRY


def test_in_which_order_facts_are_told_makes_no_difference() -> None:
    prints = {replace(SUBJECT, names=names).fingerprint for names in permutations(NAMES)}
    prints |= {
        replace(SUBJECT, birth_dates=BORN[::-1], identifiers=NUMBERS[::-1], countries=("MA", "BE")).fingerprint
    }
    assert prints == {SUBJECT.fingerprint}
    turned = replace(ENTRY, topics=ENTRY.topics[::-1], other_keys=ENTRY.other_keys[::-1], programmes=("B", "A"))
    assert (turned.judged, turned.whole) == (ENTRY.judged, ENTRY.whole)


def test_a_fact_told_twice_is_one_fact() -> None:
    assert replace(SUBJECT, names=(*NAMES, NAMES[0])).fingerprint == SUBJECT.fingerprint


@pytest.mark.parametrize(
    "other",
    [
        replace(SUBJECT, kind=SubjectKind.OTHER),
        replace(SUBJECT, sex=""),
        replace(SUBJECT, names=NAMES[:2]),
        replace(SUBJECT, names=(replace(NAMES[0], kind=NameKind.WEAK), *NAMES[1:])),
        replace(SUBJECT, names=(replace(NAMES[0], given="Nadi", family="aGhazouani"), *NAMES[1:])),
        replace(SUBJECT, birth_dates=BORN[:1]),
        replace(SUBJECT, birth_dates=(BORN[0], replace(BORN[1], about=False))),
        replace(SUBJECT, countries=("BE",)),
        replace(SUBJECT, identifiers=(replace(NUMBERS[0], country=""), NUMBERS[1])),
    ],
)
def test_another_fact_is_another_fingerprint(other: Subject) -> None:
    assert other.fingerprint != SUBJECT.fingerprint
    assert replace(ENTRY, subject=other).judged != ENTRY.judged


@pytest.mark.parametrize(
    ("other", "judged"),
    [
        (replace(ENTRY, programmes=("A",)), False),
        (replace(ENTRY, topics=(Topic.PEP,)), False),
        (replace(ENTRY, remarks="Another."), True),
        (replace(ENTRY, addresses=()), True),
        (replace(ENTRY, functions=("Minister", "Judge")), True),
        (replace(ENTRY, listed_on=None), True),
        (replace(ENTRY, key="Q9"), True),
    ],
)
def test_decisions_rest_on_who_it_is_and_why_he_is_listed(other: ListedEntry, judged: bool) -> None:
    assert (other.judged == ENTRY.judged) is judged
    assert (other.whole == ENTRY.whole) is (other.key != ENTRY.key)
