"""Questions of a file with their answers, and what each does, as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.aml.vigilance.file import Given
from app.aml.vigilance.level import Assessment, Reason
from app.aml.vigilance.rule_set import RuleSet
from models.values.vigilance import Effect
from views.labels import language
from views.labels.aml_file import EFFECTS
from views.labels.aml_record import EFFECT_TONES


@dataclass(frozen=True)
class Row:
    """A question, its answer and what that does; `by_file`: nobody was asked."""

    code: str
    question: str
    answer: str
    note: str
    cannot: str
    effects: Sequence[tuple[str, str]]
    basis: str
    by_file: bool = False


def rows_of(rules: RuleSet, answers: dict[str, Given], result: Assessment | None) -> list[Row]:
    """Every question that was answered, in the order of the rules. Of a result each reason with what it did, and
    of what else was asked the answers; without one what an answer does by itself, of questions still asked."""
    if result is None:
        return [
            _row(rules, code, given, _own_effects(rules, code, given.option))
            for code, given in _in_order(rules, answers)
            if rules.rule(code) is not None
        ]
    reasons = {one.rule: one for one in result.reasons}
    told = {code: answers[code] for code in result.asked if code in answers} | {
        code: Given(one.option, one.note, one.cannot) for code, one in reasons.items()
    }
    return [
        _row(
            rules,
            code,
            given,
            reasons[code].effects if code in reasons else (),
            by_file=code in reasons and reasons[code].by_file,
        )
        for code, given in _in_order(rules, told)
    ]


def reason_row(rules: RuleSet, reason: Reason) -> Row:
    """One reason."""
    given = Given(reason.option, reason.note, reason.cannot)
    return _row(rules, reason.rule, given, reason.effects, by_file=reason.by_file)


def _in_order(rules: RuleSet, answers: dict[str, Given]) -> list[tuple[str, Given]]:
    order = {rule.code: number for number, rule in enumerate(rules.rules)}
    return sorted(answers.items(), key=lambda one: order.get(one[0], len(order)))


def _own_effects(rules: RuleSet, code: str, option: str) -> tuple[Effect, ...]:
    rule = rules.rule(code)
    found = rule.option(option) if rule else None
    return found.effects if found else ()


def _row(rules: RuleSet, code: str, given: Given, effects: Iterable[Effect], *, by_file: bool = False) -> Row:
    rule, words = rules.rule(code), language()
    option = rule.option(given.option) if rule else None
    return Row(
        code=code,
        question=rule.question.in_(words) if rule else code,
        answer=option.text.in_(words) if option else given.option,
        note=given.note,
        cannot=given.cannot,
        effects=[(EFFECT_TONES[one], str(EFFECTS[one])) for one in effects],
        basis=rule.basis.in_(words) if rule else "",
        by_file=by_file,
    )
