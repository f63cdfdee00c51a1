"""Use cases of accounts: signing in and out, setting a first password."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select, text, update
from sqlalchemy.orm import Session

from app import clock, events
from app.accounts import passwords
from app.accounts.rules import PASSWORD_LENGTH, WINDOW, Failures, Outcome, too_many
from app.errors import Refusal
from models import keyring
from models.accounts import Account, Attempt, OneTimeLink, StaffRole

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")
LINK_LIFE = timedelta(hours=24)


@dataclass(frozen=True)
class SignIn:
    """What came of a try: the account, or the code of the refusal and a reference for the helpdesk."""

    account: Account | None
    refusal: Refusal | None
    reference: str


@dataclass(frozen=True)
class Visitor:
    """The browser in front of the sign-in page: its address, and the token of the browser where it is known."""

    address: str
    device: str = ""


def sign_in(
    session: Session, username: str, password: str, visitor: Visitor, now: datetime, way: str = "password"
) -> SignIn:
    """One try with user name and password. It is recorded whatever came of it, so the caller commits either way.

    The answer never tells whether the name exists.
    """
    wanted = username.strip().casefold()
    account = session.scalars(select(Account).where(func.lower(Account.username) == wanted)).one_or_none()
    reference = secrets.token_hex(4)
    tried = Attempt(
        name_hash=_hash(f"name:{wanted}"),
        address_hash=_hash(f"address:{visitor.address}"),
        device_hash=_hash(f"device:{visitor.device}:{wanted}") if visitor.device else None,
        account_id=account.id if account else None,
        way=way,
        outcome=Outcome.OPENED,
        reference=reference,
        tried_at=now,
    )
    # One try at a time per name: a thousand guesses sent at once would all count the same few failures.
    session.execute(_ONE_AT_A_TIME, {"name": tried.name_hash.hex()})
    if too_many(_failures(session, tried, now)):
        tried.outcome = Outcome.THROTTLED
    elif not passwords.matches(account.password if account else None, password[:1000]):
        tried.outcome = Outcome.WRONG
    elif account is not None and not account.active:
        tried.outcome = Outcome.INACTIVE
    _keep(session, tried)
    if tried.outcome != Outcome.OPENED or account is None:
        code = "too_many_tries" if tried.outcome == Outcome.THROTTLED else "not_recognised"
        return SignIn(None, Refusal(f"accounts.sign_in.{code}", reference=reference), reference)
    return SignIn(account, None, reference)


def _keep(session: Session, tried: Attempt) -> None:
    session.add(tried)
    session.flush()


def _hash(plain: str) -> bytes:
    return keyring.installed().lookup_hash(plain)


def _failures(session: Session, tried: Attempt, now: datetime) -> Failures:
    """A browser is known by a token that opened this account before; any other token is a stranger's."""
    recent = (Attempt.tried_at > now - WINDOW, Attempt.outcome != "opened")
    of_name = Attempt.name_hash == tried.name_hash
    of_browser = and_(of_name, Attempt.device_hash == tried.device_hash)
    known = select(Attempt.device_hash).where(
        of_name, Attempt.outcome == "opened", Attempt.device_hash.is_not(None)
    )
    strange = or_(Attempt.device_hash.is_(None), Attempt.device_hash.not_in(known))

    def count(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
        return select(func.count()).select_from(Attempt).where(*conditions).scalar_subquery()

    on_account, from_browser, from_address, opened = session.execute(
        select(
            count(*recent, of_name, strange),
            count(*recent, of_browser),
            count(*recent, Attempt.address_hash == tried.address_hash),
            count(of_browser, Attempt.outcome == "opened"),
        )
    ).one()
    return Failures(on_account, from_browser, from_address, browser_known=opened > 0)


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
    token = secrets.token_urlsafe(32)
    session.add(OneTimeLink(token_hash=_token_hash(token), account_id=account.id, ends_at=now + LINK_LIFE))
    return token


def set_first_password(session: Session, token: str, password: str, now: datetime) -> Account:
    """Uses the link up and sets the password; older sessions of the account end.

    Raises Refusal accounts.link.used_or_expired, accounts.password.too_short.
    """
    link = session.scalars(
        select(OneTimeLink).where(OneTimeLink.token_hash == _token_hash(token)).with_for_update()
    ).one_or_none()
    if link is None or link.used_at is not None or link.ends_at <= now:
        raise Refusal("accounts.link.used_or_expired")
    if len(password) < PASSWORD_LENGTH:
        raise Refusal("accounts.password.too_short", field="password", least=PASSWORD_LENGTH)
    account = session.get_one(Account, link.account_id)
    link.used_at = now
    account.password = passwords.hashed(password)
    account.session_version += 1
    events.record(session, events.Tag.PASSWORD_SET, events.Subject("account", int(account.id)), None, now)
    return account


def _token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
