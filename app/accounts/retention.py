"""What of signing in is kept for a while only: tries, and sessions that ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from models.accounts import Attempt, WebSession

ATTEMPTS_KEPT = timedelta(days=90)


def forget_attempts(session: Session, now: datetime) -> None:
    """Removes tries to sign in of more than 90 days ago. In office scope."""
    session.execute(delete(Attempt).where(Attempt.tried_at < now - ATTEMPTS_KEPT))


def forget_sessions(session: Session, now: datetime) -> None:
    """Removes sessions past one of their limits: they open nothing any more."""
    session.execute(delete(WebSession).where(or_(WebSession.ends_at < now, WebSession.idle_until < now)))
