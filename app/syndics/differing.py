"""What a case says, field by field, and in what two states of it differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from models.values.mandates import CaseDetails, Home


@dataclass(frozen=True)
class Change:
    """One field, by its place in `CaseDetails` (`syndic.person.number`), as it was and as it is."""

    field: str
    before: Any
    after: Any


def fields_of(details: CaseDetails) -> dict[str, Any]:
    """Every field by its place, in the order in which they are asked; an address is one of them."""
    return dict(_walk("", details))


def changes_between(before: CaseDetails, after: CaseDetails) -> tuple[Change, ...]:
    """Only the fields that aren't the same, in the order in which they are asked."""
    old, new = fields_of(before), fields_of(after)
    return tuple(Change(name, old[name], new[name]) for name in new if old[name] != new[name])


def _walk(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    for one in fields(value):
        found, name = getattr(value, one.name), f"{place}{one.name}"
        if is_dataclass(found) and not isinstance(found, Home):
            yield from _walk(f"{name}.", found)
        else:
            yield name, found
