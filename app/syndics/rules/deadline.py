"""Until which day an act has to be handed in, with every day that was counted to find it.

Start: the last working day before it; or, where the decision came less than eight working days before, the eighth
working day after the decision. Whether it did, the days show that are counted back from the start. End and change:
the last working day before it takes effect. The day one counts from is never counted. An act of two, end and
start, has to be in time for both. Late is told, and keeps nobody out.
Source: docs/mandates.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from models.values import add_working_days, counted_back, holidays_of, is_working_day, last_working_day_before
from models.values.mandates import CaseDetails, CaseForm

TERM = 8
"""Working days, after a decision or back from a start."""
_DAY = timedelta(days=1)
_MAY = 5


class Reason(StrEnum):
    """By which rule a last day was found."""

    BEFORE_START = "before_start"
    AFTER_DECISION = "after_decision"
    BEFORE_END = "before_end"
    BEFORE_CHANGE = "before_change"


class DayKind(StrEnum):
    """Why a day counts or doesn't: a working day, one of the weekend, a holiday."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class Holiday(StrEnum):
    """The public holidays by name, as a strip of days shows them."""

    NEW_YEAR = "new_year"
    EASTER = "easter"
    EASTER_MONDAY = "easter_monday"
    LABOUR_DAY = "labour_day"
    ASCENSION = "ascension"
    WHIT_SUNDAY = "whit_sunday"
    WHIT_MONDAY = "whit_monday"
    NATIONAL_DAY = "national_day"
    ASSUMPTION = "assumption"
    ALL_SAINTS = "all_saints"
    ARMISTICE = "armistice"
    CHRISTMAS = "christmas"


_FIXED = {
    (1, 1): Holiday.NEW_YEAR,
    (5, 1): Holiday.LABOUR_DAY,
    (7, 21): Holiday.NATIONAL_DAY,
    (8, 15): Holiday.ASSUMPTION,
    (11, 1): Holiday.ALL_SAINTS,
    (11, 11): Holiday.ARMISTICE,
    (12, 25): Holiday.CHRISTMAS,
}
# What moves with Easter is known by its weekday; the two Mondays and Sundays never share a month.
_MOVING = {
    (0, True): Holiday.EASTER_MONDAY,
    (0, False): Holiday.WHIT_MONDAY,
    (6, True): Holiday.EASTER,
    (6, False): Holiday.WHIT_SUNDAY,
}


@dataclass(frozen=True)
class Counted:
    """One day of the strip; `number` counts working days from the day one counts from, None for a day that doesn't
    count."""

    day: date
    kind: DayKind
    number: int | None

    @property
    def holiday(self) -> Holiday | None:
        """Which one it is; None for any other day."""
        if self.kind is not DayKind.HOLIDAY:
            return None
        moving = _MOVING.get((self.day.weekday(), self.day.month < _MAY), Holiday.ASCENSION)
        return _FIXED.get((self.day.month, self.day.day), moving)


@dataclass(frozen=True)
class Deadline:
    """The last day, why it is that one, from which day was counted, and the days in their order, that last day and
    the day counted from included.

    Of a start: `decided_on`, the eighth working day before it (`eighth_day`: a decision on it or earlier isn't
    less than eight working days before), and `back`, the days from there up to the start, whose numbers count back
    from it.
    """

    last_day: date
    reason: Reason
    counted_from: date
    days: tuple[Counted, ...]
    decided_on: date | None = None
    eighth_day: date | None = None
    back: tuple[Counted, ...] = ()


def start_deadline(decided_on: date, starts_on: date) -> Deadline:
    """Of a mandate that starts. Raises `working_days.year` far away."""
    eighth_day = counted_back(starts_on, TERM)
    if decided_on <= eighth_day:
        found = _before(starts_on, Reason.BEFORE_START)
    else:
        last_day = add_working_days(decided_on, TERM)
        found = Deadline(last_day, Reason.AFTER_DECISION, decided_on, _forward(decided_on, last_day))
    return replace(found, decided_on=decided_on, eighth_day=eighth_day, back=_back(eighth_day, starts_on))


def end_deadline(ends_on: date) -> Deadline:
    """Of a mandate that ends; `ends_on`: the first day without this syndic."""
    return _before(ends_on, Reason.BEFORE_END)


def deadlines_of(form: CaseForm, details: CaseDetails) -> tuple[Deadline, ...]:
    """Of each part of an act, as far as its days are known; the one that comes first counts."""
    found = []
    if form in (CaseForm.END, CaseForm.END_START) and details.ending.ends_on is not None:
        found.append(end_deadline(details.ending.ends_on))
    mandate = details.mandate
    starts = form in (CaseForm.START, CaseForm.END_START)
    if starts and mandate.decided_on is not None and mandate.starts_on is not None:
        found.append(start_deadline(mandate.decided_on, mandate.starts_on))
    if form in (CaseForm.CHANGE, CaseForm.REPRESENTATIVE) and details.changes_on is not None:
        found.append(_before(details.changes_on, Reason.BEFORE_CHANGE))
    return tuple(found)


def last_day_of(form: CaseForm, details: CaseDetails) -> date | None:
    """Until when the whole act has to be handed in; None while its days tell nothing."""
    return min((one.last_day for one in deadlines_of(form, details)), default=None)


def _before(day: date, reason: Reason) -> Deadline:
    last_day = last_working_day_before(day)
    days = [last_day + _DAY * ahead for ahead in range((day - last_day).days + 1)]
    return Deadline(last_day, reason, day, tuple(_counted(one, 1 if one == last_day else None) for one in days))


def _forward(first: date, last: date) -> tuple[Counted, ...]:
    days, number = [_counted(first, None)], 0
    for ahead in range(1, (last - first).days + 1):
        day = first + _DAY * ahead
        number += is_working_day(day)
        days.append(_counted(day, number if is_working_day(day) else None))
    return tuple(days)


def _back(first: date, start: date) -> tuple[Counted, ...]:
    days, number = [_counted(start, None)], 0
    for behind in range(1, (start - first).days + 1):
        day = start - _DAY * behind
        number += is_working_day(day)
        days.append(_counted(day, number if is_working_day(day) else None))
    return tuple(reversed(days))


def _counted(day: date, number: int | None) -> Counted:
    kind = DayKind.WORKING
    if day in holidays_of(day.year):
        kind = DayKind.HOLIDAY
    elif not is_working_day(day):
        kind = DayKind.WEEKEND
    return Counted(day, kind, number)
