"""What a file answers by itself, and when a rule applies: the words that rules may use. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.aml.vigilance.file import File
from app.aml.vigilance.rule_set import Thresholds

Derived = Callable[[File, Thresholds], str | None]
"""The code of the answer the file gives, or None: people are asked."""
Condition = Callable[[File, Thresholds], bool]


def _ask(file: File, thresholds: Thresholds) -> str | None:
    return None


def _always(file: File, thresholds: Thresholds) -> bool:
    return True


DERIVED: Mapping[str, Derived] = {"": _ask}
CONDITIONS: Mapping[str, Condition] = {"": _always}
