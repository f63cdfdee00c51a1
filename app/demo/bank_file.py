"""A file as the bank of the demonstration writes it: CODA 2, from the statements it should be read as.

Only what the demonstration needs: movements of one payment each, with a communication in its field or words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.wallet.bank_files import BankEntry, BankStatement
from models.values import NOTHING, Money

_TRANSFER = "00150000"
_WORDS = 53
"""So many letters of a communication stand in the first record of a movement."""


def coda(statements: Sequence[BankStatement]) -> bytes:
    """The file. Source: Febelfin, CODA 2.6."""
    lines: list[str] = []
    for place, one in enumerate(statements, 1):
        lines += _statement(one, last=place == len(statements))
    return ("\r\n".join(lines) + "\r\n").encode("ascii")


def _statement(told: BankStatement, *, last: bool) -> Iterator[str]:
    number, account = f"{told.number or 0:03}", f"{told.account.digits:<34}{told.currency}"
    body = [
        f"12000{account}{_signed(told.opening)}{told.first_day:%d%m%y}{'SLEUTELBOS':<26}{'':35}{number}",
        *(line for entry in told.entries for line in _movement(entry)),
        f"8000{account}{_signed(told.closing)}{told.last_day:%d%m%y}{'':64}0",
    ]
    yield f"00000{told.last_day:%d%m%y}30005{'':18}{'SLEUTELBOS':<26}{'GEBABEBB':<11}{'0':0<11} 00000{'':39}2"
    yield from body
    out = sum((-one.amount for one in told.entries if one.amount < NOTHING), NOTHING)
    come = sum((one.amount for one in told.entries if one.amount > NOTHING), NOTHING)
    yield f"9{'':15}{len(body):06}{_digits(out)}{_digits(come)}{'':75}{2 if last else 1}"


def _movement(entry: BankEntry) -> Iterator[str]:
    one = entry.whole
    place = f"{entry.sequence:04}0000"
    words = one.text if one.structured is None else f"101{one.structured.digits}"
    day = f"{entry.entry_day:%d%m%y}"
    kind = 0 if one.structured is None else 1
    told = f"{_TRANSFER}{kind}{words[:_WORDS]:<53}"
    yield f"21{place}{one.bank_reference:<21}{_signed(one.amount)}{day}{told}{day}00001 0"
    yield f"22{place}{words[_WORDS : 2 * _WORDS]:<53}{'':35}{'GEBABEBB':<11}{'':16}1 0"
    yield f"23{place}{one.account:<37}{one.name:<35}{words[2 * _WORDS : 2 * _WORDS + 43]:<43}0 0"


def _digits(amount: Money) -> str:
    return f"{int(abs(amount).euro * 1000):015}"


def _signed(amount: Money) -> str:
    return f"{int(amount < NOTHING)}{_digits(amount)}"
