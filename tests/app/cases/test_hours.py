"""Opening hours: what can be written, and whether somebody is there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.cases.hours import USUAL, is_open, read_hours


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2027, 3, 15, 8, 0, tzinfo=UTC), True),  # Monday, nine in Brussels
        (datetime(2027, 3, 15, 7, 59, tzinfo=UTC), False),
        (datetime(2027, 3, 15, 11, 0, tzinfo=UTC), False),  # at noon it closes
        (datetime(2027, 3, 20, 9, 0, tzinfo=UTC), False),  # Saturday
        (datetime(2027, 3, 29, 9, 0, tzinfo=UTC), False),  # Easter Monday
        (datetime(2027, 3, 30, 7, 0, tzinfo=UTC), True),  # summer time by then
    ],
)
def test_somebody_is_there_on_working_days_in_brussels_time(moment: datetime, expected: bool) -> None:
    assert is_open(read_hours(USUAL), moment) is expected


@pytest.mark.parametrize(
    "text",
    [
        "always",
        "mon 9-12",
        "fri-mon 09:00-12:00",
        "mon 12:00-09:00",
        "mon 09:00-12:00 11:00-13:00",
        "tue 09:00-10:00; mon 09:00-10:00",
        "mon 09:00-25:00",
    ],
)
def test_hours_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text.rpartition("; ")[2]):
        read_hours(text)


def test_no_hours_at_all_are_possible() -> None:
    assert read_hours(" ") == ()
