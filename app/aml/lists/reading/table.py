"""Rows of a delimited list: the heads it must have, one row in memory at a time, nothing half a row.

A row with more or fewer cells than there are heads means that the file is torn or its quotes are, so the file as a
whole is refused.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from app.aml.lists.reading.bounds import LONGEST_LINE_OF_FILE, lines
from app.aml.lists.reading.problem import Unreadable, WhyUnreadable

Row = dict[str, str]
_MOST_HEADS = 100


def rows(file: BinaryIO, delimiter: str, wanted: tuple[str, ...], largest: int) -> Iterator[tuple[int, Row]]:
    """Each row by its heads, in small letters, with the number of the line on which it ends; no empty ones.

    `wanted` are the heads without which it is another form; there may be others. Raises Unreadable: another form,
    encoding, damaged, cut off, too large.
    """
    heads: list[str] = []
    text = _Text(file, largest)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            number = reader.line_num
            text.since = 0
            if not heads:
                heads = [cell.strip().casefold() for cell in cells]
                if not set(wanted) <= set(heads) or len(set(heads)) < len(heads) or len(heads) > _MOST_HEADS:
                    raise Unreadable(WhyUnreadable.OTHER_FORM, number, delimiter.join(cells))
            elif len(cells) == len(heads):
                yield number, dict(zip(heads, cells, strict=True))
            elif any(cells):
                short_end = len(cells) < len(heads) and next(reader, None) is None
                raise Unreadable(WhyUnreadable.CUT_OFF if short_end else WhyUnreadable.DAMAGED, number, cells[0])
    except csv.Error as problem:
        raise Unreadable(_why(str(problem), bool(heads)), reader.line_num) from None
    if not heads:
        raise Unreadable(WhyUnreadable.OTHER_FORM)


def values_in(cell: str) -> list[str]:
    """The values of a cell that are told apart by semicolons; one that holds such a sign stands in quotes."""
    if '"' not in cell:
        return cell.split(";")
    try:
        return next(csv.reader([cell], delimiter=";"), [])
    except csv.Error:
        return cell.split(";")


def _why(problem: str, began: bool) -> WhyUnreadable:
    if not began:
        return WhyUnreadable.OTHER_FORM
    if "unexpected end" in problem:
        return WhyUnreadable.CUT_OFF
    return WhyUnreadable.TOO_LARGE if "field limit" in problem else WhyUnreadable.DAMAGED


class _Text:
    """Lines as text. `since` counts the bytes since the last whole row: quotes can make many lines one."""

    def __init__(self, file: BinaryIO, largest: int) -> None:
        self.since = 0
        self._lines = lines(file, largest)

    def __iter__(self) -> Iterator[str]:
        for number, line in self._lines:
            self.since += len(line)
            if self.since > LONGEST_LINE_OF_FILE:
                raise Unreadable(WhyUnreadable.TOO_LARGE, number)
            try:
                yield line.decode("utf-8")
            except UnicodeDecodeError:
                raise Unreadable(WhyUnreadable.ENCODING, number) from None
