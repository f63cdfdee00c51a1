"""A contact of a furnished organisation that is to be looked at again, and a member's address for his calendar."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.aml import CalendarFeed, Contact, Review, ReviewTerm
from tests.house.crowd import BEGAN, Ids


def reviewed(session: Session, contact: Contact, account_id: int, letter: str) -> Ids:
    """Overdue since the house began."""
    review = Review(
        organisation_id=contact.organisation_id,
        root_id=contact.root_id,
        contact_id=contact.id,
        due_on=BEGAN.date(),
        why="level",
        reckoned_at=BEGAN,
    )
    feed = CalendarFeed(
        organisation_id=contact.organisation_id,
        account_id=account_id,
        token_hash=hashlib.sha256(letter.encode()).digest(),
        opened_at=BEGAN,
    )
    session.add_all((review, feed))
    session.flush()
    return {"review": review.id, "review_term": session.scalars(select(ReviewTerm.id)).first() or 0}
