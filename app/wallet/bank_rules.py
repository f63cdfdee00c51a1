"""Which statement follows which, what a payment carries, what it is booked on, and whose it may be. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.errors import Refusal
from app.wallet.bank_files.statement import EURO, BankEntry, BankPayment, BankStatement
from app.wallet.rules import MOST_TOP_UP, Bookings, booked
from models.values import NOTHING, LedgerAccount, Money, ProposalReason, StructuredReference, WhyParked

_SUSPENSE, _BANK, _TRANSIT = LedgerAccount.SUSPENSE, LedgerAccount.BANK, LedgerAccount.TRANSIT
_WEIGHTS = {
    ProposalReason.COMMUNICATION: 120,
    ProposalReason.NEARLY: 60,
    ProposalReason.SUCCESSOR: 50,
    ProposalReason.KNOWN_ACCOUNT: 30,
    ProposalReason.SAME_AMOUNT: 20,
}
MOST_PROPOSALS = 5


@dataclass(frozen=True)
class Last:
    """The last statement of an account that was taken in."""

    format: str
    named: str
    year: int
    number: int | None
    last_day: date
    closing: Money


def named(one: BankStatement) -> str:
    """What people call a statement: year and number, or its last day where the bank doesn't count."""
    return f"{one.year}/{one.number}" if one.number is not None else one.last_day.isoformat()


def movements_of(one: BankStatement) -> bytes:
    """A digest of the money a statement tells, the same in whatever format and order: see `same_movements`."""
    told = [one.account.digits, one.currency, one.last_day.isoformat(), str(one.opening), str(one.closing)]
    told += sorted(str(entry.amount) for entry in one.entries)
    return hashlib.sha256("\n".join(told).encode()).digest()


def in_order(statements: Iterable[BankStatement]) -> list[BankStatement]:
    """By account, then as the bank counts; whatever order the file has."""
    return sorted(statements, key=lambda one: (one.account.digits, one.last_day, one.number or 0))


def next_of(last: Last | None, waiting: Sequence[BankStatement]) -> BankStatement:
    """Of one account's statements in order, which is to be looked at now: the first that follows, else the first.

    Statements of one day that the bank doesn't number are told apart by their balances alone.
    """
    if last is None:
        closings = {one.closing for one in waiting if one.closing != one.opening}
        same_day = [one for one in waiting if one.last_day == waiting[0].last_day]
        return next((one for one in same_day if one.opening not in closings), waiting[0])
    return next((one for one in waiting if not following_refusals(last, one)), waiting[0])


def following_refusals(last: Last | None, one: BankStatement) -> tuple[Refusal, ...]:
    """Why a statement doesn't follow the last one of its account without a hole; nothing where it does.

    Both the bank's count, where it counts, and the balance must go on. Around New Year a bank begins at 1 again,
    or goes on counting; some give every statement one and the same number.
    """
    if last is None:
        return ()
    account = str(one.account)
    if one.last_day < last.last_day or _counted_before(last, one):
        return (Refusal("wallet.bank.older", account=account, found=named(one), last=last.named),)
    difference = one.opening - last.closing
    if (expected := _missing(last, one)) is not None:
        return (
            Refusal(
                "wallet.bank.missing_statement",
                account=account, found=named(one), expected=expected, difference=difference,
            ),
        )  # fmt: skip
    if difference:
        return (
            Refusal(
                "wallet.bank.balance_gap",
                account=account, found=named(one), opening=one.opening, closing=last.closing,
                difference=difference,
            ),
        )  # fmt: skip
    return ()


def _counted_before(last: Last, one: BankStatement) -> bool:
    return (
        _both_count(last, one)
        and one.year == last.year
        and (one.number or 0) <= (last.number or 0)
        and not _same_number_each_day(last, one)
    )


def _missing(last: Last, one: BankStatement) -> str | None:
    """The statement that had to come first; None where the bank doesn't count, or this one is next."""
    if not _both_count(last, one) or last.number is None or _same_number_each_day(last, one):
        return None
    if one.year == last.year:
        return None if one.number == last.number + 1 else f"{last.year}/{last.number + 1}"
    return None if one.number in (1, last.number + 1) else f"{one.year}/1"


def _both_count(last: Last, one: BankStatement) -> bool:
    """Two formats of one bank may count apart."""
    return last.number is not None and one.number is not None and last.format == one.format.value


def _same_number_each_day(last: Last, one: BankStatement) -> bool:
    return one.number == last.number and one.last_day > last.last_day


def references_of(payment: BankPayment) -> tuple[StructuredReference, ...]:
    """The communications a payment carries: that of the field for it, else those with right digits in its text."""
    return (payment.structured,) if payment.structured is not None else StructuredReference.found_in(payment.text)


@dataclass(frozen=True)
class Meant:
    """For whom a payment is: the one known communication, or why it isn't known."""

    reference: str | None
    why: WhyParked | None


def meant_by(payment: BankPayment, known: Collection[str]) -> Meant:
    """Only a communication credits, and only if it is the only known one."""
    carried = references_of(payment)
    ours = [one.digits for one in carried if one.digits in known]
    if len(ours) == 1:
        return Meant(ours[0], None)
    if ours:
        return Meant(None, WhyParked.SEVERAL)
    return Meant(None, WhyParked.UNKNOWN if carried else WhyParked.NO_REFERENCE)


def is_foreign(one: BankStatement, entry: BankEntry) -> bool:
    """Whether its amount isn't in euro, so that no ledger of ours can tell it."""
    return one.currency != EURO or entry.currency is not None


def too_much(amount: Money) -> bool:
    """Whether somebody looks at a payment first, although its communication is known."""
    return amount > MOST_TOP_UP


def lines_parked(amount: Money) -> Bookings:
    """What waits for a decision: out of the bank, or into it, against suspense."""
    return booked((_BANK, -amount), (_SUSPENSE, amount))


def lines_of_return(gross: Money) -> Bookings:
    """It is decided that money goes back: it is under way until the bank's debit comes."""
    return booked((_SUSPENSE, -gross), (_TRANSIT, gross))


def lines_of_pay_out(gross: Money, source: LedgerAccount) -> Bookings:
    """The bank paid out what was under way; `source` is suspense when the debit was parked first."""
    return booked((source, gross), (_TRANSIT, -gross))


@dataclass(frozen=True)
class Proposal:
    """An organisation a payment may be for, the best reason first; `transfer_id` the transfer it answers to."""

    organisation_id: int
    name: str
    reasons: tuple[ProposalReason, ...]
    transfer_id: int | None = None


def best_proposals(
    hints: Iterable[tuple[int, ProposalReason, int | None]], names: Mapping[int, str]
) -> tuple[Proposal, ...]:
    """The few likeliest: reasons add up; a transfer is named when a reason of its own names just one."""
    reasons: dict[int, set[ProposalReason]] = {}
    transfers: dict[int, dict[ProposalReason, set[int]]] = {}
    for organisation_id, reason, transfer_id in hints:
        reasons.setdefault(organisation_id, set()).add(reason)
        if transfer_id is not None:
            transfers.setdefault(organisation_id, {}).setdefault(reason, set()).add(transfer_id)

    def heavy(reason: ProposalReason) -> int:
        return -_WEIGHTS[reason]

    def weight(organisation_id: int) -> int:
        return sum(map(heavy, reasons[organisation_id]))

    found = []
    for organisation_id in sorted(reasons, key=lambda one: (weight(one), names.get(one, ""), one))[
        :MOST_PROPOSALS
    ]:
        told = transfers.get(organisation_id, {})
        named_ones = next((told[reason] for reason in sorted(told, key=heavy)), set[int]())
        transfer = next(iter(named_ones)) if len(named_ones) == 1 else None
        ordered = tuple(sorted(reasons[organisation_id], key=heavy))
        found.append(Proposal(organisation_id, names.get(organisation_id, ""), ordered, transfer))
    return tuple(found)


def total_of(statements: Iterable[BankStatement]) -> Money:
    """What the statements in euro moved, in all."""
    return sum(
        (entry.amount for one in statements for entry in one.entries if not is_foreign(one, entry)), NOTHING
    )
