"""Who asks: the token a program shows, what it is good for, and its own successor. In office scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app import events
from app.errors import Stale
from app.rights.clients import hash_of
from app.rights.integrations import new_token, record
from models.rights import Integration, IntegrationToken

OVERLAP = timedelta(hours=24)
# A busy token writes when it was used at most this often.
_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Caller:
    """A token that stands: of which integration and tool, and what it is good for."""

    token_id: int
    integration_id: int
    tool_id: int
    scopes: frozenset[str]
    to_note: bool = field(default=False, compare=False)


def caller_with(session: Session, text: str, now: datetime) -> Caller | None:
    """Whose token this is; None for one that opens nothing: unknown, revoked or ended.

    `to_note`: its use is to be noted, whatever becomes of what is asked with it.
    """
    row = session.execute(
        select(
            IntegrationToken.id,
            IntegrationToken.integration_id,
            IntegrationToken.scopes,
            IntegrationToken.last_used_at,
            Integration.tool_id,
        )
        .join(Integration, Integration.id == IntegrationToken.integration_id)
        .where(
            IntegrationToken.token_hash == hash_of(text),
            IntegrationToken.revoked_at.is_(None),
            IntegrationToken.ends_at > now,
        )
    ).one_or_none()
    if row is None:
        return None
    to_note = row.last_used_at is None or row.last_used_at <= now - _NOTED_EVERY
    return Caller(row.id, row.integration_id, row.tool_id, frozenset(row.scopes), to_note)


def note_use(session: Session, caller: Caller, now: datetime) -> None:
    """Its token was used at that moment."""
    used = IntegrationToken.last_used_at
    session.execute(
        update(IntegrationToken)
        .where(IntegrationToken.id == caller.token_id, or_(used.is_(None), used <= now - _NOTED_EVERY))
        .values(last_used_at=now)
    )


@dataclass(frozen=True)
class Successor:
    """A token that another made: its text, known now only, and when both end."""

    text: str
    scopes: tuple[str, ...]
    ends_at: datetime
    former_ends_at: datetime


def rotate_token(session: Session, caller: Caller, now: datetime) -> Successor:
    """A successor with the same scopes and end; the token itself ends a day later.

    A token has one successor: whoever finds an old one makes no more of it. Raises Stale when it has one already.
    """
    token = session.get_one(IntegrationToken, caller.token_id, with_for_update=True)
    followed = select(IntegrationToken.id).where(IntegrationToken.succeeds_id == token.id)
    if token.revoked_at is not None or session.scalar(followed) is not None:
        raise Stale("integration_token", token.id)
    made, text = new_token(session, token.integration_id, token.scopes, token.ends_at, now, token.id)
    token.ends_at = min(token.ends_at, now + OVERLAP)
    session.flush()
    row = session.get_one(Integration, token.integration_id)
    facts = {"token_id": made.id, "by_token_id": token.id}
    record(session, events.Tag.INTEGRATION_TOKEN_MADE, None, row, facts, now)
    return Successor(text, tuple(made.scopes), made.ends_at, token.ends_at)
