"""When contacts are looked at again: the database counts what the rule says, and whatever moves it renews."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.aml.deciding import accept_contact, refuse_contact
from app.aml.hits import clear_hit, confirm_hit, open_again
from app.aml.profiles import accept_profile, answer_profile, assess_profile, begin_profile
from app.aml.reassessing import reassess_all
from app.aml.relation_ends import end_relation, take_back_end
from app.aml.reviewing import Terms
from app.aml.reviews import moved_by, renew_reviews
from app.aml.shelf import Shelf
from app.aml.versions import begin_version
from app.aml.vigilance import derived
from app.aml.vigilance.rule_set import Option, RuleSet, Words
from app.transaction import Scope, enter
from models.aml import Contact, Review
from models.values.following import ReviewReason
from models.values.plain import plain_of
from models.values.vigilance import Effect
from scheduler.vigilance import renew_all
from tests.app.aml.begun_profiles import QUIET, accepted_contact, profiling_office
from tests.app.aml.complete_files import add_complete, complete_person
from tests.app.aml.lists_of_today import AmlOffice, Desk, current, entry, load, person, rescreened
from tests.app.aml.reviewed import LEVELS, due_of, lived, reviews, told
from tests.app.aml.rules_of_today import publish, rule
from tests.app.wallet.offices import NOW

TODAY = clock.day_of(NOW)
IN_THREE_YEARS = date(TODAY.year + 3, TODAY.month, TODAY.day)


@pytest.fixture
def one(session: Session) -> AmlOffice:
    return profiling_office(session)


@pytest.mark.parametrize("seed", range(3))
def test_the_statement_counts_what_the_rule_says(session: Session, one: AmlOffice, seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311 - it is repeated, not secret
    load(session, "eu", [entry("E0", person("Iemand Anders", 1950))])
    enter(session, Scope.organisation(one.id))
    pasts = [lived(session, one, drawn, NOW) for _ in range(120)]
    first, later = Terms(), Terms(drawn.randint(1, 5), 1)
    due = told(pasts, first, TODAY)
    assert renew_reviews(session, NOW) == len(due)
    assert reviews(session) == due
    assert set(Counter(why for _, why in due.values())) == {"level", "document", "list", "level_rose"}
    assert renew_reviews(session, NOW) == 0

    # A day later all that rose stays due on the day it was seen; then terms are others, and levels move.
    enter(session, Scope.office())
    assert renew_reviews(session, NOW) == 0
    moved = told(pasts, later, TODAY)
    counted = Counter((moved[root] > one) - (moved[root] < one) for root, one in due.items())
    assert moved_by(session, later, NOW) == (counted[-1], counted[1])
    for made, past in pasts:
        if drawn.random() < 0.4:
            past.level = drawn.choice((None, *LEVELS))
            session.execute(update(Contact).where(Contact.id == made.id).values(level=past.level))
    seen, tomorrow = reviews(session), NOW + timedelta(days=1)
    again = told(pasts, first, TODAY + timedelta(days=1))
    for root, (due_on, why) in again.items():
        before = seen.get(root)
        if why == ReviewReason.LEVEL_ROSE and before is not None and before[1] == why:
            again[root] = (before[0], why) if before[0] < due_on else again[root]
    some = {made.root_id for made, _ in pasts[:60]}
    renew_reviews(session, tomorrow, one.id, some)
    expected = {root: (again if root in some else seen).get(root) for root in again | seen}
    assert reviews(session) == {root: due for root, due in expected.items() if due is not None}
    renew_reviews(session, tomorrow)
    assert reviews(session) == again


def test_the_term_of_the_level_runs_from_the_decision_then_from_the_profile(
    session: Session, one: AmlOffice
) -> None:
    wim = accepted_contact(session, one)
    assert due_of(session, wim) == (IN_THREE_YEARS, ReviewReason.LEVEL)
    later = NOW + timedelta(days=40)
    profile = begin_profile(session, one.bram, wim.id, later)
    answer_profile(session, one.bram, profile.id, QUIET, profile.version, later)
    assess_profile(session, one.bram, profile.id, profile.version, later)
    assert due_of(session, wim) == (IN_THREE_YEARS, ReviewReason.LEVEL)
    accept_profile(session, one.bram, profile.id, profile.version, "", later)
    assert due_of(session, wim) == (profile.review_on, ReviewReason.LEVEL)
    assert profile.review_on is not None
    assert profile.review_on > IN_THREE_YEARS


def test_a_new_match_makes_it_due_that_day_until_it_is_cleared(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice
) -> None:
    wim = accepted_contact(session, one)
    session.commit()
    load(session, "eu", [entry("E0", person("Wim Verlinden", 1990))])
    monday = NOW + timedelta(days=3)
    rescreened(sessions, Shelf(None), session, monday)
    assert due_of(session, wim) == (clock.day_of(monday), ReviewReason.LIST)
    enter(session, Scope.organisation(one.id))
    hit = current(session)[0]
    clear_hit(session, one.bram, hit.id, "Another birth date.", hit.version, monday + timedelta(hours=1))
    assert due_of(session, wim) == (IN_THREE_YEARS, ReviewReason.LEVEL)


def test_one_that_was_known_makes_it_due_once_it_is_confirmed(session: Session, one: AmlOffice) -> None:
    load(session, "eu", [entry("E0", person("Wim Verlinden", 1990))])
    enter(session, Scope.organisation(one.id))
    wim = accepted_contact(session, one)
    assert due_of(session, wim) == (IN_THREE_YEARS, ReviewReason.LEVEL)
    later, hit = NOW + timedelta(days=9), current(session)[0]
    confirm_hit(session, one.bram, hit.id, "", hit.version, later)
    assert due_of(session, wim) == (clock.day_of(later), ReviewReason.LIST)


def test_one_that_was_cleared_makes_it_due_once_it_is_opened_again(session: Session, one: AmlOffice) -> None:
    load(session, "eu", [entry("E0", person("Wim Verlinden", 1990))])
    enter(session, Scope.organisation(one.id))
    wim = add_complete(session, one.bram, NOW)
    clear_hit(session, one.bram, (hit := current(session)[0]).id, "Another birth date.", hit.version, NOW)
    accept_contact(session, one.bram, wim.id, wim.version, "", NOW)
    assert due_of(session, wim) == (IN_THREE_YEARS, ReviewReason.LEVEL)
    later = NOW + timedelta(days=9)
    hit = open_again(session, one.bram, hit.id, "I looked at the wrong card.", hit.version, later)
    assert due_of(session, wim) == (clock.day_of(later), ReviewReason.LIST)
    clear_hit(session, one.bram, hit.id, "The right card says the same.", hit.version, later + timedelta(hours=1))
    assert due_of(session, wim) == (IN_THREE_YEARS, ReviewReason.LEVEL)


def test_what_is_in_force_no_longer_has_no_review(session: Session, one: AmlOffice) -> None:
    wim, lies = accepted_contact(session, one), accepted_contact(session, one)
    draft = begin_version(session, one.bram, Shelf(None), wim.id, NOW)
    renew_reviews(session, NOW)
    assert session.query(Review.contact_id).order_by(Review.id).all() == [(wim.id,), (lies.id,)]
    accept_contact(session, one.bram, draft.id, draft.version, "", NOW)
    assert session.query(Review.contact_id).order_by(Review.id).all() == [(draft.id,), (lies.id,)]
    again = begin_version(session, one.bram, Shelf(None), wim.id, NOW)
    refuse_contact(session, one.bram, again.id, again.version, "He wants no more of us.", NOW)
    assert due_of(session, wim) is None
    end_relation(session, one.bram, lies.root_id, TODAY, NOW)
    assert reviews(session) == {}
    take_back_end(session, one.bram, lies.root_id, NOW)
    assert due_of(session, lies) == (IN_THREE_YEARS, ReviewReason.LEVEL)


def test_the_night_makes_up_for_what_was_missed_and_another_office_is_left_alone(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice
) -> None:
    wim = accepted_contact(session, one)
    session.execute(text("update aml_review set due_on = '2020-01-01', why = 'list'"))
    session.commit()
    enter(session, Scope.organisation(one.id + 1))
    assert renew_reviews(session, NOW) == 0
    session.commit()
    assert renew_all(Desk(sessions)) == "1 reviews"
    enter(session, Scope.office())
    assert due_of(session, wim) == (IN_THREE_YEARS, ReviewReason.LEVEL)


def test_a_card_makes_it_due_on_its_last_day_until_a_version_shows_a_new_one(
    session: Session, one: AmlOffice
) -> None:
    details, last = complete_person(), TODAY + timedelta(days=12)
    details = replace(details, document=replace(details.document, expires_on=last))
    wim = add_complete(session, one.bram, NOW, details)
    accept_contact(session, one.bram, wim.id, wim.version, "", NOW)
    assert due_of(session, wim) == (last, ReviewReason.DOCUMENT)
    draft = begin_version(session, one.bram, Shelf(None), wim.id, NOW)
    draft.details = plain_of(replace(details, document=replace(details.document, expires_on=date(2040, 1, 1))))
    session.flush()
    assert due_of(session, wim) == (last, ReviewReason.DOCUMENT)
    accept_contact(session, one.bram, draft.id, draft.version, "", NOW)
    assert due_of(session, wim) == (IN_THREE_YEARS, ReviewReason.LEVEL)


def test_vigilance_that_rose_makes_it_due_from_the_day_it_was_seen(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice
) -> None:
    wim = accepted_contact(session, one)
    raised = replace(rule("R9"), options=(Option("no", Words("Nee"), (Effect.RAISED,)),), derived="always")
    publish(session, RuleSet((raised,)))
    session.commit()
    monday = NOW + timedelta(days=5)
    with patch.dict(derived.DERIVED, {"always": lambda *_: "no"}):
        assert reassess_all(Desk(sessions), lambda: monday) == 1
        assert due_of(session, wim) == (clock.day_of(monday), ReviewReason.LEVEL_ROSE)
        renew_reviews(session, monday + timedelta(days=9))
    assert due_of(session, wim) == (clock.day_of(monday), ReviewReason.LEVEL_ROSE)
