"""Now and today. Instants are UTC; a day is a day in Brussels. Rules never ask the clock: they are told."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def now() -> datetime:
    return datetime.now(UTC)


def day_of(instant: datetime) -> date:
    """The calendar day in Brussels at that instant."""
    return instant.astimezone(BRUSSELS).date()


def today() -> date:
    return day_of(now())


def start_of(day: date) -> datetime:
    """The first instant of that day in Brussels, in UTC."""
    return datetime.combine(day, time.min, BRUSSELS).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The first instant after that day in Brussels, in UTC: what was known *before* it was known on the day."""
    return datetime.combine(day + timedelta(days=1), time.min, BRUSSELS).astimezone(UTC)


def month_after(day: date) -> date:
    """The first day of the month after that day's; a month is called by its first day."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_before(day: date) -> date:
    """The first day of the month before that day's."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def last_day_of(month: date) -> date:
    """The last day of that month."""
    return month_after(month) - timedelta(days=1)
