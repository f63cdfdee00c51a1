"""What an office knows of a deal: a sale, a letting or another transaction in which it acts.

A deal, since transaction is the ledger's word. What isn't known yet is empty: '' for a text, None for a day, an
amount or a choice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.values.identified import Place
from models.values.plain import Plain


class DealKind(StrEnum):
    """What kind of transaction it is."""

    SALE = "sale"
    PURCHASE = "purchase"
    EXCHANGE = "exchange"
    LETTING = "letting"
    BUSINESS_TRANSFER = "business_transfer"
    MANAGEMENT = "management"


class FinancingKind(StrEnum):
    """Where a part of the money comes from."""

    OWN_FUNDS = "own_funds"
    LOAN = "loan"
    HOME_SOLD = "home_sold"
    GIFT_OR_INHERITANCE = "gift_or_inheritance"
    OTHER = "other"


@dataclass(frozen=True)
class FinancingPart:
    """A part of the price: in whole cents of a euro; `note` says what, or from whom."""

    kind: FinancingKind
    cents: int
    note: str = ""


@dataclass(frozen=True)
class DealDetails(Plain):
    """What it is about and how it is paid. Its reference, kind and price are columns. `cadastral`: the number in
    the land register. `account`: the IBAN that is debited, `account_holder` whose it is. `deposit_cents`: what is
    paid in advance, in whole cents of a euro."""

    property: Place = field(default_factory=Place)
    cadastral: str = ""
    expected_on: date | None = None
    mandate_on: date | None = None
    financing: tuple[FinancingPart, ...] = ()
    account: str = ""
    account_holder: str = ""
    deposit_cents: int | None = None
    notary: str = ""
    remarks: str = ""
