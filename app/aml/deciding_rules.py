"""What stands in the way of a decision about a contact. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.aml.pages import Lacking
from app.aml.rules import LEAST_REASON, MOST_REASON
from app.aml.vigilance.level import Assessment
from app.errors import Refusal
from models.values.vigilance import Level

RAISED = frozenset({Level.RAISED, Level.STOP})


def in_the_way(
    assessment: Assessment,
    lacking: Sequence[Lacking],
    *,
    is_officer: bool,
    has_officer: bool,
    reason: str,
) -> tuple[Refusal, ...]:
    """Everything that keeps this reader from accepting now. `reason` as `told_reason` made it; `has_officer`:
    whether anybody is the office's AML officer."""
    return tuple(_in_the_way(assessment, lacking, is_officer, has_officer, reason))


def in_the_way_of_refusing(reason: str) -> tuple[Refusal, ...]:
    """A contact can be refused at any level, and while things lack; never without a reason."""
    return tuple(_faults_of(reason, LEAST_REASON))


def told_reason(told: str) -> str:
    """A reason as it is kept: trimmed, without what no text can hold."""
    return told.replace("\x00", "").strip()


def is_in_spite(level: Level | None) -> bool:
    """Whether accepting at this level is accepting in spite of it: with a reason, and the officer is told."""
    return level in RAISED


def _in_the_way(
    assessment: Assessment, lacking: Sequence[Lacking], is_officer: bool, has_officer: bool, reason: str
) -> Iterator[Refusal]:
    if lacking:
        yield Refusal("aml.decision.lacking", pages=tuple(dict.fromkeys(str(one.page) for one in lacking)))
    if assessment.unanswered:
        yield Refusal("aml.decision.unanswered", rules=assessment.unanswered)
    if assessment.open_documents:
        yield Refusal("aml.decision.open_documents", rules=assessment.open_documents)
    if assessment.officer_only and not is_officer:
        yield Refusal("aml.decision.officer_only" if has_officer else "aml.decision.no_officer")
    yield from _faults_of(reason, LEAST_REASON if is_in_spite(assessment.level) else 0)


def _faults_of(reason: str, least: int) -> Iterator[Refusal]:
    if len(reason) < least:
        yield Refusal("aml.decision.reason_too_short", field="reason", least=least)
    if len(reason) > MOST_REASON:
        yield Refusal("aml.decision.reason_too_long", field="reason", most=MOST_REASON)
