"""The calendar that a program reads: what stands in it, whose it is, and when it shows nothing."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app import clock
from app.aml.review_calendar import calendar_of
from app.aml.review_feeds import close_feed, open_feed, own_feed, read_feed
from app.aml.reviews import renew_reviews
from app.errors import Forbidden
from app.transaction import Scope, enter
from models.accounts import Account
from models.aml import CalendarFeed, Review
from models.rights import Access, ToolRegistration
from tests.app.aml.lists_of_today import AmlOffice, load
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.aml.test_letters import SITE, Give
from tests.app.aml.test_letters import give as give
from tests.app.aml.test_letters import one as one
from tests.app.aml.with_officer import contact
from tests.app.wallet.offices import NOW

TODAY = clock.day_of(NOW)


@pytest.fixture
def secret(session: Session, one: AmlOffice, give: Give) -> str:
    """Bram's address; one contact of the office falls due in ten days, one in three years."""
    publish(session, EACH)
    load(session, "eu", [])
    give(one.bram, "member")
    enter(session, Scope.organisation(one.id))
    soon = contact(session, one.bram, NOW)
    contact(session, one.bram, NOW)
    due = {"due_on": TODAY + timedelta(days=10), "why": "document"}
    session.execute(update(Review).where(Review.root_id == soon.root_id).values(**due))
    made = open_feed(session, one.bram, NOW)
    enter(session, Scope.office())
    return made


def events(session: Session, secret: str) -> list[dict[str, str]]:
    """What a calendar program makes of it."""
    feed = read_feed(session, secret, NOW)
    assert feed is not None
    return [
        {name: value.to_ical().decode() for name, value in one.property_items() if hasattr(value, "to_ical")}
        for one in Calendar.from_ical(calendar_of(feed, SITE)).walk("VEVENT")
    ]


def test_a_whole_day_for_each_contact_that_falls_due_within_a_year_without_a_name(
    session: Session, secret: str
) -> None:
    session.execute(update(Account).values(language="fr"))
    review = session.scalars(select(Review).order_by(Review.due_on).limit(1)).one()
    (found,) = events(session, secret)
    day, after = TODAY + timedelta(days=10), TODAY + timedelta(days=11)
    assert (found["DTSTART"], found["DTEND"]) == (f"{day:%Y%m%d}", f"{after:%Y%m%d}")
    assert found["SUMMARY"] == "Révision d’un contact"
    assert found["URL"] == f"{SITE}/contacts/show/{review.contact_id}"
    assert found["UID"] == f"review-{review.root_id}@rechten.example.be"
    feed = read_feed(session, secret, NOW)
    assert feed is not None
    told = calendar_of(feed, SITE)
    assert b"Verlinden" not in told
    assert b"VALUE=DATE" in told
    assert told == calendar_of(feed, SITE)


def test_a_day_that_moves_is_the_same_event_with_a_higher_sequence(session: Session, secret: str) -> None:
    before = events(session, secret)[0]
    later = NOW + timedelta(minutes=1)
    renew_reviews(session, later)
    session.execute(update(Review).values(due_on=TODAY, why="list", reckoned_at=later))
    after = next(one for one in events(session, secret) if one["UID"] == before["UID"])
    assert (after["DTSTART"], int(after["SEQUENCE"])) == (f"{TODAY:%Y%m%d}", int(before["SEQUENCE"]) + 60)
    assert after["LAST-MODIFIED"] > before["LAST-MODIFIED"]


@pytest.mark.trust("AML")
@pytest.mark.parametrize("gone", ["closed", "another", "access", "tool", "account", "wrong", "long"])
def test_nothing_stands_at_an_address_that_is_closed_or_whose_owner_may_not_come_in(
    session: Session, one: AmlOffice, secret: str, gone: str
) -> None:
    assert read_feed(session, secret, NOW) is not None
    if gone in ("closed", "another"):
        enter(session, Scope.organisation(one.id))
        assert close_feed(session, one.bram, NOW) if gone == "closed" else open_feed(session, one.bram, NOW)
        enter(session, Scope.office())
    elif gone == "access":
        session.execute(update(Access).values(ended_on=TODAY))
    elif gone == "tool":
        session.execute(update(ToolRegistration).values(ended_on=TODAY))
    elif gone == "account":
        session.execute(update(Account).where(Account.id == one.bram.account_id).values(active=False))
    else:
        secret = secret[:-1] + ("A" if secret[-1] != "A" else "B") if gone == "wrong" else secret * 9
    assert read_feed(session, secret, NOW) is None


def test_the_secret_isnt_kept_and_each_has_his_own(session: Session, one: AmlOffice, secret: str) -> None:
    enter(session, Scope.organisation(one.id))
    feed = own_feed(session, one.bram)
    assert feed is not None
    assert feed.token_hash == hashlib.sha256(secret.encode()).digest()
    assert own_feed(session, one.an) is None
    assert not close_feed(session, one.an, NOW)
    with pytest.raises(Forbidden):
        open_feed(session, replace(one.bram, roles=frozenset()), NOW)
    tags = session.scalars(text("select tag from event where subject_kind = 'calendar_feed'")).all()
    assert tags == ["aml.calendar.opened"]
    assert session.scalars(select(CalendarFeed.read_at)).all() == [None]
    enter(session, Scope.office())
    read_feed(session, secret, NOW)
    read_feed(session, secret, NOW + timedelta(minutes=30))
    assert session.scalars(select(CalendarFeed.read_at)).all() == [NOW]
