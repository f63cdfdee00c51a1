"""Rows of an .xlsx workbook: the first sheet in sight, its cells' values as text, one row in memory at a time.

A workbook is a zip file of somebody else's making: `guard` looks before anything is unpacked.
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from app.errors import Refusal
from app.imports.cells import BROKEN, FORMULA
from app.imports.reading.delimited import LONGEST_CELL

_MOST_PARTS = 2_000
_MOST_UNPACKED = 256 * 1024 * 1024
_MOST_WORDS = 64 * 1024 * 1024
_MOST_RATIO = 200
_MOST_CELLS = 200
_PROLOG = 65_536


def guard(file: BinaryIO) -> None:
    """Refuses what unpacks to too much, holds macros, or declares entities of its own.

    The zip module unpacks no more of a part than the directory promises, so the promise is what counts.
    Raises Refusal imports.file.damaged, .bomb, .macros, .text_called_workbook.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise Refusal("imports.file.bomb")
            for part in parts:
                small = part.file_size <= 1024 * 1024
                if not small and part.file_size > _MOST_RATIO * max(part.compress_size, 1):
                    raise Refusal("imports.file.bomb")
                if part.filename == "xl/sharedStrings.xml" and part.file_size > _MOST_WORDS:
                    raise Refusal("imports.file.bomb")
                if part.flag_bits & 0x1:
                    raise Refusal("imports.file.protected")
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                raise Refusal("imports.file.unreadable")
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise Refusal("imports.file.macros")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as opened:
                        start = opened.read(_PROLOG).replace(b"\x00", b"").upper()
                    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                        raise Refusal("imports.file.bomb")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error):
        raise Refusal("imports.file.damaged") from None
    file.seek(0)


class _Parser(WorkSheetParser):  # type: ignore[misc]
    """Tells a formula that was never worked out from an empty cell."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            cell["data_type"] = "f"
        return cell


def open_workbook(file: BinaryIO) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """The sheet's name and its numbered rows; blank ones are left out."""
    guard(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception:
        raise Refusal("imports.file.damaged") from None
    in_sight = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in in_sight:
        rows = _rows(book, sheet)
        first = next(rows, None)
        if first is not None:
            return sheet.title[:100], _again(first, rows)
    raise Refusal("imports.file.empty")


def _again(first: tuple[int, list[str]], rest: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    yield first
    yield from rest


def _rows(book: Any, sheet: Any) -> Iterator[tuple[int, list[str]]]:
    try:
        with warnings.catch_warnings(), sheet._get_source() as source:
            warnings.simplefilter("ignore")
            parser = _Parser(
                source,
                sheet._shared_strings,
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            for number, cells in parser.parse():
                row = _row(number, cells)
                if any(row):
                    yield number, row
    except Refusal:
        raise
    except Exception:
        raise Refusal("imports.file.damaged") from None


def _row(number: int, cells: list[dict[str, Any]]) -> list[str]:
    width = max((cell["column"] for cell in cells if cell["value"] is not None), default=0)
    formulas = max((cell["column"] for cell in cells if cell["data_type"] == "f"), default=0)
    if width > _MOST_CELLS:
        raise Refusal("imports.file.too_wide", row=number, most=_MOST_CELLS)
    row = [""] * max(width, min(formulas, _MOST_CELLS))
    for cell in cells:
        if 0 < cell["column"] <= len(row):
            row[cell["column"] - 1] = _text(cell["value"], cell["data_type"])
    if any(len(text) > LONGEST_CELL for text in row):
        raise Refusal("imports.file.cell_too_long", row=number)
    return row


def _text(value: Any, kind: str) -> str:
    """A value as one would have typed it: days as 2027-03-14, whole numbers without a point."""
    if kind == "f":
        return FORMULA
    if kind == "e":
        return BROKEN
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).replace("\x00", "")
