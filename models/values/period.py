"""Days in a row, first and last day both included, and how long a number of months lasts.

Convention: dates are calendar days in Brussels, never instants. What a right may do with its period is
a rule, not a value.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from models.values.problem import ValueProblem


def last_day_within(first_day: date, months: int) -> date:
    """The last day of `months` calendar months from `first_day` on, both days included.

    The same day number so many months later, clipped to that month's end, minus one day:
    2028-02-29 + 12 → 2029-02-27. Raises `period.too_far` after the year 9999.
    """
    if months < 1:
        raise ValueError("a length is at least one month")
    years, month = divmod(first_day.month - 1 + months, 12)
    year = first_day.year + years
    if year > date.max.year:
        raise ValueProblem("period.too_far")
    day = min(first_day.day, calendar.monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From the first day to the last, both included.

    Raises `period.end_before_begin` with `first_day` and `last_day` (ISO).
    """

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        if isinstance(self.first_day, datetime) or isinstance(self.last_day, datetime):
            raise TypeError("a period is made of days, not of instants")
        if self.last_day < self.first_day:
            raise ValueProblem(
                "period.end_before_begin",
                first_day=self.first_day.isoformat(),
                last_day=self.last_day.isoformat(),
            )

    @classmethod
    def lasting(cls, first_day: date, months: int) -> Self:
        """The longest period from `first_day` on that lasts no longer than `months`."""
        return cls(first_day, last_day_within(first_day, months))

    @property
    def days(self) -> int:
        """How many days it lasts, at least one."""
        return (self.last_day - self.first_day).days + 1

    def contains(self, day: date) -> bool:
        """Whether the day is in the period."""
        return self.first_day <= day <= self.last_day

    def overlaps(self, other: Period) -> bool:
        """Whether they have a day in common."""
        return self.first_day <= other.last_day and other.first_day <= self.last_day

    def fits_within(self, months: int) -> bool:
        """Whether it lasts no longer than so many calendar months."""
        return self.last_day <= last_day_within(self.first_day, months)

    def __str__(self) -> str:
        return f"{self.first_day.isoformat()}/{self.last_day.isoformat()}"
