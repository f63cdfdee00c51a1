"""Who forgot his password: a link goes to the address of his account. Asking tells nothing, also not by its time.

Whoever has an address, and whether it has one at all, the same is done while somebody waits; the rest is a job's.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import events
from app.accounts import letters
from app.accounts.rules import TRIES_PER_ADDRESS, Outcome, Way
from app.accounts.sending import cause_of, send_code_to
from app.accounts.services import make_reset_link
from app.accounts.signing_in import Visitor, attempt_of, tries_from
from app.errors import Refusal
from app.queue import enqueue
from models.accounts import Account


def ask_reset(session: Session, email: str, visitor: Visitor, now: datetime) -> None:
    """Has a link sent to that address, if an account that is active has it; whoever asks isn't told.

    Raises Refusal accounts.reset.too_many when too much was tried from where he asks.
    """
    wanted = email.strip()
    # A number or none: loading the account, or naming it in the try, takes a tenth of a millisecond, which shows.
    account_id = session.scalar(select(Account.id).where(func.lower(Account.email) == wanted.lower()))
    asked = attempt_of(f"mail:{wanted.casefold()}", None, Way.RESET, visitor, now)
    if tries_from(session, asked, Way.RESET, now) >= TRIES_PER_ADDRESS // 3:
        raise Refusal("accounts.reset.too_many")
    asked.outcome = Outcome.ASKED
    session.add(asked)
    session.flush()
    enqueue(session, "send_reset_link", account_id=account_id or 0)


def send_link(session: Session, account_id: int, site: str, now: datetime) -> bool:
    """Writes the mail with the link; whether it did. At most three an hour for one account. In office scope."""
    account = session.get(Account, account_id, with_for_update=True) if account_id else None
    if account is None or not (account.active or account.rested_at is not None):
        return False
    token = make_reset_link(session, account, now)
    if token is None:
        return False
    subject = events.Subject("account", account_id, person_id=account.person_id)
    cause = cause_of(session, events.Tag.RESET_ASKED, subject, now)
    send_code_to(session, cause, letters.holder_of(session, account), letters.reset_link, site, token, now)
    return True
