"""Whether a company that is syndic needs a representative, and by what he may be it; with the path to the answer.

The decision names one: he is told. It names none and the company is accredited at the BIV itself: one may be told,
who is accredited there himself. It names none and the company isn't accredited: one is told, who is entitled to
estate activities. A natural person is represented by nobody.
Source: docs/mandates.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.errors import Refusal
from app.syndics.rules.facts import Known
from models.values.mandates import (
    PROFESSIONS,
    CaseForm,
    RepresentativeTold,
    Syndic,
    SyndicCapacity,
    SyndicKind,
)


class TreeQuestion(StrEnum):
    """What is asked, in this order."""

    COMPANY = "is_a_company"
    NAMED = "decision_names_one"
    OWN_BIV = "company_has_own_biv"


class TreeEnd(StrEnum):
    """Where the questions lead to; `OPEN`: one of them has no answer yet."""

    OPEN = "not_answered_yet"
    PERSON = "natural_person"
    NAMED = "required_by_decision"
    OWN_BIV = "optional_with_biv"
    NO_BIV = "required_and_entitled"


@dataclass(frozen=True)
class TreePath:
    """The questions that were asked with their answers, and the end they led to."""

    answers: tuple[tuple[TreeQuestion, bool], ...]
    end: TreeEnd

    @property
    def open_question(self) -> TreeQuestion | None:
        """The question that waits for an answer; None where the path is at its end."""
        if self.end is not TreeEnd.OPEN:
            return None
        return TreeQuestion.NAMED if self.answers else TreeQuestion.COMPANY

    @property
    def required(self) -> bool:
        return self.end in (TreeEnd.NAMED, TreeEnd.NO_BIV)


def path_of(kind: SyndicKind | None, named: bool | None, own_biv: bool) -> TreePath:
    """The path that these answers take."""
    if kind is None:
        return TreePath((), TreeEnd.OPEN)
    answers = [(TreeQuestion.COMPANY, kind is SyndicKind.COMPANY)]
    if kind is SyndicKind.PERSON:
        return TreePath(tuple(answers), TreeEnd.PERSON)
    if named is None:
        return TreePath(tuple(answers), TreeEnd.OPEN)
    answers.append((TreeQuestion.NAMED, named))
    if named:
        return TreePath(tuple(answers), TreeEnd.NAMED)
    answers.append((TreeQuestion.OWN_BIV, own_biv))
    return TreePath(tuple(answers), TreeEnd.OWN_BIV if own_biv else TreeEnd.NO_BIV)


def own_biv(syndic: Syndic, known: Known) -> bool:
    """Whether the company is accredited at the BIV itself: its number was told, or a register has it."""
    registered = known.told_mandate
    return (
        has_biv(syndic.capacity, syndic.accreditation)
        or known.company_accredited is True
        or (registered is not None and registered.same_syndic and registered.accreditation != "")
    )


def tree_of(form: CaseForm, syndic: Syndic, representative: RepresentativeTold, known: Known) -> TreePath:
    """The path of a case. A change that says nothing about a representative is reckoned as naming none: an
    incomplete registration is completed at its next occasion."""
    named = representative.named
    if named is None and form is CaseForm.CHANGE:
        named = False
    return path_of(syndic.kind, named, own_biv(syndic, known))


def is_told(representative: RepresentativeTold) -> bool:
    """Whether somebody is told as representative."""
    return representative.person.family_name != ""


def has_biv(capacity: SyndicCapacity | None, accreditation: str, found: bool | None = None) -> bool:
    """Whether somebody is accredited at the BIV: by the number he gave, or because its list names him."""
    return (accreditation != "" and capacity in (None, SyndicCapacity.ESTATE_AGENT)) or found is True


def is_entitled(capacity: SyndicCapacity | None, accreditation: str, found: bool | None = None) -> bool:
    """Whether somebody may do estate activities by profession; an estate agent does with his number."""
    other = capacity in PROFESSIONS and capacity is not SyndicCapacity.ESTATE_AGENT
    return other or has_biv(capacity, accreditation, found)


def representative_refusal(
    form: CaseForm, syndic: Syndic, representative: RepresentativeTold, known: Known
) -> Refusal | None:
    """Why the rule isn't met; None where it is, or where its questions have no answer yet."""
    path = tree_of(form, syndic, representative, known)
    if path.end in (TreeEnd.OPEN, TreeEnd.PERSON):
        return None
    if not is_told(representative):
        return _missing(form, path.end, known)
    found = known.representative_accredited
    if path.end is TreeEnd.OWN_BIV and not has_biv(representative.capacity, representative.accreditation, found):
        return Refusal("syndics.representative.needs_biv", who=representative.person.name)
    if path.end is TreeEnd.NO_BIV and not is_entitled(
        representative.capacity, representative.accreditation, found
    ):
        return Refusal("syndics.representative.not_entitled", who=representative.person.name)
    return None


def _missing(form: CaseForm, end: TreeEnd, known: Known) -> Refusal | None:
    if end is TreeEnd.OWN_BIV:
        return None
    if end is TreeEnd.NAMED:
        return Refusal("syndics.representative.named_not_told")
    registered = known.told_mandate
    if form is CaseForm.CHANGE and registered is not None and registered.represented:
        return None
    return Refusal("syndics.representative.required")
