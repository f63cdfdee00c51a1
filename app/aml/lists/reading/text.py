"""Text of a list as it may be kept: one line, nothing that controls a screen or turns letters round, and an end.

Letters of every script stay as they are written; so do the two joiners that Persian and Indian scripts need.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

LONGEST_NAME = 500
LONGEST_LINE = 500
LONGEST_REMARK = 4_000
LONGEST_KEY = 200
LONGEST_ADDRESS_OF_PAGE = 1_000
# So many letters are looked at for each that is kept: the rest is spaces or nothing anybody wrote.
_MOST_SPACES = 8
_JOINERS = "\u200c\u200d"
# Controls, formats, halves of pairs, private letters, and what no version of Unicode has given a meaning.
_DROPPED = ("Cc", "Cf", "Cs", "Co", "Cn")


def line_of(text: str | None, most: int = LONGEST_LINE) -> str:
    """The text on one line, cut at `most`; rows of spaces of any kind are one."""
    if not text:
        return ""
    if len(text) > _MOST_SPACES * most:
        text = text[: _MOST_SPACES * most]
    if not text.isprintable():
        text = "".join(map(_kept, text))
    told = " ".join(text.split())
    return told if len(told) <= most else told[:most].rstrip()


def lines_of(texts: Iterable[str | None], most: int) -> list[str]:
    """Each text once, in its order, the empty ones left out; at most so many."""
    found: dict[str, None] = {}
    for text in texts:
        if (told := line_of(text)) and told not in found:
            found[told] = None
            if len(found) == most:
                break
    return list(found)


def page_of(address: str | None) -> str:
    """The address of a page on the web; nothing for what isn't one, or is longer than any."""
    told = line_of(address, LONGEST_ADDRESS_OF_PAGE + 1)
    fits = len(told) <= LONGEST_ADDRESS_OF_PAGE and " " not in told
    return told if fits and told.lower().startswith(("https://", "http://")) else ""


def _kept(letter: str) -> str:
    if letter.isprintable() or letter in _JOINERS:
        return letter
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) in _DROPPED else " "
