"""New days for a right: what may move, how far, and what is said when it can't."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rights.rules import ChangeFacts, Standing, begins_later, first_day_reaching, refusals_to_change
from models.values import last_day_within

TODAY = date(2027, 3, 15)
FACTS = ChangeFacts(
    right_id=7,
    today=TODAY,
    was_first=date(2026, 4, 1),
    was_last=date(2027, 3, 25),
    revoked_on=None,
    first_day=TODAY,
    last_day=date(2028, 3, 14),
    max_months=12,
    kind_offered=True,
    own_administration=False,
    relation_first_day=date(2026, 1, 1),
    relation_last_day=None,
)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def refused(**changed: object) -> list[str]:
    return [one.code for one in refusals_to_change(replace(FACTS, **changed))]  # type: ignore[arg-type]


def test_from_today_as_long_as_the_kind_allows() -> None:
    assert refused() == []


@pytest.mark.trust("Rights")
@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"was_last": date(2027, 3, 15)}, []),
        ({"was_last": date(2027, 3, 14)}, ["rights.right.over"]),
        ({"revoked_on": date(2027, 3, 15)}, ["rights.right.over"]),
        ({"own_administration": True}, ["rights.right.own_extension"]),
        ({"last_day": date(2027, 3, 14)}, ["rights.right.end_before_begin"]),
        ({"first_day": date(2026, 4, 1), "last_day": date(2027, 3, 25)}, ["rights.right.nothing_changed"]),
        ({"first_day": date(2026, 4, 1), "last_day": date(2027, 3, 14)}, ["rights.right.ends_in_the_past"]),
        ({"first_day": date(2026, 4, 1), "last_day": date(2027, 3, 15)}, []),
        ({"first_day": date(2026, 4, 1), "last_day": date(2027, 3, 31)}, []),
        ({"first_day": date(2026, 4, 1), "last_day": date(2027, 4, 1)}, ["rights.right.move_the_begin"]),
        ({"first_day": date(2027, 3, 14), "last_day": date(2028, 1, 1)}, ["rights.right.begins_in_the_past"]),
        ({"last_day": date(2028, 3, 15)}, ["rights.right.longer_than_maximum"]),
        ({"kind_offered": False}, ["rights.kind.withdrawn"]),
        ({"kind_offered": False, "first_day": date(2026, 4, 1), "last_day": date(2027, 3, 20)}, []),
        ({"relation_last_day": date(2028, 3, 14)}, []),
        ({"relation_last_day": date(2028, 3, 13)}, ["rights.right.outside_relation"]),
        ({"standing": [Standing(8, date(2028, 3, 14), date(2028, 4, 1))]}, ["rights.right.overlaps"]),
        ({"standing": [Standing(8, date(2028, 3, 15), date(2028, 4, 1))]}, []),
        ({"in_force_administrators": frozenset({7})}, []),
        ({"in_force_administrators": frozenset({7}), "first_day": date(2027, 3, 16)},
         ["rights.right.last_administrator_shortened"]),
        ({"in_force_administrators": frozenset({7}), "last_day": date(2027, 3, 24)},
         ["rights.right.last_administrator_shortened"]),
        ({"in_force_administrators": frozenset({7, 9}), "last_day": date(2027, 3, 24)}, []),
    ],
)  # fmt: skip
def test_both_sides_of_every_limit(changed: dict[str, object], codes: list[str]) -> None:
    assert refused(**changed) == codes


def test_a_lowered_maximum_binds_the_new_days_only() -> None:
    assert refused(max_months=6, last_day=date(2027, 9, 14)) == []
    assert refused(max_months=6, last_day=date(2027, 9, 15)) == ["rights.right.longer_than_maximum"]


@pytest.mark.parametrize(("first_day", "later"), [(TODAY, False), (TODAY + timedelta(days=1), True)])
def test_it_is_told_when_the_right_would_be_off(first_day: date, later: bool) -> None:
    assert begins_later(replace(FACTS, first_day=first_day)) is later
    assert not begins_later(
        replace(FACTS, was_first=date(2027, 4, 1), was_last=date(2027, 5, 1), first_day=first_day)
    )


@given(DAYS, st.integers(1, 120), st.integers(0, 4000))
def test_the_day_it_names_is_the_first_that_will_do(begin: date, months: int, days: int) -> None:
    last_day = begin + timedelta(days=days)
    found = first_day_reaching(last_day, months, begin)
    assert begin <= found <= last_day
    assert last_day_within(found, months) >= last_day
    assert found == begin or last_day_within(found - timedelta(days=1), months) < last_day
