"""The geometry of the charts: bars that add up, steps that end where the balance does, round amounts."""

from __future__ import annotations

from datetime import date

import pytest

from models.values import NOTHING, euro
from views.wallet.charts import HEIGHT, MOST_SERIES, rungs_to, stacks_of, steps_of
from views.wallet.used import months_until


@pytest.mark.parametrize(
    ("most", "amounts"),
    [
        ("0.01", ["0.00", "1.00"]),
        ("1", ["0.00", "1.00"]),
        ("4", ["0.00", "1.00", "2.00", "3.00", "4.00"]),
        ("4.01", ["0.00", "2.00", "4.00", "6.00"]),
        ("83.66", ["0.00", "50.00", "100.00"]),
        ("5000", ["0.00", "2000.00", "4000.00", "6000.00"]),
        ("123456.78", ["0.00", "50000.00", "100000.00", "150000.00"]),
    ],
)
def test_the_amounts_beside_a_chart_are_round_and_reach_the_top(most: str, amounts: list[str]) -> None:
    found = rungs_to(euro(most))
    assert [str(rung.amount) for rung in found] == amounts
    assert (found[0].y, found[-1].y) == (HEIGHT, 0)


def test_the_pieces_of_a_bar_stand_on_each_other_and_add_up() -> None:
    chart = stacks_of(["1/27", "2/27"], [[euro(30), euro(10)], [NOTHING, euro(20)]])
    assert chart is not None
    first, second = chart.stacks
    assert [(piece.series, piece.y, piece.height) for piece in first.pieces] == [(0, 40, 120), (1, 0, 40)]
    assert [(piece.series, piece.y, piece.height) for piece in second.pieces] == [(1, 80, 80)]
    assert (first.x, first.width, first.middle, second.x) == (7.5, 35, 25, 57.5)


def test_more_tools_than_tints_share_the_last() -> None:
    chart = stacks_of(["1/27"], [[euro(1)] * (MOST_SERIES + 3)])
    assert chart is not None
    assert {piece.series for piece in chart.stacks[0].pieces} == set(range(MOST_SERIES))


def test_what_is_below_zero_isnt_drawn_and_nothing_isnt_a_chart() -> None:
    chart = stacks_of(["1/27", "2/27"], [[euro(10)], [-euro(5)]])
    assert chart is not None
    assert chart.stacks[1].pieces == ()
    assert stacks_of(["1/27"], [[-euro(5)]]) is None
    assert stacks_of([], []) is None


def test_a_balance_goes_in_steps_and_ends_where_it_is() -> None:
    chart = steps_of([NOTHING, euro(4), euro(2), euro(2)])
    assert chart is not None
    assert chart.path == "M0 160.0V160.0H25.0V0.0H50.0V80.0H75.0V80.0H100.0"
    assert chart.area.endswith(f"V{HEIGHT}H0Z")
    assert chart.last_y == 80
    assert steps_of([NOTHING] * 90) is None


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2027, 3, 31), date(2026, 4, 1), date(2027, 3, 1)),
        (date(2027, 1, 1), date(2026, 2, 1), date(2027, 1, 1)),
        (date(2027, 12, 31), date(2027, 1, 1), date(2027, 12, 1)),
    ],
)
def test_twelve_months_end_with_this_one(today: date, first: date, last: date) -> None:
    months = months_until(today, 12)
    assert (months[0], months[-1], len(months)) == (first, last, 12)
