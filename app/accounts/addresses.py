"""Another address for an account: it counts once a code sent there comes back; until then the old one does.

As with a new account, nothing tells whether somebody has that address already: its owner gets a mail.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import events
from app.accounts import codes, letters
from app.accounts.codes import Owner, Purpose
from app.accounts.sending import cause_of, send_code_to, tell_owner
from app.errors import Missing, Refusal
from app.mail.rules import usable
from app.policy import Identity
from app.queue import enqueue
from models.accounts import Account, AddressChange, OneTimeLink

LIFE = timedelta(days=7)


def ask_address(session: Session, actor: Identity, email: str, now: datetime) -> AddressChange:
    """Has a code sent to the new address, and a warning to the old one. In office scope.

    Raises Refusal accounts.email.unusable, accounts.email.the_same.
    """
    address = usable(email)
    if not address:
        raise Refusal("accounts.email.unusable", field="email")
    account = session.get_one(Account, actor.account_id, with_for_update=True)
    if account.email.lower() == address.lower():
        raise Refusal("accounts.email.the_same", field="email")
    found = session.get(AddressChange, actor.account_id)
    if found is None:
        found = AddressChange(account_id=actor.account_id)
        session.add(found)
    found.email, found.asked_at, found.ends_at = address, now, now + LIFE
    session.flush()
    events.record(session, events.Tag.ADDRESS_ASKED, _subject(actor), actor, now)
    _ask_for_code(session, actor.account_id)
    return found


def _ask_for_code(session: Session, account_id: int) -> None:
    after = codes.latest(session, Owner(account_id=account_id))
    enqueue(session, "send_address_code", account_id=account_id, after=after)


def waiting(session: Session, account_id: int, now: datetime) -> AddressChange | None:
    """The address that waits for its code; None when none does, or not any more."""
    return session.scalars(
        select(AddressChange).where(AddressChange.account_id == account_id, AddressChange.ends_at > now)
    ).one_or_none()


def send_again(session: Session, actor: Identity, now: datetime) -> None:
    """Has another code sent there. Raises Missing when no address waits. In office scope."""
    if waiting(session, actor.account_id, now) is None:
        raise Missing("address", actor.account_id)
    _ask_for_code(session, actor.account_id)


def withdraw(session: Session, actor: Identity, now: datetime) -> None:
    """The old address stays. Done twice, it does nothing more. In office scope."""
    gone = delete(AddressChange).where(AddressChange.account_id == actor.account_id)
    if session.scalar(gone.returning(AddressChange.account_id)) is not None:
        events.record(session, events.Tag.ADDRESS_WITHDRAWN, _subject(actor), actor, now)


def confirm_address(session: Session, actor: Identity, typed: str, now: datetime) -> Refusal | None:
    """The new address counts when the code is right; else why not. A wrong one is counted: commit either way.

    In office scope. Raises Missing when no address waits.
    """
    account = session.get_one(Account, actor.account_id, with_for_update=True)
    found = waiting(session, actor.account_id, now)
    if found is None:
        raise Missing("address", actor.account_id)
    spent = codes.spend(session, Owner(account_id=actor.account_id), Purpose.ADDRESS, typed, now)
    if (no := codes.refusal_of(spent)) is not None:
        return no
    try:
        with session.begin_nested():
            account.email = found.email
            session.flush()
    except IntegrityError:  # somebody made an account with it meanwhile
        session.expire(account)
        return Refusal("accounts.email.has_an_account")
    session.delete(found)
    # Who reads the old address no longer gets in by a link that was sent there.
    session.execute(delete(OneTimeLink).where(OneTimeLink.account_id == actor.account_id))
    session.flush()
    events.record(session, events.Tag.ADDRESS_CHANGED, _subject(actor), actor, now)
    return None


def send_code(session: Session, account_id: int, after: int, site: str, now: datetime) -> bool:
    """Writes the mail with the code to the new address; whether one was written. In office scope."""
    found = session.get(AddressChange, account_id, with_for_update=True)
    owner = Owner(account_id=account_id)
    if found is None or found.ends_at <= now or codes.latest(session, owner) != after:
        return False
    code = codes.make(session, owner, Purpose.ADDRESS, found.email, now)
    if code is None:
        return False
    account = session.get_one(Account, account_id)
    known = session.scalars(select(Account).where(func.lower(Account.email) == found.email.lower())).one_or_none()
    subject = events.Subject("account", account_id, person_id=account.person_id)
    if known is not None:
        tell_owner(session, known, subject, site, now)
        return True
    cause = cause_of(session, events.Tag.CODE_SENT, subject, now)
    reader = letters.holder_of(session, account, found.email)
    send_code_to(session, cause, reader, letters.address_code, site, code, now)
    return True


def forget(session: Session, now: datetime) -> int:
    """Removes addresses that waited for more than a week; how many. In office scope."""
    gone = delete(AddressChange).where(AddressChange.ends_at <= now).returning(AddressChange.account_id)
    return len(session.scalars(gone).all())


def _subject(actor: Identity) -> events.Subject:
    return events.Subject("account", actor.account_id, person_id=actor.person_id)
