"""Use cases of accounts: the language one reads in, staff accounts, links to a password, changing it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import clock, events
from app.accounts import passwords
from app.accounts.queries import names_of
from app.errors import Refusal
from app.policy import Identity
from models.accounts import Account, OneTimeLink, StaffRole

LINK_LIFE = timedelta(hours=24)
RESET_LIFE = timedelta(hours=1)
RESETS_PER_HOUR = 3
FIRST, RESET = "first", "reset"


def staff_roles_of(session: Session, account_id: int, now: datetime) -> frozenset[str]:
    """The staff roles this account holds today."""
    day = clock.day_of(now)
    return frozenset(
        session.scalars(
            select(StaffRole.role).where(
                StaffRole.account_id == account_id,
                StaffRole.first_day <= day,
                (StaffRole.last_day.is_(None)) | (StaffRole.last_day >= day),
            )
        )
    )


def speak(session: Session, account_id: int, language: str) -> None:
    """Remembers the language this account reads in."""
    session.execute(update(Account).where(Account.id == account_id).values(language=language))


def make_staff_account(session: Session, username: str, email: str, role: str, now: datetime) -> Account:
    """An account with a staff role and no way in yet: a one-time link gives it its first password."""
    account = Account(
        username=username.strip().casefold(),
        email=email.strip(),
        first_name="",
        last_name="",
        password=passwords.hashed(secrets.token_urlsafe(32)),
        active=True,
    )
    session.add(account)
    session.flush()
    session.add(StaffRole(account_id=int(account.id), role=role, first_day=clock.day_of(now)))
    events.record(session, events.Tag.ACCOUNT_MADE, events.Subject("account", int(account.id)), None, now)
    return account


def make_one_time_link(session: Session, account: Account, now: datetime) -> str:
    """A token that lets this account set its first password, once, within a day; only its hash is kept."""
    return _make_link(session, account, FIRST, now + LINK_LIFE)


def make_reset_link(session: Session, account: Account, now: datetime) -> str | None:
    """A token to another password, for an hour; None when three were made within the hour."""
    recent = select(func.count()).where(
        OneTimeLink.account_id == account.id, OneTimeLink.purpose == RESET, OneTimeLink.ends_at > now
    )
    if (session.scalar(recent) or 0) >= RESETS_PER_HOUR:
        return None
    return _make_link(session, account, RESET, now + RESET_LIFE)


def _make_link(session: Session, account: Account, purpose: str, ends_at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        OneTimeLink(token_hash=_token_hash(token), account_id=account.id, purpose=purpose, ends_at=ends_at)
    )
    return token


def link_is_open(session: Session, token: str, now: datetime) -> bool:
    """Whether this link still leads to a password; looking doesn't use it up."""
    found = session.get(OneTimeLink, _token_hash(token))
    return found is not None and found.used_at is None and found.ends_at > now


def set_password_by_link(session: Session, token: str, password: str, now: datetime) -> Account:
    """Uses the link up and sets the password; sessions of the account end, and its other links. In office scope.

    Raises Refusal accounts.link.used_or_expired, and those of a password that can be guessed.
    """
    link = session.scalars(
        select(OneTimeLink).where(OneTimeLink.token_hash == _token_hash(token)).with_for_update()
    ).one_or_none()
    if link is None or link.used_at is not None or link.ends_at <= now:
        raise Refusal("accounts.link.used_or_expired")
    account = session.get_one(Account, link.account_id, with_for_update=True)
    set_password(session, account, password, None, now)
    session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.account_id == account.id, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
    )
    return account


def set_password(
    session: Session, account: Account, password: str, actor: Identity | None, now: datetime
) -> Account:
    """The new password, which ends every session of the account. In office scope.

    Raises Refusal accounts.password.too_short, too_long, has_the_name, weak.
    """
    passwords.ask_strong(password, [account.username, account.email, *names_of(session, int(account.id))])
    account.password = passwords.hashed(password)
    account.session_version += 1
    session.flush()
    subject = events.Subject("account", int(account.id), person_id=account.person_id)
    events.record(session, events.Tag.PASSWORD_SET, subject, actor, now)
    return account


def _token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
