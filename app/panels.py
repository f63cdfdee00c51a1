"""What a domain offers the desk: worklists, places to search, parts of a person's page, what leaving would cost.

Each domain offers its own in `app/<domain>/panels.py`; the roof hands them all to the desk, which alone composes
them. Here stand kinds and words of the domain, no titles and no addresses: how a thing is called, and which page
shows it, is the desk's to say (`views/desk/places.py`), by `kind` and by `name`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Executable, ScalarSelect, Select, Text, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.policy import Identity, Role
from models.values import SearchText

COUNT_CAP = 1000
SHOWN = 3
# Names so common that more fit are sorted among so many only; who searched is told to type more.
SORTED_AMONG = 1000


@dataclass(frozen=True)
class Item:
    """One row in a few words. `kind` and `id` say what it is; notes are names, days, instants, amounts, periods
    (two days, the second may be None) or words of a closed list: the page writes them in the reader's language.
    """

    kind: str
    id: int
    title: str
    notes: tuple[object, ...] = ()


@dataclass(frozen=True)
class Hit(Item):
    """Something found. `exact`: by its own number, so that the only one opens at once."""

    exact: bool = False


@dataclass(frozen=True)
class SearchSource:
    """A place to search. `find` gives at most `limit` hits of each kind that this identity may see, and asks the
    database nothing when the text can't be one of its own. `along` gives what belongs to persons found elsewhere,
    so that no name is searched twice.
    """

    name: str
    find: Callable[[Session, Identity, SearchText, int], list[Hit]] = lambda *_: []
    along: Callable[[Session, Identity, list[int], int], list[Hit]] = lambda *_: []


@dataclass(frozen=True)
class Waiting:
    """What waits in a worklist: how many (counted no further than the cap), since or until when, the first few."""

    count: int = 0
    oldest: date | datetime | None = None
    first: tuple[Item, ...] = ()

    @property
    def capped(self) -> bool:
        return self.count > COUNT_CAP


@dataclass(frozen=True)
class Worklist:
    """Work that waits for these roles, read in one statement."""

    name: str
    roles: frozenset[Role]
    read: Callable[[Session, Identity, datetime], Waiting]


@dataclass(frozen=True)
class PersonPanel:
    """A part of a person's page: what this domain knows of him, None for nothing this reader may see."""

    name: str
    read: Callable[[Session, Identity, int, date], Any]


@dataclass(frozen=True)
class Consequence:
    """What somebody loses when he leaves: everything of this domain that would end, first things first."""

    name: str
    read: Callable[[Session, Identity, int, date], list[Item]]


@dataclass(frozen=True)
class Parting:
    """What ends with a membership (its number): everything of this domain, first things first. In scope of its
    organisation."""

    name: str
    read: Callable[[Session, Identity, int], list[Item]]


@dataclass(frozen=True)
class OwnRows:
    """What this domain knows of whoever asks, for himself to take along: rows of plain values by name, all alike.

    Read in office scope, so it asks for nothing but his own.
    """

    name: str
    read: Callable[[Session, Identity], list[dict[str, Any]]]


@dataclass(frozen=True)
class Panels:
    """All that one domain offers, or all domains together."""

    worklists: tuple[Worklist, ...] = ()
    sources: tuple[SearchSource, ...] = ()
    persons: tuple[PersonPanel, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    partings: tuple[Parting, ...] = ()
    own: tuple[OwnRows, ...] = ()


def together(offered: Iterable[Panels]) -> Panels:
    """What all domains offer, in their order."""
    everything = list(offered)
    return Panels(
        tuple(one for panels in everything for one in panels.worklists),
        tuple(one for panels in everything for one in panels.sources),
        tuple(one for panels in everything for one in panels.persons),
        tuple(one for panels in everything for one in panels.consequences),
        tuple(one for panels in everything for one in panels.partings),
        tuple(one for panels in everything for one in panels.own),
    )


def rows_of(session: Session, statement: Executable) -> list[dict[str, Any]]:
    """The rows of a statement, by the names of its columns."""
    return [dict(row) for row in session.execute(statement).mappings()]


def words_in(column: InstrumentedAttribute[str], text: SearchText, *, folded: bool = True) -> ColumnElement[bool]:
    """Whether each word begins a word of this column, in any order, whatever its case and accents.

    `folded`: the column is a sort name already, and has its index of words.
    """
    names: Any = column if folded else func.house_sort_name(column)
    return func.house_words(names).bool_op("@@")(func.house_sought(words_of(text)))


def words_of(text: SearchText) -> ColumnElement[Any]:
    """The words as an array of the database's."""
    return cast(list(text.words), ARRAY(Text))


def counted(statement: Select[Any]) -> ScalarSelect[int]:
    """How many rows a statement has, no further than the cap; a column of the statement that shows them."""
    capped = statement.order_by(None).limit(COUNT_CAP + 1).subquery()
    return select(func.count()).select_from(capped).scalar_subquery()
