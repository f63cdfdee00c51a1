"""What may be paid in and spent, what it costs, and on which accounts it is booked. Pure.

Amounts are euro with two decimals; of a line, above zero is what we owe or earned, below zero what we hold or are
owed, so that the lines of a transaction sum to zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property

from app.errors import Refusal
from models.values import NOTHING, LedgerAccount, Money, euro, vat_of

# Source: docs/wallet.md, paying in.
LEAST_TOP_UP, MOST_TOP_UP = euro(50), euro(5000)
MOST_OF_A_PRODUCT = 10_000
LIVES = timedelta(hours=1)
"""A payment that the provider never answered about is over after this: nobody was sent to pay it."""


@dataclass(frozen=True)
class Booking:
    """One amount on one account."""

    account: LedgerAccount
    amount: Money


Bookings = tuple[Booking, ...]


def booked(*lines: tuple[LedgerAccount, Money]) -> Bookings:
    """The lines that book something."""
    return tuple(Booking(account, amount) for account, amount in lines if amount)


@dataclass(frozen=True)
class Cost:
    """What something costs: `vat` on `net` at `percent`, rounded half up for the whole line."""

    unit_net: Money
    quantity: int
    percent: int

    @cached_property
    def net(self) -> Money:
        return self.unit_net * self.quantity

    @cached_property
    def vat(self) -> Money:
        return vat_of(self.net, Decimal(self.percent))

    @cached_property
    def gross(self) -> Money:
        return self.net + self.vat


@dataclass(frozen=True)
class Limit:
    """The most that may be spent this month, and what was: by a member, or else in a tool."""

    of_member: bool
    monthly: Money
    spent: Money


def top_up_refusals(gross: Money) -> tuple[Refusal, ...]:
    """Why so much can't be paid in online; nothing for what can."""
    if gross < LEAST_TOP_UP:
        return (Refusal("wallet.top_up.below_minimum", field="gross", least=LEAST_TOP_UP, gross=gross),)
    if gross > MOST_TOP_UP:
        return (Refusal("wallet.top_up.above_maximum", field="gross", most=MOST_TOP_UP, gross=gross),)
    return ()


def transfer_refusals(gross: Money) -> tuple[Refusal, ...]:
    """Why no transfer of so much can be asked; nothing for what can. There is no minimum."""
    if gross <= NOTHING:
        return (Refusal("wallet.transfer.nothing", field="gross"),)
    if gross > MOST_TOP_UP:
        return (Refusal("wallet.transfer.above_maximum", field="gross", most=MOST_TOP_UP, gross=gross),)
    return ()


def spending_refusals(gross: Money, balance: Money, owed: Money, limits: Sequence[Limit]) -> tuple[Refusal, ...]:
    """Why so much can't be spent now, first things first; nothing for what can."""
    found = []
    if owed:
        found.append(Refusal("wallet.charge.owed", owed=owed))
    elif gross > balance:
        found.append(Refusal("wallet.charge.too_low", gross=gross, balance=balance, missing=gross - balance))
    for limit in limits:
        if limit.spent + gross > limit.monthly:
            left = max(limit.monthly - limit.spent, NOTHING)
            monthly = limit.monthly
            if limit.of_member:
                found.append(
                    Refusal("wallet.charge.over_limit_of_member", gross=gross, monthly=monthly, left=left)
                )
            else:
                found.append(Refusal("wallet.charge.over_limit_of_tool", gross=gross, monthly=monthly, left=left))
    return tuple(found)


def lines_of_charge(cost: Cost) -> Bookings:
    """Something is bought: out of the wallet, into revenue and the VAT that is due."""
    return booked(
        (LedgerAccount.WALLET, -cost.gross), (LedgerAccount.REVENUE, cost.net), (LedgerAccount.VAT, cost.vat)
    )


def lines_of_money_in(gross: Money, owed: Money, source: LedgerAccount) -> Bookings:
    """Money comes in from `source`: what is owed is settled first, the rest is for the wallet."""
    settled = min(gross, owed)
    return booked((source, -gross), (LedgerAccount.RECEIVABLE, settled), (LedgerAccount.WALLET, gross - settled))


def lines_of_money_back(gross: Money, balance: Money, source: LedgerAccount) -> Bookings:
    """A bank takes money back by way of `source`: the wallet goes to zero at most, the rest is owed to us."""
    there = min(gross, balance)
    return booked((source, gross), (LedgerAccount.WALLET, -there), (LedgerAccount.RECEIVABLE, there - gross))


def lines_of_reversal(charge: Bookings, owed: Money) -> Bookings:
    """A charge is undone: each line of it the other way; what is owed meanwhile is settled first."""
    gross = -sum((one.amount for one in charge if one.account is LedgerAccount.WALLET), NOTHING)
    settled = min(gross, owed)
    rest = [(one.account, -one.amount) for one in charge if one.account is not LedgerAccount.WALLET]
    return booked((LedgerAccount.WALLET, gross - settled), (LedgerAccount.RECEIVABLE, settled), *rest)


def lines_of_credit(net: Money, vat: Money, owed: Money) -> Bookings:
    """A credit note gives money back: off revenue and the VAT that is due; what is owed is settled first."""
    gross = net + vat
    settled = min(gross, owed)
    back, wallet = (LedgerAccount.RECEIVABLE, settled), (LedgerAccount.WALLET, gross - settled)
    return booked(wallet, back, (LedgerAccount.REVENUE, -net), (LedgerAccount.VAT, -vat))


def lines_of_rounding(rounding: Money) -> Bookings:
    """What a document's VAT is less than that of its purchases, each rounded by itself; or, below zero, more."""
    return booked((LedgerAccount.VAT, -rounding), (LedgerAccount.ROUNDING, rounding))


def is_low(balance: Money, threshold: Money | None) -> bool:
    """Whether managers want to know of this balance."""
    return threshold is not None and balance < threshold


def ask_again_after(asked: int, *, paid: bool) -> timedelta | None:
    """How long until we ask the provider again what became of a payment; None: no more.

    What is open is asked about often at first, then each day; what was paid some times more, since a bank takes
    back money weeks later and a notice may get lost.
    """
    if paid:
        days = (1, 3, 7, 14, 30, 60, 120)
        return timedelta(days=days[asked]) if asked < len(days) else None
    minutes = (1, 1, 2, 5, 10, 15, 30, 60, 120, 360)
    return timedelta(minutes=minutes[asked] if asked < len(minutes) else 1440)


def days_left(balance: Money, spent: Money, over_days: int) -> int | None:
    """For how many days the balance lasts at the pace of the last `over_days`; None where nothing was spent."""
    if not spent or over_days <= 0:
        return None
    return int(balance.euro * over_days / spent.euro)
