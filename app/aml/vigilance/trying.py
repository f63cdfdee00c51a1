"""Two sets of rules on the same files: how many change level, and which rules make them. Counts only. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from app.aml.vigilance.level import Assessment
from models.values.plain import Plain
from models.values.vigilance import Level

NO_LEVEL = "none"
LEVELS: tuple[str, ...] = (NO_LEVEL, *map(str, Level))
"""Every level, and before them none yet: in their order, as tables and bars show them."""


@dataclass(frozen=True)
class Outcome(Plain):
    """What another set of rules would do to so many `files`.

    `moves`: from which level to which, how many, those that stay among them. `newly_unanswered`: files of which a
    mandatory question would be open, and none is now. `by_rule`: of the files that change, by each rule that has a
    part in it; one file may count under several.
    """

    files: int = 0
    moves: dict[str, dict[str, int]] = field(default_factory=dict)
    newly_unanswered: int = 0
    by_rule: dict[str, int] = field(default_factory=dict)

    def moved(self, before: str, after: str) -> int:
        """How many would go from one level to another."""
        return self.moves.get(before, {}).get(after, 0)

    def before(self, level: str) -> int:
        """How many have that level now."""
        return sum(self.moves.get(level, {}).values())

    def after(self, level: str) -> int:
        """How many would have that level."""
        return sum(row.get(level, 0) for row in self.moves.values())

    @property
    def changed(self) -> int:
        """How many would have another level than now."""
        return sum(count for before, row in self.moves.items() for after, count in row.items() if before != after)


class Tally:
    """Counts file by file what becomes an `Outcome`."""

    def __init__(self) -> None:
        self._moves: Counter[tuple[str, str]] = Counter()
        self._by_rule: Counter[str] = Counter()
        self._unanswered = 0

    def add(self, before: Assessment, after: Assessment) -> None:
        """One more file, as both sets of rules see it."""
        here, there = _word(before), _word(after)
        self._moves[here, there] += 1
        self._unanswered += bool(after.unanswered and not before.unanswered)
        if here != there:
            self._by_rule.update(rules_between(before, after))

    @property
    def outcome(self) -> Outcome:
        """What was counted so far."""
        moves: dict[str, dict[str, int]] = {}
        for before in LEVELS:
            row = {after: count for after in LEVELS if (count := self._moves[before, after])}
            if row:
                moves[before] = row
        by_rule = dict(sorted(self._by_rule.items(), key=lambda one: (-one[1], one[0])))
        return Outcome(self._moves.total(), moves, self._unanswered, by_rule)


def rules_between(before: Assessment, after: Assessment) -> frozenset[str]:
    """The rules that say something else of the file, or whose question is open in one of the two alone."""
    said = {(one.rule, one.effects) for one in before.reasons} ^ {(one.rule, one.effects) for one in after.reasons}
    return frozenset(rule for rule, _ in said) | (set(before.unanswered) ^ set(after.unanswered))


def _word(found: Assessment) -> str:
    return str(found.level) if found.level is not None else NO_LEVEL
