"""A list's bytes as they come: never more than a list may have, nor a line longer than any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from app.aml.lists.reading.problem import Unreadable, WhyUnreadable

PIECE = 1 << 16
LONGEST_LINE_OF_FILE = 4 << 20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def pieces(file: BinaryIO, largest: int) -> Iterator[bytes]:
    """The file piece by piece; raises Unreadable, too large, one byte beyond `largest`."""
    left = largest
    while piece := file.read(min(PIECE, left + 1)):
        left -= len(piece)
        if left < 0:
            raise Unreadable(WhyUnreadable.TOO_LARGE, value=f"{largest >> 20} MB")
        yield piece


def lines(file: BinaryIO, largest: int) -> Iterator[tuple[int, bytes]]:
    """The file line by line with their numbers, ends included, without the mark of its encoding.

    Raises Unreadable for a file or a line that is too large, and for zero bytes, which no text has.
    """
    left, number = largest, 0
    while line := file.readline(LONGEST_LINE_OF_FILE + 1):
        number += 1
        left -= len(line)
        if left < 0:
            raise Unreadable(WhyUnreadable.TOO_LARGE, number, f"{largest >> 20} MB")
        if len(line) > LONGEST_LINE_OF_FILE:
            raise Unreadable(WhyUnreadable.TOO_LARGE, number)
        if b"\0" in line:
            raise Unreadable(WhyUnreadable.ENCODING, number)
        yield number, line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line
