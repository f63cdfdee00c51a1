"""Reads about accounts: whose names they bear. In office scope, or that of the account itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.rules import Outcome, Way
from models.accounts import Account, Attempt, Authenticator, CardLink, Person, Profile, RecoveryCode


@dataclass(frozen=True)
class Keys:
    """The keys of an account: when each was last used, since when the security code is asked, codes in reserve."""

    password_used_at: datetime | None
    code_since: datetime | None
    code_used_at: datetime | None
    recovery_codes_left: int
    # The card of an eID: since when it opens this account, and how it was shown last.
    card: CardLink | None = None
    itsme_used_at: datetime | None = None


def names_of(session: Session, account_id: int) -> tuple[str, str]:
    """First names and family name: the person's where one is known by number, else what was said; or ('', '')."""
    found = session.execute(
        select(
            func.coalesce(Person.given_names, Profile.given_names, ""),
            func.coalesce(Person.family_name, Profile.family_name, ""),
        )
        .select_from(Account)
        .join(Person, Person.id == Account.person_id, isouter=True)
        .join(Profile, Profile.account_id == Account.id, isouter=True)
        .where(Account.id == account_id)
    ).one_or_none()
    return (found[0], found[1]) if found is not None else ("", "")


def keys_of(session: Session, account_id: int) -> Keys:
    """The keys of that account, in one statement. In office scope."""
    of_account = Attempt.account_id == account_id
    used = (
        select(func.max(Attempt.tried_at))
        .where(of_account, Attempt.way == Way.PASSWORD, Attempt.outcome.in_((Outcome.OPENED, Outcome.HALF)))
        .scalar_subquery()
    )
    by_itsme = (
        select(func.max(Attempt.tried_at))
        .where(of_account, Attempt.way == Way.ITSME, Attempt.outcome.in_((Outcome.OPENED, Outcome.CONFIRMED)))
        .scalar_subquery()
    )
    left = (
        select(func.count())
        .where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
        .scalar_subquery()
    )
    since, code_used, last, count, card, itsme = session.execute(
        select(Authenticator.confirmed_at, Authenticator.last_used_at, used, left, CardLink, by_itsme)
        .select_from(Account)
        .join(CardLink, CardLink.account_id == Account.id, isouter=True)
        .join(Authenticator, Authenticator.account_id == Account.id, isouter=True)
        .where(Account.id == account_id)
    ).one()
    return Keys(last, since, code_used if since is not None else None, count, card, itsme)
