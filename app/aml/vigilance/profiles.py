"""The level of a risk profile: what the rules say of the contact's own file, and of what was answered during the
relation. Pure: the same file and rules, the same answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from app.aml.vigilance.file import File, Given
from app.aml.vigilance.level import MANY_WEAK, Assessment, vigilance_of
from app.aml.vigilance.rule_set import RuleSet
from models.values.plain import Plain
from models.values.vigilance import AsksOf, Effect, Level

_ORDER = tuple(Level)
T = TypeVar("T")


def _nothing() -> Assessment:
    return Assessment(None)


@dataclass(frozen=True)
class ProfileFile(Plain):
    """Everything that is looked at: the file of the contact's version in force (`contact_id`, its `number`), and
    what was answered on the profile itself."""

    contact_id: int
    number: int
    contact: File
    answers: dict[str, Given] = field(default_factory=dict)

    @property
    def own(self) -> File:
        """The same file with the profile's answers instead of the contact's: no answer of one counts for the
        other."""
        return replace(self.contact, answers=self.answers)


@dataclass(frozen=True)
class ProfileAssessment(Assessment):
    """What the rules say of both together, and of each: `screening` the contact's own file, `questions` those of
    the profile. What both say in the same words stands once in what they say together."""

    screening: Assessment = field(default_factory=_nothing)
    questions: Assessment = field(default_factory=_nothing)


def vigilance_of_profile(rules: RuleSet, file: ProfileFile) -> ProfileAssessment:
    """The highest of both levels; none while either lacks one. Two weak answers raise, wherever they stand; the
    same question answered weakly in both is one. What only the officer may accept is raised, so that it comes to
    him."""
    screening = vigilance_of(rules, file.contact)
    questions = vigilance_of(rules, file.own, AsksOf.PROFILE)
    officer = screening.officer_only or questions.officer_only
    weak = {one.rule for one in (*screening.reasons, *questions.reasons) if Effect.WEAK in one.effects}
    raises = officer or len(weak) >= MANY_WEAK
    return ProfileAssessment(
        level=_highest(screening.level, questions.level, Level.RAISED if raises else Level.SIMPLIFIED),
        reasons=_once(screening.reasons, questions.reasons),
        asked=questions.asked,
        unanswered=_once(screening.unanswered, questions.unanswered),
        open_documents=_once(screening.open_documents, questions.open_documents),
        officer_only=officer,
        screening=screening,
        questions=questions,
    )


def _highest(*levels: Level | None) -> Level | None:
    known = [one for one in levels if one is not None]
    return max(known, key=_ORDER.index) if len(known) == len(levels) else None


def _once(*told: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(one for some in told for one in some))
