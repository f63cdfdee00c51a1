"""The questions of a file as they are put to people, in groups, with what was answered. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.aml.vigilance.derived import DERIVED
from app.aml.vigilance.file import File, Given
from app.aml.vigilance.level import Assessment, applies, kind_of
from app.aml.vigilance.rule_set import Option, Rule, RuleSet
from models.values.vigilance import AsksOf, Effect

_LETTERS = re.compile(r"[A-Z]+")


@dataclass(frozen=True)
class Question:
    """A rule that applies to a file. `given` is the answer that counts, None while there is none: one whose option
    the rules no longer know is none. `by_file`: nobody is asked, the file says so. `unanswered`: it keeps the file
    from having a level. `wants`: the answer wants a document or a text that isn't there."""

    rule: Rule
    given: Given | None = None
    by_file: bool = False
    unanswered: bool = False
    wants: bool = False

    @property
    def option(self) -> Option | None:
        """The answer that counts, as the rules have it."""
        return self.rule.option(self.given.option) if self.given is not None else None

    @property
    def open_to(self) -> tuple[Option, ...]:
        """The answers that can be: the one the file gives, or else all."""
        return self.rule.options if not self.by_file else tuple(one for one in (self.option,) if one is not None)

    @property
    def asks_text(self) -> bool:
        """Whether an answer counts with a text only, or wants one where no kind of document would do."""
        return any(
            (one.asks_text and not self.by_file) or (Effect.DOCUMENT in one.effects and not one.evidence)
            for one in self.open_to
        )

    @property
    def asks_document(self) -> bool:
        """Whether an answer wants something that may turn out not to be had."""
        return any(Effect.DOCUMENT in one.effects for one in self.open_to)


def questions_of(
    rules: RuleSet, file: File, found: Assessment, asked_of: AsksOf | None = None
) -> tuple[Question, ...]:
    """Every rule that applies to the file, in the order of the rules; `found` is what they say of it. Those on
    what the contact is, unless `asked_of` says otherwise."""
    made = []
    for rule in rules.rules:
        if not applies(rule, rules, file, asked_of or kind_of(file)):
            continue
        given, told = file.answers.get(rule.code), DERIVED[rule.derived](file, rules.thresholds)
        if told is not None:
            given = Given(told, given.note if given else "", given.cannot if given else "")
        elif given is not None and rule.option(given.option) is None:
            given = None
        made.append(
            Question(
                rule, given, told is not None, rule.code in found.unanswered, rule.code in found.open_documents
            )
        )
    return tuple(made)


def group_of(code: str) -> str:
    """The letters a rule's code begins with: PEP of PEP1. A code without has itself as group."""
    letters = _LETTERS.match(code)
    return letters.group() if letters else code


def groups_of(questions: tuple[Question, ...]) -> dict[str, tuple[Question, ...]]:
    """The questions by group, in the order in which groups begin."""
    return {
        group: tuple(one for one in questions if group_of(one.rule.code) == group)
        for group in dict.fromkeys(group_of(one.rule.code) for one in questions)
    }
