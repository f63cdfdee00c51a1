"""Tables of a pack as CSV, as the house's exports are: `;` between cells, days as 14/03/2027, and no cell that a
spreadsheet could take for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.clock import BRUSSELS
from app.imports.cells import like_a_formula
from app.words import Words

BOM = b"\xef\xbb\xbf"


def csv_chunks(_: Words, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The file, line after line."""
    yield BOM + _line(heads)
    for row in rows:
        yield _line([_cell(_, value) for value in row])


def _line(cells: Sequence[str]) -> bytes:
    paper = io.StringIO()
    csv.writer(paper, delimiter=";", lineterminator="\r\n").writerow(cells)
    return paper.getvalue().encode("utf-8", "replace")


def _cell(_: Words, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{value.astimezone(BRUSSELS):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return _.day(value)
    if isinstance(value, Decimal):
        return str(value) if _.language == "en" else str(value).replace(".", ",")
    text = str(value)
    return f"'{text}" if like_a_formula(text) or "\0" in text else text
