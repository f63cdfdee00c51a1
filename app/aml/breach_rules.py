"""What may be written in the registers of cash, of differences with the UBO register and of atypical operations,
and when. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.errors import Refusal, refuse
from models.values import Money, ValueProblem
from models.values.dealt import DealKind

IN_FORCE = date(2017, 10, 16)
"""Since when there is something to write. Source: act of 18 September 2017."""
LIMITED = frozenset({DealKind.LETTING, DealKind.MANAGEMENT})
"""What some cash may be taken for; for anything else none at all. Source: act of 18 September 2017."""
TITLE, TEXT, LONG_TEXT, REFERENCE, WHY = 200, 2000, 8000, 100, 500


@dataclass(frozen=True)
class CashTold:
    """Cash as it is noted: how much in euro, when, what happened, and what was done about it."""

    happened_on: date | None
    amount: Decimal | None
    told: str
    measure: str
    deal_id: int | None = None
    root_id: int | None = None


@dataclass(frozen=True)
class DiscrepancyTold:
    """A difference with the UBO register about a contact, by its root id."""

    root_id: int
    noted_on: date | None
    register_says: str
    found: str


@dataclass(frozen=True)
class AtypicalTold:
    """An operation as it is noted; of a contact its root id. At most one of contact and deal."""

    noted_on: date | None
    title: str
    told: str
    root_id: int | None = None
    deal_id: int | None = None
    notification_id: int | None = None


@dataclass(frozen=True)
class Written:
    """The report on it: what happened, what was looked at, why it is atypical, what is concluded from it."""

    title: str
    told: str
    looked_at: str = ""
    why_atypical: str = ""
    analysis: str = ""


def plain(text: str) -> str:
    """A text as it is kept: trimmed, without what no text can hold."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def cash_limit(kind: DealKind | None, most_for_letting: int) -> Decimal:
    """The most cash, in euro, that may be taken for it; None is no deal of the office's own."""
    return Decimal(most_for_letting) if kind in LIMITED else Decimal(0)


def cash_faults(told: CashTold, limit: Decimal, today: date, *, anyway: bool) -> tuple[Refusal, ...]:
    """`anyway`: noted though it isn't above the limit."""
    return tuple(_cash_faults(told, limit, today, anyway))


def discrepancy_faults(told: DiscrepancyTold, today: date) -> tuple[Refusal, ...]:
    return (
        *day_faults("noted_on", told.noted_on, today),
        *text_faults("register_says", told.register_says),
        *text_faults("found", told.found),
    )


def atypical_faults(told: AtypicalTold, today: date) -> tuple[Refusal, ...]:
    return (
        *day_faults("noted_on", told.noted_on, today),
        *text_faults("title", told.title, TITLE),
        *text_faults("told", told.told),
    )


def written_faults(told: Written, *, whole: bool) -> tuple[Refusal, ...]:
    """`whole`: no part may lack any more, as it is concluded."""
    return (
        *text_faults("title", told.title, TITLE),
        *text_faults("told", told.told),
        *text_faults("looked_at", told.looked_at, needed=whole),
        *text_faults("why_atypical", told.why_atypical, needed=whole),
        *text_faults("analysis", told.analysis, LONG_TEXT, needed=whole),
    )


def reported_faults(noted_on: date, reported_on: date | None, reference: str, today: date) -> tuple[Refusal, ...]:
    """Of the day on which the register was told."""
    return (
        *later_faults("reported_on", noted_on, reported_on, today),
        *text_faults("reference", reference, REFERENCE, needed=False),
    )


def settled_faults(
    noted_on: date, reported_on: date | None, settled_on: date | None, outcome: str, today: date
) -> tuple[Refusal, ...]:
    """Of the day on which register and office say the same again."""
    return (
        *later_faults("settled_on", max(noted_on, reported_on or noted_on), settled_on, today),
        *text_faults("outcome", outcome),
    )


def day_faults(field: str, day: date | None, today: date) -> Iterator[Refusal]:
    if day is None:
        yield Refusal("aml.register.day_missing", field=field)
    elif day > today:
        yield Refusal("aml.register.future", field=field)
    elif day < IN_FORCE:
        yield Refusal("aml.register.before_the_act", field=field, first=IN_FORCE)


def later_faults(field: str, before: date, day: date | None, today: date) -> Iterator[Refusal]:
    """The same of what follows on something."""
    if day is not None and day < before:
        yield Refusal("aml.register.too_early", field=field, first=before)
    else:
        yield from day_faults(field, day, today)


def text_faults(field: str, text: str, most: int = TEXT, *, needed: bool = True) -> Iterator[Refusal]:
    if needed and not text:
        yield Refusal("aml.register.text_missing", field=field)
    if len(text) > most:
        yield Refusal("aml.register.text_too_long", field=field, most=most)


def told_why(why: str) -> str:
    """Why an entry is withdrawn, as it is kept. Raises Refusal aml.register.text_missing, .text_too_long."""
    told = plain(why)
    refuse(tuple(text_faults("why", told, WHY)))
    return told


def _cash_faults(told: CashTold, limit: Decimal, today: date, anyway: bool) -> Iterator[Refusal]:
    yield from day_faults("happened_on", told.happened_on, today)
    yield from _amount_faults(told.amount, limit, anyway)
    yield from text_faults("told", told.told)
    yield from text_faults("measure", told.measure)


def _amount_faults(amount: Decimal | None, limit: Decimal, anyway: bool) -> Iterator[Refusal]:
    if amount is None:
        yield Refusal("aml.cash.amount_missing", field="amount")
        return
    try:
        money = Money(amount)
    except ValueProblem:
        yield Refusal("aml.cash.amount", field="amount")
        return
    if money.euro <= 0:
        yield Refusal("aml.cash.nothing", field="amount")
    elif money.euro <= limit and not anyway:
        yield Refusal("aml.cash.allowed", field="anyway", most=Money(limit))
