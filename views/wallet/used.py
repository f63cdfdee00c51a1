"""What a wallet is used for: per month and tool, its balance day by day, and how long it lasts at that pace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from sqlalchemy.orm import Session

from app import clock
from app.wallet import queries
from app.wallet.rules import days_left
from models.values import NOTHING, Money
from views.labels import day, language
from views.wallet.charts import HEIGHT, MOST_SERIES, Stacks, Steps, stacks_of, steps_of

MONTHS, DAYS, PACE = 12, 90, 30


@dataclass(frozen=True)
class Month:
    """One line of the table of use: its name, what each tool cost, and all together."""

    label: str
    amounts: tuple[Money, ...]
    total: Money


@dataclass(frozen=True)
class Changed:
    """From which day on the wallet held how much, at the end of the day."""

    day: str
    balance: Money


@dataclass(frozen=True)
class Use:
    """All that the part `wallet/use.html` shows; pictures are None where there is nothing to draw.

    `days_left`: at the pace of the last thirty days; None where nothing was spent in them.
    """

    tools: tuple[str, ...]
    months: tuple[Month, ...]
    stacks: Stacks | None
    steps: Steps | None
    changes: tuple[Changed, ...]
    first_day: str
    last_day: str
    days_left: int | None
    height: int = HEIGHT
    most_series: int = MOST_SERIES


def use_of(session: Session, organisation_id: int, balance: Money) -> Use:
    """The use of that wallet until now; three statements. `balance` is what it holds."""
    now = clock.now()
    today = clock.day_of(now)
    months = months_until(today, MONTHS)
    tools, lines = _by_month(session, organisation_id, months)
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    held = queries.balances_over(session, organisation_id, days)
    spent = queries.spent_since(session, organisation_id, now - timedelta(days=PACE), now)
    return Use(
        tools,
        lines,
        stacks_of([_short(month) for month in months], [line.amounts for line in lines]),
        steps_of(held),
        _changes(days, held),
        day(days[0]),
        day(days[-1]),
        days_left(balance, spent, PACE) if spent > NOTHING else None,
    )


def months_until(today: date, count: int) -> list[date]:
    """The first days of so many months, this one the last."""
    number = today.year * 12 + today.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(number - count + 1, number + 1)]


def _by_month(
    session: Session, organisation_id: int, months: list[date]
) -> tuple[tuple[str, ...], tuple[Month, ...]]:
    """The tools, the most used first, and each month's amounts in their order."""
    found = queries.use_by_month(session, organisation_id, months)
    totals: dict[int, Money] = {}
    names = {one.tool.id: one.tool.named(language()) for one in found}
    for one in found:
        totals[one.tool.id] = totals.get(one.tool.id, NOTHING) + one.gross
    order = sorted(totals, key=lambda number: (-totals[number].euro, number))
    by_place = {(one.month, one.tool.id): one.gross for one in found}
    lines = []
    for month in months:
        amounts = tuple(by_place.get((month, number), NOTHING) for number in order)
        lines.append(Month(_long(month), amounts, sum(amounts, NOTHING)))
    return tuple(names[number] for number in order), tuple(lines)


def _changes(days: list[date], held: list[Money]) -> tuple[Changed, ...]:
    """The first day, and every day that ended with another balance than the day before."""
    return tuple(
        Changed(day(one), amount)
        for place, (one, amount) in enumerate(zip(days, held, strict=True))
        if place == 0 or amount != held[place - 1]
    )


def _short(month: date) -> str:
    return f"{month.month}/{month:%y}"


def _long(month: date) -> str:
    return str(format_date(month, "LLLL y", locale=language()))
