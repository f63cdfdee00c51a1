"""A card in a reader of this machine becomes its holder: through the smart-card service, or a PKCS #11 module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import authorities
from app.accounts.card_ways import CardWays
from app.accounts.key_holders import KeyHolder, from_certificate, from_desk
from app.accounts.rules import Way
from app.transaction import transaction
from eid.backends import pkcs11
from eid.card import Visit
from eid.selftest import Reading
from eid.token import new_nonce
from eid.verifying import DeskReading


def holder_at_desk(session: Session, ways: CardWays, desk: Reading, pin: str, now: datetime) -> KeyHolder:
    """Whose card it is, once he signed something new with his PIN. Raises EidError.

    The nonce never leaves this function, so nobody has to keep or to spend it.
    """
    with _remembering(session, ways, now), desk.card() as connection, Visit(connection) as visit:
        return from_desk(ways.verifier.sign_in_at_desk(visit, pin, ways.origin, new_nonce(), now))


def holder_of_token(session: Session, ways: CardWays, pin: str, now: datetime) -> KeyHolder:
    """The same by the module; without PIN where the middleware, or a reader with keys, asks for it itself.

    What the register signed isn't read this way, so names and number are the certificate's. Raises EidError.
    """
    with _remembering(session, ways, now), pkcs11.token_in(ways.module, ways.module_label) as token:
        verified = pkcs11.sign_in_with_token(token, ways.verifier, pin or None, ways.origin, new_nonce(), now)
        return from_certificate(verified, Way.DESK_READER)


def read_at_desk(session: Session, ways: CardWays, desk: Reading, now: datetime) -> DeskReading:
    """What the register says of whose card it is, and where he lives; without PIN, so nobody signs in by it.

    Raises EidError of reading, and of what isn't signed by the register, or no longer valid.
    """
    with _remembering(session, ways, now), desk.card() as connection, Visit(connection) as visit:
        return ways.verifier.read_desk(visit, now)


@contextmanager
def _remembering(session: Session, ways: CardWays, now: datetime) -> Iterator[None]:
    """Others learn whom a card told this process of, whatever became of its holder; but whom an invented card
    vouches for, nobody else has to know."""
    store = ways.verifier.store
    known = len(store.believed())
    try:
        yield
    finally:
        if ways.drawer is None and len(store.believed()) > known:
            with transaction(session):
                authorities.note(session, store, "card", now)
