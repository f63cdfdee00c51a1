"""Pure decisions of the books: months, debit and credit, what may be declared. Amounts in euro, signed as in the
ledger: above zero what we owe or earned (credit), below zero what we hold or are owed (debit)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.values import NOTHING, Money


def first_of_month(day: date) -> date:
    """The first day of its month, which is how a month is named."""
    return day.replace(day=1)


def month_after(month: date, count: int = 1) -> date:
    """The month so many months later, or earlier."""
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def months_from(first: date, last: date) -> tuple[date, ...]:
    """Every month from that of the first day to that of the last, both inclusive; none when it comes before."""
    months, month = [], first_of_month(first)
    while month <= last:
        months.append(month)
        month = month_after(month)
    return tuple(months)


@dataclass(frozen=True)
class Side:
    """An amount as it stands in two columns; one of them is nothing."""

    debit: Money
    credit: Money


def side_of(amount: Money) -> Side:
    """What is below zero is in debit, what is above it in credit."""
    return Side(-amount, NOTHING) if amount < NOTHING else Side(NOTHING, amount)


@dataclass(frozen=True)
class AccountLine:
    """One account over a period: what it held before it, all that was booked in debit and in credit, what it held
    after. `tool_id` says whose revenue, `provider` where money is in transit; 0 and '' elsewhere."""

    account: str
    tool_id: int
    provider: str
    opening: Money
    debit: Money
    credit: Money

    @property
    def closing(self) -> Money:
        return self.opening + self.credit - self.debit


@dataclass(frozen=True)
class TrialBalance:
    """Every account over a period, and the sums of each column."""

    first_day: date
    last_day: date
    lines: tuple[AccountLine, ...]

    @property
    def opening(self) -> Side:
        return _sides([line.opening for line in self.lines])

    @property
    def moved(self) -> Side:
        return Side(
            sum((line.debit for line in self.lines), NOTHING), sum((line.credit for line in self.lines), NOTHING)
        )

    @property
    def closing(self) -> Side:
        return _sides([line.closing for line in self.lines])

    @property
    def balances(self) -> bool:
        """Whether debit and credit are equal before, in and after the period."""
        return all(side.debit == side.credit for side in (self.opening, self.moved, self.closing))


def _sides(amounts: Sequence[Money]) -> Side:
    sides = [side_of(amount) for amount in amounts]
    return Side(sum((one.debit for one in sides), NOTHING), sum((one.credit for one in sides), NOTHING))
