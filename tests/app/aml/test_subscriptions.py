"""Subscriptions: bought from the wallet, when they begin and end, and which one is used first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.aml.billing import offers_to
from app.aml.subscriptions import (
    buy_subscription,
    first_day_of,
    give_unit_back,
    planned,
    running,
    take_unit,
)
from app.errors import Forbidden, Refusal
from app.policy import Identity, Role
from app.transaction import Scope, enter
from app.wallet.charging import reverse
from models.aml import Subscription
from models.values import Money, euro
from models.values.subscribed import Plan
from models.wallet import Transaction
from tests.app.aml.lists_of_today import AmlOffice, aml_office
from tests.app.aml.paid_deals import BRONZE, GOLD, SILVER, balance_of, money_in, price_list
from tests.app.wallet.offices import NOW, finance

GROSS = {Plan.BRONZE: BRONZE, Plan.SILVER: SILVER, Plan.GOLD: GOLD}
TODAY = date(2026, 11, 30)
LAST = date(2027, 11, 29)


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    price_list(session)
    money_in(session, made.id, "3000.00")
    enter(session, Scope.organisation(made.id))
    return made


def bought(session: Session, one: AmlOffice, plan: Plan, key: str, now: datetime = NOW) -> Subscription:
    return buy_subscription(session, one.bram, plan, key, GROSS[plan], now)


@pytest.mark.trust("AML")
@pytest.mark.parametrize(
    ("plan", "units", "net", "left"),
    [
        (Plan.BRONZE, 20, "224.00", "2728.96"),
        (Plan.SILVER, 100, "440.00", "2467.60"),
        (Plan.GOLD, None, "665.00", "2195.35"),
    ],
)
def test_a_plan_is_paid_from_the_wallet_and_runs_a_year_from_that_day(
    session: Session, one: AmlOffice, plan: Plan, units: int | None, net: str, left: str
) -> None:
    made = bought(session, one, plan, "a")
    assert (made.plan, made.units, made.used, str(made.net)) == (plan, units, 0, net)
    assert (made.first_day, made.last_day) == (TODAY, LAST)
    assert made.bought_by == one.bram.account_id
    assert balance_of(session, one.id) == left
    enter(session, Scope.office())
    paid = session.get_one(Transaction, made.ledger_id)
    assert (paid.product, paid.gross, paid.account_id) == (plan, GROSS[plan].euro, one.bram.account_id)
    assert paid.membership_id is not None
    told = session.execute(text("select facts from event where tag = 'aml.subscription.bought'")).scalars().one()
    assert told["plan"] == plan


@pytest.mark.trust("AML")
def test_a_year_that_begins_on_a_leap_day_ends_on_the_last_of_february_before(
    session: Session, one: AmlOffice
) -> None:
    made = bought(session, one, Plan.BRONZE, "a", datetime(2028, 2, 29, 9, tzinfo=UTC))
    assert (made.first_day, made.last_day) == (date(2028, 2, 29), date(2029, 2, 27))


@pytest.mark.trust("AML")
def test_the_first_day_is_that_of_brussels(session: Session, one: AmlOffice) -> None:
    # 23:30 in London is half past midnight in Brussels.
    made = bought(session, one, Plan.BRONZE, "a", datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    assert made.first_day == date(2026, 12, 1)


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
def test_the_same_form_buys_one(session: Session, one: AmlOffice) -> None:
    first, again = (bought(session, one, Plan.BRONZE, "a") for _ in range(2))
    assert first.id == again.id
    assert balance_of(session, one.id) == "2728.96"
    with pytest.raises(Refusal) as said:
        bought(session, one, Plan.GOLD, "a")
    assert said.value.code == "form.changed_meanwhile"
    assert session.scalar(select(func.count()).select_from(Subscription)) == 1


@pytest.mark.trust("AML")
def test_a_renewal_bought_early_begins_the_day_after_the_running_one_ends(
    session: Session, one: AmlOffice
) -> None:
    bought(session, one, Plan.BRONZE, "a")
    second = bought(session, one, Plan.BRONZE, "b")
    third = bought(session, one, Plan.BRONZE, "c")
    assert (second.first_day, second.last_day) == (date(2027, 11, 30), date(2028, 11, 29))
    assert third.first_day == date(2028, 11, 30)


@pytest.mark.trust("AML")
def test_another_plan_begins_at_once_and_what_ends_first_is_used_first(session: Session, one: AmlOffice) -> None:
    bronze = bought(session, one, Plan.BRONZE, "a", datetime(2026, 6, 1, 9, tzinfo=UTC))
    silver = bought(session, one, Plan.SILVER, "b")
    assert silver.first_day == TODAY
    assert [each.id for each in running(session, one.id, TODAY)] == [bronze.id, silver.id]
    bronze.used = 20
    session.flush()
    assert [each.id for each in running(session, one.id, TODAY)] == [silver.id]


@pytest.mark.trust("AML")
def test_it_runs_from_its_first_day_to_its_last_both_included(session: Session, one: AmlOffice) -> None:
    made = bought(session, one, Plan.GOLD, "a")
    days = (date(2026, 11, 29), TODAY, LAST, date(2027, 11, 30))
    assert [[each.id for each in running(session, one.id, day)] for day in days] == [[], [made.id], [made.id], []]


@pytest.mark.trust("AML")
def test_one_that_is_used_up_has_ended_so_its_renewal_begins_today(session: Session, one: AmlOffice) -> None:
    made = bought(session, one, Plan.BRONZE, "a")
    made.used = 20
    session.flush()
    assert bought(session, one, Plan.BRONZE, "b").first_day == TODAY


@pytest.mark.trust("AML")
def test_after_its_last_day_a_new_one_begins_at_once(session: Session, one: AmlOffice) -> None:
    bought(session, one, Plan.BRONZE, "a")
    assert first_day_of(session, one.id, Plan.BRONZE, LAST) == date(2027, 11, 30)
    assert first_day_of(session, one.id, Plan.BRONZE, date(2028, 3, 1)) == date(2028, 3, 1)


@pytest.mark.trust("AML")
def test_with_the_last_unit_what_was_bought_to_follow_begins_that_day(session: Session, one: AmlOffice) -> None:
    first, second, third = (bought(session, one, Plan.BRONZE, key) for key in "abc")
    silver = bought(session, one, Plan.SILVER, "d")
    later = bought(session, one, Plan.SILVER, "e")
    first.used = 19
    session.flush()
    day = date(2027, 1, 15)
    assert take_unit(session, one.id, first.id, day).used == 20
    session.expire_all()
    assert (second.first_day, second.last_day) == (day, date(2028, 1, 14))
    assert (third.first_day, third.last_day) == (date(2028, 1, 15), date(2029, 1, 14))
    assert (silver.first_day, later.first_day) == (TODAY, date(2027, 11, 30))  # of another plan


@pytest.mark.trust("AML")
def test_a_unit_is_taken_of_the_one_that_was_seen_or_of_none(session: Session, one: AmlOffice) -> None:
    bronze = bought(session, one, Plan.BRONZE, "a", datetime(2026, 6, 1, 9, tzinfo=UTC))
    silver = bought(session, one, Plan.SILVER, "b")
    with pytest.raises(Refusal) as said:
        take_unit(session, one.id, silver.id, TODAY)
    assert said.value.code == "aml.payment.ended"
    bronze.used = 20
    session.flush()
    with pytest.raises(Refusal) as said:
        take_unit(session, one.id, bronze.id, TODAY)
    assert (said.value.code, said.value.facts["units"]) == ("aml.payment.used_up", 20)
    with pytest.raises(Refusal) as said:
        take_unit(session, one.id, bronze.id, date(2027, 6, 1))
    assert said.value.code == "aml.payment.ended"
    assert take_unit(session, one.id, silver.id, TODAY).used == 1
    assert give_unit_back(session, one.id, silver.id).used == 0


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
def test_one_whose_purchase_was_reversed_has_ended(session: Session, one: AmlOffice) -> None:
    made = bought(session, one, Plan.GOLD, "a")
    enter(session, Scope.office())
    reverse(session, finance(session), one.id, made.ledger_id, "Bought by mistake.", NOW)
    enter(session, Scope.organisation(one.id))
    assert list(running(session, one.id, TODAY)) == []
    with pytest.raises(Refusal) as said:
        take_unit(session, one.id, made.id, TODAY)
    assert said.value.code == "aml.payment.ended"
    assert bought(session, one, Plan.GOLD, "b").first_day == TODAY


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
def test_one_that_was_reversed_takes_no_place_among_those_that_follow(session: Session, one: AmlOffice) -> None:
    first, undone, third = (bought(session, one, Plan.BRONZE, key) for key in "abc")
    enter(session, Scope.office())
    reverse(session, finance(session), one.id, undone.ledger_id, "Bought by mistake.", NOW)
    enter(session, Scope.organisation(one.id))
    first.used = 19
    session.flush()
    take_unit(session, one.id, first.id, TODAY)
    session.expire_all()
    assert (third.first_day, third.last_day) == (TODAY, date(2027, 11, 29))
    assert list(running(session, one.id, TODAY)) == [third]


@pytest.mark.trust("AML")
def test_what_would_be_bought_is_said_before(session: Session, one: AmlOffice) -> None:
    bought(session, one, Plan.BRONZE, "a")
    found = planned(session, one.bram, Plan.BRONZE, NOW)
    assert (found.first_day, found.last_day) == (date(2027, 11, 30), date(2028, 11, 29))
    cost = found.bill.cost
    assert (cost.net, cost.vat, cost.gross) == (euro("224.00"), euro("47.04"), BRONZE)
    assert (found.bill.balance, found.bill.balance_after) == (euro("2728.96"), euro("2457.92"))


@pytest.mark.trust("AML")
def test_gold_counts_without_end(session: Session, one: AmlOffice) -> None:
    gold = bought(session, one, Plan.GOLD, "a")
    for number in range(1, 31):
        assert take_unit(session, one.id, gold.id, TODAY).used == number


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
def test_another_price_than_was_seen_is_refused(session: Session, one: AmlOffice) -> None:
    with pytest.raises(Refusal) as said:
        buy_subscription(session, one.bram, Plan.BRONZE, "a", euro("271.03"), NOW)
    assert (said.value.code, said.value.facts["gross"]) == ("aml.payment.price_changed", BRONZE)


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
def test_a_wallet_that_is_too_low_buys_nothing(session: Session, one: AmlOffice) -> None:
    for key in "abc":
        bought(session, one, Plan.GOLD, key)
    with pytest.raises(Refusal) as said:
        bought(session, one, Plan.GOLD, "d")
    assert (said.value.code, said.value.facts["missing"]) == ("wallet.charge.too_low", euro("218.60"))
    assert balance_of(session, one.id) == "586.05"


@pytest.mark.trust("AML")
def test_who_is_nothing_in_the_tool_buys_nothing(session: Session, one: AmlOffice) -> None:
    manager = Identity(one.an.account_id, None, frozenset({Role.PERSON, Role.MEMBER, Role.MANAGER}), one.id)
    with pytest.raises(Forbidden):
        buy_subscription(session, manager, Plan.BRONZE, "a", BRONZE, NOW)


@pytest.mark.trust("AML")
def test_the_price_is_that_of_the_list_on_that_day(session: Session, one: AmlOffice) -> None:
    price_list(session, {"bronze": "230.00"}, date(2027, 1, 1))
    # Midnight of New Year in Brussels, and the second before.
    midnight = datetime(2026, 12, 31, 23, tzinfo=UTC)
    before = offers_to(session, one.id, midnight - timedelta(seconds=1)).costs
    since = offers_to(session, one.id, midnight).costs
    assert (before["bronze"].gross, since["bronze"].gross) == (BRONZE, euro("278.30"))
    assert sorted(since) == ["bronze", "gold", "silver", "vigilance"]
    assert offers_to(session, one.id, datetime(2024, 12, 31, 22, 59, tzinfo=UTC)).costs == {}
    made = buy_subscription(
        session, one.bram, Plan.BRONZE, "a", euro("278.30"), datetime(2027, 1, 1, 9, tzinfo=UTC)
    )
    assert Money(made.net) == euro("230.00")


@pytest.mark.trust("AML")
def test_without_a_price_list_nothing_can_be_bought(session: Session) -> None:
    made = aml_office(session)
    enter(session, Scope.organisation(made.id))
    with pytest.raises(Refusal) as said:
        buy_subscription(session, made.bram, Plan.BRONZE, "a", BRONZE, NOW)
    assert said.value.code == "aml.payment.no_prices"
