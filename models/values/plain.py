"""Frozen dataclasses as JSON and back, by their annotations: dates as ISO days, tuples as lists, enums as
words."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any, Self, TypeVar

from cattrs.preconf.json import make_converter

T = TypeVar("T")
_CONVERTER = make_converter(omit_if_default=True)
_CONVERTER.register_unstructure_hook(date, lambda day: day.isoformat())
_CONVERTER.register_structure_hook(date, lambda told, _: date.fromisoformat(told))


class Plain:
    """A frozen dataclass that is kept as JSON; what is as it is by default is left out, and read back so."""

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return plain_of(self)

    @classmethod
    def read(cls, told: dict[str, Any]) -> Self:
        """What `told` told."""
        return read_plain(cls, told)


def plain_of(value: Any) -> dict[str, Any]:
    """The value as JSON; what is as it is by default is left out. So no default of what is kept may ever change:
    what was left out of an older row would mean something else (tests/models/values/test_plain.py)."""
    told: dict[str, Any] = _CONVERTER.unstructure(value)
    return told


def read_plain(kind: type[T], told: dict[str, Any]) -> T:
    """What `plain_of` told; a name it doesn't know is passed over, as an older row may hold one.

    Raises an exception group of cattrs for what can't be such a value: only what this house wrote is read.
    """
    return _CONVERTER.structure(told, kind)


def print_of(told: dict[str, Any]) -> bytes:
    """SHA-256 over what was told, whose lists stand in an order that matters."""
    written = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).digest()
