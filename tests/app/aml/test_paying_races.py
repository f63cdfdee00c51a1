"""Many who pay at the same moment: for one deal, with the last unit, or for the renewal of what is used up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, sessionmaker

from app.aml.paying import Seen, pay_deal, return_payment
from app.aml.subscriptions import buy_subscription
from app.database import engine_for, session_factory
from app.errors import HouseError, Refusal
from app.transaction import Scope, enter, transaction
from models.aml import Deal, DealPayment, Subscription
from models.values.subscribed import PaidBy, Plan
from tests.app.aml.lists_of_today import AmlOffice, aml_office
from tests.app.aml.paid_deals import BRONZE, SINGLE, balance_of, drafted, money_in, paying_office
from tests.app.wallet.offices import NOW, finance
from tests.database import TestServer

CROWD = 64
WALLET = Seen(PaidBy.WALLET, gross=SINGLE)


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=CROWD)
    yield session_factory(engine)
    engine.dispose()


@pytest.fixture
def one(crowd: sessionmaker[Session]) -> AmlOffice:
    with crowd.begin() as session:
        return paying_office(session, "5000.00")


def at_once(
    crowd: sessionmaker[Session], one: AmlOffice, act: Callable[[Session, int], Any], many: int = CROWD
) -> list[Any]:
    """All at the same moment, each in a transaction of its own; what came of each, or the refusal's code."""
    together = Barrier(many)

    def press(number: int) -> Any:
        with crowd() as session:
            enter(session, Scope.organisation(one.id))
            session.scalar(select(1))
            together.wait(120)
            try:
                with transaction(session):
                    return act(session, number)
            except Refusal as said:
                return said.code
            except HouseError as said:
                return type(said).__name__

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(press, range(many)))


def deals(crowd: sessionmaker[Session], one: AmlOffice, many: int) -> list[tuple[int, int]]:
    """So many deals to be paid: their ids and versions."""
    with crowd.begin() as session:
        enter(session, Scope.organisation(one.id))
        made = [drafted(session, one, f"K-{number}") for number in range(many)]
        return [(deal.id, deal.version) for deal in made]


def bronze(crowd: sessionmaker[Session], one: AmlOffice, used: int, key: str = "a") -> int:
    with crowd.begin() as session:
        enter(session, Scope.organisation(one.id))
        made = buy_subscription(session, one.bram, Plan.BRONZE, key, BRONZE, NOW)
        made.used = used
        return made.id


def paid(one: AmlOffice, several: list[tuple[int, int]], seen: Seen) -> Callable[[Session, int], str]:
    """Each its own deal, or all the only one."""

    def act(session: Session, number: int) -> str:
        deal_id, version = several[number % len(several)]
        who = one.an if number % 2 else one.bram
        return pay_deal(session, who, deal_id, seen, version, NOW).way

    return act


def left(crowd: sessionmaker[Session], one: AmlOffice) -> str:
    with crowd() as session:
        return balance_of(session, one.id)


def counted(crowd: sessionmaker[Session], statement: Any) -> Any:
    with crowd() as session:
        enter(session, Scope.office())
        return session.scalars(statement).all()


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
@pytest.mark.trust("2.3.4")
def test_of_sixty_four_sessions_on_the_last_unit_exactly_one_wins(
    crowd: sessionmaker[Session], one: AmlOffice
) -> None:
    subscription_id, several = bronze(crowd, one, 19), deals(crowd, one, CROWD)
    before = left(crowd, one)
    seen = Seen(PaidBy.SUBSCRIPTION, subscription_id=subscription_id)
    came = at_once(crowd, one, paid(one, several, seen))
    assert Counter(came) == {"subscription": 1, "aml.payment.used_up": CROWD - 1}
    assert counted(crowd, select(Subscription.used)) == [20]
    assert counted(crowd, select(func.count()).select_from(DealPayment)) == [1]
    assert Counter(counted(crowd, select(Deal.state))) == {"assessed": 1, "draft": CROWD - 1}
    assert left(crowd, one) == before  # nobody fell to the price of the wallet unasked


@pytest.mark.trust("AML")
@pytest.mark.trust("2.3.4")
@pytest.mark.parametrize("turn", range(4))
def test_of_the_twentieth_and_the_twenty_first_at_the_same_moment_one_is_the_twentieth(
    crowd: sessionmaker[Session], one: AmlOffice, turn: int
) -> None:
    subscription_id, several = bronze(crowd, one, 19), deals(crowd, one, 2)
    seen = Seen(PaidBy.SUBSCRIPTION, subscription_id=subscription_id)
    came = at_once(crowd, one, paid(one, several, seen), 2)
    assert sorted(came) == ["aml.payment.used_up", "subscription"]
    assert counted(crowd, select(Subscription.used)) == [20]


@pytest.mark.trust("AML")
@pytest.mark.trust("2.3.4")
def test_of_the_last_units_as_many_win_as_there_are_and_none_takes_of_what_follows_unseen(
    crowd: sessionmaker[Session], one: AmlOffice
) -> None:
    first, several = bronze(crowd, one, 10), deals(crowd, one, CROWD)
    second = bronze(crowd, one, 0, "b")
    came = at_once(crowd, one, paid(one, several, Seen(PaidBy.SUBSCRIPTION, subscription_id=first)))
    assert Counter(came) == {"subscription": 10, "aml.payment.used_up": CROWD - 10}
    found = counted(crowd, select(Subscription).order_by(Subscription.id))
    assert [(each.id, each.used) for each in found] == [(first, 20), (second, 0)]
    assert found[1].first_day == date(2026, 11, 30)  # it followed, and begins with the last unit of the first


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
@pytest.mark.trust("15.4.2")
def test_one_deal_that_sixty_four_pay_from_the_wallet_is_paid_once(
    crowd: sessionmaker[Session], one: AmlOffice
) -> None:
    came = at_once(crowd, one, paid(one, deals(crowd, one, 1), WALLET))
    assert came == ["wallet"] * CROWD
    assert left(crowd, one) == "4977.01"
    assert counted(crowd, select(func.count()).select_from(DealPayment)) == [1]
    assert counted(crowd, text("select count(*) from event where tag = 'aml.deal.paid'")) == [1]


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
def test_who_pays_one_deal_in_both_ways_at_once_pays_in_one(crowd: sessionmaker[Session], one: AmlOffice) -> None:
    subscription_id, several = bronze(crowd, one, 0), deals(crowd, one, 1)
    before = left(crowd, one)
    by = Seen(PaidBy.SUBSCRIPTION, subscription_id=subscription_id)
    acts = (paid(one, several, by), paid(one, several, WALLET))
    came = at_once(crowd, one, lambda session, number: acts[number % 2](session, number), 8)
    assert len(set(came)) == 1
    (used,) = counted(crowd, select(Subscription.used))
    assert (used, left(crowd, one) == before) in ((1, True), (0, False))


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
@pytest.mark.trust("2.3.4")
def test_of_the_last_money_as_many_deals_are_paid_as_it_is_enough_for(
    crowd: sessionmaker[Session], one: AmlOffice
) -> None:
    with crowd.begin() as session:
        poor = aml_office(session)
        money_in(session, poor.id, "70.00")
    came = at_once(crowd, poor, paid(poor, deals(crowd, poor, 16), WALLET), 16)
    assert Counter(came) == {"wallet": 3, "wallet.charge.too_low": 13}
    assert left(crowd, poor) == "1.03"


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
def test_a_form_sent_sixteen_times_at_once_buys_one_and_different_forms_follow_one_another(
    crowd: sessionmaker[Session], one: AmlOffice
) -> None:
    def buy(key: str) -> Callable[[Session, int], int]:
        def act(session: Session, number: int) -> int:
            who = one.an if number % 2 else one.bram
            return buy_subscription(session, who, Plan.BRONZE, key.format(number), BRONZE, NOW).id

        return act

    assert len(set(at_once(crowd, one, buy("same"), 16))) == 1
    assert left(crowd, one) == "4728.96"
    assert len(set(at_once(crowd, one, buy("{}"), 4))) == 4
    found = counted(crowd, select(Subscription.first_day).order_by(Subscription.first_day))
    assert found == [date(2026, 11, 30), *(date(year, 11, 30) for year in (2027, 2028, 2029, 2030))]


@pytest.mark.trust("AML")
def test_a_renewal_bought_while_the_last_unit_is_taken_leaves_no_gap(
    crowd: sessionmaker[Session], one: AmlOffice
) -> None:
    first, several = bronze(crowd, one, 19), deals(crowd, one, 1)
    pay = paid(one, several, Seen(PaidBy.SUBSCRIPTION, subscription_id=first))

    def act(session: Session, number: int) -> str:
        if number:
            return buy_subscription(session, one.an, Plan.BRONZE, "renewal", BRONZE, NOW).plan
        return pay(session, number)

    assert at_once(crowd, one, act, 2) == ["subscription", "bronze"]
    found = counted(crowd, select(Subscription).order_by(Subscription.id))
    assert [(each.used, each.first_day) for each in found] == [(20, date(2026, 11, 30)), (0, date(2026, 11, 30))]


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
def test_a_payment_that_sixteen_give_back_at_once_comes_back_once(
    crowd: sessionmaker[Session], one: AmlOffice
) -> None:
    pay = paid(one, deals(crowd, one, 1), WALLET)
    assert at_once(crowd, one, pay, 1) == ["wallet"]
    (payment_id,) = counted(crowd, select(DealPayment.id))
    with crowd.begin() as session:
        enter(session, Scope.office())
        hugo = finance(session)

    def give_back(session: Session, _: int) -> str:
        enter(session, Scope.office())
        return str(return_payment(session, hugo, payment_id, "Entered twice.", NOW).returned_at)

    came = Counter(at_once(crowd, one, give_back, 16))
    assert came == {str(NOW): 1, "aml.payment.returned_already": 15}
    assert left(crowd, one) == "5000.00"
