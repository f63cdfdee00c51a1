"""Charts of a wallet: pure geometry, drawn by templates as SVG, which always have the table beside them.

Widths are percents, heights pixels from the top of the drawing; a picture without amounts isn't drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from models.values import NOTHING, Money

HEIGHT = 160
_STEPS = (Decimal(1), Decimal(2), Decimal(5))
_WANTED_LINES = 4
MOST_SERIES = 6
"""So many tools have a tint of their own; the rest share the last one."""


@dataclass(frozen=True)
class Rung:
    """A line across, with the amount it stands for."""

    y: float
    amount: Money


@dataclass(frozen=True)
class Piece:
    """One tool's part of a month's bar; `series` is which tint."""

    series: int
    y: float
    height: float


@dataclass(frozen=True)
class Stack:
    """A month's bar, from the bottom up; `x` is its left side, `middle` where its label stands."""

    label: str
    x: float
    width: float
    middle: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Stacks:
    """All that a picture of stacked bars needs."""

    stacks: tuple[Stack, ...]
    rungs: tuple[Rung, ...]


@dataclass(frozen=True)
class Steps:
    """A line that goes in steps: its path in a box of 100 wide and HEIGHT high, and where it ends."""

    path: str
    area: str
    rungs: tuple[Rung, ...]
    last_y: float


def rungs_to(most: Money) -> tuple[Rung, ...]:
    """Round amounts from zero up to the first that is no less than `most`."""
    step = _step_for(most.euro)
    count = int((most.euro / step).to_integral_value(ROUND_CEILING)) or 1
    top = step * count
    return tuple(
        Rung(round(float(HEIGHT - HEIGHT * step * number / top), 2), Money(step * number))
        for number in range(count + 1)
    )


def _step_for(most: Decimal) -> Decimal:
    """The smallest of 1, 2, 5, 10, 20, 50 … that needs no more than four lines."""
    power = Decimal(1)
    while True:
        for one in _STEPS:
            if most <= one * power * _WANTED_LINES:
                return one * power
        power *= 10


def stacks_of(labels: Sequence[str], amounts: Sequence[Sequence[Money]]) -> Stacks | None:
    """Stacked bars: for each label its amounts by series, which stay in their order; None where there are none.

    What is below zero, where more was reversed than spent, isn't drawn: the table says it.
    """
    drawn = [[max(amount, NOTHING) for amount in of_one] for of_one in amounts]
    totals = [sum(of_one, NOTHING) for of_one in drawn]
    if not any(totals):
        return None
    rungs = rungs_to(max(totals))
    top, slot = rungs[-1].amount.euro, 100 / len(labels)
    stacks = []
    for place, (label, of_one) in enumerate(zip(labels, drawn, strict=True)):
        pieces, floor = [], Decimal(HEIGHT)
        for series, amount in enumerate(of_one):
            if not amount:
                continue
            height = HEIGHT * amount.euro / top
            floor -= height
            pieces.append(Piece(min(series, MOST_SERIES - 1), round(float(floor), 2), round(float(height), 2)))
        x = slot * place
        stacks.append(
            Stack(label, round(x + slot * 0.15, 2), round(slot * 0.7, 2), round(x + slot / 2, 2), tuple(pieces))
        )
    return Stacks(tuple(stacks), rungs)


def steps_of(amounts: Sequence[Money]) -> Steps | None:
    """A line of so many equal steps, one for each day; None where all are zero."""
    if not any(amounts):
        return None
    rungs = rungs_to(max(amounts))
    top, wide = rungs[-1].amount.euro, Decimal(100) / len(amounts)

    def height_of(amount: Money) -> float:
        return round(float(HEIGHT - HEIGHT * amount.euro / top), 2)

    path = f"M0 {height_of(amounts[0])}"
    for place, amount in enumerate(amounts):
        path += f"V{height_of(amount)}H{round(float(wide * (place + 1)), 2)}"
    return Steps(path, f"{path}V{HEIGHT}H0Z", rungs, height_of(amounts[-1]))
