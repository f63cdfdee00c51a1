"""Rows as CSV and as XLSX, as offices open them here: `;` between cells, a decimal comma, days as 14/03/2027.

No cell is ever a formula: text that a spreadsheet could take for one is marked as text (ASVS 5.0, 1.2.10).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from flask import Response
from flask_babel import gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.clock import BRUSSELS
from models.values import Money
from views.framework.columns import Plain
from views.labels import day, language

BOM = b"\xef\xbb\xbf"
# A sheet of Excel has 1,048,576 rows (Microsoft, "Excel specifications and limits"); one is for the heads.
LONGEST_SHEET = 1_048_575
_LONGEST_TEXT = 32_767
_FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was
# What makes a formula, in plain and full-width letters, also behind spaces and quotes; or an invisible beginning.
_FORMULA = re.compile(r"[\s'\"\ufeff\u200b]*[=+\-@＝＋－＠]|[\t\r\n\0]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might calculate this text."""
    return _FORMULA.match(text) is not None


def safe(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet might calculate it."""
    return f"'{text}" if is_formula(text) else text


def csv_line(values: Iterable[Plain], words: tuple[str, str], comma: bool) -> list[str]:
    """The cells of one line; `words` are yes and no, `comma` says how decimals are written."""
    return [_csv_cell(value, words, comma) for value in values]


def _csv_cell(value: Plain, words: tuple[str, str], comma: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, bool):
        return words[0 if value else 1]
    if isinstance(value, datetime):
        return f"{value.astimezone(BRUSSELS):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return day(value)
    return str(value).replace(".", ",") if comma else str(value)


def csv_bytes(lines: Iterable[Sequence[str]]) -> bytes:
    """Lines by RFC 4180, with `;` between the cells; the beginning of a file has `BOM` before it."""
    paper = io.StringIO()
    csv.writer(paper, delimiter=";", lineterminator="\r\n").writerows(lines)
    return paper.getvalue().encode("utf-8", "replace")


def csv_answer(name: str, heads: Sequence[str], rows: Iterable[Iterable[Plain]]) -> Response:
    """A whole CSV file as a download, in the reader's language."""
    words, comma = (str(gettext("yes")), str(gettext("no"))), language() != "en"
    lines = [csv_line(heads, words, comma), *(csv_line(row, words, comma) for row in rows)]
    answer = Response(BOM + csv_bytes(lines), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


class Sheet:
    """One XLSX file with one sheet, written row by row; days and numbers are typed cells."""

    def __init__(self, title: str, heads: Sequence[str]) -> None:
        self._book = Workbook(write_only=True)
        self._sheet: Any = self._book.create_sheet(_SHEET_NAME.sub(" ", title)[:31] or "-")
        for number, head in enumerate(heads, start=1):
            self._sheet.column_dimensions[get_column_letter(number)].width = max(12, min(len(head) + 4, 40))
        self._sheet.freeze_panes = "A2"
        self._sheet.append([self._text(head, bold=True) for head in heads])

    def add(self, values: Iterable[Plain], words: tuple[str, str]) -> None:
        self._sheet.append([self._cell(words[0 if v else 1] if isinstance(v, bool) else v) for v in values])

    def save(self, target: BinaryIO) -> None:
        self._book.save(target)

    def _cell(self, value: str | int | Decimal | Money | date | datetime | None) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, datetime):
            return self._as(value.astimezone(BRUSSELS).replace(tzinfo=None), "dd/mm/yyyy hh:mm")
        if isinstance(value, date):
            return self._as(value, "dd/mm/yyyy") if value >= _FIRST_DAY else self._text(day(value))
        if isinstance(value, Money):
            return self._as(value.euro, "#,##0.00")
        return value

    def _as(self, value: date | Decimal, pattern: str) -> Any:
        cell = WriteOnlyCell(self._sheet, value=value)
        cell.number_format = pattern
        return cell

    def _text(self, text: str, *, bold: bool = False) -> Any:
        text = _CONTROL.sub("", text)[:_LONGEST_TEXT]
        if not bold and not is_formula(text):
            return text
        cell = WriteOnlyCell(self._sheet, value=text)
        cell.data_type = "s"  # the library takes what begins with "=" for a formula
        if bold:
            cell.font = Font(bold=True)
        else:
            cell.quotePrefix = True
        return cell
