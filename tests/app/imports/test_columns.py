"""Heads and columns: known by name, synonym and likeness in three languages; and the template is understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refusal
from app.imports.cells import fold
from app.imports.columns import match, refusals_to_mapping, refuse_strange, signature
from app.organisations.people_import import COLUMNS

NEEDED = [column.name for column in COLUMNS if column.needed]


@pytest.mark.parametrize(
    ("head", "column"),
    [
        ("RIJKSREGISTERNUMMER", "number"),
        ("N° de registre national", "number"),
        ("niss", "number"),
        ("Prénom", "given_names"),
        ("PRENOMS", "given_names"),
        ("Né(e) le", "birth_date"),
        ("née le", "birth_date"),
        ("Datum_in_dienst", "first_day"),
        ("E-MAIL", "email"),
        ("email", "email"),
        ("Schoenmaat", None),
        ("", None),
    ],
)
def test_a_head_is_known_whatever_its_case_accents_and_points(head: str, column: str | None) -> None:
    found = match([head], COLUMNS)[0]
    assert found.column == column or (column is None and not found.sure)


def test_a_near_miss_is_proposed_and_not_taken_for_sure() -> None:
    found = match(["Rijksregistrnummer", "Voornaam", "Eerste dg"], COLUMNS)
    assert [one.column for one in found] == ["number", "given_names", "first_day"]
    assert [one.sure for one in found] == [False, True, False]


def test_no_column_is_given_twice() -> None:
    found = [one.column for one in match(["Naam", "Familienaam", "Achternaam", "Name"], COLUMNS)]
    assert found.count("family_name") == 1
    assert found[0] == "family_name"


@pytest.mark.parametrize("at", [0, 1, 2])
def test_the_template_is_understood_in_every_language(at: int) -> None:
    heads = [column.heads[at] for column in COLUMNS]
    assert [(one.column, one.sure) for one in match(heads, COLUMNS)] == [(c.name, True) for c in COLUMNS]


def test_no_spelling_means_two_columns() -> None:
    seen: dict[str, str] = {}
    for column in COLUMNS:
        for spelling in column.spellings:
            assert seen.setdefault(spelling, column.name) == column.name


def test_heads_of_something_else_are_refused_in_one_sentence() -> None:
    with pytest.raises(Refusal) as found:
        refuse_strange(["Artikel", "Prijs", "Voorraad"], COLUMNS)
    assert found.value.code == "imports.file.unknown_heads"
    assert found.value.facts["columns"] == NEEDED
    refuse_strange(["Artikel", "INSZ"], COLUMNS)


@pytest.mark.trust("15.3.3")
def test_a_choice_lacks_nothing_and_names_nothing_twice_or_strange() -> None:
    assert refusals_to_mapping([*NEEDED, None, "email"], COLUMNS) == []
    wrong = refusals_to_mapping(["number", "number", "password", *NEEDED[2:]], COLUMNS)
    assert [(one.code, one.field) for one in wrong] == [
        ("imports.columns.missing", NEEDED[1]),
        ("imports.columns.twice", "number"),
        ("imports.columns.twice", "password"),
    ]


def test_the_signature_is_that_of_the_heads_in_their_order() -> None:
    assert signature(["Naam", "E-mail"]) == signature(["NAAM", "e mail"])
    assert signature(["Naam", "E-mail"]) != signature(["E-mail", "Naam"])
    assert signature(["ab", "c"]) != signature(["a", "bc"])


@given(st.lists(st.text(max_size=40), max_size=30))
def test_whatever_the_heads_each_has_one_match_and_no_column_two(heads: list[str]) -> None:
    found = match(heads, COLUMNS)
    assert len(found) == len(heads)
    taken = [one.column for one in found if one.column]
    assert len(taken) == len(set(taken))


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
