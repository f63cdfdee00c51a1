"""Periods as bars: everything in sight stands between 0 and 100 percent, in order of time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from views.framework.bars import Span, axis_of

TODAY = date(2027, 3, 15)


def _span(first: date, last: date) -> Span:
    return Span("Right", first, last, "good")


def test_nothing_to_draw_is_no_picture() -> None:
    assert axis_of([], TODAY) is None
    assert axis_of([_span(date(2001, 1, 1), date(2001, 12, 31))], TODAY) is None


def test_a_right_around_today_holds_todays_line() -> None:
    axis = axis_of([_span(date(2027, 1, 1), date(2027, 12, 31))], TODAY)
    assert axis is not None
    (bar,) = axis.bars
    assert 0 < bar.x < axis.on < bar.x + bar.width < 100


@pytest.mark.parametrize(
    "spans",
    [
        [_span(date(1990, 1, 1), date(2099, 12, 31))],
        [_span(TODAY, TODAY)],
        [
            _span(TODAY - timedelta(days=900), TODAY - timedelta(days=800)),
            _span(TODAY, TODAY + timedelta(days=900)),
        ],
    ],
)
def test_all_stays_in_sight_however_long_or_short(spans: list[Span]) -> None:
    axis = axis_of(spans, TODAY)
    assert axis is not None
    assert all(0 <= bar.x <= 100 and 0 < bar.width <= 100 for bar in axis.bars)
    assert 0 <= axis.on <= 100
    assert len(axis.ticks) <= 9
    assert [tick.x for tick in axis.ticks] == sorted(tick.x for tick in axis.ticks)


def test_a_reach_of_decades_is_told_in_few_marks() -> None:
    axis = axis_of([_span(date(1960, 1, 1), date(2026, 12, 31))], TODAY, timedelta(days=80 * 366))
    assert axis is not None
    assert [tick.label for tick in axis.ticks] == ["1960", "1970", "1980", "1990", "2000", "2010", "2020"]
    assert axis.bars[0].x < 1
