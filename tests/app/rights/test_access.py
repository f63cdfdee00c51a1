"""The access decision: each condition alone turns it, and only where it counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.rights.access import Check, Facts, may_use

USER = Facts(
    account_active=True,
    linked=True,
    key_level="high",
    needs_level="high",
    organisation_id=1,
    open_to_oneself=False,
    opened_by="manager",
    belongs=True,
    listed_only=True,
    listed=True,
    registered=True,
    branch="Kade",
    closed_for_branch=False,
    access="user",
    has_right=False,
    represents=False,
    admits_representative=False,
)
HOLDER = replace(USER, opened_by="right", registered=False, access="", has_right=True)
ONESELF = replace(
    USER, organisation_id=None, open_to_oneself=True, belongs=False, listed=False, registered=False, access=""
)


@pytest.mark.parametrize("facts", [USER, HOLDER, ONESELF])
def test_with_every_condition_met_it_is_yes_and_nothing_stands_in_the_way(facts: Facts) -> None:
    decision = may_use(facts)
    assert decision.allowed
    assert decision.reasons == ()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (replace(USER, account_active=False), Check.ACCOUNT),
        (replace(USER, key_level="code"), Check.KEY),
        (replace(USER, key_level="none"), Check.KEY),
        (replace(USER, belongs=False), Check.MEMBER),
        (replace(USER, listed=False), Check.LISTED),
        (replace(USER, registered=False), Check.REGISTERED),
        (replace(USER, closed_for_branch=True), Check.BRANCH),
        (replace(USER, organisation_lacks=(("biv",),)), Check.ORGANISATION),
        (replace(USER, person_lacks=(("biv", "cib"),)), Check.PERSON),
        (replace(USER, access=""), Check.GIVEN),
        (replace(HOLDER, belongs=False), Check.MEMBER),
        (replace(HOLDER, access="blocked"), Check.BLOCKED),
        (replace(HOLDER, has_right=False), Check.RIGHT),
        (replace(HOLDER, has_right=False, represents=True), Check.RIGHT),
        (replace(HOLDER, has_right=False, admits_representative=True), Check.RIGHT),
        (replace(ONESELF, open_to_oneself=False), Check.ONESELF),
        (replace(ONESELF, person_lacks=(("biv",),)), Check.PERSON),
        (replace(ONESELF, key_level="basic"), Check.KEY),
    ],
)
def test_one_condition_that_isnt_met_is_the_reason(facts: Facts, reason: Check) -> None:
    decision = may_use(facts)
    assert not decision.allowed
    assert decision.reasons == (reason,)


def test_a_blocked_member_isnt_a_user_either() -> None:
    assert may_use(replace(USER, access="blocked")).reasons == (Check.BLOCKED, Check.GIVEN)


@pytest.mark.parametrize(
    ("facts", "allowed"),
    [
        (replace(HOLDER, has_right=False, represents=True, admits_representative=True), True),
        (replace(USER, access="", represents=True, admits_representative=True), True),
        (replace(USER, access="blocked", represents=True, admits_representative=True), False),
        (replace(USER, access="", represents=True, admits_representative=True, registered=False), False),
        (replace(USER, listed_only=False, listed=False), True),
        (replace(USER, key_level=None), True),
        (replace(USER, needs_level="basic", key_level="basic"), True),
        (replace(USER, has_right=True, access=""), False),
        (replace(HOLDER, access="user", has_right=False), False),
        (replace(ONESELF, organisation_lacks=(("biv",),)), True),
    ],
)
def test_what_makes_up_for_what(facts: Facts, allowed: bool) -> None:
    assert may_use(facts).allowed is allowed


def test_which_accreditation_is_missing_is_told() -> None:
    (lacking,) = (one for one in may_use(replace(USER, person_lacks=(("biv", "cib"),))).conditions if not one.met)
    assert lacking.lacks == (("biv", "cib"),)
