"""Who hears that files are to be looked at again: once thirty days before and once on the day, without a name."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app import clock, notices
from app.aml.review_telling import tell_reviews
from app.policy import Identity
from app.transaction import Scope, enter
from models.accounts import Account
from models.aml import Contact, Review
from models.mail import Letter
from models.rights import Access
from tests.app.aml.lists_of_today import AmlOffice, load
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.aml.test_letters import SITE, Give
from tests.app.aml.test_letters import give as give
from tests.app.aml.test_letters import one as one
from tests.app.aml.with_officer import contact
from tests.app.wallet.offices import NOW

TODAY = clock.day_of(NOW)


@pytest.fixture(autouse=True)
def rules(session: Session, one: AmlOffice, give: Give) -> None:
    publish(session, EACH)
    load(session, "eu", [])
    give(one.an, "officer")
    give(one.bram, "member")


def due(session: Session, one: AmlOffice, of: Identity, on: date) -> Review:
    """A contact of that owner that falls due on that day."""
    enter(session, Scope.organisation(one.id))
    made = contact(session, of, NOW)
    review = session.scalars(select(Review).where(Review.root_id == made.root_id)).one()
    review.due_on = on
    session.flush()
    enter(session, Scope.office())
    return review


def told(session: Session, one: AmlOffice, now: datetime) -> dict[int | None, list[str]]:
    """What each reads of a run at that moment, by account: the figures."""
    seen = set(session.scalars(select(Letter.id)))
    while tell_reviews(session, now):
        pass
    for event_id in session.scalars(text("select id from event where tag = 'aml.reviews.told'")).all():
        for _ in range(2):
            notices.notify(session, one.id, event_id, SITE, now)
    letters = [row for row in session.scalars(select(Letter)) if row.id not in seen]
    for letter in letters:
        assert "Verlinden" not in letter.subject + letter.body + letter.html
        assert f"See the reviews\n{SITE}/reviews/list/" in letter.body
    labels = ("Due now", "Due within 30 days", "The first on")
    return {
        letter.account_id: [line for line in letter.body.splitlines() if line.startswith(labels)]
        for letter in letters
    }


def figures(now: int, soon: int, first: date) -> list[str]:
    return [f"Due now: {now}", f"Due within 30 days: {soon}", f"The first on: {first:%d/%m/%Y}"]


def test_thirty_days_before_and_on_the_day_and_never_again(session: Session, one: AmlOffice) -> None:
    day = TODAY + timedelta(days=31)
    due(session, one, one.bram, day)
    assert told(session, one, NOW) == {}
    tomorrow = NOW + timedelta(days=1)
    assert told(session, one, tomorrow) == {one.bram.account_id: figures(0, 1, day)}
    for later in (tomorrow + timedelta(hours=1), NOW + timedelta(days=30)):
        assert told(session, one, later) == {}
    assert told(session, one, NOW + timedelta(days=31)) == {one.bram.account_id: figures(1, 0, day)}
    assert told(session, one, NOW + timedelta(days=90)) == {}


def test_a_job_that_dies_tells_afterwards_and_one_day_brings_one_letter(session: Session, one: AmlOffice) -> None:
    due(session, one, one.bram, TODAY)
    due(session, one, one.bram, TODAY + timedelta(days=9))
    died = session.begin_nested()
    assert tell_reviews(session, NOW) == 1
    died.rollback()
    assert told(session, one, NOW) == {one.bram.account_id: figures(1, 1, TODAY)}
    due(session, one, one.bram, TODAY)
    assert told(session, one, NOW + timedelta(hours=5)) == {}
    assert told(session, one, NOW + timedelta(days=1)) == {one.bram.account_id: figures(1, 0, TODAY)}


def test_files_of_who_left_are_told_to_the_officer(session: Session, one: AmlOffice) -> None:
    due(session, one, one.bram, TODAY)
    due(session, one, one.an, TODAY + timedelta(days=3))
    session.execute(update(Account).values(language="nl").where(Account.id == one.an.account_id))
    session.execute(update(Access).values(ended_on=TODAY).where(Access.membership_id.in_(_member_of(one.bram))))
    while tell_reviews(session, NOW):
        pass
    (event_id,) = session.scalars(text("select id from event where tag = 'aml.reviews.told'")).all()
    assert notices.notify(session, one.id, event_id, SITE, NOW) == 1
    (letter,) = session.scalars(select(Letter)).all()
    assert letter.account_id == one.an.account_id
    assert letter.subject.startswith("2 contacten van ")
    assert "1 daarvan was van een collega die niet meer met de toepassing werkt." in letter.body


def test_a_review_that_moves_is_told_for_its_new_day(session: Session, one: AmlOffice) -> None:
    review = due(session, one, one.bram, TODAY)
    assert told(session, one, NOW) == {one.bram.account_id: figures(1, 0, TODAY)}
    review.due_on = TODAY + timedelta(days=20)
    session.flush()
    assert told(session, one, NOW + timedelta(days=1)) == {one.bram.account_id: figures(0, 1, review.due_on)}
    assert session.scalar(select(Contact.id).where(Contact.id == review.contact_id))


def _member_of(who: Identity) -> object:
    return text(f"select id from organisation_membership where account_id = {who.account_id}")
