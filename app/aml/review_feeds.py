"""The address from which somebody's own calendar reads the reviews of his office. Its secret is shown to him once;
what is kept is its hash. It opens as long as he may open the tool: that is asked at each reading."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Forbidden
from app.policy import Identity, Permission, require
from app.rights.access_facts import Asked, decided
from app.rights.built_in import AML, MEMBER, OFFICER
from app.rights.clients import hash_of
from models.accounts import Account
from models.aml import CalendarFeed, Review

AHEAD = timedelta(days=400)
"""So far ahead a calendar shows: a year, and the month after it."""
_NOTED_EVERY = timedelta(hours=1)
_LONGEST = 100


@dataclass(frozen=True)
class Day:
    """One entry of the calendar: a contact's version in force, and the day on which it falls due."""

    root_id: int
    contact_id: int
    due_on: date
    reckoned_at: datetime


@dataclass(frozen=True)
class Feed:
    """What a calendar reads: in its owner's language, the first to fall due first."""

    language: str
    days: tuple[Day, ...]


def own_feed(session: Session, who: Identity) -> CalendarFeed | None:
    """The address of who asks, at the office he works for; None where he has none that is open."""
    return session.scalars(
        select(CalendarFeed).where(
            CalendarFeed.organisation_id == who.organisation_id,
            CalendarFeed.account_id == who.account_id,
            CalendarFeed.closed_at.is_(None),
        )
    ).one_or_none()


def open_feed(session: Session, actor: Identity, now: datetime) -> str:
    """A new address; one that was open closes. The secret in it is known now only. Raises Forbidden."""
    require(actor, Permission.REVIEW_SEE)
    if actor.organisation_id is None:
        raise Forbidden(Permission.REVIEW_SEE)
    close_feed(session, actor, now)
    secret = secrets.token_urlsafe(32)
    made = CalendarFeed(
        organisation_id=actor.organisation_id,
        account_id=actor.account_id,
        token_hash=hash_of(secret),
        opened_at=now,
    )
    session.add(made)
    session.flush()
    subject = events.Subject("calendar_feed", made.id, made.organisation_id)
    events.record(session, events.Tag.CALENDAR_OPENED, subject, actor, now)
    return secret


def close_feed(session: Session, actor: Identity, now: datetime) -> bool:
    """Nothing is read from it any more; whether there was one. Raises Forbidden."""
    require(actor, Permission.REVIEW_SEE)
    feed = own_feed(session, actor)
    if feed is None:
        return False
    feed.closed_at = now
    session.flush()
    subject = events.Subject("calendar_feed", feed.id, feed.organisation_id)
    events.record(session, events.Tag.CALENDAR_CLOSED, subject, actor, now)
    return True


def read_feed(session: Session, secret: str, now: datetime) -> Feed | None:
    """What stands at that address; None where nothing does, whatever the reason: no such address, closed, or whose
    it is may open the tool no longer. Looked up by the hash, so how long it takes tells nothing of a secret. In
    office scope."""
    if len(secret) > _LONGEST:
        return None
    row = session.execute(
        select(CalendarFeed, Account.language)
        .join(Account, Account.id == CalendarFeed.account_id)
        .where(CalendarFeed.token_hash == hash_of(secret), CalendarFeed.closed_at.is_(None))
    ).one_or_none()
    if row is None or not _may_open(session, row.CalendarFeed, clock.day_of(now)):
        return None
    feed: CalendarFeed = row.CalendarFeed
    if feed.read_at is None or feed.read_at <= now - _NOTED_EVERY:
        feed.read_at = now
    days = _days(session, feed.organisation_id, clock.day_of(now))
    session.flush()
    return Feed(row.language, tuple(days))


def _may_open(session: Session, feed: CalendarFeed, day: date) -> bool:
    """What the access decision says, but for the key: whoever opened it had one."""
    answers = decided(session, [feed.account_id], Asked(feed.organisation_id, only=True, code=AML), day)
    return any(one.decision.allowed for one in answers if one.role in (MEMBER, OFFICER))


def _days(session: Session, organisation_id: int, today: date) -> Sequence[Day]:
    rows = session.execute(
        select(Review.root_id, Review.contact_id, Review.due_on, Review.reckoned_at)
        .where(Review.organisation_id == organisation_id, Review.due_on <= today + AHEAD)
        .order_by(Review.due_on, Review.id)
    )
    return [Day(*row) for row in rows]
