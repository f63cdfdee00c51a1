"""One door for every file: what it is is seen from its content, and has to agree with what its name says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from app.errors import Refusal
from app.imports.cells import fold
from app.imports.columns import REASONS, Column, refuse_strange
from app.imports.reading.delimited import open_text
from app.imports.reading.workbook import open_workbook

MOST_ROWS = 100_000
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What begins so is surely no text of rows.
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf", b"MZ")
_REASONS = frozenset(map(fold, REASONS))
_TEXTS, _WORKBOOKS = ("csv", "txt", "tsv"), ("xlsx",)


@dataclass(frozen=True)
class Sheet:
    """A file opened: what was found out about it, its heads, and its rows as they are read.

    Rows come with their number as a spreadsheet counts, heads included; iterate while the file is open.
    """

    format: str
    encoding: str
    delimiter: str
    title: str
    heads: list[str]
    rows: Iterator[tuple[int, list[str]]]


def read(file: BinaryIO, name: str, columns: Sequence[Column]) -> Sheet:
    """Opens a file of rows. Raises Refusal imports.file.… with one sentence for the whole file."""
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    ending = name.rpartition(".")[2].lower()
    if not start:
        raise Refusal("imports.file.empty")
    if start.startswith(_OLD_OFFICE):
        raise Refusal("imports.file.old_workbook")
    if start.startswith(_OTHERS):
        raise Refusal("imports.file.unreadable")
    if start.startswith(_ZIP):
        if ending in _TEXTS:
            raise Refusal("imports.file.workbook_called_text")
        title, rows = open_workbook(file)
        return _headed("xlsx", "", "", title, rows, columns)
    if ending not in _TEXTS:
        raise Refusal(
            "imports.file.text_called_workbook" if ending in _WORKBOOKS else "imports.file.unknown_ending"
        )
    encoding, delimiter, lines = open_text(file, columns)
    return _headed("csv", encoding, delimiter, "", lines, columns)


def _headed(
    form: str,
    encoding: str,
    delimiter: str,
    title: str,
    rows: Iterator[tuple[int, list[str]]],
    columns: Sequence[Column],
) -> Sheet:
    first = next(rows, None)
    if first is None:
        raise Refusal("imports.file.empty")
    heads = [" ".join(head.split())[:100] for head in first[1]]
    reason = next((at for at, head in enumerate(heads) if fold(head) in _REASONS), None)
    if reason is not None:
        heads.pop(reason)
        rows = ((number, cells[:reason] + cells[reason + 1 :]) for number, cells in rows)
    while heads and not heads[-1]:
        heads.pop()
    refuse_strange(heads, columns)
    return Sheet(form, encoding, delimiter, title, heads, _counted(rows))


def _counted(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    for count, row in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise Refusal("imports.file.too_many_rows", most=MOST_ROWS)
        yield row
