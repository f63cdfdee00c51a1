"""Do I need to file? Which questions are asked, one after the other, and what their answers lead to.

Source: docs/mandates.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.values.mandates import CaseForm


class Happened(StrEnum):
    """What happened, as somebody says it himself."""

    FIRST = "first_syndic"
    REPLACED = "replaced"
    ENDED = "ended_only"
    RENEWED = "renewed"
    DATA = "data_changed"
    REPRESENTATIVE = "representative_changed"
    NOTHING = "nothing_changed"


class FilingQuestion(StrEnum):
    """What is asked; each has a few answers."""

    HAPPENED = "happened"
    CHANGED = "changed"
    COMPANY = "company"
    OWN_BIV = "own_biv"
    REPRESENTED = "represented"
    NUMBER = "number"


class WhyFile(StrEnum):
    """Why one has to file, or needn't."""

    STARTS = "mandate_starts"
    REPLACES = "one_ends_one_starts"
    ENDS = "mandate_ends"
    CHANGES = "data_change"
    REPRESENTED_BY_ANOTHER = "another_represents"
    COMPLETES = "registration_is_completed"
    RENEWED = "renewed_unchanged"
    NOTHING = "nothing_to_register"


@dataclass(frozen=True)
class FilingTold:
    """The answers so far; None: not answered yet. `changed`: address, number or another of the syndic's data.
    `represented`: the register has somebody who represents the company. `numbered`: the association has its
    number."""

    happened: Happened | None = None
    changed: bool | None = None
    company: bool | None = None
    own_biv: bool | None = None
    represented: bool | None = None
    numbered: bool | None = None


@dataclass(frozen=True)
class FilingAnswer:
    """`form`: what has to be registered; None: nothing. `announced`: the counter gets the association its number
    first."""

    why: WhyFile
    form: CaseForm | None
    announced: bool = False


_FORMS = {
    Happened.FIRST: (WhyFile.STARTS, CaseForm.START),
    Happened.REPLACED: (WhyFile.REPLACES, CaseForm.END_START),
    Happened.ENDED: (WhyFile.ENDS, CaseForm.END),
    Happened.DATA: (WhyFile.CHANGES, CaseForm.CHANGE),
    Happened.REPRESENTATIVE: (WhyFile.REPRESENTED_BY_ANOTHER, CaseForm.REPRESENTATIVE),
    Happened.NOTHING: (WhyFile.NOTHING, None),
}


def questions_of(told: FilingTold) -> tuple[FilingQuestion, ...]:
    """The questions these answers ask, in their order; the last one may be without an answer yet."""
    asked = [FilingQuestion.HAPPENED]
    if told.happened is Happened.FIRST:
        asked.append(FilingQuestion.NUMBER)
    if told.happened is not Happened.RENEWED:
        return tuple(asked)
    asked.append(FilingQuestion.CHANGED)
    if told.changed is not False:
        return tuple(asked)
    asked.append(FilingQuestion.COMPANY)
    if told.company:
        asked.append(FilingQuestion.OWN_BIV)
        if told.own_biv is False:
            asked.append(FilingQuestion.REPRESENTED)
    return tuple(asked)


def filing_of(told: FilingTold) -> FilingAnswer | None:
    """Whether one has to file, and what; None as long as a question is open.

    A renewal changes nothing that stands in the register, but completes what is missing there: who represents a
    company that isn't accredited itself.
    """
    if told.happened is None:
        return None
    if told.happened is Happened.FIRST and told.numbered is None:
        return None
    if told.happened is not Happened.RENEWED:
        why, form = _FORMS[told.happened]
        return FilingAnswer(why, form, told.happened is Happened.FIRST and told.numbered is False)
    if told.changed:
        return FilingAnswer(WhyFile.CHANGES, CaseForm.CHANGE)
    if told.changed is None or told.company is None:
        return None
    if not told.company or told.own_biv:
        return FilingAnswer(WhyFile.RENEWED, None)
    if told.own_biv is None or told.represented is None:
        return None
    if told.represented:
        return FilingAnswer(WhyFile.RENEWED, None)
    return FilingAnswer(WhyFile.COMPLETES, CaseForm.REPRESENTATIVE)
