"""What tests of reviews stand on: contacts with a past, written as it was, without the screens between."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.aml.reviewing import Due, Looked, Standing, Terms, review_due
from app.events import Subject, Tag, record
from models.aml import Contact, Hit, Listed, RelationEnd, Review, RiskProfile
from models.values.following import ReviewReason
from models.values.plain import plain_of
from models.values.vigilance import Level
from tests.app.aml.complete_files import complete_person
from tests.app.aml.lists_of_today import AmlOffice

LEVELS = tuple(Level)
_PRINT = hashlib.sha256(b"nothing").digest()


@dataclass
class Past:
    """What became of one contact, told to a count that never asks the database."""

    state: str
    decided_at: datetime
    level: Level | None
    expires_on: date | None
    profile: tuple[datetime, Level] | None = None
    hits: list[Looked] = field(default_factory=list)
    ended_on: date | None = None

    def due(self, terms: Terms, today: date) -> Due | None:
        """When it is looked at again, of a row that never was there before."""
        if self.state != "accepted" or (self.ended_on is not None and self.ended_on <= today):
            return None
        at, level = self.profile or (self.decided_at, Level.STANDARD)
        return review_due(Standing(at, level, self.level, self.expires_on, tuple(self.hits)), terms, today)


def reviews(session: Session) -> dict[int, tuple[date, str]]:
    """Every review there is, by the first version of its contact."""
    session.expire_all()
    return {one.root_id: (one.due_on, one.why) for one in session.scalars(select(Review))}


def due_of(session: Session, contact: Contact) -> tuple[date, ReviewReason] | None:
    """When that contact is looked at again, and why."""
    found = reviews(session).get(contact.root_id)
    return None if found is None else (found[0], ReviewReason(found[1]))


def lived(session: Session, one: AmlOffice, drawn: random.Random, now: datetime) -> tuple[Contact, Past]:
    """A contact with a past: decided some time ago, perhaps profiled since, with hits and perhaps an end."""
    at = _before(drawn, now)
    expires = drawn.choice((None, now.date() + timedelta(days=drawn.randint(-400, 2000))))
    past = Past(
        drawn.choice(("accepted",) * 6 + ("refused", "draft", "dropped")),
        at,
        drawn.choice((None, *LEVELS)),
        expires,
    )
    details = complete_person()
    details = replace(details, document=replace(details.document, issued_on=None, expires_on=expires))
    made = Contact(
        organisation_id=one.id, kind="person", name="Wim", facts={}, print=_PRINT, details=plain_of(details),
        made_by=one.bram.account_id, made_at=at, changed_at=at, state=past.state, decided_at=at,
        level=past.level and str(past.level), owner_id=one.bram.account_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    for number in range(drawn.randint(0, 2)):
        _profiled(session, one, made, past, number + 1, drawn, now)
    for _ in range(drawn.randint(0, 2)):
        _hit(session, one, made, past, drawn, now)
    if drawn.random() < 0.2:
        past.ended_on = now.date() + timedelta(days=drawn.randint(-30, 5))
        session.add(
            RelationEnd(
                organisation_id=one.id, root_id=made.root_id, ended_on=past.ended_on,
                noted_by=one.bram.account_id, noted_at=now,
            )
        )  # fmt: skip
        if drawn.random() < 0.3:
            session.flush()
            _taken_back(session, made, one, now)
            past.ended_on = None
    session.flush()
    return made, past


def _profiled(
    session: Session, one: AmlOffice, made: Contact, past: Past, number: int, drawn: random.Random, now: datetime
) -> None:
    begun = max(past.decided_at, past.profile[0] if past.profile else past.decided_at)
    at, level = begun + (now - begun) * drawn.random(), drawn.choice(LEVELS)
    state = drawn.choice(("accepted", "accepted", "refused", "dropped"))
    if state == "accepted":
        past.profile = (at, level)
    session.add(
        RiskProfile(
            organisation_id=one.id, root_id=made.root_id, contact_id=made.id, number=number, state=state,
            level=str(level), assessed_at=at, assessed_print=_PRINT, made_by=one.bram.account_id, made_at=at,
            changed_at=at, decided_at=None if state == "dropped" else at,
        )
    )  # fmt: skip
    session.flush()


def _hit(session: Session, one: AmlOffice, made: Contact, past: Past, drawn: random.Random, now: datetime) -> None:
    listed = session.scalars(select(Listed).order_by(Listed.id).limit(1)).one()
    found, state = _before(drawn, now), drawn.choice(("open", "cleared", "confirmed"))
    decided = None if state == "open" else found + (now - found) * drawn.random()
    closed = drawn.random() < 0.2
    key = f"E{session.scalar(select(func.count()).select_from(Hit))}"
    hit = Hit(
            organisation_id=one.id, contact_id=made.id, list_id=listed.list_id, key=key, listed_id=listed.id,
            contact_print=_PRINT, judged=listed.judged, score=0.9, open_facts=0, comparison={}, edition=1,
            found_at=found, state=state, reason="Somebody else." if decided else "", decided_at=decided,
            decided_by=one.bram.account_id if decided else None, closed_at=now if closed else None,
            closed_why="no_longer_listed" if closed else "",
        )  # fmt: skip
    session.add(hit)
    session.flush()
    opened = [found + (now - found) * drawn.random() for _ in range(drawn.randint(0, 2))]
    for moment in opened:
        record(session, Tag.HIT_OPENED_AGAIN, Subject("hit", hit.id, one.id), one.bram, moment)
    if state != "cleared" and not closed:
        past.hits.append(Looked(found, decided, max(opened, default=None)))


def _taken_back(session: Session, made: Contact, one: AmlOffice, now: datetime) -> None:
    end = session.scalars(select(RelationEnd).where(RelationEnd.root_id == made.root_id)).one()
    end.withdrawn_at, end.withdrawn_by = now, one.bram.account_id


def _before(drawn: random.Random, now: datetime) -> datetime:
    return now - timedelta(minutes=drawn.randint(1, 4 * 366 * 24 * 60))


def told(pasts: Sequence[tuple[Contact, Past]], terms: Terms, today: date) -> dict[int, tuple[date, str]]:
    """What the rule says of all of them."""
    found = ((made.root_id, past.due(terms, today)) for made, past in pasts)
    return {root: (due.on, str(due.why)) for root, due in found if due is not None}
