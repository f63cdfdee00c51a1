"""What is to be done for a review, and the part of a contact's page that says when the next one is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.aml.worklist import Decided
from models.aml import Contact, Review
from models.values.following import ReviewReason
from views.framework.register import Fact
from views.labels import day
from views.labels.aml_reviews import days_word, reason_word


@dataclass(frozen=True)
class Due:
    """When this version of a contact is looked at again, and why then."""

    due_on: date
    why: str
    contact_id: int


def to_do(review: Due | Review, hit_id: int | None) -> str:
    """What one does for this reason: the card's successor goes into a new version, a match is decided, and
    anything else asks a risk profile. `hit_id`: of a match that is still to be decided."""
    if review.why == ReviewReason.DOCUMENT:
        return str(gettext("Renew the file"))
    if review.why == ReviewReason.LIST and hit_id is not None:
        return str(gettext("Look at the match"))
    return str(gettext("Begin a risk profile"))


def to_do_url(review: Due | Review, hit_id: int | None) -> str:
    """Where that is done."""
    if review.why == ReviewReason.DOCUMENT:
        return url_for("ContactVersionScreen.begin", pk=review.contact_id)
    if review.why == ReviewReason.LIST and hit_id is not None:
        return url_for("HitScreen.show", pk=hit_id)
    return url_for("ProfileFileScreen.begin", contact_id=review.contact_id)


def put_review(shown: dict[str, Any], contact: Contact, hits: Sequence[Decided], today: date) -> dict[str, Any]:
    """A contact's page, with when it is looked at again; once that day has come, with what is to be done."""
    if contact.review_on is None:
        return shown
    review = Due(contact.review_on, contact.review_why, contact.id)
    fact = Fact(gettext("Next review"), day(review.due_on), reason_word(review.why))
    notes = list(shown["notes"])
    if review.due_on <= today and contact.blocked_since is None:
        waiting = (one.hit for one in hits if one.hit.state == "open" and one.hit.closed_at is None)
        likest = min(waiting, key=lambda one: (one.urgency, one.id), default=None)
        hit_id = likest.id if likest is not None else None
        link, url = to_do(review, hit_id), to_do_url(review, hit_id)
        notes.append({"tone": "soon", "text": _said(review, today), "url": url, "link": link})
    return shown | {"facts": [*shown["facts"], fact], "notes": notes}


def _said(review: Due, today: date) -> str:
    return str(
        gettext(
            "This contact is to be looked at again: %(why)s (%(when)s).",
            why=reason_word(review.why),
            when=days_word(review.due_on, today),
        )
    )
