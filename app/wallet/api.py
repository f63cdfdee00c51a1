"""What a program of a tool asks of wallets: a balance, a price, a charge, and money back. In office scope.

A key belongs to a tool and an organisation, for ever: what was charged with it is told again, whatever has changed
since.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.errors import Missing, Refusal
from app.wallet.charging import (
    Charged,
    Program,
    Quote,
    Wanted,
    charge,
    key_of,
    posted_by,
    quote,
    reverse,
    told_before,
)
from app.wallet.ledger import Posted
from app.wallet.payers import admit, known_to, payer_of
from app.wallet.queries import wallet_of
from models.organisations import Organisation
from models.values import Money, TransactionKind
from models.wallet import Transaction, Wallet


@dataclass(frozen=True)
class Spender:
    """Who spends: what the tool calls him, and for which enterprise number."""

    subject: str
    enterprise_number: str


@dataclass(frozen=True)
class Reversed(Posted):
    """Money given back; `gross` is what was charged."""

    gross: Money


def balance_asked(session: Session, tool_id: int, who: Spender, day: date) -> Wallet:
    """The wallet that he spends from. Raises Missing, Refusal wallet.charge.not_open."""
    payer = payer_of(session, tool_id, who.subject, who.enterprise_number, day)
    return wallet_of(session, payer.organisation_id)


def quote_asked(session: Session, tool_id: int, who: Spender, wanted: Wanted, day: date) -> Quote:
    """What it would cost him, and why he can't pay it, if he can't.

    Raises Missing, Refusal wallet.charge.not_open, .no_price, .quantity.
    """
    payer = payer_of(session, tool_id, who.subject, who.enterprise_number, day)
    found = quote(session, payer, wanted, day)
    if not found.cost.gross:
        return replace(found, refusals=(Refusal("wallet.charge.free", product=wanted.product), *found.refusals))
    return found


def charge_asked(session: Session, tool_id: int, who: Spender, wanted: Wanted, key: str, now: datetime) -> Charged:
    """Charges his organisation, or tells what this key charged before.

    Raises Missing, Refusal wallet.charge.not_open and whatever a charge is refused for.
    """
    full_key = key_of(tool_id, key)
    known = known_to(session, tool_id, who.subject, who.enterprise_number, full_key)
    if known.before and (before := told_before(session, known.payer, wanted, full_key)) is not None:
        return before
    admit(session, known.payer, clock.day_of(now))
    return charge(session, known.payer, wanted, key, now)


def reversal_asked(
    session: Session, tool_id: int, enterprise_number: str, charge_id: int, reason: str, now: datetime
) -> Reversed:
    """Gives back what the tool itself charged that organisation, or tells that it was given back before.

    Raises Missing, Refusal wallet.reversal.no_reason.
    """
    charged = session.execute(
        select(Transaction.organisation_id, Transaction.gross)
        .join(Organisation, Organisation.id == Transaction.organisation_id)
        .where(
            Organisation.enterprise_number == enterprise_number,
            Transaction.id == charge_id,
            Transaction.kind == TransactionKind.CHARGE,
            Transaction.tool_id == tool_id,
        )
    ).one_or_none()
    if charged is None:
        raise Missing("transaction", charge_id)
    try:
        made = reverse(session, Program(tool_id), charged.organisation_id, charge_id, reason, now)
    except Refusal as refusal:
        if refusal.code != "wallet.reversal.done_already":
            raise
        before = select(Transaction).where(
            Transaction.organisation_id == charged.organisation_id,
            Transaction.reverses_id == charge_id,
            Transaction.kind == TransactionKind.REVERSAL,
        )
        made = posted_by(session.scalars(before).one())
    return Reversed(**vars(made), gross=Money(charged.gross))
