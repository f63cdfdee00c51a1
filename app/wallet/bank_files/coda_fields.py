"""Columns of CODA: records out of bytes, and what stands in a field. Columns count from 0, as slices.

Each says by its line what is wrong; which record means what is coda.py's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from app.wallet.bank_files.statement import EURO, BankFileProblem, iban_of, line
from models.values import Iban

WIDTH = 128
_LINE_END = re.compile(r"\r\n|\n|\r")
_UNKNOWN_DAYS = ("000000", "      ")


def records(content: bytes) -> Iterator[str]:
    """Each record in its 128 columns, nothing for a blank line; a file without line ends is cut by columns."""
    text = _decoded(content).rstrip("\x1a")
    found = _LINE_END.split(text)
    if len(found) == 1 or (len(found) == 2 and not found[1]):
        found = [text[at : at + WIDTH] for at in range(0, len(text), WIDTH)]
    for at, record in enumerate(found, 1):
        if len(record) == WIDTH:
            yield record
        elif record[WIDTH:].strip():
            raise bad_line(at)
        else:
            yield record.ljust(WIDTH)[:WIDTH] if record.strip() else ""


def _decoded(content: bytes) -> str:
    if b"\0" in content:
        raise BankFileProblem("wallet.bank_file.encoding")
    content = content.removeprefix(b"\xef\xbb\xbf")
    if content.isascii():
        return content.decode("ascii")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode(_single_byte(content), errors="replace")
    by_bytes = any(
        len(one.encode()) == WIDTH and len(one) < WIDTH for one in _LINE_END.split(text) if not one.isascii()
    )
    return content.decode("cp1252", errors="replace") if by_bytes else text


def _single_byte(content: bytes) -> str:
    """cp850, of banks that still write as DOS did, keeps its letters where windows-1252 has typography."""
    return "cp850" if max(content) <= 0xA5 else "cp1252"


def account_in(structure: str, field: str, at: int) -> Iban:
    """The account of a balance record; the twelve digits of before IBAN get their check digits."""
    told = field[:12] if structure == "0" else field[:34]
    if structure == "0" and told.isascii() and told.isdigit():
        told = f"BE{98 - int(f'{told}111400') % 97:02}{told}"
    if (found := iban_of(told)) is None:
        raise BankFileProblem("wallet.bank_file.account")
    return found


def currency_in(structure: str, field: str) -> str:
    told = (field[13:16] if structure == "0" else field[34:37]).strip()
    if told and not (len(told) == 3 and told.isascii() and told.isalpha()):
        raise BankFileProblem("wallet.bank_file.wrong_currency", found=line(told))
    return told.upper() or EURO


def whole(told: str, at: int) -> int:
    if not (told.isascii() and told.isdigit()):
        raise bad_amount(at)
    return int(told)


def signed(told: str, at: int) -> int:
    """Sign (0 is credit) and fifteen digits, in thousandths."""
    if told[0] not in "01" or not (told.isascii() and told.isdigit()):
        raise bad_amount(at)
    return -int(told[1:]) if told[0] == "1" else int(told)


def day_in(told: str, at: int) -> date | None:
    """DDMMYY of this century, None when it isn't known."""
    try:
        return _day(told)
    except ValueError:
        raise BankFileProblem("wallet.bank_file.bad_date", place=at) from None


@lru_cache(maxsize=4_096)
def _day(told: str) -> date | None:
    if told in _UNKNOWN_DAYS:
        return None
    if not (told.isascii() and told.isdigit()):
        raise ValueError(told)
    return date(2000 + int(told[4:]), int(told[2:4]), int(told[:2]))


def bad_line(at: int) -> BankFileProblem:
    return BankFileProblem("wallet.bank_file.bad_line", line=at)


def bad_amount(at: int) -> BankFileProblem:
    return BankFileProblem("wallet.bank_file.bad_amount", place=at)
