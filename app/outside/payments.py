"""Paying us online: a payment provider takes the money, and tells us what became of a payment when we ask.

What a provider sends us by itself carries a reference and nothing that is believed: state and amount are asked
for. Nothing here knows wallets.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from models.values import Money, PaymentMethod

__all__ = ["Begun", "NewPayment", "Payment", "PaymentMethod", "PaymentState", "Payments", "TakenBack"]


class PaymentState(StrEnum):
    """How far a payment is; all but `open` are for ever."""

    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class NewPayment:
    """What is to be paid. `key`: the same key asked twice is one payment; `note` comes back with the payment.

    `back_url` is where the browser returns, however it ended; `notice_url` is told, with the reference, whenever
    something changes; '' where the provider can't reach us.
    """

    key: str
    gross: Money
    described: str
    method: PaymentMethod
    language: str
    note: str
    back_url: str
    notice_url: str = ""


@dataclass(frozen=True)
class Begun:
    """A payment that waits at the provider's `checkout_url`."""

    reference: str
    checkout_url: str


@dataclass(frozen=True)
class TakenBack:
    """Money of a payment that its bank took back; `given_back_at` where that was undone."""

    reference: str
    gross: Money
    taken_at: datetime
    given_back_at: datetime | None = None


@dataclass(frozen=True)
class Payment:
    """What the provider says of a payment now. `paid` is what it took, nothing unless it is paid."""

    reference: str
    state: PaymentState
    paid: Money
    note: str
    taken_back: tuple[TakenBack, ...] = ()


class Payments(Protocol):
    """A payment provider. Each act raises Outage where it is silent, slow, or answers what can't be read."""

    name: str
    methods: tuple[PaymentMethod, ...]

    def begin(self, new: NewPayment) -> Begun:
        """Asks for a payment."""

    def look(self, reference: str) -> Payment | None:
        """What became of it; None for one the provider doesn't know."""
