"""The house's bank, day after day: statements that follow each other, and taking them in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.transaction import Scope, enter, transaction
from app.wallet.bank_files import BankPayment, BankStatement
from app.wallet.bank_import import FileFacts, Taken, take_in
from app.wallet.transfers import ask_transfer
from models.values import StructuredReference, euro
from models.wallet import BankEntry, TopUp
from tests.app.wallet.bank.statements import OURS, entry, statement
from tests.app.wallet.bank.statements import payment as _payment
from tests.app.wallet.offices import NOW, Office

FIRST = date(2026, 11, 2)
HOUSE = frozenset({OURS.digits})


def paid(gross: str, reference: str | None = None, **told: Any) -> BankPayment:
    """A payment with that communication in its field, none without."""
    return _payment(gross, StructuredReference(reference) if reference else None, **told)


def day(number: int, payments: Sequence[BankPayment], opening: str = "1000.00", **told: Any) -> BankStatement:
    """The statement of the number-th day, each payment a movement of its own."""
    entries = [entry(at, one) for at, one in enumerate(payments, 1)]
    return statement(entries, opening, number, day=FIRST + timedelta(days=number), **told)


def days(*of_each: Sequence[BankPayment], opening: str = "1000.00") -> list[BankStatement]:
    """Statements that follow each other, from number 1 on."""
    made: list[BankStatement] = []
    for number, payments in enumerate(of_each, 1):
        made.append(day(number, payments, str(made[-1].closing) if made else opening))
    return made


def taken(session: Session, *statements: BankStatement, actor: Any = None) -> Taken:
    """Takes them in as one file, in a transaction of its own."""
    enter(session, Scope.office())
    digest = hashlib.sha256(repr(statements).encode()).digest()
    with transaction(session):
        return take_in(session, actor, FileFacts("bank.cod", 1280, digest), statements, HOUSE, NOW)


def transfer(session: Session, one: Office, gross: str = "100", form: str = "f") -> TopUp:
    """Bram asks for a transfer."""
    return ask_transfer(session, one.member, euro(gross), form, NOW)


def entries_of(session: Session) -> list[BankEntry]:
    return list(
        session.scalars(select(BankEntry).order_by(BankEntry.id).execution_options(populate_existing=True))
    )  # fmt: skip


def states(session: Session) -> list[str]:
    """What became of each payment, with why where it waits."""
    return [f"{one.state} {one.why}".strip() for one in entries_of(session)]


def summed(session: Session, account: str) -> str:
    """What all wallets together have on that account of the ledger."""
    asked = text("select coalesce(sum(amount), 0.00) from wallet_line where account = :account")
    return str(session.execute(asked, {"account": account}).scalar_one())


def letters(session: Session, tag: str = "wallet.top_up.paid") -> int:
    """How many events of that kind somebody gets a letter about."""
    return int(session.execute(text("select count(*) from event where tag = :tag"), {"tag": tag}).scalar_one())
