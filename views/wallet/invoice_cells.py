"""How an invoicing document reads: the cells of its row, the facts of its page, and the name of a month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from flask import url_for
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy import ColumnElement, and_, true

from app import clock
from app.policy import Identity
from models.values import NOTHING, EnterpriseNumber, Money, PaperKind, TransactionKind
from models.wallet import Invoice
from views.framework.register import Fact
from views.labels import day, label_of, language, money


@dataclass(frozen=True)
class Row:
    """A document in a list, with how much of it came back; None for nothing."""

    one: Invoice
    credited: Money | None


def month_name(month: date) -> str:
    """oktober 2026, octobre 2026, October 2026."""
    return str(format_date(month, "LLLL y", locale=language()))


def month_text(month: date) -> str:
    """A month as it stands in an address: 2026-10."""
    return f"{month:%Y-%m}"


def month_read(text: str) -> date | None:
    """The first day of the month that an address names; None for what is none."""
    if len(text) != 7 or not text.isascii():
        return None
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if 2000 <= month.year <= 2199 else None


def delivered_within(column: Any) -> Callable[[date | None, date | None], ColumnElement[bool]]:
    """The condition of a range of days on a column of months: every month that lies in it, in part or whole."""

    def condition(first: date | None, last: date | None) -> ColumnElement[bool]:
        since = column >= first.replace(day=1) if first is not None else true()
        return and_(since, column <= last) if last is not None else since

    return condition


def is_note(one: Invoice) -> bool:
    return bool(one.kind == PaperKind.CREDIT_NOTE)


def signed(one: Invoice, amount: Decimal) -> Money:
    """An amount of a document in a list that is summed: below zero on a credit note, which itself has no signs."""
    return -Money(amount) if is_note(one) else Money(amount)


def address_of(one: Invoice) -> str:
    return url_for("InvoiceScreen.show", pk=one.id)


def number(one: Invoice) -> Markup:
    """Its number, never broken."""
    return Markup('<span class="whole">{}</span>').format(one.reference)


def link(one: Invoice) -> Markup:
    """Its number, which leads to it."""
    return Markup('<a class="whole" href="{}">{}</a>').format(address_of(one), one.reference)


def party(one: dict[str, Any], *, outside: bool) -> str:
    """Who sells or buys, as it stands on the document: name, address, number, line by line. `outside` the scope of
    VAT nobody's VAT number is named."""
    number = str(EnterpriseNumber(one["number"]))
    liable = one["vat_liable"] and not outside
    numbered = gettext("VAT %(number)s", number=f"BE {number}") if liable else number
    return "\n".join((one["name"], one["street"], f"{one['postal_code']} {one['place']}", numbered))


def facts_of(one: Invoice, notes: Sequence[Invoice], *, outside: bool) -> list[Fact]:
    """What its page says on top; `outside`: whether it is outside the scope of VAT."""
    back = is_note(one)
    # A credit note without somebody is of a charge that its tool undid.
    by_clock = one.issued_by is None and not back
    found = [
        Fact(gettext("Number"), one.reference, label_of(one.kind)),
        Fact(gettext("Issued on"), day(one.issued_on), gettext("by the clock") if by_clock else ""),
        Fact(gettext("Month"), month_name(one.month)),
        Fact(gettext("Given back to the wallet") if back else gettext("Paid from the wallet"), paid(one)),
        Fact(gettext("For"), party(one.buyer, outside=outside)),
        Fact(gettext("Your reference"), one.buyer["reference"]),
    ]
    if one.credited is not None:
        found.append(Fact(gettext("It credits"), link(one.credited), day(one.credited.issued_on)))
    if one.reason:
        found.append(Fact(gettext("Reason"), one.reason))
    if notes:
        links = Markup(", ").join(link(note) for note in notes)
        returned = sum((Money(note.paid) for note in notes), NOTHING)
        found.append(Fact(gettext("Credited"), links, money(returned)))
    return found


def paid(one: Invoice) -> str:
    return money(Money(one.paid))


def transactions_url(one: Invoice, who: Identity) -> str:
    """The transactions behind it: the purchases of its month; of a credit note what came back that day."""
    if is_note(one):
        first, last = one.issued_on, one.issued_on
        kinds = [str(TransactionKind.CREDITED), str(TransactionKind.REVERSAL)]
    else:
        first, last, kinds = one.month, clock.last_day_of(one.month), [str(TransactionKind.CHARGE)]
    asked: dict[str, Any] = {"day_from": first.isoformat(), "day_to": last.isoformat(), "kind": kinds}
    if who.is_staff:
        asked["organisation"] = one.buyer["number"]
    return url_for("TransactionScreen.list", **asked)
