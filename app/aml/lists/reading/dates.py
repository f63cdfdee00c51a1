"""Dates as lists write them: whole, a year, a month, from one year to another, or about.

Convention: a birth date is its first and last possible day, both inclusive. None is what isn't a date of the
western calendar between 1500 and 2100: years of another calendar are too.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from app.clock import day_of
from models.values import BirthDate

_EARLIEST, _LATEST = 1500, 2100
_WIDEST = 40
_LONGEST = 60
_YOUNGEST = 10
_ISO = re.compile(
    r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?(?:[Tt ][0-9:.Zz+-]*|[Zz]|[+-][0-9]{2}:[0-9]{2})?"
)
_BELGIAN = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{2})")
_MONTH = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_YEARS = re.compile(r"(?:between |from )?([0-9]{4}) ?(?:-|–|/|and|to) ?([0-9]{4})")
_ABOUT = re.compile(r"^(?:circa|approximately|approx\.?|around|about|ca?\.?|±|~) ?")


def day_in(text: str | None) -> date | None:
    """The day of `2026-11-30`, of a moment that begins with it, or of `30-11-26`; None for anything else."""
    told = (text or "").strip()
    if written := _ISO.fullmatch(told):
        year, month, day = (int(part or 0) for part in written.groups())
    elif written := _BELGIAN.fullmatch(told):
        day, month, year = (int(part) for part in written.groups())
        year += 2000 if year < 100 else 0
    else:
        return None
    return _day(year, month, day)


def day_of_moment(text: str | None) -> date | None:
    """The day in Brussels of a moment with its offset; of one without, the day that is written."""
    told = (text or "").strip()
    try:
        moment = datetime.fromisoformat(told)
        return day_of(moment) if moment.tzinfo is not None else moment.date()
    except (ValueError, OverflowError):
        return None


def birth_date(year: int, month: int = 0, day: int = 0, about: bool = False) -> BirthDate | None:
    """As much as is known of it: 0 for a month or day that isn't."""
    if not _EARLIEST <= year <= _LATEST or not 0 <= month <= 12:
        return None
    if month and day:
        known = _day(year, month, day)
        return None if known is None else BirthDate(known, known, about)
    if day:
        return None
    if not month:
        return BirthDate(date(year, 1, 1), date(year, 12, 31), about)
    after = date(year + month // 12, month % 12 + 1, 1)
    return BirthDate(date(year, month, 1), after - timedelta(days=1), about)


def between(first: int, last: int, about: bool = False) -> BirthDate | None:
    """Somewhere in those years, both inclusive; wider than forty years says nothing."""
    if not _EARLIEST <= first <= last <= _LATEST or last - first > _WIDEST:
        return None
    return BirthDate(date(first, 1, 1), date(last, 12, 31), about)


def birth_date_in(text: str, not_after: date | None = None) -> BirthDate | None:
    """A birth date as people write it.

    `not_after`: of two digits for a year, the century is the last in which somebody was ten years old that day.
    """
    told = " ".join(text[:_LONGEST].casefold().split())
    plain = _ABOUT.sub("", told)
    about = plain != told
    if written := _ISO.fullmatch(plain):
        year, month, day = (int(part or 0) for part in written.groups())
        return birth_date(year, month, day, about)
    if written := _BELGIAN.fullmatch(plain):
        day, month, year = (int(part) for part in written.groups())
        return birth_date(_whole(year, not_after) if len(written[3]) == 2 else year, month, day, about)
    if written := _MONTH.fullmatch(plain):
        return birth_date(int(written[2]), int(written[1]), 0, about)
    if written := _YEARS.fullmatch(plain):
        return between(int(written[1]), int(written[2]), about)
    return None


def number_in(text: str | None) -> int:
    """A whole number of at most four digits; 0 for none, -1 for what isn't one."""
    told = (text or "").strip()
    if not told:
        return 0
    return int(told) if told.isascii() and told.isdigit() and len(told) <= 4 else -1


def _whole(year: int, not_after: date | None) -> int:
    last = (not_after.year if not_after is not None else 2020) - _YOUNGEST
    return 2000 + year if 2000 + year <= last else 1900 + year


def _day(year: int, month: int, day: int) -> date | None:
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
