"""A pack of a furnished organisation, which nobody but an AML officer may know of."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.transaction import Scope, within
from models.aml import Contact, Pack
from tests.house.crowd import BEGAN, Ids


def packed(session: Session, contact_id: int, letter: str) -> Ids:
    """Of one contact, with what was reported."""
    contact = session.get_one(Contact, contact_id)
    with within(session, Scope.organisation(contact.organisation_id, officer=True)):
        made = Pack(
            organisation_id=contact.organisation_id,
            kind="inspection",
            asked={"contacts": [contact.root_id], "reports": True, "work": 0},
            files=40,
            size=40_000,
            manifest=letter.encode() * 32,
            print=letter.upper().encode() * 32,
            made_by=contact.made_by,
            made_at=BEGAN,
        )
        session.add(made)
        session.flush()
    return {"pack": made.id}
