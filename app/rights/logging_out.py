"""Somebody's session is over, or a tool is open to him no longer: what tools got ends, and they are told.

Ending is written in the transaction of what ended it, with the job that tells; what a service of another domain
ended is asked for by the job that its event puts in the queue (`app/events.py`). In office scope.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import and_, true
from sqlalchemy.orm import Session, joinedload

from app.events import ASK_GRANTS_AGAIN
from app.outside.backchannel import hand_over
from app.rights.claims import logout_token
from app.rights.clients import is_safe
from app.rights.grants import JOB, end_grants, grants_of_session, locked, over, standing
from app.transaction import Scope, within
from models.columns import among
from models.rights import ToolClient, ToolGrant

__all__ = ["ASK_GRANTS_AGAIN", "JOB", "Of", "Office", "ask_again", "end_session", "message_for", "tell_tool"]

T = TypeVar("T")
BATCH = 200


class Office(Protocol):
    """Does one thing in one transaction, in office scope."""

    def __call__(self, act: Callable[[Session], T]) -> T: ...


def end_session(session: Session, reference: str, now: datetime) -> int:
    """He signs out: what tools got in this session ends with it; how many grants."""
    with within(session, Scope.office()):
        return end_grants(session, grants_of_session(session, reference), "signed_out", now)


@dataclass(frozen=True)
class Of:
    """Whose grants are asked for: of one organisation, or of one account; None: of all."""

    organisation_id: int | None = None
    account_id: int | None = None


def ask_again(session: Session, of: Of, now: datetime, after: int = 0) -> tuple[int, int | None]:
    """Asks the access decision again for up to `BATCH` standing grants beyond `after`, and ends those it closes.

    How many ended, and the last one looked at: None at the end.
    """
    here = true() if of.organisation_id is None else ToolGrant.organisation_id == of.organisation_id
    his = true() if of.account_id is None else ToolGrant.account_id == of.account_id
    grants = standing(session, and_(here, his), after, BATCH)
    closed = over(session, grants, now)
    # Asked without holding anybody up; only what is closed is taken, unless somebody else ended it meanwhile.
    taken = locked(session, among(ToolGrant.id, closed)) if closed else []
    for why in sorted(set(closed.values())):
        end_grants(session, [one for one in taken if closed[one.id] == why], why, now)
    return len(taken), grants[-1].id if len(grants) == BATCH else None


def message_for(session: Session, grant_id: int, site: str, now: datetime) -> tuple[str, str] | None:
    """Where to, and the signed message; None when there is nobody to tell, or he was told."""
    grant = session.get(ToolGrant, grant_id, options=[joinedload(ToolGrant.client).joinedload(ToolClient.tool)])
    if grant is None or grant.ended_at is None or grant.told_at is not None:
        return None
    uri = grant.client.backchannel_logout_uri
    # An installation that people reach by https sends nothing unencrypted, whatever was registered before.
    if not uri or not is_safe(uri, local=not site.startswith("https://")):
        return None
    return uri, logout_token(session, grant, site, now)


def tell_tool(office: Office, grant_id: int, site: str, now: datetime) -> str:
    """Tells the tool that a session is over; what became of it. `office` does one thing in one transaction.

    Raises Outage where the tool is silent, after which the queue tries again.
    """
    message = office(lambda session: message_for(session, grant_id, site, now))
    if message is None:
        return "nobody to tell"
    status = hand_over(*message)
    if status >= 300:
        return f"refused: {status}"
    office(lambda session: _told(session, grant_id, now))
    return "told"


def _told(session: Session, grant_id: int, now: datetime) -> None:
    grant = session.get(ToolGrant, grant_id)
    if grant is not None:
        grant.told_at = now
