"""Who issues cards, as far as we know: roots, and authorities a root vouches for. In office scope.

Nobody's word is taken for it, neither a card's nor an upload's: what is kept was believed by the trust store,
which knows the roots by fingerprint. Each process reads the table when it meets an authority it doesn't know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import events
from app.accounts.card_ways import CardWays
from app.errors import Refusal
from app.policy import Identity, Permission, require
from app.transaction import Scope, within
from eid.errors import EidError, Fault
from eid.integrity import whole
from eid.trust import TrustStore, fingerprint_of
from models.accounts import CardAuthority

T = TypeVar("T")
LONGEST_UPLOAD = 1 << 20


def trying(session: Session, ways: CardWays, check: Callable[[], T], now: datetime) -> T:
    """What `check` gives; once more with what others learned, where nobody we know issued the certificate."""
    try:
        return check()
    except EidError as problem:
        if problem.fault is not Fault.CERT_UNTRUSTED or not recall(session, ways.verifier.store, now):
            raise
    return check()


def recall(session: Session, store: TrustStore, now: datetime) -> int:
    """Tells the trust store whom we know; how many were new to it."""
    with within(session, Scope.office()):
        found = session.scalars(select(CardAuthority.certificate)).all()
    return store.learn([x509.load_der_x509_certificate(one) for one in found], now)


def note(session: Session, store: TrustStore, source: str, now: datetime) -> int:
    """Keeps whom the store has come to believe; how many are new here."""
    values = [
        {
            "fingerprint": bytes.fromhex(fingerprint_of(one)),
            "subject": one.subject.rfc4514_string()[:400],
            "is_root": is_root,
            "certificate": one.public_bytes(Encoding.DER),
            "ends_at": one.not_valid_after_utc,
            "source": source,
            "learned_at": now,
        }
        for one, is_root in store.believed()
    ]
    if not values:
        return 0
    with within(session, Scope.office()):
        kept = insert(CardAuthority).on_conflict_do_nothing(index_elements=["fingerprint"])
        return len(session.scalars(kept.returning(CardAuthority.id), values).all())


def add_by_hand(session: Session, actor: Identity, store: TrustStore, data: bytes, now: datetime) -> int:
    """Adds the roots and authorities of a file, PEM or DER; how many were new. In office scope.

    Raises Forbidden, Refusal accounts.authority.unreadable, accounts.authority.not_believed.
    """
    require(actor, Permission.AUTHORITY_ADD)
    store.learn(_in(data), now)
    added = note(session, store, "hand", now)
    if not added and not {fingerprint_of(one) for one in _in(data)} & _fingerprints(store):
        raise Refusal("accounts.authority.not_believed", field="file")
    facts = {"count": added}
    events.record(session, events.Tag.AUTHORITIES_ADDED, events.Subject("authority", 0), actor, now, facts=facts)
    return added


def bundle(session: Session) -> bytes:
    """All of them as PEM, roots first: what nginx has to know to ask for certificates."""
    wanted = select(CardAuthority.certificate).order_by(CardAuthority.is_root.desc(), CardAuthority.subject)
    found = (x509.load_der_x509_certificate(one) for one in session.scalars(wanted))
    return b"".join(one.public_bytes(Encoding.PEM) for one in found)


def _fingerprints(store: TrustStore) -> set[str]:
    return {fingerprint_of(one) for one, _ in store.believed()}


def _in(data: bytes) -> Iterable[x509.Certificate]:
    if len(data) > LONGEST_UPLOAD:
        raise Refusal("accounts.authority.unreadable", field="file")
    try:
        if b"-----BEGIN CERTIFICATE-----" in data:
            return [whole(one) for one in x509.load_pem_x509_certificates(data)]
        return [whole(x509.load_der_x509_certificate(data))]
    except Exception:  # a library for certificates as they should be
        raise Refusal("accounts.authority.unreadable", field="file") from None
