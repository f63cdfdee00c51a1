"""What of signing in is kept for a while only: tries, and sessions that ended.

A batch at a time, so that no statement runs long; whoever calls goes on until nothing is left. In office scope.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from models.accounts import Attempt, WebSession

ATTEMPTS_KEPT = timedelta(days=90)
SESSIONS_KEPT = timedelta(days=1)
BATCH = 500


def forget_attempts(session: Session, now: datetime, limit: int = BATCH) -> int:
    """Removes up to `limit` tries to sign in of more than 90 days ago; returns how many, 0 when none is left."""
    old = (
        select(Attempt.id)
        .where(Attempt.tried_at < now - ATTEMPTS_KEPT)
        .order_by(Attempt.tried_at, Attempt.id)
        .limit(limit)
    )
    return len(session.scalars(delete(Attempt).where(Attempt.id.in_(old)).returning(Attempt.id)).all())


def forget_sessions(session: Session, now: datetime, limit: int = BATCH) -> int:
    """Removes up to `limit` sessions that passed one of their limits more than a day ago; returns how many."""
    ended = now - SESSIONS_KEPT
    old = select(WebSession.token_hash).where(or_(WebSession.ends_at < ended, WebSession.idle_until < ended))
    gone = delete(WebSession).where(WebSession.token_hash.in_(old.limit(limit))).returning(WebSession.reference)
    return len(session.scalars(gone).all())
