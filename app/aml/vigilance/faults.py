"""What makes a set of rules unfit to publish. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.aml.vigilance.derived import CONDITIONS, DERIVED
from app.aml.vigilance.rule_set import Option, Rule, RuleSet, Thresholds, Words
from models.values.vigilance import Effect

FIRST_RULES = (
    "ID1", "ID2", "ID3", "ID4", "ID5", "ID6", "ID7", "ID8",
    "GEO1", "GEO2", "GEO3", "GEO4", "PEP1", "PEP2", "SAN1", "MED1",
    "ORG1", "ORG2", "ORG3", "ORG4", "ORG5", "ORG6", "ORG7", "ORG8", "REL1", "REL2",
    "K1", "K2", "K3", "K4", "K5", "K6",
    "FIN1", "FIN2", "FIN3", "FIN4", "FIN5", "FIN6", "PRI1", "PRI2", "PRI3", "STR1", "STR2", "STR3",
)  # fmt: skip
"""The rules that every set has: one may be switched off, never left out, for what was answered is kept by its
code."""

RANGES = {
    "owner_percent": (1, 5000),
    "young_days": (1, 3650),
    "known_years": (1, 20),
    "pep_months": (12, 120),
    "cash_letting": (0, 3000),
}
"""Of each threshold the least and the most, both fit. The law asks for no less of politically exposed persons than
twelve months, and takes no more than € 3,000 in cash."""

_RULE_CODE = re.compile(r"[A-Z][A-Z0-9]{1,11}")
_OPTION_CODE = re.compile(r"[a-z][a-z0-9_]{0,23}")


class FaultCode(StrEnum):
    """What is wrong. Malformed: a rule's code is two to twelve capitals and digits, that of an option up to
    twenty-four small letters, digits and underscores."""

    NO_RULES = "no_rules"
    RULE_GONE = "rule_gone"
    CODE_EMPTY = "code_empty"
    CODE_MALFORMED = "code_malformed"
    CODE_TWICE = "code_twice"
    WORDS_MISSING = "words_missing"
    ASKED_OF_NOBODY = "asked_of_nobody"
    NO_OPTIONS = "no_options"
    EFFECT_TWICE = "effect_twice"
    DOCUMENT_UNNAMED = "document_unnamed"
    EVIDENCE_UNASKED = "evidence_unasked"
    DERIVED_UNKNOWN = "derived_unknown"
    DERIVED_UNANSWERED = "derived_unanswered"
    WHEN_UNKNOWN = "when_unknown"
    THRESHOLD_OUT_OF_RANGE = "threshold_out_of_range"


@dataclass(frozen=True)
class Fault:
    """Something that must be mended first. `rule`: its code, '' for the set itself. `field`: where in it, with
    dots: `code`, `question.fr`, `options.2.code` (the first option is 1), `thresholds.young_days`."""

    rule: str
    field: str
    code: FaultCode


def faults_of(rules: RuleSet) -> tuple[Fault, ...]:
    """Everything that is wrong, in the order of the rules; empty for a set that is fit."""
    return tuple(_faults(rules))


def _faults(rules: RuleSet) -> Iterator[Fault]:
    if not rules.rules:
        yield Fault("", "rules", FaultCode.NO_RULES)
    codes = Counter(one.code for one in rules.rules)
    for gone in FIRST_RULES:
        if gone not in codes:
            yield Fault(gone, "code", FaultCode.RULE_GONE)
    for rule in rules.rules:
        if codes[rule.code] > 1:
            yield Fault(rule.code, "code", FaultCode.CODE_TWICE)
        for field, code in _of_rule(rule):
            yield Fault(rule.code, field, code)
    for name, code in _of_thresholds(rules.thresholds):
        yield Fault("", f"thresholds.{name}", code)


def _of_rule(rule: Rule) -> Iterator[tuple[str, FaultCode]]:
    yield from _code(rule.code, _RULE_CODE)
    if not rule.on:
        yield "on", FaultCode.ASKED_OF_NOBODY
    yield from _words("question", rule.question)
    yield from _words("basis", rule.basis)
    if rule.hint != Words():
        yield from _words("hint", rule.hint)
    if not rule.options:
        yield "options", FaultCode.NO_OPTIONS
    codes = Counter(one.code for one in rule.options)
    for place, option in enumerate(rule.options, 1):
        if codes[option.code] > 1:
            yield f"options.{place}.code", FaultCode.CODE_TWICE
        for field, code in _of_option(option):
            yield f"options.{place}.{field}", code
    word = DERIVED.get(rule.derived)
    if word is None:
        yield "derived", FaultCode.DERIVED_UNKNOWN
    elif set(word.answers) - set(codes):
        yield "derived", FaultCode.DERIVED_UNANSWERED
    if rule.when not in CONDITIONS:
        yield "when", FaultCode.WHEN_UNKNOWN


def _of_option(option: Option) -> Iterator[tuple[str, FaultCode]]:
    yield from _code(option.code, _OPTION_CODE)
    yield from _words("text", option.text)
    if len(set(option.effects)) < len(option.effects):
        yield "effects", FaultCode.EFFECT_TWICE
    if Effect.DOCUMENT in option.effects and option.needed is None:
        yield "needed", FaultCode.DOCUMENT_UNNAMED
    if option.needed is not None:
        yield from _words("needed", option.needed)
    if option.evidence and Effect.DOCUMENT not in option.effects:
        yield "evidence", FaultCode.EVIDENCE_UNASKED
    if option.duty is not None:
        yield from _words("duty", option.duty)


def _code(code: str, form: re.Pattern[str]) -> Iterator[tuple[str, FaultCode]]:
    if not code.strip():
        yield "code", FaultCode.CODE_EMPTY
    elif not form.fullmatch(code):
        yield "code", FaultCode.CODE_MALFORMED


def _words(field: str, words: Words) -> Iterator[tuple[str, FaultCode]]:
    for language in ("nl", "fr", "en"):
        if not getattr(words, language).strip():
            yield f"{field}.{language}", FaultCode.WORDS_MISSING


def _of_thresholds(thresholds: Thresholds) -> Iterator[tuple[str, FaultCode]]:
    for name, (least, most) in RANGES.items():
        if not least <= getattr(thresholds, name) <= most:
            yield name, FaultCode.THRESHOLD_OUT_OF_RANGE
