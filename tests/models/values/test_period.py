from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values import Period, last_day_within
from tests.models.values.problems import refused

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))
periods = st.builds(lambda day, length: Period(day, day + timedelta(days=length)), days, st.integers(0, 900))


@pytest.mark.parametrize(
    ("first_day", "months", "last_day"),
    [
        ("2027-03-15", 12, "2028-03-14"),
        ("2028-02-29", 12, "2029-02-27"),
        ("2026-08-31", 6, "2027-02-27"),
        ("2027-08-31", 6, "2028-02-28"),
        ("2028-02-29", 48, "2032-02-28"),
        ("2027-01-31", 1, "2027-02-27"),
        ("2027-01-01", 1, "2027-01-31"),
        ("2026-12-31", 2, "2027-02-27"),
        ("2027-01-01", 12, "2027-12-31"),
        ("2026-12-01", 1, "2026-12-31"),
    ],
)
def test_calendar_months_are_clipped_to_the_end_of_the_month(first_day, months, last_day):
    assert last_day_within(date.fromisoformat(first_day), months).isoformat() == last_day


@given(days, st.integers(1, 120))
def test_a_month_more_never_ends_earlier(first_day, months):
    assert first_day < last_day_within(first_day, months) < last_day_within(first_day, months + 1)


@given(days, st.integers(1, 120))
def test_beginning_a_day_later_never_ends_earlier(first_day, months):
    assert last_day_within(first_day, months) <= last_day_within(first_day + timedelta(days=1), months)


@pytest.mark.parametrize("months", [0, -1])
def test_a_length_is_at_least_a_month(months):
    with pytest.raises(ValueError, match="at least one month"):
        last_day_within(date(2027, 1, 1), months)


def test_a_length_ends_before_the_calendar_does():
    assert last_day_within(date(9999, 1, 1), 11) == date(9999, 11, 30)
    with refused("period.too_far"):
        last_day_within(date(9999, 1, 1), 12)


def test_a_period_may_be_one_day():
    assert Period(date(2027, 1, 1), date(2027, 1, 1)).days == 1


def test_a_period_that_ends_before_it_begins_is_refused_with_both_days():
    with refused("period.end_before_begin") as problem:
        Period(date(2027, 1, 2), date(2027, 1, 1))
    assert problem.value.facts == {"first_day": "2027-01-02", "last_day": "2027-01-01"}


def test_an_instant_is_no_day():
    with pytest.raises(TypeError):
        Period(datetime(2027, 1, 1), date(2027, 1, 2))  # noqa: DTZ001
    with pytest.raises(TypeError):
        Period(date(2027, 1, 1), datetime(2027, 1, 2))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("day", "inside"),
    [("2027-03-14", False), ("2027-03-15", True), ("2028-03-14", True), ("2028-03-15", False)],
)
def test_first_and_last_day_belong_to_the_period(day, inside):
    assert Period(date(2027, 3, 15), date(2028, 3, 14)).contains(date.fromisoformat(day)) is inside


@pytest.mark.parametrize(
    ("first_day", "last_day", "common"),
    [
        ("2027-01-01", "2027-03-14", False),
        ("2027-01-01", "2027-03-15", True),
        ("2027-03-20", "2027-03-20", True),
        ("2027-03-31", "2027-04-30", True),
        ("2027-04-01", "2027-04-30", False),
        ("2027-01-01", "2027-12-31", True),
    ],
)
def test_periods_overlap_from_one_common_day_on(first_day, last_day, common):
    march = Period(date(2027, 3, 15), date(2027, 3, 31))
    other = Period(date.fromisoformat(first_day), date.fromisoformat(last_day))

    assert march.overlaps(other) is common
    assert other.overlaps(march) is common


@given(periods, periods)
def test_periods_overlap_when_some_day_is_in_both(one, other):
    later_begin = max(one.first_day, other.first_day)

    assert one.overlaps(other) == (one.contains(later_begin) and other.contains(later_begin))


@given(periods)
def test_a_period_lasts_as_many_days_as_it_contains(period):
    around = (period.first_day + timedelta(days=shift) for shift in range(-2, period.days + 3))

    assert sum(period.contains(day) for day in around) == period.days


@given(days, st.integers(1, 60))
def test_a_period_fits_its_maximum_to_the_day(first_day, months):
    longest = Period.lasting(first_day, months)

    assert longest.fits_within(months)
    assert not Period(first_day, longest.last_day + timedelta(days=1)).fits_within(months)


def test_a_period_reads_as_an_iso_interval():
    assert str(Period(date(2027, 3, 15), date(2028, 3, 14))) == "2027-03-15/2028-03-14"
