"""What one set of rules has otherwise than another. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from app.aml.vigilance.rule_set import Rule, RuleSet


class RuleChange(StrEnum):
    """What became of a rule."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Difference:
    """Rules that are otherwise, by their code, those of the later set first; names of thresholds that moved."""

    rules: dict[str, RuleChange]
    thresholds: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rules or self.thresholds)

    def counts(self) -> dict[str, int]:
        """How many rules came, changed and went."""
        found = list(self.rules.values())
        return {str(one): found.count(one) for one in RuleChange}


def difference(before: RuleSet, after: RuleSet) -> Difference:
    """What `after` has otherwise; the order of the rules counts for nothing."""
    stood = {one.code: one for one in before.rules}
    stands = {one.code: one for one in after.rules}
    found = {
        code: RuleChange.CHANGED if code in stood else RuleChange.ADDED
        for code, rule in stands.items()
        if stood.get(code) != rule
    }
    found |= {code: RuleChange.REMOVED for code in stood if code not in stands}
    return Difference(found, _moved(before, after))


def parts_between(before: Rule, after: Rule) -> tuple[str, ...]:
    """The names of what of a rule is otherwise: question, hint, basis, options …"""
    return tuple(one.name for one in fields(Rule) if getattr(before, one.name) != getattr(after, one.name))


def _moved(before: RuleSet, after: RuleSet) -> tuple[str, ...]:
    was, now = before.thresholds, after.thresholds
    return tuple(one.name for one in fields(was) if getattr(was, one.name) != getattr(now, one.name))
