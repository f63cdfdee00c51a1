"""Files that spreadsheets open: no cell is ever a formula, days and numbers stay what they are."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from views.framework.spreadsheets import Sheet, csv_bytes, csv_line, safe

WORDS = ("ja", "nee")
FORMULAS = (
    "=1+1",
    "+32 475",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1+1",
    "\u00a0=1+1",
    "'=1+1",
    '"=1+1',
    " ' \"=1",
    "\ufeff=1",
    "＝1+1",
    "=cmd|' /C calc'!A0",
)
PLAIN = ("", "An", "a=b", "Jan-Piet", "2+2", "info@example.be", "— geen —", "'s Gravenbrakel", "100%")


@pytest.mark.trust("1.2.10")
@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_a_formula_begins_with_an_apostrophe(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.trust("1.2.10")
@pytest.mark.parametrize("text", PLAIN)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


@pytest.mark.trust("1.2.10")
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=6))
def test_whatever_stands_in_a_cell_comes_back_whole_and_calculates_nothing(cells: list[str]) -> None:
    written = csv_bytes([csv_line(cells, WORDS, comma=True)]).decode()
    (read,) = csv.reader(io.StringIO(written, newline=""), delimiter=";") if cells != [""] else ([""],)
    assert [
        one.removeprefix("'") if safe(cell) != cell else one for one, cell in zip(read, cells, strict=True)
    ] == cells
    assert not any(one[:1] in "=+-@\t\r" for one in read if one)


@pytest.mark.parametrize(
    ("value", "nl", "en"),
    [
        (None, "", ""),
        (date(2027, 3, 14), "14/03/2027", "14/03/2027"),
        (datetime(2027, 3, 14, 23, 30, tzinfo=UTC), "15/03/2027 00:30", "15/03/2027 00:30"),
        (Decimal("-1234.50"), "-1234,50", "-1234.50"),
        (-5, "-5", "-5"),
        (True, "ja", "ja"),
        (False, "nee", "nee"),
    ],
)
def test_days_numbers_and_yes_are_written_as_people_here_do(value: object, nl: str, en: str) -> None:
    assert csv_line([value], WORDS, comma=True) == [nl]  # type: ignore[list-item]
    assert csv_line([value], WORDS, comma=False) == [en]  # type: ignore[list-item]


def _sheet(*rows: list[object]) -> list[tuple[object, ...]]:
    made, paper = Sheet("Rechten: [alle]", ["Naam", "Vanaf", "Aantal"]), io.BytesIO()
    for row in rows:
        made.add(row, WORDS)  # type: ignore[arg-type]
    made.save(paper)
    book = load_workbook(paper)
    assert book.sheetnames == ["Rechten   alle "]
    return [tuple((cell.value, cell.data_type) for cell in row) for row in book.active.iter_rows()]


def test_a_sheet_has_real_days_and_numbers() -> None:
    heads, row = _sheet(["An", date(2027, 3, 14), Decimal("12.5")])
    assert [value for value, _ in heads] == ["Naam", "Vanaf", "Aantal"]  # type: ignore[misc]
    assert row == (("An", "s"), (datetime(2027, 3, 14), "d"), (12.5, "n"))  # noqa: DTZ001 - a sheet knows no zone


@pytest.mark.trust("1.2.10")
@pytest.mark.parametrize("text", ["=1+1", "  =HYPERLINK(1)", "+1", "@x", "-1"])
def test_a_sheet_has_no_formula(text: str) -> None:
    _, row = _sheet([text, None, None])
    assert row[0] == (text, "s")


def test_what_a_sheet_cant_hold_is_left_out_of_it() -> None:
    _, row, old = _sheet(["a\x00b\x0bc" + "x" * 40_000, None, True], ["", date(1812, 6, 18), 1])
    text = row[0][0]  # type: ignore[index]
    assert isinstance(text, str)
    assert text.startswith("abcx")
    assert len(text) == 32_767
    assert row[2] == ("ja", "s")
    assert old[1] == ("18/06/1812", "s")
