"""Which head of a file means which column: by name or synonym in three languages, whatever case, accent or point.

What only looks like a name is proposed, never taken silently: the mapping page shows it to whoever imports.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from app.errors import Refusal
from app.imports.cells import fold

_ALIKE = 0.78
# The column that a file of refused rows has beside those of the upload; dropped when it comes back.
REASONS = ("Reden van weigering", "Raison du refus", "Reason of refusal")


@dataclass(frozen=True)
class Column:
    """A column of a kind of import. `heads` are its names in Dutch, French and English, as the template has them.

    `read` makes a value of a cell, or raises a Refusal or ValueProblem. `needed`: a file without it is no such
    file. `filled`: each row has a value there. `words`: the closed list it is from, if one. `secret`: what stands
    there is shown masked.
    """

    name: str
    heads: tuple[str, str, str]
    read: Callable[[str], Any]
    synonyms: tuple[str, ...] = ()
    needed: bool = False
    filled: bool = False
    words: type[StrEnum] | None = None
    secret: bool = False
    examples: tuple[str, str, str] = ("", "", "")

    @property
    def spellings(self) -> frozenset[str]:
        return frozenset(fold(one) for one in (self.name, *self.heads, *self.synonyms))


@dataclass(frozen=True)
class Match:
    """What a head was taken for; `sure` when it is spelled like it, or was chosen so before."""

    column: str | None
    sure: bool


def match(heads: Sequence[str], columns: Sequence[Column]) -> list[Match]:
    """A match for each head, in order; no column twice, the first head spelled like it wins."""
    spelled = {spelling: column.name for column in columns for spelling in column.spellings}
    found: list[Match] = []
    taken: set[str] = set()
    for head in heads:
        name = spelled.get(fold(head))
        name = None if name in taken else name
        taken |= {name} if name else set()
        found.append(Match(name, sure=name is not None))
    for alike, index, name in _near(heads, found, columns, taken):
        if alike >= _ALIKE and found[index].column is None and name not in taken:
            taken.add(name)
            found[index] = Match(name, sure=False)
    return found


def _near(
    heads: Sequence[str], found: Sequence[Match], columns: Sequence[Column], taken: set[str]
) -> list[tuple[float, int, str]]:
    """How alike each head left over is to each column left over, the likest first."""
    likes = []
    for index, head in enumerate(heads):
        folded = fold(head[:80])
        if found[index].column is not None or len(folded) < 4:
            continue
        for column in columns:
            if column.name not in taken:
                likes.append((max(_alike(folded, one) for one in column.spellings), index, column.name))
    return sorted(likes, key=lambda like: (-like[0], like[1]))


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def signature(heads: Iterable[str]) -> str:
    """The same for every file with these heads in this order."""
    return hashlib.sha256("\x1f".join(fold(head) for head in heads).encode()).hexdigest()


def refuse_strange(heads: Sequence[str], columns: Sequence[Column]) -> None:
    """One refusal for a file whose first row holds no heads of ours: none of those it can't do without.

    Raises imports.file.unknown_heads with what was looked for.
    """
    known = {one.column for one in match(heads, columns)}
    needed = [column for column in columns if column.needed]
    if not any(column.name in known for column in needed):
        raise Refusal("imports.file.unknown_heads", columns=[column.name for column in needed])


def refusals_to_mapping(chosen: Sequence[str | None], columns: Sequence[Column]) -> list[Refusal]:
    """What is wrong with a choice of columns: one that is needed and missing, or one that was chosen twice."""
    names = [name for name in chosen if name]
    known = {column.name: column for column in columns}
    wrong = [
        Refusal("imports.columns.missing", field=column.name)
        for column in columns
        if column.needed and column.name not in names
    ]
    twice = sorted({name for name in names if names.count(name) > 1})
    strange = sorted({name for name in names if name not in known})
    return wrong + [Refusal("imports.columns.twice", field=name) for name in (*twice, *strange)]
