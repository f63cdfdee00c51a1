"""When the helpdesk can be reached: days of the week with their hours, and never on a public holiday.

Written as `mon-fri 09:00-12:00 13:00-17:00; sat 09:00-12:00`; times are Brussels'.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time

from app.clock import BRUSSELS
from models.values.working_days import holidays_of

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
USUAL = "mon-fri 09:00-12:00 13:00-17:00"
_DAY = "|".join(DAYS)
_LINE = re.compile(rf"({_DAY})(?:-({_DAY}))?((?: \d\d:\d\d-\d\d:\d\d)+)")


@dataclass(frozen=True)
class Span:
    """From that time until that one, on one day."""

    begin: time
    end: time


@dataclass(frozen=True)
class Opening:
    """The days from `first` to `last` (0 is Monday), each with these hours."""

    first: int
    last: int
    spans: tuple[Span, ...]


def read_hours(text: str) -> tuple[Opening, ...]:
    """The hours as written; none for an empty text. Raises ValueError, which repeats the part it can't read."""
    found: list[Opening] = []
    for part in filter(None, (" ".join(one.split()) for one in text.lower().split(";"))):
        line = _LINE.fullmatch(part)
        if line is None:
            raise ValueError(part)
        first = DAYS.index(line[1])
        last = DAYS.index(line[2]) if line[2] else first
        spans = tuple(_span(one, part) for one in line[3].split())
        ends = [point for span in spans for point in (span.begin, span.end)]
        if last < first or ends != sorted(set(ends)) or (found and first <= found[-1].last):
            raise ValueError(part)
        found.append(Opening(first, last, spans))
    return tuple(found)


def _span(text: str, part: str) -> Span:
    try:
        begin, end = (time.fromisoformat(one) for one in text.split("-"))
    except ValueError:
        raise ValueError(part) from None
    return Span(begin, end)


def is_open(hours: tuple[Opening, ...], now: datetime) -> bool:
    """Whether somebody answers at that instant."""
    here = now.astimezone(BRUSSELS)
    if here.date() in holidays_of(here.year):
        return False
    return any(
        span.begin <= here.time() < span.end
        for one in hours
        if one.first <= here.weekday() <= one.last
        for span in one.spans
    )
