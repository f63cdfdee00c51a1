"""The security code: an app that shows six digits, and ten recovery codes for who loses it. In office scope."""

from __future__ import annotations

import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app import events
from app.accounts.codes import LETTERS, normalised
from app.errors import Refusal
from app.policy import Identity
from models import keyring
from models.accounts import Authenticator, RecoveryCode

ISSUER = "Sleutelbos"
RECOVERY_CODES = 10
_RECOVERY_LENGTH = 10
# RFC 6238, 5.2: steps of thirty seconds, one back and one ahead for a clock that isn't quite right.
_STEP = 30
_DRIFT = 1


def begin(session: Session, actor: Identity, now: datetime) -> None:
    """Makes a secret for an app, which counts once `confirm` saw a code of it; begun again, another one.

    Raises Refusal accounts.code.set_up_already.
    """
    found = session.get(Authenticator, actor.account_id, with_for_update=True)
    if found is None:
        found = Authenticator(account_id=actor.account_id, made_at=now)
        session.add(found)
    elif found.confirmed_at is not None:
        raise Refusal("accounts.code.set_up_already")
    found.secret, found.made_at = pyotp.random_base32(), now
    session.flush()


def begun(session: Session, account_id: int) -> str | None:
    """The secret an app is being set up with, in base32; None when nothing was begun, or it is done."""
    return session.scalar(
        select(Authenticator.secret).where(
            Authenticator.account_id == account_id, Authenticator.confirmed_at.is_(None)
        )
    )


def address_of(secret: str, username: str) -> str:
    """What the QR code says to the app: otpauth://totp/…"""
    return pyotp.TOTP(secret, interval=_STEP).provisioning_uri(name=username, issuer_name=ISSUER)


def confirm(session: Session, actor: Identity, typed: str, now: datetime) -> list[str]:
    """From now on a code is asked at each sign-in; gives the recovery codes, which are shown this once.

    Raises Refusal accounts.code.wrong, accounts.code.set_up_already.
    """
    found = session.get(Authenticator, actor.account_id, with_for_update=True)
    if found is None or found.confirmed_at is not None:
        raise Refusal("accounts.code.set_up_already")
    if not _fits_app(found, typed, now):
        raise Refusal("accounts.code.wrong", field="code")
    found.confirmed_at = now
    events.record(session, events.Tag.CODE_SET_UP, _subject(actor), actor, now)
    return _new_recovery_codes(session, actor.account_id)


def renew_recovery_codes(session: Session, actor: Identity, now: datetime) -> list[str]:
    """Ten new ones, for who showed a code a moment ago; those of before open nothing any more."""
    events.record(session, events.Tag.RECOVERY_CODES_RENEWED, _subject(actor), actor, now)
    return _new_recovery_codes(session, actor.account_id)


def stop(session: Session, actor: Identity, now: datetime) -> None:
    """No code is asked any more; who showed one a moment ago decides that."""
    for table in (RecoveryCode, Authenticator):
        session.execute(delete(table).where(table.account_id == actor.account_id))
    session.expire_all()
    events.record(session, events.Tag.CODE_STOPPED, _subject(actor), actor, now)


def fits(session: Session, account_id: int, typed: str, now: datetime) -> bool:
    """Whether this is a code of the app, or a recovery code; either is used up by it."""
    found = session.get(Authenticator, account_id, with_for_update=True, populate_existing=True)
    if found is None or found.confirmed_at is None:
        return False
    right = _fits_app(found, typed, now) or _fits_recovery(session, account_id, typed, now)
    session.flush()
    return right


def _fits_app(found: Authenticator, typed: str, now: datetime) -> bool:
    """A code opens once: the step it belongs to lies behind us afterwards."""
    digits = "".join(typed.split())
    app, step = pyotp.TOTP(found.secret, interval=_STEP), int(now.timestamp()) // _STEP
    fitting = [
        one
        for one in range(step - _DRIFT, step + _DRIFT + 1)
        if secrets.compare_digest(app.generate_otp(one).encode(), digits.encode())
    ]
    if not fitting or fitting[-1] <= found.last_step:
        return False
    found.last_step, found.last_used_at = fitting[-1], now
    return True


def _fits_recovery(session: Session, account_id: int, typed: str, now: datetime) -> bool:
    used = session.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.code_hash == _recovery_hash(account_id, typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.account_id)
    )
    return used is not None


def _new_recovery_codes(session: Session, account_id: int) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    plain = ["".join(secrets.choice(LETTERS) for _ in range(_RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(account_id=account_id, code_hash=_recovery_hash(account_id, one)) for one in plain
    )
    session.flush()
    half = _RECOVERY_LENGTH // 2
    return [f"{one[:half]}-{one[half:]}" for one in plain]


def _recovery_hash(account_id: int, typed: str) -> bytes:
    return keyring.installed().lookup_hash(f"recovery:{account_id}:{normalised(typed)}")


def _subject(actor: Identity) -> events.Subject:
    return events.Subject("account", actor.account_id, person_id=actor.person_id)
