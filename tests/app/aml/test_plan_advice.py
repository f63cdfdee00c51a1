"""Which plan costs least for last year's use."""

from __future__ import annotations

import pytest

from app.aml.plan_advice import advice
from models.values import euro
from tests.app.aml.paid_deals import NET

PRICES = {code: euro(net) for code, net in NET.items()}


@pytest.mark.trust("AML")
@pytest.mark.parametrize(
    ("deals", "best", "times", "singles", "net"),
    [
        (0, None, 0, 0, "0.00"),
        (1, None, 0, 1, "19.00"),
        (11, None, 0, 11, "209.00"),
        (12, "bronze", 1, 0, "224.00"),
        (20, "bronze", 1, 0, "224.00"),
        (21, "bronze", 1, 1, "243.00"),
        (31, "bronze", 1, 11, "433.00"),
        (32, "silver", 1, 0, "440.00"),
        (100, "silver", 1, 0, "440.00"),
        (111, "silver", 1, 11, "649.00"),
        (112, "gold", 1, 0, "665.00"),
        (5000, "gold", 1, 0, "665.00"),
    ],
)
def test_the_cheapest_for_so_many_deals(deals: int, best: str | None, times: int, singles: int, net: str) -> None:
    found = advice(deals, PRICES).best
    assert found is not None
    assert (found.plan, found.times, found.singles, found.net) == (best, times, singles, euro(net))


@pytest.mark.trust("AML")
def test_each_choice_says_how_many_are_needed_and_what_they_cost() -> None:
    told = [(one.plan, one.times, one.singles, str(one.net.euro)) for one in advice(45, PRICES).choices]
    assert told == [
        (None, 0, 45, "855.00"),
        ("bronze", 2, 5, "543.00"),
        ("silver", 1, 0, "440.00"),
        ("gold", 1, 0, "665.00"),
    ]


@pytest.mark.trust("AML")
def test_where_the_rest_costs_more_one_by_one_another_of_the_plan_is_needed() -> None:
    (bronze,) = (one for one in advice(32, PRICES).choices if one.plan == "bronze")
    assert (bronze.times, bronze.singles, bronze.net) == (2, 0, euro("448.00"))


@pytest.mark.trust("AML")
def test_what_has_no_price_is_no_choice() -> None:
    found = advice(30, {code: net for code, net in PRICES.items() if code in ("bronze", "gold")})
    assert [(one.plan, one.times, one.net) for one in found.choices] == [
        ("bronze", 2, euro("448.00")),
        ("gold", 1, euro("665.00")),
    ]
    assert advice(30, {}).best is None
