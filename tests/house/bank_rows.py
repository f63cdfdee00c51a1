"""A transfer that a furnished organisation asked, and what the bank tells of payments of its people; all bear the
mark."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.policy import Identity, Role
from app.wallet.bank_files import BankEntry as Movement
from app.wallet.bank_files import BankFormat, BankPayment
from app.wallet.bank_files import BankStatement as Told
from app.wallet.bank_import import FileFacts, take_in
from app.wallet.transfers import ask_transfer
from models.organisations import Member
from models.values import Iban, euro
from models.wallet import BankEntry, BankStatement
from tests.house.crowd import BEGAN, Ids

OURS = Iban("BE68539007547034")
_HERS = "BE71096123456769"


def told_by_the_bank(session: Session, organisation_id: int, membership_id: int, mark: str) -> Ids:
    """A statement with a payment nobody knows and a debit, and a transfer that is waited for."""
    member = session.get_one(Member, membership_id)
    who = Identity(
        member.account_id or 0,
        member.person_id,
        frozenset({Role.PERSON, Role.MEMBER, Role.MANAGER}),
        organisation_id,
    )
    asked = ask_transfer(session, who, euro("75"), f"{mark}transfer", BEGAN)
    day = clock.day_of(BEGAN)
    before = session.scalars(select(BankStatement).order_by(BankStatement.id.desc()).limit(1)).one_or_none()
    number, opening = (before.number or 0, euro(str(before.closing))) if before else (0, euro("1000"))
    day += timedelta(days=number)
    payments = (
        BankPayment(0, euro("75"), None, f"{mark}words", f"{mark}payer", _HERS, f"{mark}bank"),
        BankPayment(0, euro("-5"), None, f"{mark}costs", f"{mark}taker", _HERS, f"{mark}bank"),
    )
    entries = tuple(Movement(at, one, day, day) for at, one in enumerate(payments, 1))
    told = Told(
        BankFormat.CODA, OURS, "EUR", number + 1, "", day, day, opening,
        sum((one.amount for one in payments), opening), entries,
    )  # fmt: skip
    file = FileFacts(f"{mark}file.cod", 1280, hashlib.sha256(mark.encode()).digest())
    taken = take_in(session, None, file, [told], (OURS.digits,), BEGAN)
    statement = session.scalars(select(BankStatement.id).where(BankStatement.file_id == taken.file_id)).one()
    entry, debit = session.scalars(
        select(BankEntry.id).where(BankEntry.statement_id == statement).order_by(BankEntry.sequence)
    )
    return {
        "transfer": asked.transaction_id,
        "bank_file": taken.file_id or 0,
        "bank_statement": statement,
        "bank_entry": entry,
        "bank_debit": debit,
    }
