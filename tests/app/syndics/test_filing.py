"""Do I need to file? Every answer to every question, on both sides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.syndics.rules.filing import (
    FilingAnswer,
    FilingQuestion,
    FilingTold,
    Happened,
    WhyFile,
    filing_of,
    questions_of,
)
from models.values.mandates import CaseForm

RENEWED = FilingTold(happened=Happened.RENEWED, changed=False)


@pytest.mark.parametrize(
    ("told", "why", "form"),
    [
        (FilingTold(Happened.FIRST, numbered=True), WhyFile.STARTS, CaseForm.START),
        (FilingTold(Happened.FIRST, numbered=False), WhyFile.STARTS, CaseForm.START),
        (FilingTold(Happened.REPLACED), WhyFile.REPLACES, CaseForm.END_START),
        (FilingTold(Happened.ENDED), WhyFile.ENDS, CaseForm.END),
        (FilingTold(Happened.DATA), WhyFile.CHANGES, CaseForm.CHANGE),
        (FilingTold(Happened.REPRESENTATIVE), WhyFile.REPRESENTED_BY_ANOTHER, CaseForm.REPRESENTATIVE),
        (FilingTold(Happened.NOTHING), WhyFile.NOTHING, None),
        (replace(RENEWED, changed=True), WhyFile.CHANGES, CaseForm.CHANGE),
        (replace(RENEWED, company=False), WhyFile.RENEWED, None),
        (replace(RENEWED, company=True, own_biv=True), WhyFile.RENEWED, None),
        (replace(RENEWED, company=True, own_biv=False, represented=True), WhyFile.RENEWED, None),
        (
            replace(RENEWED, company=True, own_biv=False, represented=False),
            WhyFile.COMPLETES,
            CaseForm.REPRESENTATIVE,
        ),
    ],
)
def test_whether_one_has_to_file(told: FilingTold, why: WhyFile, form: CaseForm | None) -> None:
    announced = told.numbered is False
    assert filing_of(told) == FilingAnswer(why, form, announced)


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        (FilingTold(), [FilingQuestion.HAPPENED]),
        (FilingTold(Happened.FIRST), [FilingQuestion.HAPPENED, FilingQuestion.NUMBER]),
        (FilingTold(Happened.RENEWED), [FilingQuestion.HAPPENED, FilingQuestion.CHANGED]),
        (RENEWED, [FilingQuestion.HAPPENED, FilingQuestion.CHANGED, FilingQuestion.COMPANY]),
        (
            replace(RENEWED, company=True),
            [FilingQuestion.HAPPENED, FilingQuestion.CHANGED, FilingQuestion.COMPANY, FilingQuestion.OWN_BIV],
        ),
        (
            replace(RENEWED, company=True, own_biv=False),
            [
                *(FilingQuestion.HAPPENED, FilingQuestion.CHANGED, FilingQuestion.COMPANY),
                *(FilingQuestion.OWN_BIV, FilingQuestion.REPRESENTED),
            ],
        ),
    ],
)
def test_a_question_is_asked_only_where_its_answer_counts(told: FilingTold, asked: list[FilingQuestion]) -> None:
    assert list(questions_of(told)) == asked
    assert filing_of(told) is None
