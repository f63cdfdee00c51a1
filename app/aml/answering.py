"""Answers as they may be kept. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.aml.rules import MOST_REASON
from app.aml.vigilance.file import Given
from app.aml.vigilance.rule_set import RuleSet
from app.errors import Refusal

Answers = Mapping[str, Given | None]
"""By the rule's code; None takes the answer back."""


def tidied_answers(answers: Answers) -> dict[str, Given | None]:
    """The same, texts trimmed."""
    return {
        code: None if given is None else Given(given.option, _text(given.note), _text(given.cannot))
        for code, given in answers.items()
    }


def answer_faults(rules: RuleSet, answers: Answers) -> tuple[Refusal, ...]:
    """Everything that stands in the way of keeping these: aml.answer.unknown for a question or an answer the rules
    don't know, .text_wanted for one that counts only with a text, .too_long; for the field `ID1`, `ID1.note` or
    `ID1.cannot`."""
    return tuple(_faults(rules, answers))


def _text(told: str) -> str:
    """Trimmed, with plain line ends and without what a database can't hold."""
    return told.replace("\x00", "").replace("\r\n", "\n").strip()


def _faults(rules: RuleSet, answers: Answers) -> Iterator[Refusal]:
    for code, given in answers.items():
        rule = rules.rule(code)
        if rule is None:
            yield Refusal("aml.answer.unknown", field=code)
        elif given is not None:
            option = rule.option(given.option)
            if option is None:
                yield Refusal("aml.answer.unknown", field=code)
            elif option.asks_text and not given.note:
                yield Refusal("aml.answer.text_wanted", field=f"{code}.note")
            for name, text in (("note", given.note), ("cannot", given.cannot)):
                if len(text) > MOST_REASON:
                    yield Refusal("aml.answer.too_long", field=f"{code}.{name}", most=MOST_REASON)
