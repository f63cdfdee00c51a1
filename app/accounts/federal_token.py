"""The federal token: a grid on paper, one code of which is asked after the password. Legacy, and off by default.

Issued by the central team to somebody known by number, strictly personal; shown on the screen once, to be printed.
The place that is asked stays the same until its code was given: who begins again learns no other. In office scope.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events
from app.accounts.codes import LETTERS, WRONG_TRIES, normalised
from app.errors import Missing, Refusal
from app.policy import Identity, Permission, require
from app.transaction import refuse_as
from models import keyring
from models.accounts import Account, FederalToken, TokenCode

PLACES = 24
COLUMNS = "ABCD"
_LENGTH = 6
_PLAIN = "".join(letter for letter in LETTERS if letter.isalpha())

refuse_as("uq_account_federal_token_standing", "accounts.token.issued_meanwhile")


def name_of(place: int) -> str:
    """How a place is called on paper: A1 to D6."""
    return f"{COLUMNS[(place - 1) % len(COLUMNS)]}{(place - 1) // len(COLUMNS) + 1}"


def issue(session: Session, actor: Identity, account_id: int, now: datetime) -> list[tuple[str, str]]:
    """A new grid for that account, as name and code of each place; the one before ends. Shown this once.

    Raises Forbidden, Missing, Refusal accounts.token.no_number.
    """
    require(actor, Permission.TOKEN_ISSUE)
    account = session.get(Account, account_id, with_for_update=True)
    if account is None or not account.active:
        raise Missing("account", account_id)
    if account.person_id is None:
        raise Refusal("accounts.token.no_number")
    if (before := standing(session, account_id)) is not None:
        _end(session, before, "renewed", now)
    made = FederalToken(account_id=account_id, issued_at=now, asked=_any_place())
    session.add(made)
    session.flush()
    plain = ["".join(secrets.choice(_PLAIN) for _ in range(_LENGTH)) for _ in range(PLACES)]
    session.add_all(
        TokenCode(token_id=made.id, place=place, code_hash=_hash(made.id, place, code))
        for place, code in enumerate(plain, 1)
    )
    session.flush()
    events.record(session, events.Tag.TOKEN_ISSUED, _subject(account), actor, now)
    return [(name_of(place), code) for place, code in enumerate(plain, 1)]


def take_back(session: Session, actor: Identity, account_id: int, now: datetime) -> None:
    """No grid counts for that account any more; done twice, it does nothing more. Raises Forbidden, Missing."""
    require(actor, Permission.TOKEN_ISSUE)
    account = session.get(Account, account_id, with_for_update=True)
    if account is None:
        raise Missing("account", account_id)
    if (found := standing(session, account_id)) is not None:
        _end(session, found, "taken_back", now)
        events.record(session, events.Tag.TOKEN_TAKEN_BACK, _subject(account), actor, now)


def standing(session: Session, account_id: int) -> FederalToken | None:
    """The grid that counts for this account."""
    wanted = select(FederalToken).where(FederalToken.account_id == account_id, FederalToken.ended_at.is_(None))
    return session.scalars(wanted).one_or_none()


def fits(session: Session, account_id: int, typed: str, now: datetime) -> bool:
    """Whether this is the code at the place that is asked. Five wrong ones end the grid; the caller commits."""
    wanted = select(FederalToken).where(FederalToken.account_id == account_id, FederalToken.ended_at.is_(None))
    locked = wanted.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(locked).one_or_none()
    if found is None:
        return False
    stored = session.get_one(TokenCode, (found.id, found.asked)).code_hash
    if secrets.compare_digest(stored, _hash(found.id, found.asked, normalised(typed))):
        found.asked, found.wrong, found.last_used_at = _any_place(), 0, now
        session.flush()
        return True
    found.wrong += 1
    if found.wrong >= WRONG_TRIES:
        account = session.get_one(Account, account_id)
        _end(session, found, "blocked", now)
        events.record(session, events.Tag.TOKEN_BLOCKED, _subject(account), None, now)
    session.flush()
    return False


def _end(session: Session, found: FederalToken, why: str, now: datetime) -> None:
    found.ended_at, found.ended_why = now, why
    session.flush()


def _any_place() -> int:
    return secrets.randbelow(PLACES) + 1


def _hash(token_id: int, place: int, code: str) -> bytes:
    return keyring.installed().lookup_hash(f"federal-token:{token_id}:{place}:{code}")


def _subject(account: Account) -> events.Subject:
    return events.Subject("account", int(account.id), person_id=account.person_id)
