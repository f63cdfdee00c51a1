"""Which plan costs least for so many deals a year. Pure; amounts are net."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.values import Money
from models.values.subscribed import SINGLE, UNITS, Plan


@dataclass(frozen=True)
class Choice:
    """A way to pay a year: so many times a plan, and the rest one by one; without a plan, all one by one."""

    plan: Plan | None
    times: int
    singles: int
    net: Money


@dataclass(frozen=True)
class Advice:
    """What each way would have cost for `deals`, one by one first; `best`: the cheapest, of equals the one with
    the fewest units."""

    deals: int
    choices: tuple[Choice, ...]
    best: Choice | None


def advice(deals: int, prices: Mapping[str, Money]) -> Advice:
    """`prices`: net, by the code of the product; what has no price is no choice."""
    single = prices.get(SINGLE)
    choices = [] if single is None else [Choice(None, 0, deals, single * deals)]
    for plan in Plan:
        if (price := prices.get(plan.value)) is not None:
            choices.append(_cheapest(plan, price, single, deals))
    return Advice(deals, tuple(choices), min(choices, key=lambda one: one.net.euro, default=None))


def _cheapest(plan: Plan, price: Money, single: Money | None, deals: int) -> Choice:
    """As many times the plan as is worth it, at least once; the rest one by one where that costs less."""
    units = UNITS[plan]
    if units is None:
        return Choice(plan, 1, 0, price)
    whole = max(1, -(-deals // units))
    choices = [Choice(plan, whole, 0, price * whole)]
    full = deals // units
    if single is not None and 1 <= full < whole:
        rest = deals - full * units
        choices.append(Choice(plan, full, rest, price * full + single * rest))
    return min(choices, key=lambda one: one.net.euro)
