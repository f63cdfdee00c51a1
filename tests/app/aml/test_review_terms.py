"""Terms of reviews: in force from their day on, and what is refused of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import clock
from app.aml.review_terms import SOURCE, NewTerms, set_terms, terms_on
from app.aml.reviewing import FIRST_TERMS, Terms
from app.aml.reviews import moved_by, renew_reviews
from app.errors import Forbidden, Refusal
from app.policy import Identity, Role
from app.transaction import Scope, enter
from models.aml import Review
from tests.app.aml.begun_profiles import accepted_contact, profiling_office
from tests.app.wallet.offices import NOW, account

TODAY = clock.day_of(NOW)
TWO = Terms(2, 1)


def greet(session: Session) -> Identity:
    return Identity(account(session, "greet"), None, frozenset({Role.CENTRAL}))


def test_they_move_reviews_on_their_day_and_not_before(session: Session) -> None:
    accepted_contact(session, profiling_office(session))
    enter(session, Scope.office())
    since = TODAY + timedelta(days=10)
    assert (moved_by(session, TWO, NOW), moved_by(session, Terms(5, 5), NOW)) == ((1, 0), (0, 1))
    set_terms(session, greet(session), NewTerms(since, TWO, "Circular 2026/3"), NOW)
    assert (terms_on(session, since - timedelta(days=1)), terms_on(session, since)) == (FIRST_TERMS, TWO)
    waits = text("select count(*) from procrastinate_jobs where task_name = 'renew_reviews'")
    assert session.scalar(waits) == 0
    assert renew_reviews(session, NOW + timedelta(days=9)) == 0
    assert renew_reviews(session, NOW + timedelta(days=10)) == 1
    assert session.scalars(select(Review.due_on)).one() == TODAY.replace(year=TODAY.year + 2)
    set_terms(session, greet(session), NewTerms(TODAY, Terms(4, 2), "Circular 2026/2"), NOW)
    assert session.scalar(waits) == 1


@pytest.mark.parametrize(
    ("new", "codes"),
    [
        (NewTerms(TODAY - timedelta(days=1), TWO, "x"), ["past"]),
        (NewTerms(TODAY, Terms(0, 1), "x"), ["years", "raised_longer"]),
        (NewTerms(TODAY, Terms(6, 1), "x"), ["years"]),
        (NewTerms(TODAY, Terms(3, 0), "x"), ["years"]),
        (NewTerms(TODAY, Terms(3, 6), "x"), ["years"]),
        (NewTerms(TODAY, Terms(1, 2), "x"), ["raised_longer"]),
        (NewTerms(TODAY, TWO, "  "), ["source_missing"]),
        (NewTerms(TODAY, TWO, "x" * (SOURCE + 1)), ["source_too_long"]),
        (NewTerms(TODAY, Terms(5, 5), "x" * SOURCE), []),
        (NewTerms(TODAY, Terms(1, 1), "x"), []),
    ],
)
def test_what_is_refused(session: Session, new: NewTerms, codes: list[str]) -> None:
    enter(session, Scope.office())
    who, found = greet(session), []
    try:
        set_terms(session, who, new, NOW)
    except Refusal as refusal:
        found = [one.code.removeprefix("aml.review_terms.") for one in refusal.everything]
    assert found == codes


def test_one_set_of_terms_a_day_and_by_the_central_team_alone(session: Session) -> None:
    enter(session, Scope.office())
    who = greet(session)
    set_terms(session, who, NewTerms(TODAY, TWO, "x"), NOW)
    with pytest.raises(Refusal) as found:
        set_terms(session, who, NewTerms(TODAY, TWO, "x"), NOW)
    assert [one.code for one in found.value.everything] == ["aml.review_terms.same_day"]
    with pytest.raises(Forbidden):
        set_terms(
            session, Identity(who.account_id, None, frozenset({Role.HELPDESK})), NewTerms(TODAY, TWO, "x"), NOW
        )
