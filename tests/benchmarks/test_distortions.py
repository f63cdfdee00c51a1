"""What happens to the names with which screening is measured."""

from __future__ import annotations

import random
from datetime import date

import pytest

from benchmarks.listed import errors
from benchmarks.listed.alphabets import GREEK, RUSSIAN, TO_SERBIAN_CYRILLIC, UKRAINIAN
from benchmarks.listed.asian import chinese_families, chinese_given, wade_giles
from benchmarks.listed.bodies import PLACES, TRADES, Body
from benchmarks.listed.cultures import Culture, Part
from benchmarks.listed.distortions import CHANGES, Written, about
from benchmarks.listed.entries import Entry
from benchmarks.listed.renaming import renamed
from benchmarks.listed.words import words
from models.values.screened import BirthDate, Subject, SubjectKind, SubjectName

NAMES = ("Jean-Luc", "Margarita", "Abderrahmane", "Zoë", "Konstantin")
FAMILIES = ("Van den Broeck", "Al-Khatib", "Schwarzenberg", "Évrard", "Oliveira")


def _ways(word: str) -> tuple[str, ...]:
    return (word, word.replace("k", "c") + "h")


FRISIAN = Culture(
    "frisian",
    1,
    ("NL",),
    words(NAMES),
    words(NAMES),
    words(FAMILIES),
    words(FAMILIES),
    _ways,
    letters=str.swapcase,
)
LATIN = Culture("latin", 1, ("BE",), words(NAMES), words(NAMES), words(FAMILIES), words(FAMILIES), _ways)


def _person(chance: random.Random, culture: Culture = FRISIAN) -> Entry:
    parts = (Part("given", "Konstantin"), Part("second", "Jean-Luc"), Part("family", chance.choice(FAMILIES)))
    day = date(1961, 4, 30)
    told = " ".join(one.word for one in parts)
    subject = Subject(SubjectKind.PERSON, (SubjectName(told),), (BirthDate(day, day),), ("NL",))
    return Entry(7, subject, culture, parts)


def _written(chance: random.Random, culture: Culture) -> Written:
    parts = _person(chance).parts
    return Written(
        culture, [one.role for one in parts], [one.word for one in parts], [one.word for one in parts], True, True
    )


@pytest.mark.parametrize("kind", CHANGES)
def test_what_is_said_to_have_happened_to_a_name_did_happen(kind: str) -> None:
    done = 0
    for seed in range(200):
        chance = random.Random(seed)
        name = _written(chance, FRISIAN if seed % 2 else LATIN)
        before = (list(name.texts), list(name.roles), name.family_first)
        if CHANGES[kind][1](chance, name):
            done += 1
            assert (name.texts, name.roles, name.family_first) != before
        assert len(name.texts) == len(name.roles) == len(name.words)
    assert done or kind == "given name more"  # this one has a second given name already


def test_a_name_keeps_a_given_and_a_family_name_whatever_happens() -> None:
    for seed in range(500):
        asked = about(_person(random.Random(seed)), random.Random(seed)).subject
        assert len(asked.names[0].text.split()) >= 2
        assert asked.names[0].text.strip() == asked.names[0].text


def test_initials_come_only_where_a_birth_year_is_left() -> None:
    for seed in range(2_000):
        asked = about(_person(random.Random(seed), LATIN), random.Random(seed))
        if "initials" in asked.kinds:
            assert asked.subject.birth_dates


def test_identifiers_would_answer_every_question_so_none_is_told() -> None:
    assert not any(
        about(_person(random.Random(seed)), random.Random(seed)).subject.identifiers for seed in range(50)
    )


def test_a_slip_changes_one_letter_or_two_neighbours_and_leaves_short_words_alone() -> None:
    for seed in range(300):
        chance = random.Random(seed)
        assert errors.typed(chance, "Ali") == "Ali"
        assert abs(len(errors.typed(chance, "Konstantin")) - len("Konstantin")) <= 1


def test_a_body_is_renamed_or_said_to_be_untouched() -> None:
    body = Body((PLACES[0], ("Ortelov", "Ortelow"), TRADES[0]), ("LLC", "OOO", "Ltd"))
    seen: set[str] = set()
    for seed in range(300):
        text, kinds = renamed(random.Random(seed), body)
        assert bool(kinds) == (text != body.text())
        seen.update(kinds)
    assert seen == {"word in other words", "other romanisation", "word missing", "order", "typing error or heard",
                    "joined", "legal form"}  # fmt: skip


def test_russian_names_are_romanised_as_each_country_does() -> None:
    assert [one("Юрий Щербаков") for one in RUSSIAN] == [
        "Yuriy Shcherbakov",
        "Iurii Shcherbakov",
        "Ûrij Ŝerbakov",
        "Iouri Chtcherbakov",
        "Jurij Schtscherbakow",
        "Joeri Sjtsjerbakov",
        "Yury Shcherbakov",
    ]


def test_other_alphabets_follow_their_own_tables() -> None:
    assert UKRAINIAN[0]("Згурський") == "Zghurskyi"
    assert TO_SERBIAN_CYRILLIC("Đorđe Ljubić") == "Ђорђе Љубић"
    assert GREEK[0]("Μπάμπης") == "Bampis"
    assert [wade_giles(one) for one in ("xiao", "zhou", "guo", "zi", "xue")] == [
        "Hsiao",
        "Chou",
        "Kuo",
        "Tzu",
        "Hsüeh",
    ]
    assert chinese_families()["张"] == ("Zhang", "Chang")
    assert chinese_given()["天安"][0] == "Tian'an"
