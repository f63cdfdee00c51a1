"""A comparison: what each fact does, that it is told, and that both sides get the same score."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.aml.screening import THRESHOLD, Comparison, Effect, FeatureCode, compare
from models.values.screened import (
    BirthDate,
    Identifier,
    IdentifierKind,
    NameKind,
    Subject,
    SubjectKind,
    SubjectName,
)
from tests.app.aml.screening.subjects import birth, firm, person, subject

NAME = "Aleksandr Kuzmichev"
OTHER_NAME = "Dirk Vandamme"


def effect(comparison: Comparison, code: FeatureCode) -> Effect | None:
    return next((one.effect for one in comparison.features if one.code == code), None)


def test_a_name_alone_is_a_hit_and_leaves_room_for_facts() -> None:
    alone = compare(person(NAME), person(NAME))
    assert (
        THRESHOLD < alone.score < compare(person(NAME, born="1970-05-01"), person(NAME, born="1970-05-01")).score
    )
    assert [one.code for one in alone.features] == [FeatureCode.NAME_SAME]
    assert alone.open_facts == 0


@pytest.mark.parametrize(
    ("ours", "theirs", "code", "expected"),
    [
        ("1970-05-01", "1970-05-01", FeatureCode.BIRTH_DATE, Effect.SUPPORTS),
        ("1970-05-01", "1970-01-05", FeatureCode.BIRTH_SWAPPED, Effect.SUPPORTS),
        ("1970-05-01", "1970", FeatureCode.BIRTH_PERIOD, Effect.SUPPORTS),
        ("1970-05-01", "1968/1972", FeatureCode.BIRTH_PERIOD, Effect.SUPPORTS),
        ("1970", "1970", FeatureCode.BIRTH_PERIOD, Effect.SUPPORTS),
        ("1970-05-01", "1970-06-01", FeatureCode.BIRTH_NEAR, Effect.CONTRADICTS),
        ("1970-05-01", "1971-05-01", FeatureCode.BIRTH_NEAR, Effect.CONTRADICTS),
        ("1970-05-01", "1907-05-01", FeatureCode.BIRTH_NEAR, Effect.CONTRADICTS),
        ("1970-05-01", "1958-11-30", FeatureCode.BIRTH_DATE, Effect.CONTRADICTS),
        ("1970-05-01", "1971", FeatureCode.BIRTH_DATE, Effect.CONTRADICTS),
        ("1970-05-01", "", FeatureCode.BIRTH_DATE, Effect.UNKNOWN),
    ],
)
def test_birth_dates_support_contradict_or_are_unknown(
    ours: str, theirs: str, code: FeatureCode, expected: Effect
) -> None:
    compared = compare(person(NAME, born=ours), person(NAME, born=theirs))
    plain = compare(person(NAME), person(NAME)).score
    assert effect(compared, code) is expected
    assert {
        Effect.SUPPORTS: compared.score > plain,
        Effect.CONTRADICTS: compared.score < plain,
        Effect.UNKNOWN: compared.score == plain and compared.open_facts == 1,
    }[expected]


def test_another_birth_date_takes_a_name_that_is_the_same_off_the_hits() -> None:
    assert compare(person(NAME, born="1970-05-01"), person(NAME, born="1944-02-03")).score < THRESHOLD
    about = Subject(SubjectKind.PERSON, (SubjectName(NAME),), (birth("1970-05-01", about=True),))
    assert compare(about, person(NAME, born="1971-09-09")).score >= THRESHOLD


def test_the_nearest_of_several_birth_dates_counts() -> None:
    several = Subject(SubjectKind.PERSON, (SubjectName(NAME),), (birth("1950"), birth("1970-05-01")))
    assert effect(compare(person(NAME, born="1970-05-01"), several), FeatureCode.BIRTH_DATE) is Effect.SUPPORTS


def test_a_missing_birth_date_never_lifts_a_score() -> None:
    for ours, theirs in (("Jan Peeters", "Jan Pauwels"), ("Ali Hassan", "Ali Hosni")):
        assert (
            compare(person(ours), person(theirs)).score == compare(person(ours, born="1970"), person(theirs)).score
        )


def test_a_country_supports_and_another_one_contradicts_weakly() -> None:
    plain = compare(person(NAME), person(NAME)).score
    same = compare(person(NAME, countries=("RU", "BE")), person(NAME, countries=("RU",)))
    other = compare(person(NAME, countries=("BE",)), person(NAME, countries=("RU",)))
    assert effect(same, FeatureCode.COUNTRY) is Effect.SUPPORTS
    assert same.score > plain
    assert effect(other, FeatureCode.COUNTRY) is Effect.CONTRADICTS
    assert THRESHOLD <= other.score < plain
    assert effect(compare(person(NAME, countries=("BE",)), person(NAME)), FeatureCode.COUNTRY) is Effect.UNKNOWN


def test_the_same_number_of_the_same_kind_is_a_hit_under_another_name() -> None:
    passport = ((IdentifierKind.PASSPORT, "AB123456", "RU"),)
    compared = compare(person(NAME, numbers=passport), person(OTHER_NAME, numbers=passport))
    assert compared.score >= THRESHOLD
    assert effect(compared, FeatureCode.IDENTIFIER) is Effect.SUPPORTS


@pytest.mark.parametrize(
    "theirs",
    [
        (IdentifierKind.PASSPORT, "AB123456", "FR"),
        (IdentifierKind.TAX, "AB123456", "RU"),
        (IdentifierKind.PASSPORT, "AB123457", "RU"),
    ],
)
def test_a_number_of_another_country_kind_or_digit_is_no_hit_by_itself(
    theirs: tuple[IdentifierKind, str, str],
) -> None:
    ours = person(NAME, numbers=((IdentifierKind.PASSPORT, "AB123456", "RU"),))
    assert compare(ours, person(OTHER_NAME, numbers=(theirs,))).score < THRESHOLD


def test_other_passports_say_nothing_but_another_national_number_does() -> None:
    def both(kind: IdentifierKind) -> Comparison:
        return compare(
            person(NAME, numbers=((kind, "85073012345", "BE"),)), person(NAME, numbers=((kind, "99", "BE"),))
        )

    assert both(IdentifierKind.PASSPORT).score == compare(person(NAME), person(NAME)).score
    assert effect(both(IdentifierKind.PASSPORT), FeatureCode.IDENTIFIER) is None
    assert effect(both(IdentifierKind.NATIONAL), FeatureCode.IDENTIFIER) is Effect.CONTRADICTS


def test_a_person_is_never_a_vessel_and_what_isnt_told_may_be_anything() -> None:
    vessel, other = subject(SubjectKind.VESSEL, NAME), subject(SubjectKind.OTHER, NAME)
    assert compare(person(NAME), vessel).score == 0
    assert compare(person(NAME), firm(NAME)).score < THRESHOLD
    for kind in SubjectKind:
        assert compare(subject(kind, NAME), other).score >= THRESHOLD


def test_a_weak_alias_needs_more_than_a_name() -> None:
    weak = person("Viktor Chernyshevsky", weak=(NAME,), born="1970-05-01", countries=("RU",))
    alone = compare(person(NAME, countries=("RU",)), weak)
    assert alone.score < THRESHOLD
    assert effect(alone, FeatureCode.NAME_WEAK) is Effect.UNKNOWN
    assert compare(person(NAME, born="1970-05-01"), weak).score >= THRESHOLD
    assert compare(person("Viktor Chernyshevsky"), weak).score >= THRESHOLD


def test_each_part_of_a_name_is_told_as_it_is_written() -> None:
    compared = compare(person("Peeters J. Mohamed Zeno"), person("Jan Muhammad Peeters Willaert Karel"))
    told = {(one.code, one.ours, one.theirs) for one in compared.features}
    assert told >= {
        (FeatureCode.PART_SAME, "Peeters", "Peeters"),
        (FeatureCode.PART_INITIAL, "J", "Jan"),
        (FeatureCode.PART_VARIANT, "Mohamed", "Muhammad"),
    }
    assert {one.code for one in compared.features} >= {
        FeatureCode.NAME_ORDER,
        FeatureCode.PART_OTHER,
        FeatureCode.PART_MISSING,
    }
    assert compared.open_facts == 1


def test_legal_forms_are_told() -> None:
    def form(ours: str, theirs: str) -> Effect | None:
        return effect(compare(firm(ours), firm(theirs)), FeatureCode.LEGAL_FORM)

    assert form("Korangi NV", "Korangi N.V.") is Effect.SUPPORTS
    assert form("Korangi NV", "Korangi GmbH") is Effect.CONTRADICTS
    assert form("Korangi NV", "Korangi") is Effect.UNKNOWN
    assert compare(firm("Korangi NV"), firm("Korangi GmbH")).score >= THRESHOLD


def test_of_many_aliases_the_nearest_is_still_found() -> None:
    many = person(*(f"Nobody Number{chr(97 + one // 7)}{chr(97 + one % 7)}" for one in range(45)), NAME)
    others = person(*(f"Someone Counted{chr(97 + one // 7)}{chr(97 + one % 7)}" for one in range(45)), NAME)
    assert compare(many, others).score == compare(others, many).score == compare(person(NAME), person(NAME)).score


HOSTILE = (
    "", "a", "A B", "...", "12345", "1 2 3", "\x00\x01", "\u200f\u202e\u200b", "x" * 10_000, "ab " * 4_000,
    "ا" * 3_000, "王" * 2_000, "'" * 500, "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "🙂🙂", "\ud800",
    "ﷺ", "Ǆ", "~", "?a=b", "a\nb", "'; drop table", "ٱلرَّحْمَٰن", "İı", "ß", "и\u0306",
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_no_hit_and_no_error(name: str) -> None:
    strange, listed = person(name, born="2999-12-31"), person("Osama bin Laden", born="1957-03-10")
    assert compare(strange, listed).score < THRESHOLD
    assert compare(strange, strange).score <= 1
    assert compare(strange, Subject(SubjectKind.OTHER, ())).score < THRESHOLD


_WORDS = (
    "jan",
    "Peeters",
    "محمد",
    "Путин",
    "Vladimir",
    "Владимир",
    "Ltd",
    "Trading",
    "Jin",
    "ping",
    "Xi",
    "习近平",
    "J.",
    "van",
)
_NAMES = st.lists(st.sampled_from(_WORDS) | st.text(max_size=9), max_size=4).map(" ".join)
_DAYS = st.dates(date(1900, 1, 1), date(2030, 12, 31))
_SUBJECTS = st.builds(
    Subject,
    kind=st.sampled_from(SubjectKind),
    names=st.lists(st.builds(SubjectName, _NAMES, st.sampled_from(NameKind)), max_size=4).map(tuple),
    birth_dates=st.lists(
        st.builds(
            lambda day, more, about: BirthDate(day, day + timedelta(more), about),
            _DAYS,
            st.sampled_from((0, 0, 364, 2_000)),
            st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    countries=st.lists(st.sampled_from(("BE", "RU", "FR")), max_size=2).map(tuple),
    identifiers=st.lists(
        st.builds(
            Identifier,
            st.sampled_from(IdentifierKind),
            st.sampled_from(("A12345", "12", "")),
            st.sampled_from(("", "BE")),
        ),
        max_size=2,
    ).map(tuple),
    sex=st.sampled_from(("", "M", "F")),
)


@given(_SUBJECTS, _SUBJECTS)
@settings(max_examples=300, deadline=None)
def test_both_sides_get_the_same_score(ours: Subject, theirs: Subject) -> None:
    there, back = compare(ours, theirs), compare(theirs, ours)
    assert there.score == back.score
    assert 0 <= there.score <= 1
    assert there.score == round(there.score, 3)
    assert there.open_facts == back.open_facts
    told = sorted((one.code, one.effect, one.weight, one.ours, one.theirs) for one in there.features)
    assert told == sorted((one.code, one.effect, one.weight, one.theirs, one.ours) for one in back.features)
    assert all(one.weight >= 0 for one in there.features)
