"""Pure decisions of the books: months, debit and credit, what may be declared. Amounts in euro, signed as in the
ledger: above zero what we owe or earned (credit), below zero what we hold or are owed (debit)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.errors import Refusal
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


GRIDS = ("03", "02", "01", "54", "49", "64")
"""Grids of the Belgian VAT return: net at 21, 12, 6 %, the VAT on it, net and VAT of credit notes; 00 is unused.
Source: FPS Finance, periodic VAT return (form 625)."""
_DUE, _TAKEN_OFF = GRIDS.index("54"), GRIDS.index("64")


@dataclass(frozen=True)
class Grids:
    """The figures of a month, in the order of GRIDS, and on how many documents."""

    amounts: tuple[Money, ...] = (NOTHING,) * len(GRIDS)
    documents: int = 0

    @property
    def due(self) -> Money:
        """What is to be paid: VAT of invoices less that of credit notes."""
        return self.amounts[_DUE] - self.amounts[_TAKEN_OFF]

    def __add__(self, other: Grids) -> Grids:
        pairs = zip(self.amounts, other.amounts, strict=True)
        return Grids(tuple(one + another for one, another in pairs), self.documents + other.documents)


@dataclass(frozen=True)
class Quarter:
    """A calendar quarter, 1 to 4, with the sums of its months."""

    year: int
    number: int
    grids: Grids


def quarters_of(months: Mapping[date, Grids]) -> tuple[Quarter, ...]:
    """The sums per quarter of these months, in their order."""
    found: dict[tuple[int, int], Grids] = {}
    for month in sorted(months):
        key = month.year, (month.month + 2) // 3
        found[key] = found.get(key, Grids()) + months[month]
    return tuple(Quarter(*key, grids) for key, grids in found.items())


def declaring_refusals(
    month: date, today: date, declared: Collection[date], behind: Collection[date]
) -> list[Refusal]:
    """Why the VAT of a month can't be declared today; nothing for one that can. `declared`: months that were;
    `behind`: months that have documents."""
    if month >= first_of_month(today):
        return [Refusal("wallet.vat.not_over")]
    if month in declared:
        return [Refusal("wallet.vat.declared_already")]
    if any(one < month and one not in declared for one in behind):
        return [Refusal("wallet.vat.earlier_open")]
    return []


@dataclass(frozen=True)
class Difference:
    """Why the VAT account of the ledger moved by another amount in a month than its documents say; together these
    make the difference. Each is what the ledger has more than the documents.

    `not_invoiced`: purchases of the month that stand on no invoice yet. `cents`: each purchase is rounded, a
    document once per rate. `other_month`: invoices of the month declared later, less earlier ones declared in it.
    `never_invoiced`: purchases reversed before their invoice, in another month. `undone`: reversals and credits of
    the ledger, less the credit notes of the month. `unexplained` is nothing, unless something is wrong.
    """

    ledger: Money
    documents: Money
    not_invoiced: Money
    cents: Money
    other_month: Money
    never_invoiced: Money
    undone: Money

    @property
    def total(self) -> Money:
        return self.ledger - self.documents

    @property
    def unexplained(self) -> Money:
        told = self.not_invoiced + self.cents + self.other_month + self.never_invoiced + self.undone
        return self.total - told


@dataclass(frozen=True)
class LedgerVat:
    """What the VAT account of the ledger moved by in a month, by what moved it; `other` is the rest of it."""

    charged: Money
    reversed: Money
    credited: Money
    rounded: Money
    other: Money

    @property
    def total(self) -> Money:
        return self.charged + self.reversed + self.credited + self.rounded + self.other


@dataclass(frozen=True)
class DocumentVat:
    """VAT of documents about a month: `invoiced_of` it, and the cents of those, `rounded_of`, whenever declared.
    With it are declared `invoiced_in` and `credited_in`; `rounded_in` are the cents of those credit notes."""

    invoiced_of: Money
    rounded_of: Money
    invoiced_in: Money
    credited_in: Money
    rounded_in: Money


@dataclass(frozen=True)
class Loose:
    """VAT of purchases that stand on no invoice: of the month and not reversed; of the month and reversed,
    whenever; reversed in the month, whenever bought."""

    waiting: Money
    bought: Money
    undone: Money


def difference_of(ledger: LedgerVat, documents: DocumentVat, loose: Loose) -> Difference:
    """What the ledger has more than the documents, item by item."""
    undone = ledger.credited + ledger.reversed + loose.undone + documents.credited_in + documents.rounded_in
    return Difference(
        ledger=ledger.total,
        documents=documents.invoiced_in - documents.credited_in,
        not_invoiced=loose.waiting,
        cents=documents.rounded_of - documents.rounded_in + ledger.rounded,
        other_month=documents.invoiced_of - documents.invoiced_in,
        never_invoiced=loose.bought - loose.undone,
        undone=undone,
    )
