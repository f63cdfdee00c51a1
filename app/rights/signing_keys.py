"""The keys we sign with for tools: one signs, the next is shown beforehand, the last stays shown for a while.

A private key is ciphertext at rest, and leaves this module for nobody. In office scope.
Source: RFC 7515, 7517, 7519; OpenID Connect Core 1.0, 10.1.1 (rotation of signing keys).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey
from sqlalchemy import delete, or_, select, text, update
from sqlalchemy.orm import Session

from models.rights import SigningKey

ALGORITHM = "RS256"
# A key signs for ninety days, is shown a week before it begins, and thirty days after it stopped.
LASTS, AHEAD, KEPT = timedelta(days=90), timedelta(days=7), timedelta(days=30)
_BITS = 2048
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('sleutelbos.signing_key'))")


def sign(session: Session, claims: Mapping[str, Any], now: datetime, kind: str = "JWT") -> str:
    """A token with these claims, signed with the key of this moment; the very first one is made for it."""
    row = _signs(session, now) or make_first(session, now)
    key = RSAKey.import_key(row.private_key, {"kid": row.kid})
    return jwt.encode({"alg": ALGORITHM, "typ": kind, "kid": row.kid}, dict(claims), key, algorithms=[ALGORITHM])


def signed_by_us(session: Session, token: str, now: datetime) -> dict[str, Any] | None:
    """The claims of a token that we signed, in date or not; None for anything else."""
    keys = [_public(one) for one in _shown(session, now)]
    if token.count(".") != 2 or not keys:
        return None
    try:
        return dict(jwt.decode(token, KeySet([*keys]), algorithms=[ALGORITHM]).claims)
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def shown_keys(session: Session, now: datetime) -> dict[str, Any]:
    """Our public keys as a JWK set: the one that signs, the next, and those that stopped lately."""
    return {"keys": [dict(_public(one).as_dict(private=False)) for one in _shown(session, now)]}


def make_first(session: Session, now: datetime) -> SigningKey:
    """The key that signs; made where there is none yet."""
    session.execute(_ONE_AT_A_TIME)
    return _signs(session, now) or _made(session, now, now)


def rotate(session: Session, now: datetime) -> int:
    """Makes the next key a week before its turn, retires what was followed up, removes what nobody needs; how many
    keys are shown from now on. Nothing where no tool ever asked us to sign."""
    session.execute(_ONE_AT_A_TIME)
    current = _signs(session, now)
    if current is not None:
        following = select(SigningKey.id).where(SigningKey.signs_from > now)
        due = current.signs_from + LASTS
        if due - AHEAD <= now and session.scalar(following.limit(1)) is None:
            # Shown a week before it signs, also when the clock stood still for long.
            _made(session, now, max(due, now + AHEAD))
        before = (SigningKey.signs_from < current.signs_from, SigningKey.retired_at.is_(None))
        session.execute(update(SigningKey).where(*before).values(retired_at=current.signs_from))
        session.execute(delete(SigningKey).where(SigningKey.retired_at <= now - KEPT))
    return len(_shown(session, now))


def _made(session: Session, now: datetime, signs_from: datetime) -> SigningKey:
    key = RSAKey.generate_key(_BITS, {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
    row = SigningKey(
        kid=key.kid, private_key=key.as_pem(private=True).decode(), made_at=now, signs_from=signs_from
    )
    session.add(row)
    session.flush()
    return row


def _signs(session: Session, now: datetime) -> SigningKey | None:
    begun = select(SigningKey).where(SigningKey.signs_from <= now)
    return session.scalars(begun.order_by(SigningKey.signs_from.desc()).limit(1)).one_or_none()


def _shown(session: Session, now: datetime) -> list[SigningKey]:
    lately = or_(SigningKey.retired_at.is_(None), SigningKey.retired_at > now - KEPT)
    return list(session.scalars(select(SigningKey).where(lately).order_by(SigningKey.signs_from)))


def _public(row: SigningKey) -> RSAKey:
    pem = RSAKey.import_key(row.private_key).as_pem(private=False)
    return RSAKey.import_key(pem, {"kid": row.kid, "use": "sig", "alg": ALGORITHM})
