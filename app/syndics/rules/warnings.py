"""What is told about the days of a case: in order, in time, or unlikely. What is unlikely or late is warned of and
keeps nobody out; what can't be is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.errors import Refusal
from app.syndics.rules.deadline import last_day_of
from app.syndics.rules.outcomes import Check, CheckRule, met, not_met, warned
from models.values import ValueProblem
from models.values.mandates import AppointedBy, CaseDetails, CaseForm, CasePage

_STARTS = frozenset({CaseForm.START, CaseForm.END_START})
_ENDS = frozenset({CaseForm.END, CaseForm.END_START})
_DAYS_ON = {
    CaseForm.START: CasePage.MANDATE,
    CaseForm.END: CasePage.ENDING,
    CaseForm.END_START: CasePage.MANDATE,
    CaseForm.CHANGE: CasePage.SYNDIC,
    CaseForm.REPRESENTATIVE: CasePage.REPRESENTATIVE,
}


def deadline_check(form: CaseForm, details: CaseDetails, today: date) -> Check | None:
    """Whether the act is in time when it is handed in today; None while its days tell nothing."""
    page = _DAYS_ON[form]
    try:
        last_day = last_day_of(form, details)
    except ValueProblem:
        return not_met(CheckRule.DATES, page, Refusal("syndics.dates.far_away"))
    if last_day is None:
        return None
    if today > last_day:
        return warned(CheckRule.DEADLINE, page, Refusal("syndics.deadline.late", day=last_day))
    return met(CheckRule.DEADLINE, page)


def date_checks(form: CaseForm, details: CaseDetails, today: date) -> tuple[Check, ...]:
    """The order of its days, each thing that is wrong or unlikely by itself; one that is met where nothing is."""
    found: list[Check] = []
    if form in _ENDS:
        found += _of_ending(form, details)
    if form in _STARTS:
        found += _of_mandate(details, today)
    return tuple(found) or (met(CheckRule.DATES, _DAYS_ON[form]),)


def _of_mandate(details: CaseDetails, today: date) -> Iterator[Check]:
    told, rule, page = details.mandate, CheckRule.DATES, CasePage.MANDATE
    start, decision = told.starts_on, told.decided_on
    if told.appointed_by is AppointedBy.BY_LAWS and told.provisional:
        yield not_met(rule, page, Refusal("syndics.mandate.provisional_by_laws"))
    if start is not None and told.ends_on is not None and told.ends_on < start:
        yield not_met(rule, page, Refusal("syndics.mandate.ends_before_start", day=start))
    if start is not None and start < today:
        yield warned(rule, page, Refusal("syndics.mandate.starts_in_the_past", day=start))
    if start is not None and decision is not None and decision > start:
        yield warned(rule, page, Refusal("syndics.mandate.decided_after_start", decision=decision, day=start))
    if decision is not None and decision > today:
        yield warned(rule, page, Refusal("syndics.mandate.decided_in_the_future", day=decision))


def _of_ending(form: CaseForm, details: CaseDetails) -> Iterator[Check]:
    told, rule, page = details.ending, CheckRule.DATES, CasePage.ENDING
    if told.ends_on is None:
        return
    start = details.mandate.starts_on
    if (
        form is CaseForm.END_START
        and start is not None
        and start < told.ends_on
        and not details.mandate.provisional
    ):
        yield not_met(
            rule, page, Refusal("syndics.mandate.starts_before_the_other_ends", day=start, end=told.ends_on)
        )
    if told.decided_on is not None and told.decided_on > told.ends_on:
        yield warned(
            rule, page, Refusal("syndics.ending.decided_after", decision=told.decided_on, day=told.ends_on)
        )
