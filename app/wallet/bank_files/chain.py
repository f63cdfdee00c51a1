"""Whether statements of one account follow each other: what is missing between those that came.

Convention: files come in any order, so a hole is no reason to refuse one: it is told, and goes when the missing
statement comes. Pure: links in, holes out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from app.wallet.bank_files.statement import BankStatement
from models.values import Money


@dataclass(frozen=True, slots=True)
class Link:
    """What a statement says of its place: its last day, the bank's number, and where it began and ended."""

    last_day: date
    number: int | None
    opening: Money
    closing: Money

    @classmethod
    def of(cls, statement: BankStatement) -> Link:
        return cls(statement.last_day, statement.number, statement.opening, statement.closing)


@dataclass(frozen=True, slots=True)
class Hole:
    """Something is missing between two statements: `difference` of money; `statements`, when numbers tell."""

    after: Link
    before: Link
    difference: Money
    statements: int | None


def holes(links: Iterable[Link]) -> tuple[Hole, ...]:
    """The holes between the statements of one account, oldest first; none when each begins where the last ended.

    A hole in the numbers alone is one too: what it hides may sum to nothing. Numbers begin again each year.
    """
    ordered = sorted(set(links), key=lambda link: (link.last_day, link.number or 0))
    between = ((one, other, _missing(one, other)) for one, other in pairwise(ordered))
    return tuple(
        Hole(one, other, other.opening - one.closing, missing)
        for one, other, missing in between
        if one.closing != other.opening or missing
    )


def _missing(one: Link, other: Link) -> int | None:
    """How many numbers lie between; None when they can't tell: no number, another year, or not counted on."""
    if one.number is None or other.number is None or one.last_day.year != other.last_day.year:
        return None
    between = other.number - one.number - 1
    return between if between >= 0 else None
