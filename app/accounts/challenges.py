"""What a browser is asked to sign, good once and for five minutes; and whom a card named, until he says what next.

The session of the browser keeps the nonce, so nobody signs for another's; the table spends it, so nobody signs
twice. Every function here puts on the office's scope for a moment: whoever shows a card is nobody yet.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.key_holders import KeyHolder, read, written
from app.transaction import Scope, within
from eid.token import new_nonce
from models.accounts import Challenge, ShownCard

LIFE = timedelta(minutes=5)
# How long a card that belongs to no account waits for its holder to make one, a code by mail included.
SHOWN_LIFE = timedelta(minutes=30)
BATCH = 1000


def ask(session: Session, now: datetime) -> str:
    """Something new to sign."""
    nonce = new_nonce()
    with within(session, Scope.office()):
        session.add(Challenge(nonce_hash=_hash(nonce), ends_at=now + LIFE))
        session.flush()
    return nonce


def await_answer(session: Session, state: str, now: datetime) -> None:
    """Something that a browser has to bring back from elsewhere, good once as well."""
    with within(session, Scope.office()):
        session.add(Challenge(nonce_hash=_hash(state), ends_at=now + LIFE))
        session.flush()


def spend(session: Session, nonce: str, now: datetime) -> bool:
    """Whether it was still good; from now on it isn't, whatever becomes of what was signed. The caller commits."""
    gone = delete(Challenge).where(Challenge.nonce_hash == _hash(nonce)).returning(Challenge.ends_at)
    with within(session, Scope.office()):
        ends_at = session.scalar(gone)
    return ends_at is not None and ends_at > now


def keep(session: Session, holder: KeyHolder, now: datetime, *, asked: str | None = None) -> str:
    """Keeps whom a card named and gives the ticket to it; `asked` is what that browser's session has to hold."""
    ticket = secrets.token_urlsafe(32)
    kept = ShownCard(
        ticket_hash=_hash(ticket),
        challenge_hash=_hash(asked) if asked is not None else None,
        content=written(holder),
        ends_at=now + (SHOWN_LIFE if asked is None else LIFE),
    )
    with within(session, Scope.office()):
        session.add(kept)
        session.flush()
    return ticket


def kept(session: Session, ticket: str, now: datetime) -> KeyHolder | None:
    """Whom the card named, for who holds the ticket on the server; None once it was taken, or too late."""
    found = select(ShownCard.content).where(
        ShownCard.ticket_hash == _hash(ticket), ShownCard.challenge_hash.is_(None), ShownCard.ends_at > now
    )
    with within(session, Scope.office()):
        content = session.scalar(found)
    return read(content) if content is not None else None


def take(session: Session, ticket: str, now: datetime, *, asked: str | None = None) -> KeyHolder | None:
    """The same, and it is gone. A ticket from the host for certificates opens with what was `asked` alone."""
    wanted = ShownCard.challenge_hash.is_(None) if asked is None else ShownCard.challenge_hash == _hash(asked)
    gone = delete(ShownCard).where(ShownCard.ticket_hash == _hash(ticket), wanted, ShownCard.ends_at > now)
    with within(session, Scope.office()):
        content = session.scalar(gone.returning(ShownCard.content))
    return read(content) if content is not None else None


def forget(session: Session, now: datetime, limit: int = BATCH) -> int:
    """Removes up to `limit` of each that nobody can use any more; how many. In office scope."""
    gone = 0
    for table, key in ((Challenge, Challenge.nonce_hash), (ShownCard, ShownCard.ticket_hash)):
        old = select(key).where(table.ends_at <= now).order_by(table.ends_at).limit(limit)
        gone += len(session.scalars(delete(table).where(key.in_(old)).returning(key)).all())
    return gone


def _hash(plain: str) -> bytes:
    return hashlib.sha256(plain.encode()).digest()
