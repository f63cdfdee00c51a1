"""A risk profile of a contact of a furnished organisation that is a draft; its answer bears a mark."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.aml import Contact, RiskProfile
from tests.house.crowd import BEGAN, Ids


def profiled(session: Session, contact_id: int, letter: str) -> Ids:
    """Begun by who added the contact, one question answered."""
    contact = session.get_one(Contact, contact_id)
    made = RiskProfile(
        organisation_id=contact.organisation_id,
        root_id=contact.root_id,
        contact_id=contact.id,
        number=1,
        answers={"K1": {"option": "no", "note": f"zq{letter}pcurrent"}},
        made_by=contact.made_by,
        made_at=BEGAN,
        changed_at=BEGAN,
    )
    session.add(made)
    session.flush()
    return {"profile": made.id}
