"""The elements of a report as values: each with whose it is, so that what lacks can be told with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from app.aml.goaml.order import kind_of, place_of

# What XML 1.0 can't hold; and of the rest what nobody sees: control characters, and marks that turn the direction.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


class WhoseKind(StrEnum):
    """Where a datum is put right."""

    CONTACT = "contact"
    DEAL = "deal"
    REPORT = "report"


@dataclass(frozen=True)
class Whose:
    """Of what or whom a datum is; `id` of a contact is that of the version."""

    kind: WhoseKind
    id: int
    name: str = ""


@dataclass(frozen=True)
class Element:
    """One element. `unknown`: our word, for which the profile has no code; then there is no text."""

    tag: str
    kind: str
    text: str = ""
    children: tuple[Element, ...] = ()
    whose: Whose | None = None
    unknown: str = ""

    def child(self, tag: str) -> Element | None:
        """The first one in it that is called so."""
        return next((one for one in self.children if one.tag == tag), None)


@dataclass(frozen=True)
class Coded:
    """A word of ours with the FIU's code for it, None where it has none."""

    ours: str
    code: str | None


Text = str | Coded | date | Decimal | bool | int | None


def made(tag: str, *within: Element | None, whose: Whose | None = None, kind: str = "") -> Element | None:
    """An element with others in it, in the order in which they have to stand; None where there are none."""
    found = [one for one in within if one is not None]
    if not found:
        return None
    kind = kind or kind_of(tag)
    return Element(tag, kind, children=tuple(sorted(found, key=lambda one: place_of(one.tag, kind))), whose=whose)


def leaf(tag: str, value: Text) -> Element | None:
    """An element with a text; None where there is none."""
    if isinstance(value, Coded):
        if not value.ours:
            return None
        return Element(tag, tag, value.code) if value.code else Element(tag, tag, unknown=value.ours)
    text = written(value)
    return Element(tag, tag, text) if text else None


def written(value: Text) -> str:
    """A value as the file has it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:.2f}"
        case datetime():
            return value.strftime("%Y-%m-%dT%H:%M:%S")
        case date():
            return f"{value.isoformat()}T00:00:00"
        case int():
            return str(value)
        case str():
            return cleaned(value)
        case Coded():
            return value.code or ""


def cleaned(text: str) -> str:
    """Without what no file can hold and nobody sees; lines stay lines, blanks at both ends don't."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")).strip()


def walked(root: Element, whose: Whose) -> Iterator[tuple[Element, Whose]]:
    """Every element with whose it is, from the outside in."""
    mine = root.whose or whose
    yield root, mine
    for one in root.children:
        yield from walked(one, mine)
