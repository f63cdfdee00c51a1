"""What managers set: a limit per member or per tool and month, and below which balance they get a mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import clock
from app.errors import Forbidden, Missing, Refusal, Stale
from app.wallet.charging import Wanted, charge, quote, reverse
from app.wallet.limits import (
    month_of,
    set_limit,
    set_threshold,
    standing_limit,
    standing_limits,
    without_limit,
)
from models.organisations import Member
from models.values import Money, euro
from models.wallet import SpendingLimit, Wallet
from tests.app.wallet.offices import NOW, Office, filled, finance, office, tool

SEARCH = Wanted("search")  # € 5.45
BY_MEMBER, BY_TOOL = "wallet.charge.over_limit_of_member", "wallet.charge.over_limit_of_tool"
pytestmark = pytest.mark.trust("Spending")


@pytest.fixture
def one(session: Session) -> Office:
    made = office(session)
    filled(session, made, "500")
    session.commit()
    return made


def of_bram(session: Session, one: Office, monthly: str | None, version: int | None = None) -> None:
    amount = euro(monthly) if monthly is not None else None
    set_limit(session, one.manager, one.bram.membership_id, None, amount, NOW, version)


def of_tool(session: Session, one: Office, monthly: str | None) -> None:
    set_limit(session, one.manager, None, one.tool_id, euro(monthly) if monthly is not None else None, NOW)


def buys(session: Session, one: Office, key: str, at: datetime = NOW) -> None:
    charge(session, one.bram, SEARCH, key, at)


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as found:
        act()
    return found.value


def test_up_to_the_limit_to_the_cent_and_no_further(session: Session, one: Office) -> None:
    of_bram(session, one, "10.90")
    for number in range(2):
        buys(session, one, f"{number}")
    no = refused(lambda: buys(session, one, "over"))
    assert (no.code, str(no.facts["left"])) == (BY_MEMBER, "0.00")
    asked = quote(session, one.bram, SEARCH, clock.day_of(NOW))
    assert [refusal.code for refusal in asked.refusals] == [BY_MEMBER]


def test_a_limit_of_a_member_holds_him_alone_and_one_of_a_tool_holds_everybody(
    session: Session, one: Office
) -> None:
    of_bram(session, one, "0")
    assert refused(lambda: buys(session, one, "a")).code == BY_MEMBER
    charge(session, one.an, SEARCH, "b", NOW)
    of_tool(session, one, "6")
    both = refused(lambda: buys(session, one, "c"))
    assert [no.code for no in both.everything] == [BY_MEMBER, BY_TOOL]
    assert refused(lambda: charge(session, one.an, SEARCH, "d", NOW)).code == BY_TOOL
    other = replace(one.an, tool_id=tool(session))
    charge(session, other, SEARCH, "e", NOW)


def test_what_was_reversed_may_be_spent_again(session: Session, one: Office) -> None:
    of_bram(session, one, "5.45")
    made = charge(session, one.bram, SEARCH, "a", NOW)
    assert refused(lambda: buys(session, one, "b")).code == BY_MEMBER
    reverse(session, finance(session), one.id, made.id, "Twice", NOW)
    buys(session, one, "b")
    assert refused(lambda: buys(session, one, "c")).code == BY_MEMBER


@pytest.mark.parametrize(
    ("day", "since", "until"),
    [
        (date(2026, 10, 25), datetime(2026, 9, 30, 22, tzinfo=UTC), datetime(2026, 10, 31, 23, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 2, 28, 23, tzinfo=UTC), datetime(2027, 3, 31, 22, tzinfo=UTC)),
        (date(2026, 12, 31), datetime(2026, 11, 30, 23, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)),
        (date(2028, 2, 29), datetime(2028, 1, 31, 23, tzinfo=UTC), datetime(2028, 2, 29, 23, tzinfo=UTC)),
    ],
)
def test_a_month_begins_and_ends_at_midnight_in_brussels(day: date, since: datetime, until: datetime) -> None:
    assert month_of(day) == (since, until)


@pytest.mark.parametrize(
    "midnight",
    [
        datetime(2026, 11, 30, 23, tzinfo=UTC),  # December begins
        datetime(2026, 12, 31, 23, tzinfo=UTC),  # a year begins
        datetime(2027, 3, 31, 22, tzinfo=UTC),  # April begins, in summer time
    ],
)
def test_each_month_begins_anew_to_the_microsecond(session: Session, one: Office, midnight: datetime) -> None:
    of_bram(session, one, "5.45")
    buys(session, one, "last", midnight - timedelta(microseconds=1))
    buys(session, one, "first", midnight)
    assert refused(lambda: buys(session, one, "more", midnight + timedelta(days=3))).code == BY_MEMBER


def test_limits_are_listed_with_what_was_spent(session: Session, one: Office) -> None:
    of_tool(session, one, "100")
    of_bram(session, one, "20")
    buys(session, one, "a")
    charge(session, one.an, SEARCH, "b", NOW)
    listed = standing_limits(session, one.id, clock.day_of(NOW))
    assert [(str(limit.monthly), str(spent)) for limit, spent in listed] == [
        ("20.00", "5.45"),
        ("100.00", "10.90"),
    ]
    assert standing_limit(session, one.id, listed[0][0].id, clock.day_of(NOW))[1] == euro("5.45")
    other = office(session)
    with pytest.raises(Missing):
        standing_limit(session, other.id, listed[0][0].id, clock.day_of(NOW))


def test_who_has_a_limit_isn_t_offered_another(session: Session, one: Office) -> None:
    before = [member.id for member in without_limit(session, one.id)[0]]
    of_bram(session, one, "20")
    after = [member.id for member in without_limit(session, one.id)[0]]
    assert set(before) - set(after) == {one.bram.membership_id}


def test_a_limit_is_changed_and_taken_away_on_the_version_one_saw(session: Session, one: Office) -> None:
    of_bram(session, one, "20", 0)
    assert refused(lambda: of_bram(session, one, "30", 0)).code == "wallet.limit.exists"
    of_bram(session, one, "30", 1)
    for stale in (1, 3):
        with pytest.raises(Stale):
            of_bram(session, one, None, stale)
    of_bram(session, one, None, 2)
    with pytest.raises(Stale):
        of_bram(session, one, "10", 2)
    assert session.scalars(select(SpendingLimit)).all() == []
    told = session.execute(text("select facts->'changed'->'monthly' from event where tag = 'wallet.limit.set'"))
    assert told.scalars().all() == [[None, "20.00"], ["20.00", "30.00"], ["30.00", None]]


def test_what_changes_nothing_is_not_told(session: Session, one: Office) -> None:
    for _ in range(3):
        of_bram(session, one, "20")
    of_tool(session, one, None)
    assert session.execute(text("select count(*) from event where tag = 'wallet.limit.set'")).scalar() == 1


def test_the_limit_of_who_left_can_be_taken_away_but_not_changed(session: Session, one: Office) -> None:
    of_bram(session, one, "20")
    bram = session.get_one(Member, one.bram.membership_id)
    bram.state, bram.ended_on = "ended", clock.day_of(NOW)
    session.flush()
    with pytest.raises(Missing):
        of_bram(session, one, "30")
    of_bram(session, one, None)
    assert session.scalars(select(SpendingLimit)).all() == []


def test_only_managers_set_and_only_for_their_own(session: Session, one: Office) -> None:
    other = office(session)
    with pytest.raises(Forbidden):
        set_limit(session, one.member, one.bram.membership_id, None, euro("1"), NOW)
    with pytest.raises(Forbidden):
        set_threshold(session, one.member, euro("1"), 1, NOW)
    with pytest.raises(Missing):
        set_limit(session, one.manager, other.bram.membership_id, None, euro("1"), NOW)
    for nothing in (None, 0, 999_999):
        with pytest.raises(Missing):
            set_limit(session, one.manager, None, nothing, euro("1"), NOW)
    assert refused(lambda: of_bram(session, one, "-0.01")).code == "wallet.limit.below_zero"


# -- the threshold


def lows(session: Session) -> int:
    return session.execute(text("select count(*) from event where tag = 'wallet.balance.low'")).scalar_one()


def threshold(session: Session, one: Office, amount: str | None) -> None:
    wallet = session.get_one(Wallet, one.id, populate_existing=True)
    set_threshold(session, one.manager, euro(amount) if amount is not None else None, wallet.version, NOW)


def test_managers_hear_once_that_it_fell_below_and_again_only_after_it_was_above(
    session: Session, one: Office
) -> None:
    threshold(session, one, "490")
    for number in range(4):  # 494.55, 489.10, 483.65, 478.20
        buys(session, one, f"{number}")
        assert lows(session) == (1 if number else 0)
    filled(session, one, "100")
    assert lows(session) == 1


def test_at_the_threshold_itself_nobody_is_told(session: Session, one: Office) -> None:
    threshold(session, one, "494.55")
    buys(session, one, "a")
    assert lows(session) == 0
    buys(session, one, "b")
    assert lows(session) == 1


def test_who_sets_one_above_the_balance_sees_that_and_gets_no_mail(session: Session, one: Office) -> None:
    threshold(session, one, "1000")
    buys(session, one, "a")
    assert lows(session) == 0
    threshold(session, one, None)
    threshold(session, one, "490")
    buys(session, one, "b")
    assert lows(session) == 1


def test_a_threshold_is_set_on_the_version_one_saw_and_never_below_zero(session: Session, one: Office) -> None:
    threshold(session, one, "10")
    with pytest.raises(Stale):
        set_threshold(session, one.manager, euro("20"), 999, NOW)
    no = refused(lambda: threshold(session, one, "-1"))
    assert (no.code, no.field) == ("wallet.threshold.below_zero", "threshold")
    assert Money(session.get_one(Wallet, one.id, populate_existing=True).threshold or 0) == euro("10")  # type: ignore[arg-type]
