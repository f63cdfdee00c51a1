"""What cells say: values, or a refusal that is declared; never anything else, whatever stands in them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import Refusal
from app.imports import cells
from app.organisations.people_import import COLUMNS, PEOPLE
from models.values import NationalNumber, RelationCategory, Sex, ValueProblem

READ = {column.name: column.read for column in COLUMNS}


def refused(name: str, text: str) -> str:
    with pytest.raises((Refusal, ValueProblem)) as found:
        READ[name](text)
    return found.value.code  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14/03/2027", date(2027, 3, 14)),
        ("14-3-2027", date(2027, 3, 14)),
        (" 14.03.2027 ", date(2027, 3, 14)),
        ("2027-03-14", date(2027, 3, 14)),
        ("2027-03-14 00:00:00", date(2027, 3, 14)),
        ("29/02/2028", date(2028, 2, 29)),
        ("01/01/1900", date(1900, 1, 1)),
        ("31/12/2199", date(2199, 12, 31)),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, day: date | None) -> None:
    assert cells.day(text) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("29/02/2027", "date"),
        ("31/04/2027", "date"),
        ("00/01/2027", "date"),
        ("3/14/2027", "date"),
        ("14/03/27", "date"),
        ("14 maart 2027", "date"),
        ("2027-03-14 10:30:00", "date"),
        ("46095", "date"),
        ("31/12/1899", "year"),
        ("01/01/2200", "year"),
    ],
)
def test_what_is_no_day_is_refused(text: str, code: str) -> None:
    assert refused("first_day", text) == f"imports.cell.{code}"


@pytest.mark.parametrize(
    "text", ["79.04.02-114.58", "79040211458", "79 04 02 114 58", "79.04.02-114-58", " 79.04.02-114.58\u00a0"]
)
def test_a_number_is_read_with_dots_dashes_and_spaces(text: str) -> None:
    assert READ["number"](text) == NationalNumber("79040211458")


def test_the_noughts_that_a_spreadsheet_dropped_are_put_back() -> None:
    number = next(
        NationalNumber(f"{stem}{97 - int('2' + stem) % 97:02}") for stem in ("010503021", "000101003") if stem
    )
    assert READ["number"](number.digits.lstrip("0")) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("79.04.02-114.59", "national_number.check_digits"),
        ("7904021149", "national_number.length"),
        ("8,5073E+10", "imports.cell.shortened_number"),
        ("8.5E10", "imports.cell.shortened_number"),
        ("=A1", "imports.cell.formula"),
        ("Peeters", "national_number.characters"),
    ],
)
def test_what_is_no_number_is_refused(text: str, code: str) -> None:
    assert refused("number", text) == code


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("sex", "V", Sex.FEMALE),
        ("sex", "f", Sex.FEMALE),
        ("sex", "Homme", Sex.MALE),
        ("sex", "", None),
        ("category", "Externe medewerker", RelationCategory.EXTERNAL),
        ("category", "EMPLOYÉ", RelationCategory.EMPLOYEE),
    ],
)
def test_words_are_known_in_three_languages(name: str, text: str, word: object) -> None:
    assert READ[name](text) == word


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("sex", "vis", "unknown_word"),
        ("family_name", "Peeters 2", "name"),
        ("family_name", "-", "name"),
        ("family_name", "x" * 201, "too_long"),
        ("family_name", "Pee\x07ters", "control_characters"),
        ("family_name", "Pee\u202eters", "control_characters"),
        ("family_name", '=HYPERLINK("x")', "formula"),
        ("given_names", cells.FORMULA, "formula"),
        ("given_names", cells.BROKEN, "error"),
        ("email", "an@", "email"),
        ("email", "an peeters@example.be", "email"),
        ("email", "an@localhost", "email"),
        ("email", "a@b@example.be", "email"),
        ("phone", "bel mij", "phone"),
        ("function", "f" * 201, "too_long"),
    ],
)
@pytest.mark.trust("2.2.1")
@pytest.mark.trust("Wider attack list")
def test_what_can_not_be_is_refused_by_its_name(name: str, text: str, code: str) -> None:
    assert refused(name, text) == f"imports.cell.{code}"


@pytest.mark.parametrize("text", ["'t Jonck", "d'Hondt", "Ünal-Şahin", "Ó Súilleabháin", "Van den Broeck"])
def test_real_names_are_names(text: str) -> None:
    assert READ["family_name"](f"  {text} ") == text


@pytest.mark.trust("Parsers")
@given(st.text(max_size=300), st.sampled_from(sorted(READ)))
@example("\x00=", "number")
@example("٣٤", "first_day")
@example("²", "number")
@example("¼/1/2020", "birth_date")
def test_whatever_stands_in_a_cell_is_a_value_or_a_declared_refusal(text: str, name: str) -> None:
    try:
        READ[name](text)
    except (Refusal, ValueProblem) as problem:
        if not problem.code.startswith(("imports.cell.", "national_number.")):
            raise


@given(st.dictionaries(st.sampled_from(sorted(READ)), st.text(max_size=20)))
def test_a_row_is_staged_as_wide_as_its_table(texts: dict[str, str]) -> None:
    good = {"number": "79.04.02-114.58", "family_name": "Peeters", "given_names": "An", "first_day": "1/1/2027"}
    values = {}
    for name, text in {**dict.fromkeys(READ, ""), **texts, **good}.items():
        try:
            values[name] = READ[name](text)
        except (Refusal, ValueProblem):
            values[name] = READ[name]("")
    try:
        assert len(PEOPLE.stage(values)) == len(PEOPLE.staged)
    except Refusal as problem:
        if problem.code not in (
            "organisations.relation.end_before_begin",
            "imports.people.born_otherwise",
            "imports.people.other_sex",
        ):
            raise
