"""Signing in: one try with a key, throttled over all ways in together, recorded whatever came of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select, text
from sqlalchemy.orm import Session

from app.accounts import federal_token, passwords, second_factor
from app.accounts.rules import FAILED, WINDOW, Failures, Outcome, Way, too_many
from app.errors import Refusal
from app.transaction import Scope, within
from models import keyring
from models.accounts import Account, Attempt, Authenticator

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")


@dataclass(frozen=True)
class SignIn:
    """What came of a try: the account, and whether its security code is still asked, or the code that brings it
    back from rest; or the refusal, with a reference for the helpdesk."""

    account: Account | None
    refusal: Refusal | None
    reference: str
    needs_code: bool = False
    returns: bool = False


@dataclass(frozen=True)
class Visitor:
    """The browser in front of the sign-in page: its address, and the token of the browser where it is known."""

    address: str
    device: str = ""


def sign_in(session: Session, username: str, password: str, visitor: Visitor, now: datetime) -> SignIn:
    """One try with user name and password. It is recorded whatever came of it, so the caller commits either way.

    The answer never tells whether the name exists.
    """
    wanted = username.strip().casefold()
    account = session.scalars(select(Account).where(func.lower(Account.username) == wanted)).one_or_none()
    tried, needs_code = _tried(session, wanted, account, Way.PASSWORD, visitor, now), False
    if tried.outcome == Outcome.OPENED:
        if not passwords.matches(account.password if account else None, password[:1000]):
            tried.outcome = Outcome.WRONG
        elif account is not None and account.rested_at is not None:
            tried.outcome = Outcome.RETURNING
        elif account is not None and not account.active:
            tried.outcome = Outcome.INACTIVE
        elif account is not None and _has_second_factor(session, int(account.id)):
            tried.outcome, needs_code = Outcome.HALF, True
    return _answer(session, tried, account, "not_recognised", needs_code)


def sign_in_with_code(
    session: Session, account_id: int, version: int, typed: str, visitor: Visitor, now: datetime
) -> SignIn:
    """The second step: the security code of who gave his password right a moment ago, or a recovery code.

    `version` is the account's session version at the first step: a password changed since ends this one too.
    """
    account = session.get_one(Account, account_id)
    tried = _tried(session, account.username.casefold(), account, Way.CODE, visitor, now)
    if tried.outcome == Outcome.OPENED:
        if not account.active or account.session_version != version:
            tried.outcome = Outcome.INACTIVE
        else:
            with within(session, Scope.office()):
                if not second_factor.fits(session, account_id, typed, now):
                    tried.outcome = Outcome.WRONG
    return _answer(session, tried, account, "wrong_code", needs_code=False)


def confirm_password(session: Session, account_id: int, password: str, visitor: Visitor, now: datetime) -> SignIn:
    """Whether whoever is signed in knows the password too; guesses count among those at the door."""
    with within(session, Scope.office()):
        account = session.get_one(Account, account_id)
        tried = _tried(session, account.username.casefold(), account, Way.PASSWORD, visitor, now)
        if tried.outcome == Outcome.OPENED:
            right = passwords.matches(account.password, password[:1000])
            tried.outcome = Outcome.CONFIRMED if right else Outcome.WRONG
        return _answer(session, tried, account, "wrong_password", needs_code=False)


def confirm_code(session: Session, account_id: int, typed: str, visitor: Visitor, now: datetime) -> SignIn:
    """Whether whoever is signed in has his app at hand, or a recovery code, which is used up; counted likewise."""
    with within(session, Scope.office()):
        account = session.get_one(Account, account_id)
        tried = _tried(session, account.username.casefold(), account, Way.CODE, visitor, now)
        if tried.outcome == Outcome.OPENED:
            right = second_factor.fits(session, account_id, typed, now)
            tried.outcome = Outcome.CONFIRMED if right else Outcome.WRONG
        return _answer(session, tried, account, "wrong_code", needs_code=False)


def confirm_token(session: Session, account_id: int, typed: str, visitor: Visitor, now: datetime) -> SignIn:
    """Whether whoever is signed in has the grid of his federal token at hand; counted likewise."""
    with within(session, Scope.office()):
        account = session.get_one(Account, account_id)
        tried = _tried(session, account.username.casefold(), account, Way.TOKEN, visitor, now)
        if tried.outcome == Outcome.OPENED:
            right = federal_token.fits(session, account_id, typed, now)
            tried.outcome = Outcome.CONFIRMED if right else Outcome.WRONG
        return _answer(session, tried, account, "wrong_token", needs_code=False)


def attempt_of(name: str, account: Account | None, way: Way, visitor: Visitor, now: datetime) -> Attempt:
    """A try as it is kept: names, addresses and browsers as keyed hashes only."""
    return Attempt(
        name_hash=_hash(name),
        address_hash=_hash(f"address:{visitor.address}"),
        device_hash=_hash(f"device:{visitor.device}:{name}") if visitor.device else None,
        account_id=account.id if account else None,
        way=way,
        outcome=Outcome.OPENED,
        reference=secrets.token_hex(4),
        tried_at=now,
    )


def tries_from(session: Session, tried: Attempt, way: Way, now: datetime) -> int:
    """How often this was tried from the same address within the hour, whatever came of it."""
    same = (Attempt.address_hash == tried.address_hash, Attempt.way == way, Attempt.tried_at > now - WINDOW)
    return session.scalar(select(func.count()).where(*same)) or 0


def _tried(
    session: Session, name: str, account: Account | None, way: Way, visitor: Visitor, now: datetime
) -> Attempt:
    """The try, not yet written: opened, unless it is one too many."""
    tried = attempt_of(f"name:{name}", account, way, visitor, now)
    # One try at a time per name: a thousand guesses sent at once would all count the same few failures.
    session.execute(_ONE_AT_A_TIME, {"name": tried.name_hash.hex()})
    if too_many(_failures(session, tried, now)):
        tried.outcome = Outcome.THROTTLED
    return tried


def _answer(session: Session, tried: Attempt, account: Account | None, wrong: str, needs_code: bool) -> SignIn:
    session.add(tried)
    session.flush()
    if tried.outcome in FAILED or account is None:
        code = "too_many_tries" if tried.outcome == Outcome.THROTTLED else wrong
        refusal = Refusal(f"accounts.sign_in.{code}", reference=tried.reference)
        return SignIn(None, refusal, tried.reference)
    return SignIn(account, None, tried.reference, needs_code, tried.outcome == Outcome.RETURNING)


def _has_second_factor(session: Session, account_id: int) -> bool:
    confirmed = select(Authenticator.account_id).where(
        Authenticator.account_id == account_id, Authenticator.confirmed_at.is_not(None)
    )
    with within(session, Scope.office()):
        return session.scalar(confirmed) is not None


def _hash(plain: str) -> bytes:
    return keyring.installed().lookup_hash(plain)


def _failures(session: Session, tried: Attempt, now: datetime) -> Failures:
    """A browser is known by a token that opened this account before; any other token is a stranger's."""
    recent = (Attempt.tried_at > now - WINDOW, Attempt.outcome.in_(FAILED))
    of_name = Attempt.name_hash == tried.name_hash
    of_browser = and_(of_name, Attempt.device_hash == tried.device_hash)
    known = select(Attempt.device_hash).where(
        of_name, Attempt.outcome == Outcome.OPENED, Attempt.device_hash.is_not(None)
    )
    strange = or_(Attempt.device_hash.is_(None), Attempt.device_hash.not_in(known))

    def count(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
        return select(func.count()).select_from(Attempt).where(*conditions).scalar_subquery()

    on_account, from_browser, from_address, opened = session.execute(
        select(
            count(*recent, of_name, strange),
            count(*recent, of_browser),
            count(*recent, Attempt.address_hash == tried.address_hash),
            count(of_browser, Attempt.outcome == Outcome.OPENED),
        )
    ).one()
    return Failures(on_account, from_browser, from_address, browser_known=opened > 0)
