"""Looking along with somebody, for the helpdesk: his pages as he sees them, read only, for a quarter of an hour.

The reason is recorded and the person is told. What he could only do himself, and what shows a secret of his, isn't
part of it; the web refuses every form meanwhile, and the database every write.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import events
from app.errors import Missing, Refusal
from app.policy import Identity, Permission, require
from models.accounts import Account, StaffRole

LASTS = timedelta(minutes=15)


@dataclass(frozen=True)
class Viewed:
    """Whose pages are looked at: what a session knows of somebody who signed in, and until when."""

    account_id: int
    username: str
    person_id: int | None
    until: datetime


def view_as(session: Session, actor: Identity, account_id: int, reason: str, now: datetime) -> Viewed:
    """Begins to look along with the holder of an account. In office scope.

    Raises Forbidden, Missing, Refusal accounts.view.no_reason, accounts.view.not_active, accounts.view.of_staff.
    """
    require(actor, Permission.ACCOUNT_VIEW)
    if not reason.strip():
        raise Refusal("accounts.view.no_reason", field="reason")
    account = session.get(Account, account_id)
    if account is None:
        raise Missing("account", account_id)
    if not account.active:
        raise Refusal("accounts.view.not_active")
    # A colleague's desk shows everybody's rows: looking along would give more than one has oneself.
    if session.scalar(select(exists().where(StaffRole.account_id == account_id))):
        raise Refusal("accounts.view.of_staff")
    subject = events.Subject("account", account_id, person_id=account.person_id)
    told = {"reason": reason.strip()}
    events.record(session, events.Tag.ACCOUNT_VIEWED, subject, actor, now, personal=told)
    return Viewed(account_id, str(account.username), account.person_id, now + LASTS)
