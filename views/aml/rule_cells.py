"""Rules as pages show them: in the reader's language, with what each answer does, and what a draft changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext, ngettext

from app.aml.vigilance.differences import Difference, RuleChange
from app.aml.vigilance.rule_set import Option, Rule, RuleSet, Thresholds, Words
from models.values.vigilance import AsksOf, Effect
from views.framework.columns import written
from views.labels import language
from views.labels.aml_file import EFFECTS, EVIDENCE
from views.labels.aml_rules import ASKS_OF, CHANGE_TONES, RULE_CHANGES, THRESHOLDS
from views.labels.rule_words import CONDITION_WORDS, DERIVED_WORDS

_TONES = {
    Effect.STOP: "bad",
    Effect.RAISED: "soon",
    Effect.WEAK: "soon",
    Effect.OFFICER: "soon",
    Effect.DOCUMENT: "wait",
    Effect.LOW: "good",
}


@dataclass(frozen=True)
class Answer:
    """An answer, with what it does: pairs of a tint and words."""

    text: str
    effects: list[tuple[str, str]]
    needed: str
    evidence: str
    asks_text: bool
    duty: str


@dataclass(frozen=True)
class Asked:
    """A rule in one language; `change` is a tint and a word where it is otherwise than in the set before."""

    code: str
    question: str
    hint: str
    basis: str
    on: str
    answers: list[Answer]
    derived: str
    when: str
    mandatory: bool
    active: bool
    change: tuple[str, str] | None = None


def asked(rules: RuleSet, since: Difference | None = None) -> list[Asked]:
    """Every rule, in the reader's language."""
    changes = since.rules if since is not None else {}
    return [_asked(one, changes.get(one.code)) for one in rules.rules]


def removed(before: RuleSet, since: Difference) -> list[Asked]:
    """Rules that are there no longer."""
    gone = [code for code, change in since.rules.items() if change is RuleChange.REMOVED]
    return [_asked(one, RuleChange.REMOVED) for one in before.rules if one.code in gone]


def thresholds(of: Thresholds, since: Difference | None = None) -> Iterator[tuple[str, str, bool]]:
    """Label, value, and whether it moved."""
    moved = since.thresholds if since is not None else ()
    for name, label in THRESHOLDS.items():
        yield str(label), threshold_text(of, name), name in moved


def threshold_text(of: Thresholds, name: str) -> str:
    """As the reader writes it."""
    value: int = getattr(of, name)
    return percent(value) if name == "owner_percent" else str(written(value))


def percent(hundredths: int) -> str:
    """25 or 12,5, without its sign."""
    return str(written((Decimal(hundredths) / 100).normalize()))


def counted(since: Difference) -> str:
    """1 rule added, 2 rules changed, in the reader's words."""
    counts = since.counts()
    added, changed, gone = (counts[str(one)] for one in (RuleChange.ADDED, RuleChange.CHANGED, RuleChange.REMOVED))
    said = [
        *([ngettext("%(num)s rule added", "%(num)s rules added", added)] if added else []),
        *([ngettext("%(num)s rule changed", "%(num)s rules changed", changed)] if changed else []),
        *([ngettext("%(num)s rule taken out", "%(num)s rules taken out", gone)] if gone else []),
    ]
    if since.thresholds:
        said.append(gettext("thresholds changed"))
    return ", ".join(said)


def asks_of(on: tuple[AsksOf, ...]) -> str:
    return ", ".join(str(ASKS_OF[one]) for one in on)


def _asked(rule: Rule, change: RuleChange | None) -> Asked:
    return Asked(
        code=rule.code,
        question=_said(rule.question),
        hint=_said(rule.hint),
        basis=_said(rule.basis),
        on=asks_of(rule.on),
        answers=[_answer(one) for one in rule.options],
        derived=str(DERIVED_WORDS.get(rule.derived, rule.derived)) if rule.derived else "",
        when=str(CONDITION_WORDS.get(rule.when, rule.when)) if rule.when else "",
        mandatory=rule.mandatory,
        active=rule.active,
        change=(CHANGE_TONES[change], str(RULE_CHANGES[change])) if change else None,
    )


def _answer(option: Option) -> Answer:
    evidence = [str(EVIDENCE[one]) for one in option.evidence]
    return Answer(
        text=_said(option.text),
        effects=[(_TONES[one], str(EFFECTS[one])) for one in option.effects],
        needed=_said(option.needed),
        evidence=(" + " if option.every else ", ").join(evidence),
        asks_text=option.asks_text,
        duty=_said(option.duty),
    )


def _said(words: Words | None) -> str:
    return words.in_(language()) if words is not None else ""
