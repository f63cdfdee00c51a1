"""What an invoicing document says, as values: the file and the sheet of paper are both made from this. Pure.

Amounts are euro with two decimals and never below zero, on a credit note too: its kind says which way they go.
Only `rounding` has a sign. The wallet paid everything, so nothing is left to pay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.values import NOTHING, Money, PaperKind, vat_of


@dataclass(frozen=True)
class Party:
    """Who sells or buys. `number` is the enterprise number, ten digits; `country` two letters of ISO 3166-1.

    `vat_liable`: whether it has a VAT number, which is then BE and `number`.
    """

    name: str
    number: str
    vat_liable: bool
    street: str
    postal_code: str
    place: str
    email: str = ""
    country: str = "BE"


@dataclass(frozen=True)
class Row:
    """One line, numbered from 1: `net` is `quantity` pieces of `unit_net`, both without VAT, to the cent exactly.

    `percent` is the rate of VAT in whole percents; 0: outside the scope of VAT.
    """

    number: int
    name: str
    quantity: int
    unit_net: Money
    net: Money
    percent: int


@dataclass(frozen=True)
class Rate:
    """The lines of one rate together: `vat` is rounded once, half up, on the sum of `net`."""

    percent: int
    net: Money
    vat: Money


@dataclass(frozen=True)
class Paper:
    """A document. All days are days in Brussels; `first_day` and `last_day`, of the period, both inclusive.

    `paid` is what the wallet paid for the rows, VAT included; on a credit note what it gets back. `language` is
    nl, fr or en. `credits` is the number and the day of issue of the document that a credit note takes from,
    `reason` why it does.
    """

    kind: PaperKind
    number: str
    issued_on: date
    first_day: date
    last_day: date
    language: str
    seller: Party
    buyer: Party
    buyer_reference: str
    rows: tuple[Row, ...]
    rates: tuple[Rate, ...]
    paid: Money
    reason: str = ""
    credits: tuple[str, date] | None = None

    @property
    def net(self) -> Money:
        """Without VAT."""
        return sum((rate.net for rate in self.rates), NOTHING)

    @property
    def vat(self) -> Money:
        """Of all rates."""
        return sum((rate.vat for rate in self.rates), NOTHING)

    @property
    def total(self) -> Money:
        """With VAT."""
        return self.net + self.vat

    @property
    def rounding(self) -> Money:
        """What the wallet paid beyond the total, or below zero less: it paid each purchase rounded by itself."""
        return self.paid - self.total


def rates_of(rows: Iterable[Row]) -> tuple[Rate, ...]:
    """The rates of these rows, highest first; VAT is rounded half up on the sum of each."""
    sums: dict[int, Money] = {}
    for row in rows:
        sums[row.percent] = sums.get(row.percent, NOTHING) + row.net
    return tuple(
        Rate(percent, net, vat_of(net, Decimal(percent))) for percent, net in sorted(sums.items(), reverse=True)
    )
