"""Ten years after what ended when: each way it can end, on both sides of every limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.aml.keeping import ContactFacts, DealFacts, is_over, ten_years_after
from models.values.matters import OPEN_STATES, MatterState

BEGUN, CHANGED, DECIDED, LATER = (date(2026, month, 5) for month in (1, 2, 3, 9))
DRAFT = ContactFacts(BEGUN, CHANGED)
ACCEPTED = replace(DRAFT, decided_on=DECIDED)
DEAL = DealFacts(MatterState.ACCEPTED, BEGUN, DECIDED, DECIDED)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "then"),
    [
        (date(2026, 11, 30), date(2036, 11, 30)),
        (date(2024, 2, 28), date(2034, 2, 28)),
        (date(2024, 2, 29), date(2034, 3, 1)),
        (date(2024, 3, 1), date(2034, 3, 1)),
        (date(2026, 2, 28), date(2036, 2, 28)),
    ],
)
def test_it_is_the_same_day_ten_years_later_and_never_sooner(day: date, then: date) -> None:
    assert ten_years_after(day) == then


def test_it_is_over_the_day_after_the_last_one() -> None:
    assert not is_over(LATER, LATER - DAY)
    assert not is_over(LATER, LATER)
    assert is_over(LATER, LATER + DAY)
    assert not is_over(None, date.max)


@pytest.mark.parametrize(
    ("facts", "ended"),
    [
        (DRAFT, CHANGED),
        (ACCEPTED, DECIDED),
        (replace(ACCEPTED, changed_on=LATER), DECIDED),
        (replace(ACCEPTED, recorded_on=DECIDED + DAY), DECIDED + DAY),
        (replace(ACCEPTED, recorded_on=DECIDED - DAY), DECIDED),
        (replace(ACCEPTED, went_on=LATER), LATER),
        (replace(ACCEPTED, went_on=LATER, recorded_on=LATER - DAY), LATER),
        (replace(DRAFT, recorded_on=LATER), LATER),
        (replace(DRAFT, recorded_on=BEGUN), CHANGED),
        (replace(DRAFT, recorded_on=BEGUN - DAY), CHANGED),
        (replace(ACCEPTED, deals=(DEAL,)), DECIDED),
        (replace(ACCEPTED, deals=(replace(DEAL, closed_on=LATER),)), LATER),
        (replace(ACCEPTED, deals=(DEAL, replace(DEAL, closed_on=LATER)), recorded_on=LATER - DAY), LATER),
        (replace(ACCEPTED, deals=(replace(DEAL, closed_on=LATER),), recorded_on=LATER + DAY), LATER + DAY),
        (replace(ACCEPTED, deals=(replace(DEAL, open=True),), recorded_on=LATER), None),
        (replace(ACCEPTED, open=True, recorded_on=LATER), None),
    ],
)
def test_a_contact_ends_with_the_latest_of_what_ended(facts: ContactFacts, ended: date | None) -> None:
    assert facts.ended_on == ended
    assert facts.kept_until == (None if ended is None else ten_years_after(ended))


@pytest.mark.parametrize("state", OPEN_STATES)
def test_a_deal_that_goes_on_has_no_end(state: MatterState) -> None:
    assert replace(DEAL, state=state).ended_on is None
    assert replace(ACCEPTED, deals=(replace(DEAL, state=state),)).kept_until is None


@pytest.mark.parametrize(
    ("facts", "ended"),
    [
        (DEAL, DECIDED),
        (replace(DEAL, changed_on=LATER), DECIDED),
        (replace(DEAL, closed_on=DECIDED + DAY), DECIDED + DAY),
        (replace(DEAL, closed_on=DECIDED - DAY), DECIDED),
        (replace(DEAL, state=MatterState.REFUSED), DECIDED),
        (replace(DEAL, state=MatterState.DROPPED, decided_on=None, changed_on=LATER), LATER),
        (replace(DEAL, open=True), None),
    ],
)
def test_a_deal_ends_when_it_was_closed_refused_or_given_up(facts: DealFacts, ended: date | None) -> None:
    assert facts.ended_on == ended
    assert facts.kept_until == (None if ended is None else ten_years_after(ended))


def test_what_a_register_says_of_it_keeps_it_for_ten_years_too() -> None:
    assert replace(ACCEPTED, noted_on=DECIDED - DAY).kept_until == ten_years_after(DECIDED)
    assert replace(ACCEPTED, noted_on=LATER).kept_until == ten_years_after(LATER)
    assert replace(ACCEPTED, deals=(replace(DEAL, noted_on=LATER),)).kept_until == ten_years_after(LATER)
    assert replace(ACCEPTED, open=True, noted_on=LATER).kept_until is None
