"""Periods as bars on a time axis with a day's line: pure geometry in percents, drawn by a template as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# Nothing is drawn further away than this; a bar that goes on is cut there, the table says its days.
_REACH = timedelta(days=3 * 366)
_MARGIN = timedelta(days=15)
_MOST_TICKS = 8
_YEAR = 12  # months


@dataclass(frozen=True)
class Span:
    """What is to be drawn: a name, first and last day inclusive, the tone of its state."""

    label: str
    first_day: date
    last_day: date
    tone: str


@dataclass(frozen=True)
class Bar:
    """A bar in percents of the width, on its line."""

    label: str
    x: float
    width: float
    tone: str


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Axis:
    """All that the picture needs."""

    bars: list[Bar]
    ticks: list[Tick]
    on: float
    begin: date
    days: int

    def offset(self, day: date) -> int:
        """How many days after its beginning that day is."""
        return max(0, min(self.days, (day - self.begin).days))


def axis_of(spans: Sequence[Span], today: date, reach: timedelta = _REACH) -> Axis | None:
    """The picture of these periods around that day, as far as it reaches; None when there is none to draw."""
    near = [s for s in spans if s.last_day >= today - reach and s.first_day <= today + reach]
    if not near:
        return None
    begin = max(min(min(s.first_day for s in near), today), today - reach) - _MARGIN
    end = min(max(max(s.last_day for s in near), today), today + reach) + _MARGIN
    days = (end - begin).days

    def place(day: date) -> float:
        return round(max(0, min(days, (day - begin).days)) * 100 / days, 2)

    bars = [
        Bar(s.label, place(s.first_day), max(0.5, round(place(s.last_day) - place(s.first_day), 2)), s.tone)
        for s in near
    ]
    ticks = [Tick(place(day), label) for day, label in _ticks(begin, end)]
    return Axis(bars, ticks, place(today), begin, days)


def _ticks(begin: date, end: date) -> list[tuple[date, str]]:
    """First days of years, or of every so many; of half years or quarters where few years are in sight."""
    for months in (1, 3, 6, 12, 24, 60, 120, 240):
        found = [
            (day, str(year) if month == 1 else f"{month}/{year}")
            for year in range(begin.year, end.year + 1)
            if months <= _YEAR or year % (months // _YEAR) == 0
            for month in range(1, 13, months)
            if begin < (day := date(year, month, 1)) < end
        ]
        if len(found) <= _MOST_TICKS:
            break
    return found
