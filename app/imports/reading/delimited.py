"""Rows of a delimited text: delimiter found, quotes and newlines understood, one row in memory at a time."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from app.errors import Refusal
from app.imports.cells import fold, like_a_formula
from app.imports.columns import Column
from app.imports.reading.encoding import encoding_of

DELIMITERS = (";", ",", "\t", "|")
LONGEST_CELL = 10_000
_SAMPLE = 65_536
_LOOKED_AT = 20


def open_text(file: BinaryIO, columns: Sequence[Column]) -> tuple[str, str, Iterator[tuple[int, list[str]]]]:
    """Encoding, delimiter, and the numbered rows from the first on; blank ones are left out, but counted."""
    encoding = encoding_of(file)
    sample = _sample(file, encoding)
    if not sample.strip():
        raise Refusal("imports.file.empty")
    told = sample[4:5] if sample.startswith("sep=") else ""
    delimiter = told if told in DELIMITERS else _delimiter_of(sample, columns)
    return encoding, delimiter, _rows(file, encoding, delimiter, skip_first=bool(told))


def _sample(file: BinaryIO, encoding: str) -> str:
    file.seek(0)
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(file.read(_SAMPLE))
    file.seek(0)
    if "\x00" in text:
        raise Refusal("imports.file.unreadable")
    return text


def _delimiter_of(sample: str, columns: Sequence[Column]) -> str:
    """The one that makes most known heads of the first row; of equals, the one that makes most cells, steadily."""
    spellings = frozenset().union(*(column.spellings for column in columns))
    whole = sample[: sample.rfind("\n") + 1] or sample

    def fit(delimiter: str) -> tuple[int, int, int]:
        widths, heads = [], 0
        try:
            for number, cells in enumerate(csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter)):
                if number == 0:
                    heads = sum(fold(cell) in spellings for cell in cells)
                widths.append(len(cells))
                if number == _LOOKED_AT:
                    break
        except csv.Error:
            return 0, 0, 0
        steady = max((widths.count(width) for width in widths if width > 1), default=0)
        return heads, steady, max(widths, default=0)

    return max(DELIMITERS, key=fit)


def _rows(file: BinaryIO, encoding: str, delimiter: str, *, skip_first: bool) -> Iterator[tuple[int, list[str]]]:
    text = io.TextIOWrapper(file, encoding, errors="strict", newline="")
    number = 0
    try:
        if skip_first:
            text.readline()
        reader = csv.reader(_without_nothing(text), delimiter=delimiter, strict=True)
        for number, cells in enumerate(reader, 1):
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise Refusal("imports.file.cell_too_long", row=number)
            if any(cells):
                yield number, [_unwrapped(cell) for cell in cells]
    except csv.Error as problem:
        if "field limit" in str(problem):
            raise Refusal("imports.file.cell_too_long", row=number + 1) from None
        raise Refusal("imports.file.broken_quotes", row=number + 1) from None
    except UnicodeError:
        raise Refusal("imports.file.encoding", line=number + 1) from None
    finally:
        if not file.closed:  # rows that nobody reads to the end outlive their file
            text.detach()


def _without_nothing(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if "\x00" in line:
            raise Refusal("imports.file.unreadable")
        yield line


def _unwrapped(cell: str) -> str:
    """Of ="0123", and of a text with an apostrophe in front lest it be worked out, the text is meant."""
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
        return cell[2:-1]
    if cell[:1] == "'" and like_a_formula(cell[1:]):
        return cell[1:]
    return cell
