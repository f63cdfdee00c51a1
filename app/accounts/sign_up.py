"""Making an account of one's own: it waits, its username taken, until the code sent to its address comes back.

Nothing here tells whether an address has an account already. Its owner is told, by mail: what becomes of a
request is found out by the job that writes that mail, not while somebody waits and could time it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import events
from app.accounts import codes, letters, passwords
from app.accounts.codes import Owner, Purpose
from app.accounts.rules import ask_username, usernames_for
from app.accounts.sending import cause_of, send_code_to, tell_owner
from app.errors import Missing, Refusal
from app.mail.rules import usable
from app.policy import Identity, Permission, require
from app.queue import enqueue
from app.transaction import Scope, refuse_as, within
from models import keyring
from models.accounts import Account, Profile, SignUp

# The version of the terms that is accepted today; their text stands on the page of the terms.
TERMS = "2026-11"
PER_HOUR = 10
_HOUR = timedelta(hours=1)
NAME_LONGEST = 200
BATCH = 500

refuse_as("uq_account_sign_up_username", "accounts.username.taken", field="username")
refuse_as("uq_ab_user_lower_username", "accounts.username.taken", field="username")
refuse_as("uq_ab_user_lower_email", "accounts.email.has_an_account", field="email")


@dataclass(frozen=True)
class NewAccount:
    """What somebody filled in: names as on the identity card, and how he wants to sign in."""

    given_names: str
    family_name: str
    email: str
    username: str
    password: str = field(repr=False)
    language: str
    terms_accepted: bool


@dataclass(frozen=True)
class Activated:
    """What came of a code: the account, or the refusal."""

    account: Account | None
    refusal: Refusal | None = None


def ask_names(given_names: str, family_name: str, email: str) -> str:
    """The address as mail servers take it. Raises Refusal accounts.name.*, accounts.email.unusable."""
    for field_name, value in (("given_names", given_names), ("family_name", family_name)):
        if not value.strip():
            raise Refusal("accounts.name.missing", field=field_name)
        if len(value) > NAME_LONGEST:
            raise Refusal("accounts.name.too_long", field=field_name, most=NAME_LONGEST)
    address = usable(email)
    if not address:
        raise Refusal("accounts.email.unusable", field="email")
    return address


def free_username(session: Session, given_names: str, family_name: str, now: datetime) -> str:
    """A username made of the name that nobody has."""
    wanted = usernames_for(given_names, family_name)
    with within(session, Scope.office()):
        taken = set(session.scalars(select(func.lower(Account.username)).where(Account.username.in_(wanted))))
        waiting = select(SignUp.username).where(SignUp.username.in_(wanted), SignUp.ends_at > now)
        taken |= set(session.scalars(waiting))
    return next((one for one in wanted if one not in taken), "")


def ask_account(session: Session, new: NewAccount, address: str, now: datetime) -> str:
    """Keeps what was filled in and has the code sent; gives the reference of the page that asks for it.

    `address` is the visitor's. Raises Refusal accounts.name.*, accounts.email.unusable, accounts.username.*,
    accounts.password.*, accounts.terms.not_accepted, accounts.sign_up.too_many.
    """
    email = ask_names(new.given_names, new.family_name, new.email)
    username = new.username.strip().casefold()
    ask_username(username)
    passwords.ask_strong(new.password, [new.given_names, new.family_name, username, email.partition("@")[0]])
    if not new.terms_accepted:
        raise Refusal("accounts.terms.not_accepted", field="terms")
    visitor = keyring.installed().lookup_hash(f"address:{address}")
    made = SignUp(
        reference=secrets.token_urlsafe(24),
        username=username,
        email=email,
        given_names=" ".join(new.given_names.split()),
        family_name=" ".join(new.family_name.split()),
        password=passwords.hashed(new.password),
        language=new.language,
        terms=TERMS,
        visitor_hash=visitor,
        asked_at=now,
        ends_at=now + codes.LIFE,
    )
    with within(session, Scope.office()):
        recent = select(func.count()).where(SignUp.visitor_hash == visitor, SignUp.asked_at > now - _HOUR)
        if (session.scalar(recent) or 0) >= PER_HOUR:
            raise Refusal("accounts.sign_up.too_many")
        session.execute(delete(SignUp).where(SignUp.username == username, SignUp.ends_at <= now))
        if session.scalar(select(Account.id).where(func.lower(Account.username) == username)):
            raise Refusal("accounts.username.taken", field="username")
        session.add(made)
        session.flush()
        _ask_for_code(session, made, after=0)
    return made.reference


def _ask_for_code(session: Session, waiting: SignUp, after: int) -> None:
    """`after` is the last code there was: asked twice for the next one, it is sent once."""
    enqueue(session, "send_sign_up_code", sign_up_id=waiting.id, after=after)


def waiting(session: Session, reference: str, now: datetime) -> SignUp:
    """Who waits for a code on that page. Raises Missing when nobody does, or not any more. In office scope."""
    found = session.scalars(
        select(SignUp).where(SignUp.reference == reference, SignUp.ends_at > now).with_for_update()
    ).one_or_none()
    if found is None:
        raise Missing("sign_up", reference)
    return found


def send_again(session: Session, reference: str, now: datetime, actor: Identity | None = None) -> None:
    """Has another code sent, which takes the place of the one before; for somebody, by the helpdesk as well.

    Raises Missing; Forbidden for whoever isn't at the helpdesk.
    """
    if actor is not None:
        require(actor, Permission.CODE_SEND_AGAIN)
    with within(session, Scope.office()):
        found = waiting(session, reference, now)
        if actor is not None:
            subject = events.Subject("sign_up", found.id)
            events.record(session, events.Tag.CODE_ASKED_AGAIN, subject, actor, now)
        _ask_for_code(session, found, after=codes.latest(session, Owner(sign_up_id=found.id)))


def send_code(session: Session, sign_up_id: int, after: int, site: str, now: datetime) -> bool:
    """Writes the mail with the code; to an address that has an account, one that says so. In office scope.

    Whether a mail was written: not for who was sent one since, nor more than five times an hour to one address.
    """
    found = session.get(SignUp, sign_up_id, with_for_update=True)
    owner = Owner(sign_up_id=sign_up_id)
    if found is None or found.ends_at <= now or codes.latest(session, owner) != after:
        return False
    code = codes.make(session, owner, Purpose.ACTIVATE, found.email, now)
    if code is None:
        return False
    found.ends_at = now + codes.LIFE
    known = session.scalars(select(Account).where(func.lower(Account.email) == found.email.lower())).one_or_none()
    subject = events.Subject("sign_up", sign_up_id)
    if known is not None:
        tell_owner(session, known, subject, site, now)
        return True
    cause = cause_of(session, events.Tag.CODE_SENT, subject, now)
    content = partial(letters.activation_code, reference=found.reference)
    send_code_to(session, cause, letters.newcomer(found), content, site, code, now)
    return True


def activate(session: Session, reference: str, typed: str, now: datetime) -> Activated:
    """Makes the account when the code is right. A wrong one is counted, so the caller commits either way.

    Raises Missing when nobody waits there.
    """
    with within(session, Scope.office()):
        found = waiting(session, reference, now)
        spent = codes.spend(session, Owner(sign_up_id=found.id), Purpose.ACTIVATE, typed, now)
        if (no := codes.refusal_of(spent)) is not None:
            return Activated(None, no)
        try:
            with session.begin_nested():
                account = _make(session, found, now)
        except IntegrityError:  # meanwhile another account was made with this address
            return Activated(None, Refusal("accounts.email.has_an_account"))
        session.delete(found)
        session.flush()
    return Activated(account)


def _make(session: Session, found: SignUp, now: datetime) -> Account:
    account = Account(
        username=found.username,
        email=found.email,
        first_name="",
        last_name="",
        password=found.password,
        active=True,
        language=found.language,
    )
    session.add(account)
    session.flush()
    session.execute(
        insert(Profile).values(
            account_id=int(account.id),
            given_names=found.given_names,
            family_name=found.family_name,
            terms=found.terms,
            terms_at=found.asked_at,
        )
    )
    subject = events.Subject("account", int(account.id))
    events.record(session, events.Tag.ACCOUNT_MADE, subject, None, now, facts={"terms": found.terms})
    return account


def forget(session: Session, now: datetime, limit: int = BATCH) -> int:
    """Removes up to `limit` requests whose code never came back; returns how many. In office scope."""
    old = select(SignUp.id).where(SignUp.ends_at <= now).order_by(SignUp.ends_at).limit(limit)
    return len(session.scalars(delete(SignUp).where(SignUp.id.in_(old)).returning(SignUp.id)).all())
