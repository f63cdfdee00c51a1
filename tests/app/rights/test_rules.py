"""What may be granted, for how long, and why somebody has a right on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rights.rules import (
    GrantFacts,
    Standing,
    WhyFacts,
    is_expiring,
    proposed_last_day,
    refusals_to_grant,
    state_of,
    why,
)
from models.values import RightState, last_day_within

TODAY = date(2027, 3, 15)
FACTS = GrantFacts(
    today=TODAY,
    first_day=TODAY,
    last_day=date(2028, 3, 14),
    max_months=12,
    kind_offered=True,
    kind_code="planner",
    granted_to_oneself=False,
    government_kind="municipality",
    government_kinds=["municipality", "city"],
    category="employee",
    categories=["employee"],
    type="standard",
    types=["standard"],
    relation_confirmed=True,
    relation_first_day=date(2026, 1, 1),
    relation_last_day=None,
)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def refused(**changed: object) -> list[tuple[str, str | None]]:
    return [(one.code, one.field) for one in refusals_to_grant(replace(FACTS, **changed))]  # type: ignore[arg-type]


def test_what_fits_everything_is_granted() -> None:
    assert refused() == []


@pytest.mark.parametrize(
    ("first_day", "last_day", "revoked_on", "day", "state"),
    [
        ("2027-03-15", "2027-03-20", None, "2027-03-14", RightState.PENDING),
        ("2027-03-15", "2027-03-20", None, "2027-03-15", RightState.ACTIVE),
        ("2027-03-15", "2027-03-20", None, "2027-03-20", RightState.ACTIVE),
        ("2027-03-15", "2027-03-20", None, "2027-03-21", RightState.EXPIRED),
        ("2027-03-15", "2027-03-20", "2027-03-17", "2027-03-16", RightState.ACTIVE),
        ("2027-03-15", "2027-03-20", "2027-03-17", "2027-03-17", RightState.REVOKED),
        ("2027-03-15", "2027-03-20", "2027-03-10", "2027-03-12", RightState.REVOKED),
        ("2027-03-15", "2027-03-20", "2027-03-17", "2028-01-01", RightState.REVOKED),
    ],
)
def test_the_state_of_a_right_follows_from_its_days(
    first_day: str, last_day: str, revoked_on: str | None, day: str, state: RightState
) -> None:
    revoked = date.fromisoformat(revoked_on) if revoked_on else None
    days = [date.fromisoformat(text) for text in (first_day, last_day, day)]
    assert state_of(days[0], days[1], revoked, days[2]) is state


@pytest.mark.trust("Expiry")
@given(DAYS, st.integers(0, 4000), DAYS)
def test_a_right_is_active_on_its_days_and_on_no_other(first_day: date, length: int, day: date) -> None:
    last_day = first_day + timedelta(days=length)
    active = state_of(first_day, last_day, None, day) is RightState.ACTIVE
    assert active == (first_day <= day <= last_day)


@pytest.mark.parametrize(
    ("last_day", "day", "expiring"),
    [
        ("2027-03-29", "2027-03-14", False),
        ("2027-03-29", "2027-03-15", True),
        ("2027-03-29", "2027-03-29", True),
        ("2027-03-29", "2027-03-30", False),
    ],
)
def test_a_right_is_expiring_in_its_last_two_weeks(last_day: str, day: str, expiring: bool) -> None:
    found = is_expiring(date(2027, 1, 1), date.fromisoformat(last_day), date.fromisoformat(day))
    assert found is expiring


@pytest.mark.parametrize(("last_day", "expiring"), [("2027-03-28", False), ("2027-03-29", True)])
def test_a_right_of_two_weeks_or_less_never_is_expiring(last_day: str, expiring: bool) -> None:
    assert is_expiring(TODAY, date.fromisoformat(last_day), date(2027, 3, 20)) is expiring


@pytest.mark.trust("Rights")
@pytest.mark.parametrize(
    ("first_day", "months", "last_day"),
    [
        ("2027-03-15", 12, "2028-03-14"),
        ("2028-02-29", 12, "2029-02-27"),
        ("2031-08-31", 6, "2032-02-28"),
        ("2030-08-31", 6, "2031-02-27"),
        ("2027-03-15", 1, "2027-04-14"),
        ("2027-03-15", 120, "2037-03-14"),
        ("2027-12-31", 2, "2028-02-28"),
    ],
)
def test_a_right_cannot_outlast_the_owners_maximum(first_day: str, months: int, last_day: str) -> None:
    first, last = date.fromisoformat(first_day), date.fromisoformat(last_day)
    assert refused(first_day=first, last_day=last, max_months=months) == []
    over = last + timedelta(days=1)
    assert refused(first_day=first, last_day=over, max_months=months) == [
        ("rights.right.longer_than_maximum", "last_day")
    ]


def test_too_long_says_by_how_much_and_until_when() -> None:
    (refusal,) = refusals_to_grant(replace(FACTS, last_day=date(2028, 3, 16)))
    assert refusal.facts == {"days": 2, "months": 12, "last_allowed": date(2028, 3, 14)}


def test_a_right_ends_on_or_after_its_first_day() -> None:
    assert refused(first_day=date(2027, 4, 2), last_day=date(2027, 4, 1)) == [
        ("rights.right.end_before_begin", "last_day")
    ]
    assert refused(first_day=date(2027, 4, 1), last_day=date(2027, 4, 1)) == []


def test_a_right_begins_today_or_later() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert refused(first_day=yesterday, last_day=TODAY) == [("rights.right.begins_in_the_past", "first_day")]
    assert refused(first_day=TODAY + timedelta(days=400), last_day=TODAY + timedelta(days=401)) == []


@pytest.mark.parametrize(
    ("relation_first", "relation_last", "code"),
    [
        ("2027-03-15", "2028-03-14", None),
        ("2027-03-15", None, None),
        ("2027-03-16", None, ("rights.right.before_relation", "first_day")),
        ("2027-03-16", "2028-03-14", ("rights.right.outside_relation", "last_day")),
        ("2027-03-15", "2028-03-13", ("rights.right.outside_relation", "last_day")),
    ],
)
def test_a_right_stays_within_its_relation(
    relation_first: str, relation_last: str | None, code: tuple[str, str] | None
) -> None:
    found = refused(
        relation_first_day=date.fromisoformat(relation_first),
        relation_last_day=date.fromisoformat(relation_last) if relation_last else None,
    )
    assert found == ([code] if code else [])


def test_no_right_hangs_on_a_relation_that_is_not_confirmed() -> None:
    assert refused(relation_confirmed=False) == [("rights.right.relation_not_standing", "first_day")]


@pytest.mark.trust("Rights")
@pytest.mark.parametrize(
    ("first_day", "last_day", "overlaps"),
    [
        ("2027-01-01", "2027-03-14", False),
        ("2027-01-01", "2027-03-15", True),
        ("2027-06-01", "2027-06-02", True),
        ("2028-03-14", "2028-12-31", True),
        ("2028-03-15", "2028-12-31", False),
        ("2020-01-01", "2040-01-01", True),
    ],
)
def test_the_same_right_never_stands_twice_on_a_day(first_day: str, last_day: str, overlaps: bool) -> None:
    other = Standing(7, date.fromisoformat(first_day), date.fromisoformat(last_day))
    found = refusals_to_grant(replace(FACTS, standing=[other]))
    assert [one.code for one in found] == (["rights.right.overlaps"] if overlaps else [])
    if overlaps:
        assert found[0].facts["from_day"] == other.last_day + timedelta(days=1)


def test_of_several_overlaps_the_first_is_named_once() -> None:
    standing = [Standing(1, TODAY, TODAY), Standing(2, date(2027, 5, 1), date(2027, 5, 2))]
    (refusal,) = refusals_to_grant(replace(FACTS, standing=standing))
    assert refusal.facts["last_day"] == TODAY


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind_offered": False}, ("rights.kind.withdrawn", "kind_id")),
        ({"government_kind": "province"}, ("rights.kind.not_for_this_government", "kind_id")),
        ({"government_kind": None}, ("rights.kind.not_for_this_government", "kind_id")),
        ({"category": "external"}, ("rights.kind.not_for_this_relation", "kind_id")),
        ({"type": "secretary"}, ("rights.kind.not_for_this_relation", "kind_id")),
        ({"contexts": ["youth"], "context": ""}, ("rights.right.context_missing", "context")),
        ({"contexts": ["youth"], "context": "sport"}, ("rights.right.context_missing", "context")),
        (
            {"granted_to_oneself": True, "kind_code": "local_administrator"},
            ("rights.right.own_administration", "kind_id"),
        ),
    ],
)
def test_a_kind_of_right_is_for_whom_its_owner_says(changed: dict[str, object], code: tuple[str, str]) -> None:
    assert refused(**changed) == [code]


def test_a_part_of_the_tool_that_is_on_the_list_is_fine() -> None:
    assert refused(contexts=["youth"], context="youth") == []


def test_another_right_may_be_granted_to_oneself() -> None:
    assert refused(granted_to_oneself=True) == []


def test_everything_that_is_wrong_is_said_at_once() -> None:
    found = refused(kind_offered=False, first_day=date(2027, 3, 14), last_day=date(2028, 3, 14))
    assert [code for code, _ in found] == [
        "rights.kind.withdrawn",
        "rights.right.begins_in_the_past",
        "rights.right.longer_than_maximum",
    ]


@given(DAYS, st.integers(1, 120))
def test_what_a_form_proposes_is_the_longest_that_is_granted(first_day: date, months: int) -> None:
    proposed = proposed_last_day(first_day, months, None)
    facts = {"today": first_day, "first_day": first_day, "max_months": months, "relation_first_day": first_day}
    assert refused(**facts, last_day=proposed) == []
    assert refused(**facts, last_day=proposed + timedelta(days=1)) != []


@pytest.mark.parametrize(
    ("relation_last", "proposed"),
    [("2027-12-31", "2027-12-31"), ("2028-03-14", "2028-03-14"), ("2029-01-01", "2028-03-14")],
)
def test_a_form_proposes_no_day_past_the_relation(relation_last: str, proposed: str) -> None:
    assert proposed_last_day(TODAY, 12, date.fromisoformat(relation_last)) == date.fromisoformat(proposed)
    assert last_day_within(TODAY, 12) == date(2028, 3, 14)


WHY = WhyFacts(
    day=TODAY,
    first_day=TODAY,
    last_day=TODAY,
    revoked_on=None,
    grantor_had_authority=True,
    relation_confirmed=True,
    relation_first_day=TODAY,
    relation_last_day=TODAY,
)


@pytest.mark.parametrize(
    ("changed", "unmet"),
    [
        ({}, []),
        ({"relation_last_day": None}, []),
        ({"grantor_had_authority": False}, ["grantor"]),
        ({"relation_confirmed": False}, ["relation"]),
        ({"relation_first_day": TODAY + timedelta(days=1)}, ["relation"]),
        ({"relation_last_day": TODAY - timedelta(days=1)}, ["relation"]),
        ({"first_day": TODAY + timedelta(days=1)}, ["begun"]),
        ({"last_day": TODAY - timedelta(days=1)}, ["not_over"]),
        ({"revoked_on": TODAY}, ["not_revoked"]),
        ({"revoked_on": TODAY + timedelta(days=1)}, []),
    ],
)
def test_the_why_card_names_each_condition_that_fails(changed: dict[str, object], unmet: list[str]) -> None:
    conditions = why(replace(WHY, **changed))  # type: ignore[arg-type]
    assert [one.code for one in conditions] == ["grantor", "relation", "begun", "not_over", "not_revoked"]
    assert [one.code for one in conditions if not one.met] == unmet
