"""A request that comes twice is done once: the first answer is kept for a day, and given again.

For every POST of a program that asks us: it sends a key of its own along. Source: the draft of the IETF's HTTPAPI
group, The Idempotency-Key HTTP Header Field. In office scope.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.errors import Refusal, Stale
from models.rights import ApiAnswer

KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class Answered:
    """The status and text of an answer; `again` where it was given before."""

    status: int
    body: str
    again: bool = False


def once(
    session: Session, token_id: int, key: str, asked: bytes, act: Callable[[], Answered], now: datetime
) -> Answered:
    """What `act` answers, or answered already to the same request of this token with this key.

    `asked`: all that makes the request what it is. In the caller's transaction: what `act` does and its answer are
    kept together or not at all. Raises Stale while the first is still being answered, Refusal
    rights.api.another_request for another request with a key that was used.
    """
    place = int.from_bytes(hashlib.sha256(f"{token_id}:{key}".encode()).digest()[:8], "big", signed=True)
    if not session.scalar(select(func.pg_try_advisory_xact_lock(place))):
        raise Stale("request", key)
    asked_hash = hashlib.sha256(asked).digest()
    kept = session.get(ApiAnswer, (token_id, key))
    if kept is not None and kept.made_at > now - KEPT:
        if kept.request_hash != asked_hash:
            raise Refusal("rights.api.another_request", field="Idempotency-Key")
        return Answered(kept.status, kept.body, again=True)
    made = act()
    values = {"request_hash": asked_hash, "status": made.status, "body": made.body, "made_at": now}
    session.execute(
        insert(ApiAnswer)
        .values(token_id=token_id, key=key, **values)
        .on_conflict_do_update(index_elements=["token_id", "key"], set_=values)
    )
    return made


def forget(session: Session, now: datetime, limit: int = 500) -> int:
    """Removes up to `limit` answers of more than a day ago; how many."""
    old = (
        select(ApiAnswer.token_id, ApiAnswer.key)
        .where(ApiAnswer.made_at <= now - KEPT)
        .order_by(ApiAnswer.made_at)
        .limit(limit)
        .subquery()
    )
    named = (ApiAnswer.token_id == old.c.token_id) & (ApiAnswer.key == old.c.key)
    return len(session.execute(delete(ApiAnswer).where(named).returning(ApiAnswer.token_id)).all())
