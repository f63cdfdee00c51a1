"""The level of a file under a set of rules, with every reason. Pure: the same file and rules, the same answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.aml.vigilance.derived import CONDITIONS, DERIVED
from app.aml.vigilance.file import File, Given
from app.aml.vigilance.rule_set import Option, Rule, RuleSet
from models.values import SubjectKind
from models.values.identified import EvidenceKind
from models.values.plain import Plain
from models.values.vigilance import AsksOf, Effect, Level

MANY_WEAK = 2
_MILD = frozenset({Effect.LOW, Effect.DOCUMENT})


@dataclass(frozen=True)
class Reason:
    """What an answer did. `by_file`: nobody was asked, the file itself answers. `cannot`: a document that can't be
    obtained, which raises."""

    rule: str
    option: str
    effects: tuple[Effect, ...]
    by_file: bool = False
    note: str = ""
    cannot: str = ""


@dataclass(frozen=True)
class Assessment(Plain):
    """What the rules say of a file. `level` is None while a mandatory question is unanswered.

    `asked`: rules that are asked of people here, in their order; `unanswered`: those of them that must be and
    aren't; `open_documents`: rules whose answer wants a document or text that isn't there. `officer_only`: nobody
    else may accept.
    """

    level: Level | None
    reasons: tuple[Reason, ...] = ()
    asked: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    open_documents: tuple[str, ...] = ()
    officer_only: bool = False


def vigilance_of(rules: RuleSet, file: File, asked_of: AsksOf | None = None) -> Assessment:
    """The level of a contact's file, and everything that made it; of what the contact is, unless `asked_of` says
    that the rules on something else are meant."""
    return weighed(_answered(rules, file, asked_of or kind_of(file)), file.evidence)


Answered = Iterable[tuple[Rule, Given | None, bool]]
"""Rules that apply, each with its answer, and whether nobody was asked since the file gave it."""


def weighed(
    answered: Answered, evidence: Collection[EvidenceKind] | None, beside: Iterable[Reason] = ()
) -> Assessment:
    """What these answers come to. `evidence` None: no papers are kept with it, so a text beside an answer always
    does. `beside`: reasons that come from no answer."""
    reasons: list[Reason] = []
    asked: list[str] = []
    unanswered: list[str] = []
    wanting: list[str] = []
    for rule, given, by_file in answered:
        if not by_file:
            asked.append(rule.code)
        option = rule.option(given.option) if given is not None else None
        if given is None or option is None or not (by_file or _told(option, given)):
            if rule.mandatory:
                unanswered.append(rule.code)
            continue
        effects, wants = _effects(option, given, evidence)
        if wants:
            wanting.append(rule.code)
        if effects:
            reasons.append(Reason(rule.code, option.code, effects, by_file, given.note, given.cannot))
    reasons += beside
    found = [one for reason in reasons for one in reason.effects]
    level = None if unanswered else _level(found, documented=not wanting)
    officer = level is Level.STOP or Effect.OFFICER in found
    return Assessment(level, tuple(reasons), tuple(asked), tuple(unanswered), tuple(wanting), officer)


def kind_of(file: File) -> AsksOf:
    """On what the rules are that a contact's own file is held against."""
    return AsksOf.PERSON if file.kind is SubjectKind.PERSON else AsksOf.ORGANISATION


def applies(rule: Rule, rules: RuleSet, file: File, asked_of: AsksOf) -> bool:
    """Whether the rule is one for this file at all."""
    return rule.active and asked_of in rule.on and CONDITIONS[rule.when](file, rules.thresholds)


def _answered(rules: RuleSet, file: File, asked_of: AsksOf) -> Answered:
    """Each rule that applies, with its answer, and whether the file gave it."""
    for rule in rules.rules:
        if not applies(rule, rules, file, asked_of):
            continue
        said = file.answers.get(rule.code)
        told = DERIVED[rule.derived](file, rules.thresholds)
        if told is None:
            yield rule, said, False
        else:  # what the file says counts; a text or a reason beside it is still somebody's
            yield rule, Given(told, said.note if said else "", said.cannot if said else ""), True


def _effects(
    option: Option, given: Given, evidence: Collection[EvidenceKind] | None
) -> tuple[tuple[Effect, ...], bool]:
    """What the answer does, and whether it still wants a document or a text."""
    if Effect.DOCUMENT not in option.effects:
        return option.effects, False
    if _there(option, given, evidence):
        return option.effects, False
    if given.cannot.strip():
        return tuple(dict.fromkeys((*option.effects, Effect.RAISED))), False
    return option.effects, True


def _told(option: Option, given: Given) -> bool:
    """Whether what somebody answered has the text it needs to count."""
    return not option.asks_text or bool(given.note.strip())


def _there(option: Option, given: Given, evidence: Collection[EvidenceKind] | None) -> bool:
    if not option.evidence or evidence is None:
        return bool(given.note.strip())
    return (all if option.every else any)(one in evidence for one in option.evidence)


def _level(found: list[Effect], documented: bool) -> Level:
    if Effect.STOP in found:
        return Level.STOP
    if Effect.RAISED in found or found.count(Effect.WEAK) >= MANY_WEAK:
        return Level.RAISED
    if Effect.LOW in found and _MILD.issuperset(found) and documented:
        return Level.SIMPLIFIED
    return Level.STANDARD
