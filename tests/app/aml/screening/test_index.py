"""The index: who is found, how what changes is seen, and that it compares as `compare` does."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.aml.screening import THRESHOLD, SubjectIndex, compare
from models.values.screened import IdentifierKind, Subject, SubjectKind
from tests.app.aml.screening.subjects import firm, person, subject
from tests.app.aml.screening.test_comparing import HOSTILE

LISTED = {
    1: person("Usama bin Muhammad bin Awad bin Ladin", "أسامة بن لادن", born="1957-03-10", countries=("SA",)),
    2: person("Владимир Владимирович Путин", born="1952-10-07", countries=("RU",)),
    3: person("习近平", born="1953-06-15"),
    4: person("Katrien Vercauteren", born="1980-01-02", countries=("BE",)),
    5: firm("Общество с ограниченной ответственностью «Ромашка»", countries=("RU",)),
    6: subject(SubjectKind.VESSEL, "Golden Dawn VII", numbers=((IdentifierKind.VESSEL, "9123456", ""),)),
    7: person("Jan Peeters", numbers=((IdentifierKind.PASSPORT, "EK123456", "BE"),)),
    8: person("بنیامین کریمی"),
}


@pytest.fixture(scope="module")
def index() -> SubjectIndex:
    made = SubjectIndex.open()
    made.change(LISTED.items())
    return made


@pytest.mark.parametrize(
    ("ours", "expected"),
    [
        (person("Osama ben Laden"), 1),
        (person("Oussama Ben Ladin", born="1957"), 1),
        (person("Poutine Vladimir"), 2),
        (person("Vladimir Poetin", born="1952-07-10"), 2),
        (person("Hsi Chin-p'ing"), 3),
        (person("Vercautern Katrien"), 4),
        (person("K. Vercauteren", born="1980-01-02"), 4),
        (firm("Romashka LLC"), 5),
        (subject(SubjectKind.VESSEL, "Something Else", numbers=((IdentifierKind.VESSEL, "9123456", ""),)), 6),
        (person("J Petrs", numbers=((IdentifierKind.PASSPORT, "EK123456", "BE"),)), 7),
        (person("Benyamin Karimi"), 8),
    ],
)
def test_who_is_listed_is_found_first(index: SubjectIndex, ours: Subject, expected: int) -> None:
    found = index.matches(ours)
    assert found[0].id == expected
    assert found[0].comparison == compare(ours, LISTED[expected])


@pytest.mark.parametrize("ours", [person("Dirk Vandamme"), person("Anna Karenina"), firm("Omega Trading Ltd")])
def test_who_isnt_listed_is_not_found(index: SubjectIndex, ours: Subject) -> None:
    assert index.matches(ours) == ()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_finds_nothing(index: SubjectIndex, name: str) -> None:
    assert index.matches(person(name)) == ()


def test_hostile_names_can_be_listed() -> None:
    index = SubjectIndex.open()
    index.change((number, person(name)) for number, name in enumerate(HOSTILE))
    assert len(index) == len(HOSTILE)
    for name in HOSTILE:
        index.matches(person(name), threshold=0.0)


def test_what_changes_is_seen_at_once() -> None:
    index = SubjectIndex.open()
    index.change([(1, person("Katrien Vercauteren")), (2, person("Dirk Vandamme"))])
    index.change([(2, person("Anna Karenina"))], removed=[1, 99])
    assert len(index) == 1
    assert index.matches(person("Katrien Vercauteren")) == ()
    assert index.matches(person("Dirk Vandamme")) == ()
    assert [one.id for one in index.matches(person("Anna Karenina"))] == [2]
    index.change([(2, person("Anna Karenina")), (2, person("Dirk Vandamme"))])
    assert len(index) == 1


def test_an_id_that_is_taken_out_and_put_in_at_once_stands_with_what_it_is_now() -> None:
    index = SubjectIndex.open()
    index.change([(1, person("Katrien Vercauteren"))])
    index.change([(1, person("Anna Karenina"))], removed=[1])
    assert [one.id for one in index.matches(person("Anna Karenina"))] == [1]
    assert len(index) == 1


def test_a_change_that_fails_halfway_changes_nothing() -> None:
    def broken() -> Iterator[tuple[int, Subject]]:
        yield 2, person("Anna Karenina")
        raise RuntimeError

    index = SubjectIndex.open()
    index.change([(1, person("Katrien Vercauteren"))])
    with pytest.raises(RuntimeError):
        index.change(broken(), removed=[1])
    assert [one.id for one in index.matches(person("Katrien Vercauteren"))] == [1]
    assert index.matches(person("Anna Karenina")) == ()
    index.change([(2, person("Anna Karenina"))])
    assert len(index) == 2


def test_one_writes_at_a_time(tmp_path: Path) -> None:
    one, other = SubjectIndex.open(tmp_path), SubjectIndex.open(tmp_path)

    def meanwhile() -> Iterator[tuple[int, Subject]]:
        with pytest.raises(ValueError, match="lock"):
            other.change([(2, person("Anna Karenina"))])
        yield 1, person("Katrien Vercauteren")

    one.change(meanwhile())
    assert len(other) == 1
    other.change([(2, person("Anna Karenina"))])
    assert len(one) == 2


def test_a_folder_is_opened_by_several_and_each_sees_what_one_writes(tmp_path: Path) -> None:
    writer, reader = SubjectIndex.open(tmp_path / "names"), SubjectIndex.open(tmp_path / "names")
    assert reader.matches(person("Katrien Vercauteren")) == ()
    writer.change([(1, person("Katrien Vercauteren"))])
    assert [one.id for one in reader.matches(person("Katrien Vercauteren"))] == [1]
    reader.change([], removed=[1])
    assert len(writer) == 0
    assert len(SubjectIndex.open(tmp_path / "names")) == 0


def test_equals_come_by_the_fewest_open_facts_then_by_id() -> None:
    index = SubjectIndex.open()
    same = person("Katrien Vercauteren")
    index.change([(5, person("Katrien Vercauteren", countries=("BE",))), (9, same), (3, same)])
    assert [one.id for one in index.matches(same)] == [3, 9, 5]
    assert [one.id for one in index.matches(same, limit=2)] == [3, 9]
    assert index.matches(same, threshold=0.99) == ()


def test_a_common_name_is_found_by_its_birth_date_among_many() -> None:
    chance = random.Random(3)  # noqa: S311
    index = SubjectIndex.open()
    days = [
        f"19{chance.randrange(40, 99)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 28):02}"
        for _ in range(400)
    ]
    index.change((number, person("Mohamed Ali", born=day)) for number, day in enumerate(days))
    found = index.matches(person("Muhammad Ali", born=days[333]))
    assert days[found[0].id] == days[333]
    assert found[0].comparison.score > THRESHOLD


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Sobolew Harbours NV", "Sobolef Harbours NV"),
        ("Nordzee Trading NV", "Noordzee Tradings NV"),
        ("Noordzee Tradings NV", "Noordzee Trading NV"),
    ],
)
def test_a_score_that_was_rounded_up_to_the_threshold_reaches_it(ours: str, theirs: str) -> None:
    score = compare(firm(ours), firm(theirs)).score
    index = SubjectIndex.open()
    index.change([(1, firm(theirs))])
    assert [one.comparison.score for one in index.matches(firm(ours), threshold=score)] == [score]
