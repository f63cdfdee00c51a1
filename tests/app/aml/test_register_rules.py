"""Which days of what an office laid down go together, and what may stand in its registers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.aml.register_rules import (
    Days,
    NewPolicy,
    NewTraining,
    ended_by_new,
    faults_of_policy,
    faults_of_training,
    last_day_of,
    line_of,
    text_told,
)
from app.errors import Refusal
from models.values.registers import PolicyKind

TODAY = date(2027, 3, 15)
DAY = timedelta(days=1)
OLD = Days(1, date(2026, 2, 1), None)


@pytest.mark.parametrize(
    ("first_day", "there", "ended"),
    [
        (TODAY, [], None),
        (TODAY, [OLD], 1),
        (OLD.first_day + DAY, [OLD], 1),
        (OLD.first_day, [OLD], 1),  # the same day: the older one never was in force
        (TODAY, [Days(2, date(2025, 1, 1), TODAY)], 2),  # its last day
        (TODAY, [Days(2, date(2025, 1, 1), TODAY - DAY)], None),  # over the day before
        (TODAY, [Days(3, TODAY + DAY, TODAY), OLD], 1),  # what never began stands in nobody's way
    ],
)
def test_a_new_one_ends_the_one_that_is_in_force_on_its_first_day(
    first_day: date, there: list[Days], ended: int | None
) -> None:
    assert ended_by_new(first_day, there) == ended


def test_none_begins_before_one_that_stands_there_already() -> None:
    with pytest.raises(Refusal) as found:
        ended_by_new(TODAY, [OLD, Days(2, TODAY + 9 * DAY, None), Days(3, TODAY + DAY, TODAY + 2 * DAY)])
    assert (found.value.code, found.value.facts) == ("aml.policy.later", {"day": TODAY + DAY})


@pytest.mark.parametrize(
    ("of", "asked", "last"),
    [
        (OLD, TODAY, TODAY),
        (OLD, OLD.first_day, OLD.first_day),
        (OLD, OLD.first_day - DAY, "aml.policy.end_before_start"),
        (OLD, TODAY + timedelta(days=366), TODAY + timedelta(days=366)),
        (OLD, TODAY + timedelta(days=367), "aml.policy.too_far"),
        (Days(1, TODAY + DAY, None), TODAY + 9 * DAY, TODAY),  # hasn't begun: withdrawn
        (Days(1, TODAY, None), TODAY - DAY, "aml.policy.end_before_start"),
        (Days(1, OLD.first_day, TODAY - DAY), TODAY, "aml.policy.over"),
        (Days(1, OLD.first_day, TODAY), TODAY + DAY, TODAY + DAY),  # its last day: it can still be moved
        (Days(1, TODAY + 2 * DAY, TODAY + DAY), TODAY, "aml.policy.over"),  # withdrawn already
    ],
)
def test_the_last_day_of_one_that_is_ended(of: Days, asked: date, last: date | str) -> None:
    if isinstance(last, date):
        assert last_day_of(of, asked, TODAY) == last
        return
    with pytest.raises(Refusal) as found:
        last_day_of(of, asked, TODAY)
    assert found.value.code == last


def _policy(**told: object) -> NewPolicy:
    return NewPolicy(
        **{"kind": PolicyKind.PROCEDURE, "title": "Cash", "body": "Never.", "first_day": TODAY, **told}
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("new", "has_file", "faults"),
    [
        (_policy(), False, []),
        (_policy(body=""), True, []),
        (_policy(body=""), False, [("aml.policy.nothing_told", "body")]),
        (
            _policy(title="", body="x" * 8001),
            False,
            [("aml.register.no_title", "title"), ("aml.register.too_long", "body")],
        ),
        (_policy(title="x" * 200, body="x" * 8000), False, []),
        (_policy(title="x" * 201), False, [("aml.register.too_long", "title")]),
        (_policy(kind=PolicyKind.RISK_ASSESSMENT), False, [("aml.policy.no_overall", "overall")]),
        (_policy(kind=PolicyKind.RISK_ASSESSMENT, overall="low"), False, []),
        (_policy(first_day=date(1994, 1, 1)), False, []),
        (_policy(first_day=TODAY + timedelta(days=366)), False, []),
        (_policy(first_day=TODAY + timedelta(days=367)), False, [("aml.policy.too_far", "first_day")]),
    ],
)
def test_what_a_policy_lacks(new: NewPolicy, has_file: bool, faults: list[tuple[str, str]]) -> None:
    found = faults_of_policy(new, has_file=has_file, today=TODAY)
    assert [(one.code, one.field) for one in found] == faults


def _training(**told: object) -> NewTraining:
    return NewTraining(**{"title": "Act", "held_on": TODAY, "minutes": 90, "attended": frozenset({7}), **told})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("new", "faults"),
    [
        (_training(), []),
        (_training(held_on=TODAY + DAY), [("aml.training.future", "held_on")]),
        *((_training(minutes=many), []) for many in (1, 6000)),
        *((_training(minutes=many), [("aml.training.minutes", "minutes")]) for many in (None, 0, -1, 6001)),
        (_training(attended=frozenset()), [("aml.training.nobody", "attended")]),
        (
            _training(title="", given_by="x" * 201),
            [("aml.register.no_title", "title"), ("aml.register.too_long", "given_by")],
        ),
        (_training(notes="x" * 2001), [("aml.register.too_long", "notes")]),
        (_training(notes="x" * 2000, given_by="x" * 200), []),
    ],
)
def test_what_a_training_lacks(new: NewTraining, faults: list[tuple[str, str]]) -> None:
    assert [(one.code, one.field) for one in faults_of_training(new, TODAY)] == faults


def test_texts_are_kept_without_what_no_text_can_hold() -> None:
    assert line_of(" Cash\x00 in\r\nthe  office\t") == "Cash in the office"
    assert text_told("\r\n One\x00\r\n\r\nTwo \n") == "One\n\nTwo"
