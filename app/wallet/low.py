"""Managers hear once that the balance fell below what they set, and again only after it was above it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app import events
from app.wallet.ledger import Held, Posted
from app.wallet.rules import is_low
from models.wallet import Wallet


def look(session: Session, held: Held, made: Posted, now: datetime) -> None:
    """After a posting, while the wallet is held."""
    low = is_low(made.balance, held.threshold)
    if low == (held.told_low_at is not None):
        return
    note(session, held.organisation_id, now if low else None)
    if low:
        subject = events.Subject("wallet", held.organisation_id, held.organisation_id)
        facts = {"balance": str(made.balance), "threshold": str(held.threshold)}
        events.record(session, events.Tag.BALANCE_LOW, subject, None, now, facts=facts)


def note(session: Session, organisation_id: int, told_at: datetime | None) -> None:
    """Since when they know; None: they needn't."""
    session.execute(update(Wallet).where(Wallet.organisation_id == organisation_id).values(told_low_at=told_at))
