"""Codes sent by mail: six characters, good for a day and for five wrong tries. In office scope.

Of a code only a keyed hash is stored; what was typed is never kept.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from app.errors import Refusal
from models import keyring
from models.accounts import Code

# 32 letters and digits, 2^30 codes: no I and 1, no O and 0.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 6
LIFE = timedelta(hours=24)
WRONG_TRIES = 5
PER_HOUR = 5
_HOUR = timedelta(hours=1)
BATCH = 500


class Purpose(Enum):
    """What a code opens: a new account, another address, an account that was at rest."""

    ACTIVATE = "activate"
    ADDRESS = "address"
    RETURN = "return"


class Spent(Enum):
    """What came of a code that was typed: `over` when none counts any more, by age, use or wrong tries."""

    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"


@dataclass(frozen=True)
class Owner:
    """For whom a code is: an account, or one that is still asked for."""

    account_id: int | None = None
    sign_up_id: int | None = None

    @property
    def condition(self) -> ColumnElement[bool]:
        if self.account_id is not None:
            return Code.account_id == self.account_id
        return Code.sign_up_id == self.sign_up_id


def normalised(typed: str) -> str:
    """As the code was made: capitals, without the blanks and dashes people put in."""
    return "".join(letter for letter in typed[:40].upper() if letter.isalnum())


def make(session: Session, owner: Owner, purpose: Purpose, address: str, now: datetime) -> str | None:
    """A new code, the only one that counts from now on; None when that address had five within the hour."""
    address_hash = keyring.installed().lookup_hash(f"code-to:{address.strip().casefold()}")
    recent = select(func.count()).where(Code.address_hash == address_hash, Code.made_at > now - _HOUR)
    if (session.scalar(recent) or 0) >= PER_HOUR:
        return None
    session.execute(
        update(Code).where(owner.condition, Code.purpose == purpose.value, Code.ends_at > now).values(ends_at=now)
    )
    plain = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    session.add(
        Code(
            purpose=purpose.value,
            account_id=owner.account_id,
            sign_up_id=owner.sign_up_id,
            address_hash=address_hash,
            code_hash=_hash(owner, purpose, plain),
            made_at=now,
            ends_at=now + LIFE,
        )
    )
    session.flush()
    return plain


def latest(session: Session, owner: Owner) -> int:
    """The id of the last code that was made for him; 0 when none was."""
    return session.scalar(select(func.max(Code.id)).where(owner.condition)) or 0


def spend(session: Session, owner: Owner, purpose: Purpose, typed: str, now: datetime) -> Spent:
    """One try with a code; a right one is used up by it. The caller commits whatever came of it."""
    found = session.scalars(
        select(Code)
        .where(owner.condition, Code.purpose == purpose.value)
        .order_by(Code.id.desc())
        .limit(1)
        .with_for_update()
    ).one_or_none()
    if found is None or found.used_at is not None or found.ends_at <= now or found.wrong >= WRONG_TRIES:
        return Spent.OVER
    if not secrets.compare_digest(found.code_hash, _hash(owner, purpose, normalised(typed))):
        found.wrong += 1
        session.flush()
        return Spent.OVER if found.wrong >= WRONG_TRIES else Spent.WRONG
    found.used_at = now
    session.flush()
    return Spent.RIGHT


def refusal_of(spent: Spent) -> Refusal | None:
    """What is said of a code that didn't count; None for a right one."""
    if spent is Spent.WRONG:
        return Refusal("accounts.code.wrong", field="code")
    return Refusal("accounts.code.over", field="code") if spent is Spent.OVER else None


def forget(session: Session, now: datetime, limit: int = BATCH) -> int:
    """Removes up to `limit` codes that ended more than a day ago; returns how many."""
    old = select(Code.id).where(Code.ends_at < now - LIFE).order_by(Code.ends_at).limit(limit)
    return len(session.scalars(delete(Code).where(Code.id.in_(old)).returning(Code.id)).all())


def _hash(owner: Owner, purpose: Purpose, plain: str) -> bytes:
    whose = f"account:{owner.account_id}" if owner.account_id is not None else f"sign_up:{owner.sign_up_id}"
    return keyring.installed().lookup_hash(f"code:{purpose.value}:{whose}:{plain}")
