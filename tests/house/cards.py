"""Who issues cards, for the furnished house: one root, invented."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy.orm import Session

from eid.trust import fingerprint_of
from eid.virtual_people import new_authority
from models.accounts import Accreditation, CardAuthority

BEGAN = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


def one_authority(session: Session) -> int:
    root = new_authority(has_curve=True, now=BEGAN).root
    made = CardAuthority(
        fingerprint=bytes.fromhex(fingerprint_of(root)),
        subject="CN=Invented Root CA",
        is_root=True,
        certificate=root.public_bytes(Encoding.DER),
        ends_at=root.not_valid_after_utc,
        source="hand",
        learned_at=BEGAN,
    )
    session.add(made)
    session.flush()
    return made.id


def one_accreditation(session: Session) -> int:
    made = Accreditation(register="biv", number="500.000", holder_hash=b"h" * 32, first_day=BEGAN.date())
    session.add(made)
    session.flush()
    return made.id
