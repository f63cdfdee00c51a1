from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values import (
    add_working_days,
    counted_back,
    holidays_of,
    is_working_day,
    last_working_day_before,
    next_working_day,
    working_days_between,
)
from tests.models.values.problems import refused

days = st.dates(min_value=date(1976, 1, 1), max_value=date(2099, 1, 1))
counts = st.integers(1, 60)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    "holiday",
    ["01-01", "04-06", "05-01", "05-14", "05-25", "07-21", "08-15", "11-01", "11-11", "12-25"],
)
def test_the_ten_public_holidays_of_2026_are_no_working_days(holiday):
    assert not is_working_day(day(f"2026-{holiday}"))


def test_the_law_knows_no_other_holiday_on_a_weekday():
    assert sum(holiday.weekday() < 5 for holiday in holidays_of(2026)) == 8  # 15/8 and 1/11 fall in a weekend


@pytest.mark.parametrize(
    ("text", "working"),
    [
        ("2026-11-20", True),
        ("2026-11-21", False),
        ("2026-11-22", False),
        ("2026-11-23", True),
        ("2026-04-03", True),  # Good Friday
        ("2026-05-15", True),  # the day after Ascension
        ("2025-12-26", True),  # banks only
        ("2026-08-17", True),  # the Monday after a holiday in the weekend
    ],
)
def test_people_work_from_monday_to_friday(text, working):
    assert is_working_day(day(text)) is working


def test_the_next_and_the_last_working_day_skip_weekend_and_holiday():
    assert next_working_day(day("2026-04-03")) == day("2026-04-07")
    assert last_working_day_before(day("2026-04-07")) == day("2026-04-03")
    assert next_working_day(day("2026-12-31")) == day("2027-01-04")
    assert last_working_day_before(day("2027-01-01")) == day("2026-12-31")


@pytest.mark.parametrize(
    ("decision", "eighth"),
    [
        ("2026-12-22", "2027-01-05"),
        ("2026-05-08", "2026-05-21"),
        ("2026-07-10", "2026-07-23"),
    ],
)
def test_eight_working_days_after_a_decision_do_not_count_its_own_day(decision, eighth):
    assert add_working_days(day(decision), 8) == day(eighth)


@pytest.mark.parametrize(
    ("start", "eighth"), [("2026-07-22", "2026-07-09"), ("2027-01-01", "2026-12-21"), ("2026-04-07", "2026-03-25")]
)
def test_counting_back_does_not_count_the_start_itself(start, eighth):
    assert counted_back(day(start), 8) == day(eighth)


@given(days, counts)
def test_what_was_counted_on_is_what_lies_between(start, count):
    end = add_working_days(start, count)

    assert is_working_day(end)
    assert working_days_between(start, end) == count
    assert working_days_between(start, end - timedelta(days=1)) == count - 1


@given(days, counts)
def test_counting_on_from_a_day_counted_back_to_comes_home(start, count):
    home = start if is_working_day(start) else next_working_day(start)

    assert add_working_days(counted_back(home, count), count) == home


@given(days)
def test_one_working_day_on_is_the_next_one(start):
    assert add_working_days(start, 1) == next_working_day(start) > start
    assert counted_back(start, 1) == last_working_day_before(start) < start


def test_no_working_day_lies_between_a_day_and_an_earlier_one():
    assert working_days_between(day("2026-11-23"), day("2026-11-23")) == 0
    assert working_days_between(day("2026-11-23"), day("2026-11-16")) == 0


@pytest.mark.parametrize("count", [0, -1])
def test_one_counts_at_least_one_working_day(count):
    with pytest.raises(ValueError, match="at least one working day"):
        add_working_days(day("2026-11-23"), count)
    with pytest.raises(ValueError, match="at least one working day"):
        counted_back(day("2026-11-23"), count)


@pytest.mark.parametrize("text", ["1975-01-01", "2100-12-31"])
def test_holidays_are_known_from_1975_to_2100(text):
    assert is_working_day(day(text)) is (text == "2100-12-31")


@pytest.mark.parametrize("far", [date.min, date(1974, 12, 31), date(2101, 1, 1), date.max])
def test_a_year_without_known_holidays_is_refused_rather_than_all_work(far):
    for count in (is_working_day, next_working_day, last_working_day_before):
        with refused("working_days.year"):
            count(far)
