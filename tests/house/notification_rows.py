"""A notification about a contact of a furnished organisation, about which the officer asked something; its texts
bear marks."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.aml import Contact, Notification, NotificationAct
from tests.house.crowd import BEGAN, Ids


def notified(session: Session, contact_id: int, letter: str) -> Ids:
    """Sent by who added the contact, asked back about."""
    contact = session.get_one(Contact, contact_id)
    made = Notification(
        organisation_id=contact.organisation_id,
        contact_id=contact.id,
        root_id=contact.root_id,
        about="client",
        state="asked_back",
        sent_by=contact.made_by,
        sent_at=BEGAN,
        moved_at=BEGAN,
    )
    session.add(made)
    session.flush()
    session.add_all(
        NotificationAct(
            organisation_id=made.organisation_id,
            notification_id=made.id,
            kind=kind,
            text=f"zq{letter}p{kind}",
            by_officer=kind == "asked_back",
            acted_by=contact.made_by,
            acted_at=BEGAN,
        )
        for kind in ("sent", "asked_back")
    )
    session.flush()
    return {"notification": made.id}
