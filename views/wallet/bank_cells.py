"""How what the bank told reads: amounts in its currency, who paid, what was said with it, what became of it."""

from __future__ import annotations

from typing import Any

from babel.numbers import format_currency
from flask import url_for
from flask_babel import gettext
from markupsafe import Markup

from app.wallet.bank_files.statement import EURO, iban_of
from models.values import BankEntryState, Iban, Money, StructuredReference
from models.wallet import BankEntry, BankStatement, Transaction
from views.labels import day, language
from views.labels.wallet import BANK_STATES, WHY_PARKED
from views.wallet import cells

TONES = {
    BankEntryState.CREDITED: "good",
    BankEntryState.PARKED: "soon",
    BankEntryState.ASSIGNED: "good",
    BankEntryState.RETURNING: "wait",
    BankEntryState.RETURNED: "off",
    BankEntryState.PAID_OUT: "off",
    BankEntryState.TAKEN_BACK: "bad",
    BankEntryState.GIVEN_BACK: "good",
    BankEntryState.UNDONE: "off",
    BankEntryState.FOREIGN: "soon",
    BankEntryState.EMPTY: "off",
}


def states() -> list[tuple[str, str]]:
    """What may have become of a payment, as choices."""
    return [(str(state), str(word)) for state, word in BANK_STATES.items()]


def whys() -> list[tuple[str, str]]:
    """Why a payment found no wallet by itself, as choices."""
    return [(str(why), str(word)) for why, word in WHY_PARKED.items()]


def in_currency(amount: Any, currency: str) -> str:
    """An amount as the reader writes it, in whatever currency the bank told it."""
    return str(format_currency(amount, currency, locale=language()))


def amount(item: BankEntry) -> Money | str:
    """What came in, below zero for what went out."""
    return Money(item.amount) if item.currency == EURO else in_currency(item.amount, item.currency)


def payer(item: BankEntry) -> Markup | str:
    """Who paid, and from which account, masked."""
    told = masked(item.account)
    if not item.name and not told:
        return "–"
    return Markup('<span>{} <span class="quiet whole">{}</span></span>').format(item.name, told)


def payer_plainly(item: BankEntry) -> str:
    return f"{item.name} {masked(item.account)}".strip()


def masked(account: str) -> str:
    """An account of somebody else as lists show it: its ends; '' for none."""
    iban = iban_of(account) if account else None
    return iban.masked() if iban is not None else f"…{account[-4:]}" if account else ""


def whole(account: str) -> str:
    """The same on its own record, in full."""
    iban = iban_of(account) if account else None
    return str(iban) if iban is not None else account


def communication(item: BankEntry) -> str:
    """The communication that is ours, and what else was said."""
    ours = str(StructuredReference(item.reference)) if item.reference else ""
    return f"{ours} {'' if ours and ours in item.text else item.text}".strip()


def communication_loosely(item: BankEntry) -> Markup | str:
    """The same in a list, where a long word is broken rather than the table widened."""
    told = communication(item)
    return Markup('<span class="loose">{}</span>').format(told) if told else ""


def state_word(item: BankEntry) -> str:
    return str(BANK_STATES[item.state])


def tone(item: BankEntry) -> str:
    return TONES[BankEntryState(item.state)]


def why(item: BankEntry) -> str:
    return str(WHY_PARKED[item.why]) if item.why else ""


def whose(item: BankEntry) -> str:
    """The organisation in whose wallet it ended; '' for none."""
    for one in (item.settled, item.booked):
        if one is not None and one.organisation is not None:
            return str(one.organisation.name)
    return ""


def ends(item: BankEntry) -> list[Transaction]:
    """The transactions it was booked in, and settled by, with an organisation of their own first."""
    return [one for one in (item.settled, item.booked) if one is not None]


def booking_link(one: Transaction) -> Markup:
    """A link to a transaction: its receipt, and whose it is."""
    return Markup('<a href="{}">{}</a>').format(
        url_for("TransactionScreen.show", pk=one.id), f"{cells.holder(one)} · {one.receipt}"
    )


def account_of(statement: BankStatement) -> str:
    """The account of a statement, in groups of four."""
    return str(Iban(statement.account))


def days_of(statement: BankStatement) -> str:
    if statement.first_day == statement.last_day:
        return day(statement.last_day)
    return f"{day(statement.first_day)} – {day(statement.last_day)}"


def format_word(format_: str) -> str:
    """How the file was written; both are names."""
    return {"coda": "CODA 2", "camt": "camt.053"}.get(format_, format_)


def file_name(item: Any) -> str:
    """What a file is called here; the name it came with is only shown."""
    return str(item.name) or str(gettext("File %(number)s", number=item.id))
