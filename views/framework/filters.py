"""The visible filters of a list. A filter that can't read what was typed narrows nothing, and the page says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlalchemy import ColumnElement, Select, and_, true
from werkzeug.datastructures import MultiDict

from app import clock
from models.values import Money, ValueProblem
from views.labels import day, label_of, money

LONGEST = 200
_RANGES = ("days", "amounts")
Args = MultiDict[str, str]


@dataclass(frozen=True)
class Chip:
    label: str
    value: str
    remove_url: str


@dataclass(frozen=True)
class Shown:
    """A filter as the form above the list draws it; `values` are what stands in it, by name for a range."""

    name: str
    label: str
    kind: str
    value: str
    values: Sequence[str] = ()
    choices: Sequence[tuple[str, str]] = ()
    more: bool = False

    @property
    def filled(self) -> bool:
        return bool(self.value or any(self.values))


@dataclass(frozen=True)
class Part:
    """One thing a reader filled in, that he can take away again: its place in the address, and in words."""

    name: str
    value: str
    shown: str


@dataclass(frozen=True)
class Chosen:
    """A filter somebody filled in."""

    label: str
    parts: Sequence[Part]
    narrow: Callable[[Select[Any]], Select[Any]]
    orders: Sequence[str] = ()


@dataclass(frozen=True)
class Filter:
    """One filter: `condition` turns what was chosen into SQL; `join` adds what that needs.

    `kind` is text or choice (condition of one text), choices (of a list of texts, never empty), day (of one day),
    days (of the first and the last day) or amounts (of the least and the most); of such a range either may be
    None, and the address names them `name_from` and `name_to`.
    `beside` names another filter whose value the condition is given too, None when nothing was chosen there.
    `more`: in the second row, which opens on demand. `staff`: for staff alone, who see every organisation's rows.
    `orders` are the only orders that make sense with this one chosen; empty: all of the list's.
    """

    name: str
    label: Any
    kind: str
    condition: Callable[..., ColumnElement[bool]]
    choices: Callable[[], Sequence[tuple[str, str]]] | None = None
    join: Callable[[Select[Any]], Select[Any]] = field(default=lambda statement: statement)
    beside: str = ""
    staff: bool = False
    more: bool = False
    orders: Sequence[str] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What the address calls it."""
        return (f"{self.name}_from", f"{self.name}_to") if self.kind in _RANGES else (self.name,)

    def read(self, args: Args, beside: Filter | None = None) -> Chosen | None:
        """What the address says of this filter; None when it says nothing that can be used."""
        parts = self._parts(args)
        if not parts:
            return None
        values = self._values(parts)
        if beside is not None:
            others = beside._parts(args)
            values = (*values, beside._values(others)[0] if others else None)
        condition = self.condition(*values)
        return Chosen(str(self.label), parts, lambda statement: self.join(statement).where(condition), self.orders)

    def unread(self, args: Args) -> list[str]:
        """What was typed in this filter and can't be used."""
        return [text for name in self.names for text in _typed(args, name) if self._part(name, text) is None]

    def _part(self, name: str, text: str) -> Part | None:
        if self.kind in ("day", "days"):
            try:
                read = date.fromisoformat(text)
            except ValueError:
                return None
            if (
                not date.min < read < date.max
            ):  # the first instant of one, and the last of the other, can't be told
                return None
            shown = day(read)
            if self.kind == "days":
                shown = str(
                    gettext("from %(day)s", day=shown)
                    if name == self.names[0]
                    else gettext("until %(day)s", day=shown)
                )
            return Part(name, text, shown)
        if self.kind == "amounts":
            try:
                amount = money(Money.parse(text))
            except ValueProblem:
                return None
            shown = (
                gettext("from %(amount)s", amount=amount)
                if name == self.names[0]
                else gettext("to %(amount)s", amount=amount)
            )
            return Part(name, text, str(shown))
        if self.kind in ("choice", "choices"):
            known = dict(self.choices() if self.choices else ())
            return Part(name, text, known[text]) if text in known else None
        return Part(name, text, text)

    def _parts(self, args: Args) -> list[Part]:
        parts = [part for name in self.names for text in _typed(args, name) if (part := self._part(name, text))]
        return parts if self.kind in ("choices", *_RANGES) else parts[:1]

    def _values(self, parts: Sequence[Part]) -> tuple[Any, ...]:
        """What the condition is given."""
        if self.kind == "choices":
            return ([part.value for part in parts],)
        if self.kind == "days":
            days = {part.name: date.fromisoformat(part.value) for part in parts}
            return tuple(days.get(name) for name in self.names)
        if self.kind == "amounts":
            amounts = {part.name: Money.parse(part.value) for part in parts}
            return tuple(amounts.get(name) for name in self.names)
        return (date.fromisoformat(parts[0].value) if self.kind == "day" else parts[0].value,)

    def shown(self, args: Args) -> Shown:
        return Shown(
            self.name,
            str(self.label),
            self.kind,
            args.get(self.name, "")[:LONGEST],
            [args.get(name, "")[:LONGEST] for name in self.names]
            if self.kind in _RANGES
            else args.getlist(self.name),
            self.choices() if self.choices else (),
            self.more,
        )


def _typed(args: Args, name: str) -> list[str]:
    """What the address has under that name, once each, in order; nothing for empty fields."""
    return list(dict.fromkeys(text for one in args.getlist(name)[:50] if (text := one.strip()[:LONGEST])))


def within(column: Any) -> Callable[[date | None, date | None], ColumnElement[bool]]:
    """The condition of a range of days on a column of days, both ends inclusive."""

    def condition(first: date | None, last: date | None) -> ColumnElement[bool]:
        if first is None:
            return column <= last  # type: ignore[no-any-return]
        return column >= first if last is None else column.between(first, last)  # type: ignore[no-any-return]

    return condition


def amounts_within(column: Any) -> Callable[[Money | None, Money | None], ColumnElement[bool]]:
    """The condition of a range of amounts, both ends inclusive."""

    def condition(least: Money | None, most: Money | None) -> ColumnElement[bool]:
        since = column >= least.euro if least is not None else true()
        return and_(since, column <= most.euro) if most is not None else since

    return condition


def words_of(enumeration: Any) -> Callable[[], list[tuple[str, str]]]:
    """The choices of a closed list, in its order, as people read them."""
    return lambda: [(str(word), label_of(word)) for word in enumeration]


def like_pattern(text: str) -> str:
    """A contains-pattern on a sort name: case and accents fold as the column does, wildcards are plain letters."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def instants_within(column: Any) -> Callable[[date | None, date | None], ColumnElement[bool]]:
    """The same on a column of instants: from the first moment of the one day to the last of the other."""

    def condition(first: date | None, last: date | None) -> ColumnElement[bool]:
        since = column >= clock.start_of(first) if first else true()
        return and_(since, column < clock.end_of(last)) if last else since

    return condition
