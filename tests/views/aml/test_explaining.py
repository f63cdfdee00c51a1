"""Why two sides look alike, in words: every fact the matcher tells has its sentence, as people write it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from flask import Flask
from flask_babel import Babel

import run  # noqa: F401 - so that the labels of the whole house are there
from app.aml.screening import compare
from app.aml.screening.features import Effect, Feature, FeatureCode
from models.values import BirthDate, Identifier, IdentifierKind, NameKind, Subject, SubjectKind, SubjectName
from views.aml.explaining import features_in, lines_of
from views.labels.aml_facts import birth_text, told_births

SAME, OTHER = date(1969, 3, 14), date(1969, 12, 3)
NAMES = (
    "Vladimir Sobolev",
    "Sobolev, Wladimir",
    "V. Sobolev",
    "Владимир Соболев",
    "Anna Verhaeghe",
    "Mohamed van den Berg",
)
BIRTHS: tuple[tuple[BirthDate, ...], ...] = (
    (),
    (BirthDate(SAME, SAME),),
    (BirthDate(date(1969, 1, 1), date(1969, 12, 31)),),
    (BirthDate(OTHER, OTHER),),
    (BirthDate(date(1950, 1, 1), date(1955, 12, 31), about=True),),
)
_PASSPORT = Identifier(IdentifierKind.PASSPORT, "AB123456", "RU")
_TAX = Identifier(IdentifierKind.NATIONAL, "777777777", "RU")


@pytest.fixture(autouse=True)
def reader() -> Iterator[None]:
    """Somebody who reads English: no catalogue is asked."""
    app = Flask("reader")
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


def _sides() -> Iterator[tuple[Subject, Subject]]:
    for kind in (SubjectKind.PERSON, SubjectKind.ORGANISATION):
        for ours, theirs in product(NAMES, NAMES):
            yield Subject(kind, (SubjectName(ours),)), Subject(kind, (SubjectName(theirs, NameKind.WEAK),))
        for ours, theirs in product(BIRTHS, BIRTHS):
            yield _known(kind, ours, ("BE",), ""), _known(kind, theirs, (), "male")
    yield _known(SubjectKind.PERSON, (), ("BE",), "male"), _known(SubjectKind.PERSON, (), ("BE", "RU"), "female")
    yield _known(SubjectKind.PERSON, (), ("BE",), "male"), _known(SubjectKind.VESSEL, (), ("RU",), "male")
    for mine, yours in product(((), (_PASSPORT,), (_TAX,)), repeat=2):
        yield (
            Subject(SubjectKind.PERSON, (SubjectName("A B"),), identifiers=mine),
            Subject(SubjectKind.PERSON, (SubjectName("A B"),), identifiers=yours),
        )


def _known(kind: SubjectKind, births: tuple[BirthDate, ...], countries: tuple[str, ...], sex: str) -> Subject:
    return Subject(kind, (SubjectName("Vladimir Sobolev"),), births, countries, sex=sex)


def test_whatever_the_matcher_says_is_a_sentence_that_is_filled_in() -> None:
    seen = set()
    for ours, theirs in _sides():
        features = compare(ours, theirs).features
        person = SubjectKind.PERSON in (ours.kind, theirs.kind)
        for feature, line in zip(features, lines_of(features, person=person), strict=True):
            assert line.text, (feature.code, feature.effect, feature.ours, feature.theirs)
            assert "%(" not in line.text
            seen.add((feature.code, feature.effect))
    assert len(seen) > 20


@pytest.mark.parametrize(
    ("feature", "said"),
    [
        (("birth_period", "supports", "1969-03-14", "1969"), "The birth year is the same: 1969."),
        (("birth_period", "supports", "1969-03-14", "1965/1970"),
         "The birth date fits: 14/03/1969 with us, 1965–1970 on the list."),
        (("birth_date", "unknown", "", "1969-03-14, ~1971"),
         "The list knows a birth date (14/03/1969, about 1971), we don't: ask for it."),
        (("birth_date", "unknown", "1969", ""), "We know the birth date (1969), the list doesn't."),
        (("country", "contradicts", "BE", "RU"),
         "No country is the same: Belgium with us, Russia on the list."),
        (("name_same", "supports", "Wladimir", "wladimir"), "The whole name is the same: “wladimir”."),
        (("part_missing", "unknown", "", "Petrovitsj"), "The list also has “Petrovitsj” in the name, we don't."),
        (("kind", "contradicts", "person", "vessel"), "With us: Person. On the list: Vessel."),
    ],
)  # fmt: skip
def test_a_fact_reads_as_people_write_it(feature: tuple[str, str, str, str], said: str) -> None:
    code, effect, ours, theirs = feature
    (line,) = lines_of([Feature(code, Effect(effect), 0.1, ours, theirs)], person=True)
    assert line.text == said


def test_an_organisation_wasnt_born() -> None:
    (line,) = lines_of([Feature("birth_date", Effect.SUPPORTS, 0.1, "2001-02-03", "2001-02-03")], person=False)
    assert line.text == "The day it was founded is the same: 03/02/2001."


def test_of_a_kept_comparison_what_nobody_knows_any_more_is_left_out() -> None:
    known = {"code": "sex", "effect": "supports", "weight": 0.01, "ours": "male", "theirs": "male"}
    found = features_in({"features": [known, {**known, "code": "star_sign"}]})
    assert [one.code for one in found] == [FeatureCode.SEX]
    assert features_in({}) == []


@pytest.mark.parametrize("births", [one for one in BIRTHS if one])
def test_a_birth_reads_alike_on_both_sides_of_the_table_and_in_its_sentence(births: tuple[BirthDate, ...]) -> None:
    told = compare(_known(SubjectKind.PERSON, births, (), ""), _known(SubjectKind.PERSON, (), (), "")).features
    (feature,) = (one for one in told if one.code == FeatureCode.BIRTH_DATE)
    assert told_births(feature.ours) == birth_text(births[0])


@pytest.mark.parametrize("text", ["", "?", "1969-13-40", "~", "a/b"])
def test_what_isnt_a_date_is_shown_as_it_stands(text: str) -> None:
    assert told_births(text) == text.removeprefix("~")
