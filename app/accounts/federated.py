"""Sessions that began elsewhere, by what the provider calls them: signing out there ends them here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.transaction import Scope, within
from models import keyring
from models.accounts import FederatedSession, WebSession


def remember(session: Session, reference: str, gate: str, sid: str, sub: str, now: datetime) -> None:
    """This session of ours is that one of theirs; either name may be ''."""
    told = FederatedSession(
        session_reference=reference, gate=gate, sid_hash=_hash(gate, sid), sub_hash=_hash(gate, sub), began_at=now
    )
    with within(session, Scope.office()):
        session.merge(told)
        session.flush()


def end(session: Session, gate: str, sid: str, sub: str) -> list[str]:
    """Ends every session of ours that is theirs by that name; their references."""
    same = FederatedSession.sid_hash == _hash(gate, sid) if sid else FederatedSession.sub_hash == _hash(gate, sub)
    with within(session, Scope.office()):
        found = list(session.scalars(select(FederatedSession.session_reference).where(same)))
        session.execute(delete(FederatedSession).where(FederatedSession.session_reference.in_(found)))
    ended = delete(WebSession).where(WebSession.reference.in_(found)).returning(WebSession.reference)
    return list(session.scalars(ended))


def forget(session: Session, limit: int = 1000) -> int:
    """Removes up to `limit` whose session of ours is over; how many. In office scope."""
    living = select(WebSession.reference).where(WebSession.reference == FederatedSession.session_reference)
    old = select(FederatedSession.session_reference).where(~living.exists()).limit(limit)
    gone = delete(FederatedSession).where(FederatedSession.session_reference.in_(old))
    return len(session.scalars(gone.returning(FederatedSession.session_reference)).all())


def _hash(gate: str, name: str) -> bytes | None:
    return keyring.installed().lookup_hash(f"openid:{gate}:{name}") if name else None
