"""Until when an act is handed in: the vectors, and against a count by hand that shares nothing with the rule."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.syndics.rules.deadline import (
    DayKind,
    Reason,
    deadlines_of,
    end_deadline,
    last_day_of,
    start_deadline,
)
from models.values.mandates import CaseDetails, CaseForm, Ending, Mandate

DAY = timedelta(days=1)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
# Days and months of the holidays that don't move: law of 4 January 1974, royal decree of 18 April 1974, article 1.
FIXED = ((1, 1), (1, 5), (21, 7), (15, 8), (1, 11), (11, 11), (25, 12))


@pytest.mark.parametrize(
    ("decided_on", "starts_on", "last_day"),
    [
        ("2026-03-02", "2026-04-07", "2026-04-03"),
        ("2026-12-21", "2027-01-01", "2026-12-31"),
        ("2026-12-22", "2027-01-01", "2027-01-05"),
        ("2026-05-08", "2026-05-15", "2026-05-21"),
        ("2026-07-09", "2026-07-22", "2026-07-20"),
        ("2026-07-10", "2026-07-22", "2026-07-23"),
    ],
)
def test_the_last_day_before_a_start(decided_on: str, starts_on: str, last_day: str) -> None:
    found = start_deadline(date.fromisoformat(decided_on), date.fromisoformat(starts_on))
    assert found.last_day == date.fromisoformat(last_day)


@cache
def easter(year: int) -> date:
    """By the method of Gauss, with its two exceptions, which 2020 to 2035 don't meet."""
    moon = (19 * (year % 19) + 24) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7
    return date(year, 3, 22) + DAY * (moon + sunday)


def is_free(day: date) -> bool:
    moving = {easter(day.year) + DAY * after for after in (0, 1, 39, 49, 50)}
    return day.isoweekday() > 5 or (day.day, day.month) in FIXED or day in moving


def day_before(day: date) -> date:
    day -= DAY
    while is_free(day):
        day -= DAY
    return day


def independent_start(decided_on: date, starts_on: date) -> date:
    worked, day = 0, starts_on
    while day > decided_on and worked < 8:
        day -= DAY
        worked += not is_free(day)
    if worked == 8 and decided_on <= day:
        return day_before(starts_on)
    worked, day = 0, decided_on
    while worked < 8:
        day += DAY
        worked += not is_free(day)
    return day


def test_easter_is_reckoned_right() -> None:
    assert [easter(year) for year in (2024, 2026, 2027, 2035)] == [
        date(2024, 3, 31),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2035, 3, 25),
    ]


@settings(max_examples=400, deadline=None)
@given(starts_on=DAYS, before=st.one_of(st.integers(-10, 25), st.integers(-200, 400)))
def test_a_start_is_counted_as_by_hand(starts_on: date, before: int) -> None:
    decided_on = starts_on - DAY * before
    found = start_deadline(decided_on, starts_on)
    assert found.last_day == independent_start(decided_on, starts_on)
    # What is drawn is the count itself: every day, in order, those that count numbered.
    days = [one.day for one in found.days]
    assert days == [days[0] + DAY * after for after in range(len(days))]
    assert all((one.kind is DayKind.WORKING) == (not is_free(one.day)) for one in found.days)
    if found.reason is Reason.AFTER_DECISION:
        assert (days[0], days[-1]) == (decided_on, found.last_day)
        counted = [one for one in found.days[1:] if not is_free(one.day)]
        assert [one.number for one in counted] == list(range(1, 9))
    else:
        assert (days[0], days[-1]) == (found.last_day, starts_on)
    # And so is why: the eighth day back, on which a decision isn't less than eight working days before.
    assert [one.number for one in found.back if one.number] == list(range(8, 0, -1))
    assert (found.back[0].day, found.back[-1].day) == (found.eighth_day, starts_on)
    assert (decided_on <= found.back[0].day) == (found.reason is Reason.BEFORE_START)


def test_an_end_is_counted_as_by_hand_on_every_day() -> None:
    day = date(2020, 1, 1)
    while day <= date(2035, 12, 31):
        assert end_deadline(day).last_day == day_before(day), day
        day += DAY


@settings(max_examples=100, deadline=None)
@given(ends_on=DAYS, starts_on=DAYS, decided_on=DAYS, changes_on=DAYS)
def test_each_form_has_the_deadline_of_what_it_registers(
    ends_on: date, starts_on: date, decided_on: date, changes_on: date
) -> None:
    details = CaseDetails(
        mandate=Mandate(decided_on=decided_on, starts_on=starts_on),
        ending=Ending(ends_on=ends_on),
        changes_on=changes_on,
    )
    start, end = independent_start(decided_on, starts_on), day_before(ends_on)
    assert {form: last_day_of(form, details) for form in CaseForm} == {
        CaseForm.START: start,
        CaseForm.END: end,
        CaseForm.END_START: min(start, end),
        CaseForm.CHANGE: day_before(changes_on),
        CaseForm.REPRESENTATIVE: day_before(changes_on),
    }


def test_a_holiday_is_told_from_a_weekend() -> None:
    kinds = {one.day.day: one.kind for one in start_deadline(date(2026, 5, 8), date(2026, 5, 15)).days}
    assert kinds[9] is DayKind.WEEKEND
    assert kinds[14] is DayKind.HOLIDAY
    assert kinds[15] is DayKind.WORKING


def test_days_that_arent_known_tell_no_deadline() -> None:
    assert deadlines_of(CaseForm.START, CaseDetails(mandate=Mandate(starts_on=date(2026, 5, 8)))) == ()
    assert last_day_of(CaseForm.END_START, CaseDetails()) is None
