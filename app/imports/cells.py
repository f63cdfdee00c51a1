"""What a cell says: text in, value out, or a refusal that names what is wrong. Pure; no text is told on.

'' is an empty cell. Two marks, which no text can begin with, stand for what a workbook's cell holds instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from app.errors import Refusal

FORMULA, BROKEN = "\x00=", "\x00!"  # a formula without its value; a value that is an error
Word = TypeVar("Word", bound=StrEnum)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_NO_ADDRESS = re.compile(r"[\s<>\"(),;:\\]|\.\.|^[.@]|[.@]$")
_PHONE = re.compile(r"\+?[0-9][0-9 ./()-]{5,38}")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Letters and digits only, small and without accents: what two spellings of one word have in common."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart.casefold() if letter.isalnum())


_FORMULA_LIKE = re.compile(r"[\s'\"\ufeff\u200b]*[=+\-@＝＋－＠]|[\t\r\n]")


def like_a_formula(text: str) -> bool:
    """Whether a spreadsheet might work this text out; what we hand out has an apostrophe before it."""
    return _FORMULA_LIKE.match(text) is not None


def plain(cell: str) -> str:
    """The cell's text, trimmed, its spaces made single. Raises for what no field can hold."""
    text = " ".join(cell.split()) if cell[:1] != "\x00" else cell
    if text.startswith(("=", FORMULA)):
        raise Refusal("imports.cell.formula")
    if text == BROKEN:
        raise Refusal("imports.cell.error")
    if not text.isprintable():
        raise Refusal("imports.cell.control_characters")
    return text


def words(most: int) -> Callable[[str], str]:
    """A text of at most so many characters."""

    def read(cell: str) -> str:
        text = plain(cell)
        if len(text) > most:
            raise Refusal("imports.cell.too_long", most=most)
        return text

    return read


def name(cell: str) -> str:
    """A name of a person: it has a letter, and no digit."""
    text = words(200)(cell)
    if text and (any(sign.isdigit() for sign in text) or not any(sign.isalpha() for sign in text)):
        raise Refusal("imports.cell.name")
    return text


def day(cell: str) -> date | None:
    """A day: 14/03/2027, 14-3-2027, 14.03.2027 or 2027-03-14. None for an empty cell."""
    return _day(plain(cell))


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    if not text:
        return None
    if found := _DAY_FIRST.fullmatch(text):
        number, month, year = (int(part) for part in found.groups())
    elif found := _YEAR_FIRST.fullmatch(text):
        year, month, number = (int(part) for part in found.groups())
    else:
        raise Refusal("imports.cell.date")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Refusal("imports.cell.year")
    try:
        return date(year, month, number)
    except ValueError:
        raise Refusal("imports.cell.date") from None


def address(cell: str) -> str:
    """An e-mail address, as far as one can see without writing to it."""
    text = words(320)(cell)
    if text and (text.count("@") != 1 or _NO_ADDRESS.search(text) or "." not in text.partition("@")[2]):
        raise Refusal("imports.cell.email")
    return text


def phone(cell: str) -> str:
    """A telephone number, as it is written."""
    text = words(40)(cell)
    if text and not _PHONE.fullmatch(text):
        raise Refusal("imports.cell.phone")
    return text


def one_of(known: Mapping[str, Word]) -> Callable[[str], Word | None]:
    """A word of a closed list, in whatever language and spelling; None for an empty cell."""
    spellings = {fold(spelling): word for spelling, word in known.items()}

    @lru_cache(maxsize=1024)
    def read(cell: str) -> Word | None:
        text = plain(cell)
        if not text:
            return None
        found = spellings.get(fold(text))
        if found is None:
            raise Refusal("imports.cell.unknown_word", words="")  # they are named in the language of the reader
        return found

    return read


_SHORTENED = re.compile(r"[0-9][.,][0-9]+E\+?[0-9]+", re.IGNORECASE)


def digits(cell: str) -> str:
    """A number as people and spreadsheets write it. Raises for one a spreadsheet rounded: its digits are lost."""
    text = plain(cell)
    if _SHORTENED.fullmatch(text):
        raise Refusal("imports.cell.shortened_number")
    return text
