"""What is read of a query is what its description says, and what is written has the shape that is described."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from jsonschema import Draft202012Validator
from werkzeug.datastructures import MultiDict

from app.errors import Refusal
from models.values import KeyLevel
from views.framework.shapes import parameters, plain, read, schema_of, told


@dataclass(frozen=True)
class Query:
    word: str = told("A word.", "ab", pattern="^[a-z]{2}$")
    many: int = told("How many.", 5, least=1, most=10, default=5)
    on: date | None = told("A day.", default=None)


@dataclass(frozen=True)
class Inner:
    level: KeyLevel = told("How strong.")


@dataclass(frozen=True)
class Outer:
    inner: list[Inner] = told("Several.")
    at: datetime = told("When.")
    first: Inner | None = told("The first.")
    note: str | None = told("A word, or none.", default=None)


def test_what_is_left_out_is_what_it_is_by_default() -> None:
    assert read(Query, MultiDict({"word": "ab"})) == Query("ab", 5, None)
    full = MultiDict({"word": "zz", "many": "10", "on": "2028-02-29"})
    assert read(Query, full) == Query("zz", 10, date(2028, 2, 29))


@pytest.mark.parametrize(
    ("sent", "code", "field"),
    [
        ([], "missing", "word"),
        ([("word", "abc")], "unreadable", "word"),
        ([("word", "ab\n")], "unreadable", "word"),
        ([("word", "ab"), ("word", "ab")], "twice", "word"),
        ([("word", "ab"), ("Word", "ab")], "unknown", "Word"),
        ([("word", "ab"), ("many", "0")], "unreadable", "many"),
        ([("word", "ab"), ("many", "11")], "unreadable", "many"),
        ([("word", "ab"), ("many", "05")], "unreadable", "many"),
        ([("word", "ab"), ("many", "")], "unreadable", "many"),
        ([("word", "ab"), ("on", "2027-02-29")], "unreadable", "on"),
        ([("word", "ab"), ("on", "2027-W11-1")], "unreadable", "on"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_name(sent: list[tuple[str, str]], code: str, field: str) -> None:
    with pytest.raises(Refusal) as found:
        read(Query, MultiDict(sent))
    assert (found.value.code, found.value.field) == (f"api.parameter.{code}", field)


def test_parameters_say_what_they_are_held_against() -> None:
    word, many, on = parameters(Query)
    assert (word["required"], word["schema"]) == (True, {"type": "string", "pattern": "^[a-z]{2}$"})
    assert many["schema"] == {"type": "integer", "minimum": 1, "maximum": 10, "default": 5}
    assert (on["required"], on["schema"]) == (False, {"type": "string", "format": "date"})


def test_what_is_written_has_the_shape_that_is_described() -> None:
    schemas: dict[str, object] = {}
    root = {**schema_of(Outer, schemas), "components": {"schemas": schemas}}
    validator = Draft202012Validator(root)
    at = datetime(2027, 3, 15, 9, 5, tzinfo=UTC)
    written = plain(Outer([Inner(KeyLevel.HIGH)], at, None))
    assert written == {"inner": [{"level": "high"}], "at": "2027-03-15T09:05:00Z", "first": None, "note": None}
    assert validator.is_valid(written)
    assert validator.is_valid(plain(Outer([], at, Inner(KeyLevel.CODE), "x")))
    for wrong in ({"first": 1}, {"more": 1}, {"inner": [{"level": "none"}]}, {"at": None}):
        assert not validator.is_valid({**written, **wrong})
