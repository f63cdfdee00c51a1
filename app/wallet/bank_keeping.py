"""Who paid is kept as long as the books: ten years. What was paid stays, as do the lines it was booked in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app import clock
from models.wallet import BankEntry, KnownAccount

YEARS = 10
BATCH = 500


def forget(session: Session, now: datetime) -> int:
    """Empties names, accounts and words of payments of before the books that must be kept; how many. Office."""
    today = clock.day_of(now)
    first_kept = today.replace(year=today.year - YEARS, month=1, day=1)
    old = session.scalars(
        select(BankEntry.id)
        .where(BankEntry.entry_day < first_kept, BankEntry.forgotten_at.is_(None))
        .order_by(BankEntry.entry_day)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    empty = {"name": "", "account": "", "account_hash": None, "text": "", "forgotten_at": now}
    session.execute(update(BankEntry).where(BankEntry.id.in_(old)).values(**empty))
    paid = select(BankEntry.id).where(BankEntry.account_hash == KnownAccount.account_hash).exists()
    session.execute(delete(KnownAccount).where(KnownAccount.learned_at < first_kept, ~paid))
    return len(old)
