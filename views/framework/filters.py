"""The visible filters of a list. A filter that can't read what was typed narrows to nothing it doesn't know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select

from views.labels import day, label_of


@dataclass(frozen=True)
class Chip:
    label: str
    value: str
    remove_url: str


@dataclass(frozen=True)
class Shown:
    """A filter as the form above the list draws it."""

    name: str
    label: str
    kind: str
    value: str
    choices: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Chosen:
    """A filter somebody filled in."""

    name: str
    label: str
    value: str
    narrow: Callable[[Select[Any]], Select[Any]]

    def chip(self, remove_url: str) -> Chip:
        return Chip(self.label, self.value, remove_url)


@dataclass(frozen=True)
class Filter:
    """One filter: `kind` is text, choice or day; `condition` turns it into SQL; `join` adds what that needs."""

    name: str
    label: Any
    kind: str
    condition: Callable[[Any], ColumnElement[bool]]
    choices: Callable[[], Sequence[tuple[str, str]]] | None = None
    join: Callable[[Select[Any]], Select[Any]] = field(default=lambda statement: statement)

    def read(self, args: Mapping[str, str]) -> Chosen | None:
        """What the address says of this filter; None when it says nothing that can be used."""
        text = args.get(self.name, "").strip()[:200]
        value: Any = text
        shown = text
        if not text:
            return None
        if self.kind == "day":
            try:
                value = date.fromisoformat(text)
            except ValueError:
                return None
            shown = day(value)
        elif self.kind == "choice":
            known = dict(self.choices() if self.choices else ())
            if text not in known:
                return None
            shown = known[text]
        condition = self.condition(value)
        return Chosen(self.name, str(self.label), shown, lambda statement: self.join(statement).where(condition))

    def shown(self, args: Mapping[str, str]) -> Shown:
        return Shown(
            self.name,
            str(self.label),
            self.kind,
            args.get(self.name, "")[:200],
            self.choices() if self.choices else (),
        )


def words_of(enumeration: Any) -> Callable[[], list[tuple[str, str]]]:
    """The choices of a closed list, in its order, as people read them."""
    return lambda: [(str(word), label_of(word)) for word in enumeration]


def like_pattern(text: str) -> str:
    """A contains-pattern on a sort name: case and accents fold as the column does, wildcards are plain letters."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
