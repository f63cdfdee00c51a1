"""What a file answers by itself, and when a rule applies: the words that rules may use. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.aml.vigilance.file import File
from app.aml.vigilance.rule_set import Thresholds

Condition = Callable[[File, Thresholds], bool]


@dataclass(frozen=True)
class Derived:
    """A word by which a file answers. `answers`: every code it may give, each of which a rule that uses it has as
    an option."""

    answers: tuple[str, ...]
    look: Callable[[File, Thresholds], str | None]

    def __call__(self, file: File, thresholds: Thresholds) -> str | None:
        """The code of the answer the file gives, or None: people are asked."""
        return self.look(file, thresholds)


def _ask(file: File, thresholds: Thresholds) -> str | None:
    return None


def _always(file: File, thresholds: Thresholds) -> bool:
    return True


DERIVED: Mapping[str, Derived] = {"": Derived((), _ask)}
CONDITIONS: Mapping[str, Condition] = {"": _always}
