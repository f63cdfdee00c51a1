"""What makes a set of rules unfit to publish."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.aml.vigilance.faults import RANGES, Fault, FaultCode, faults_of
from app.aml.vigilance.rule_set import Option, Rule, RuleSet, Thresholds, Words
from models.values.identified import EvidenceKind
from models.values.vigilance import Effect
from tests.app.aml.vigilance.files import FIRST

WORD = Words("woord", "mot", "word")


def with_rule(code: str, change: Callable[[Rule], Rule]) -> RuleSet:
    """The first rules, one of them changed."""
    return replace(FIRST, rules=tuple(change(one) if one.code == code else one for one in FIRST.rules))


def rule(**more: Any) -> RuleSet:
    """Other words or settings of ID4, which asks yes or no."""
    return with_rule("ID4", lambda one: replace(one, **more))


def option(**more: Any) -> RuleSet:
    """Another second answer of ID4, which is no."""
    return with_rule("ID4", lambda one: replace(one, options=(one.options[0], replace(one.options[1], **more))))


@pytest.mark.parametrize(("rules", "field", "code"), [
    (rule(on=()), "on", FaultCode.ASKED_OF_NOBODY),
    (rule(question=replace(WORD, fr="")), "question.fr", FaultCode.WORDS_MISSING),
    (rule(question=replace(WORD, nl=" ")), "question.nl", FaultCode.WORDS_MISSING),
    (rule(basis=replace(WORD, en="")), "basis.en", FaultCode.WORDS_MISSING),
    (rule(hint=Words(nl="woord", fr="mot")), "hint.en", FaultCode.WORDS_MISSING),
    (rule(options=()), "options", FaultCode.NO_OPTIONS),
    (rule(derived="moon"), "derived", FaultCode.DERIVED_UNKNOWN),
    (rule(derived="sanctions"), "derived", FaultCode.DERIVED_UNANSWERED),
    (rule(when="moon"), "when", FaultCode.WHEN_UNKNOWN),
    (option(code=""), "options.2.code", FaultCode.CODE_EMPTY),
    (option(code="No!"), "options.2.code", FaultCode.CODE_MALFORMED),
    (option(text=replace(WORD, fr="")), "options.2.text.fr", FaultCode.WORDS_MISSING),
    (option(effects=(Effect.RAISED, Effect.RAISED)), "options.2.effects", FaultCode.EFFECT_TWICE),
    (option(effects=(Effect.DOCUMENT,)), "options.2.needed", FaultCode.DOCUMENT_UNNAMED),
    (option(needed=replace(WORD, nl="")), "options.2.needed.nl", FaultCode.WORDS_MISSING),
    (option(duty=replace(WORD, nl="")), "options.2.duty.nl", FaultCode.WORDS_MISSING),
    (option(evidence=(EvidenceKind.OTHER,)), "options.2.evidence", FaultCode.EVIDENCE_UNASKED),
])  # fmt: skip
def test_a_set_that_lacks_something_is_unfit(rules: RuleSet, field: str, code: FaultCode) -> None:
    assert faults_of(rules) == (Fault("ID4", field, code),)


@pytest.mark.parametrize("rules", [
    FIRST,
    rule(active=False),
    rule(mandatory=False),
    rule(hint=WORD),
    option(effects=(Effect.DOCUMENT,), needed=WORD, evidence=(EvidenceKind.OTHER,), duty=WORD),
    replace(FIRST, rules=(*FIRST.rules, replace(FIRST.rules[3], code="OWN1"))),
    replace(FIRST, rules=tuple(reversed(FIRST.rules))),
])  # fmt: skip
def test_a_set_that_is_whole_is_fit(rules: RuleSet) -> None:
    assert faults_of(rules) == ()


def test_the_same_code_twice_is_told_of_both() -> None:
    twice = with_rule("ID5", lambda one: replace(one, code="ID4"))
    assert faults_of(twice) == (
        Fault("ID5", "code", FaultCode.RULE_GONE),
        Fault("ID4", "code", FaultCode.CODE_TWICE),
        Fault("ID4", "code", FaultCode.CODE_TWICE),
    )
    assert faults_of(option(code="yes")) == (
        Fault("ID4", "options.1.code", FaultCode.CODE_TWICE),
        Fault("ID4", "options.2.code", FaultCode.CODE_TWICE),
    )


@pytest.mark.parametrize(("code", "fault"), [
    ("", FaultCode.CODE_EMPTY),
    ("own1", FaultCode.CODE_MALFORMED),
    ("OWN 1", FaultCode.CODE_MALFORMED),
    ("OWN-1\n", FaultCode.CODE_MALFORMED),
    ("O" * 13, FaultCode.CODE_MALFORMED),
])  # fmt: skip
def test_a_code_has_its_form(code: str, fault: FaultCode) -> None:
    more = replace(FIRST, rules=(*FIRST.rules, replace(FIRST.rules[3], code=code)))
    assert faults_of(more) == (Fault(code, "code", fault),)


def test_a_rule_may_be_switched_off_but_never_left_out() -> None:
    left_out = replace(FIRST, rules=tuple(one for one in FIRST.rules if one.code != "STR3"))
    assert faults_of(left_out) == (Fault("STR3", "code", FaultCode.RULE_GONE),)


def test_an_empty_set_is_told_all_that_is_gone() -> None:
    assert [one.code for one in faults_of(RuleSet(()))] == [FaultCode.NO_RULES] + [FaultCode.RULE_GONE] * 44


@pytest.mark.parametrize("name", RANGES)
def test_a_threshold_stays_within_its_range(name: str) -> None:
    least, most = RANGES[name]
    for value, fit in ((least, True), (most, True), (least - 1, False), (most + 1, False)):
        found = faults_of(replace(FIRST, thresholds=replace(Thresholds(), **{name: value})))
        assert (found == ()) is fit
        assert fit or found == (Fault("", f"thresholds.{name}", FaultCode.THRESHOLD_OUT_OF_RANGE),)


def test_an_answer_without_a_name_is_told_with_its_place() -> None:
    nameless = with_rule("ID4", lambda one: replace(one, options=(*one.options, Option("", Words()))))
    assert [(one.field, one.code) for one in faults_of(nameless)] == [
        ("options.3.code", FaultCode.CODE_EMPTY),
        ("options.3.text.nl", FaultCode.WORDS_MISSING),
        ("options.3.text.fr", FaultCode.WORDS_MISSING),
        ("options.3.text.en", FaultCode.WORDS_MISSING),
    ]
