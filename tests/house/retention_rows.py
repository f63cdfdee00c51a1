"""A training of long ago that a furnished organisation kept for ten years and that is deleted, with its line in
the protocol; its texts bear marks."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.aml.forgetting import Due, forget_file
from app.transaction import Scope, within
from models.aml import Contact, Deletion, Training
from models.values.following import DeletedKind
from tests.house.crowd import BEGAN, Ids


def deleted(session: Session, contact_id: int, letter: str) -> Ids:
    """By whoever added the contact it was held."""
    contact = session.get_one(Contact, contact_id)
    organisation_id = contact.organisation_id
    held = Training(
        organisation_id=organisation_id,
        title=f"zq{letter}ttraining",
        held_on=date(2010, 3, 1),
        minutes=60,
        made_by=contact.made_by,
        made_at=BEGAN - timedelta(days=5000),
    )
    session.add(held)
    session.flush()
    with within(session, Scope.office()):
        forget_file(session, organisation_id, Due(DeletedKind.REGISTER, "training", held.id), BEGAN)
    session.expunge(held)
    with within(session, Scope.organisation(organisation_id, officer=True)):
        return {"deletion": session.scalars(select(Deletion.id)).one()}
