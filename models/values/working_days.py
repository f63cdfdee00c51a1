"""Belgian working days: Monday to Friday without public holidays.

Convention: the day one counts from is never counted itself. Bank holidays that aren't public (Good
Friday, 26 December) are working days. The law that sets a term lives with its rule.
Source: law of 4 January 1974 on public holidays, royal decree of 18 April 1974 art. 1; `holidays` (BE).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice

from holidays import country_holidays

from models.values.problem import ValueProblem

FIRST_YEAR, LAST_YEAR = 1975, 2100
_DAY = timedelta(days=1)
_SATURDAY = 5


@lru_cache(maxsize=LAST_YEAR - FIRST_YEAR + 1)
def holidays_of(year: int) -> frozenset[date]:
    """Public holidays of a year, Sundays among them.

    Raises `working_days.year` outside 1975–2100: the list would be empty, and every day a working day.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueProblem("working_days.year", first=str(FIRST_YEAR), last=str(LAST_YEAR))
    return frozenset(country_holidays("BE", years=year, expand=False))


def is_working_day(day: date) -> bool:
    """Whether people work that day."""
    return day not in holidays_of(day.year) and day.weekday() < _SATURDAY


def next_working_day(day: date) -> date:
    """The first working day after this day."""
    return next(_working_days_from(day, _DAY))


def last_working_day_before(day: date) -> date:
    """The last working day before this day."""
    return next(_working_days_from(day, -_DAY))


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after this day, which isn't counted; `count` is at least 1."""
    return _nth(_working_days_from(day, _DAY), count)


def counted_back(day: date, count: int) -> date:
    """The `count`-th working day before this day, which isn't counted; `count` is at least 1."""
    return _nth(_working_days_from(day, -_DAY), count)


def working_days_between(first_day: date, last_day: date) -> int:
    """How many working days lie after the first day, the last one counted; 0 when it comes earlier.

    So `working_days_between(day, add_working_days(day, 8))` is 8.
    """
    days = (last_day - first_day).days
    return sum(is_working_day(first_day + _DAY * ahead) for ahead in range(1, days + 1))


def _working_days_from(day: date, step: timedelta) -> Iterator[date]:
    holidays_of(day.year)  # refuses a year far away before a step beyond the last date there is
    while True:
        day += step
        if is_working_day(day):
            yield day


def _nth(days: Iterator[date], count: int) -> date:
    if count < 1:
        raise ValueError("count at least one working day")
    return next(islice(days, count - 1, None))
