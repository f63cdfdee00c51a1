"""When an accepted risk profile is looked at again."""

from __future__ import annotations

from datetime import date

import pytest

from app.aml.reviewing import next_review, review_of
from app.aml.vigilance.profiles import ProfileFile
from models.values.vigilance import AsksOf, Level
from tests.app.aml.vigilance.files import TODAY, quiet

ACCEPTED = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("level", "due"),
    [
        (Level.SIMPLIFIED, date(2029, 11, 30)),
        (Level.STANDARD, date(2029, 11, 30)),
        (Level.RAISED, date(2027, 11, 30)),
        (Level.STOP, date(2027, 11, 30)),
    ],
)
def test_it_is_due_after_three_years_or_one(level: Level, due: date) -> None:
    assert next_review(level, ACCEPTED) == due


@pytest.mark.parametrize(
    ("expires", "due"),
    [
        (date(2029, 12, 1), date(2029, 11, 30)),
        (date(2029, 11, 30), date(2029, 11, 30)),
        (date(2029, 11, 29), date(2029, 11, 29)),
        (date(2026, 11, 29), date(2026, 11, 29)),
    ],
)
def test_never_later_than_the_identity_document_expires(expires: date, due: date) -> None:
    assert next_review(Level.STANDARD, ACCEPTED, expires) == due


def test_of_a_leap_day_the_day_before_in_a_year_without_it() -> None:
    assert next_review(Level.STANDARD, date(2028, 2, 29)) == date(2031, 2, 28)
    assert next_review(Level.RAISED, date(2028, 2, 29)) == date(2029, 2, 28)


def test_of_a_person_his_own_document_counts_and_an_organisation_has_none() -> None:
    # The person's card is valid today for the last day.
    assert review_of(ProfileFile(1, 1, quiet()), Level.STANDARD, ACCEPTED) == TODAY
    assert review_of(ProfileFile(1, 1, quiet(AsksOf.ORGANISATION)), Level.RAISED, ACCEPTED) == date(2027, 11, 30)
