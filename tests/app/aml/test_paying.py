"""A deal is paid once: by a unit of a subscription, or from the wallet; with it comes its level, or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.aml import paying
from app.aml.blocks import begin_block
from app.aml.matters import matter_of
from app.aml.paying import Seen, offered, pay_deal, return_payment
from app.aml.subscriptions import buy_subscription
from app.errors import Forbidden, Missing, Refusal, Stale
from app.policy import Identity, Role
from app.transaction import Scope, enter
from app.wallet.charging import reverse
from models.aml import Deal, DealPayment, Subscription
from models.values import Money, euro
from models.values.subscribed import PaidBy, Plan
from models.wallet import Transaction
from tests.app.aml.lists_of_today import AmlOffice, aml_office
from tests.app.aml.paid_deals import (
    BRONZE,
    SILVER,
    SINGLE,
    balance_of,
    drafted,
    money_in,
    paying_office,
    price_list,
)
from tests.app.wallet.offices import NOW, finance

WALLET = Seen(PaidBy.WALLET, gross=SINGLE)
TODAY = date(2026, 11, 30)


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = paying_office(session)
    enter(session, Scope.organisation(made.id))
    return made


def by(subscription: Subscription) -> Seen:
    return Seen(PaidBy.SUBSCRIPTION, subscription_id=subscription.id)


def bronze(session: Session, one: AmlOffice, used: int = 0, now: datetime = NOW) -> Subscription:
    made = buy_subscription(session, one.bram, Plan.BRONZE, f"bronze {now}", BRONZE, now)
    made.used = used
    session.flush()
    return made


def pay(session: Session, one: AmlOffice, deal: Deal, seen: Seen = WALLET, now: datetime = NOW) -> DealPayment:
    return pay_deal(session, one.bram, deal.id, seen, deal.version, now)


def told(session: Session, tag: str) -> int:
    return int(session.scalar(text("select count(*) from event where tag = :tag"), {"tag": tag}) or 0)


def payments(session: Session) -> list[DealPayment]:
    return list(session.scalars(select(DealPayment).order_by(DealPayment.id)))


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
def test_from_the_wallet_it_costs_its_price_with_vat_and_gives_the_level(session: Session, one: AmlOffice) -> None:
    deal = drafted(session, one, "K-17")
    made = pay(session, one, deal)
    assert (made.way, made.gross, made.paid_by, made.paid_at) == ("wallet", SINGLE.euro, one.bram.account_id, NOW)
    assert balance_of(session, one.id) == "977.01"
    assert (deal.state, deal.paid_at) == ("assessed", NOW)
    assert deal.level is not None
    assert (told(session, "aml.deal.paid"), told(session, "wallet.charge.made")) == (1, 1)
    paid = session.get_one(Transaction, made.ledger_id)
    assert (paid.product, paid.reference, paid.vat_percent) == ("vigilance", "K-17", 21)


@pytest.mark.trust("AML")
def test_by_subscription_it_costs_a_unit_and_no_money(session: Session, one: AmlOffice) -> None:
    subscription = bronze(session, one, used=12)
    before, deal = balance_of(session, one.id), drafted(session, one, "K-17")
    made = pay(session, one, deal, by(subscription))
    assert (made.way, made.subscription_id, made.ledger_id, str(made.gross)) == (
        "subscription", subscription.id, None, "0.00",
    )  # fmt: skip
    assert (subscription.used, balance_of(session, one.id), deal.state) == (13, before, "assessed")


@pytest.mark.trust("AML")
def test_what_is_offered_is_the_one_that_ends_first_and_the_wallet(session: Session, one: AmlOffice) -> None:
    deal = drafted(session, one, "K-17")
    assert list(offered(session, one.bram, deal, NOW).subscriptions) == []
    silver = buy_subscription(session, one.bram, Plan.SILVER, "s", SILVER, NOW)
    older = bronze(session, one, now=NOW - timedelta(days=30))
    found = offered(session, one.bram, deal, NOW)
    assert [each.id for each in found.subscriptions] == [older.id, silver.id]
    assert found.quote is not None
    assert (found.quote.cost.net, found.quote.cost.vat, found.quote.cost.gross) == (
        euro("19.00"), euro("3.99"), SINGLE,
    )  # fmt: skip
    assert (found.quote.balance, found.quote.balance_after) == (euro("196.56"), euro("173.57"))
    with pytest.raises(Refusal) as said:  # the other isn't its turn
        pay(session, one, deal, by(silver))
    assert said.value.code == "aml.payment.ended"


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
def test_pressed_twice_or_by_two_members_it_is_paid_once(session: Session, one: AmlOffice) -> None:
    subscription, deal = bronze(session, one), drafted(session, one, "K-17")
    version = deal.version
    first = pay_deal(session, one.bram, deal.id, WALLET, version, NOW)
    again = pay_deal(session, one.bram, deal.id, WALLET, version, NOW + timedelta(seconds=1))
    other = pay_deal(session, one.an, deal.id, by(subscription), version, NOW + timedelta(seconds=2))
    assert {first.id, again.id, other.id} == {first.id}
    assert other.paid_by == one.bram.account_id
    assert (balance_of(session, one.id), subscription.used) == ("705.97", 0)
    assert told(session, "aml.deal.paid") == 1


@pytest.mark.trust("AML")
def test_a_subscription_that_ended_at_midnight_in_brussels_takes_nothing(session: Session, one: AmlOffice) -> None:
    subscription, deal = bronze(session, one), drafted(session, one, "K-17")
    assert subscription.last_day == date(2027, 11, 29)
    before, version = balance_of(session, one.id), deal.version
    # A second before midnight in Brussels it still runs, at midnight it has ended.
    last = datetime(2027, 11, 29, 22, 59, 59, tzinfo=UTC)
    assert [each.id for each in offered(session, one.bram, deal, last).subscriptions] == [subscription.id]
    with pytest.raises(Refusal) as said, session.begin_nested():
        pay_deal(session, one.bram, deal.id, by(subscription), version, last + timedelta(seconds=1))
    assert said.value.code == "aml.payment.ended"
    session.expire_all()
    assert (subscription.used, balance_of(session, one.id), deal.paid_at, deal.state) == (0, before, None, "draft")
    assert pay_deal(session, one.bram, deal.id, by(subscription), version, last).subscription_id == subscription.id


@pytest.mark.trust("AML")
def test_a_used_up_subscription_says_so_and_leaves_the_choice(session: Session, one: AmlOffice) -> None:
    subscription, deal = bronze(session, one, used=20), drafted(session, one, "K-17")
    before = balance_of(session, one.id)
    with pytest.raises(Refusal) as said, session.begin_nested():
        pay(session, one, deal, by(subscription))
    assert said.value.code == "aml.payment.used_up"
    assert balance_of(session, one.id) == before
    assert pay(session, one, deal).way == "wallet"


@pytest.mark.trust("AML")
def test_from_bronze_that_is_used_up_to_silver(session: Session, one: AmlOffice) -> None:
    older = bronze(session, one, used=19, now=NOW - timedelta(days=90))
    silver = buy_subscription(session, one.bram, Plan.SILVER, "s", SILVER, NOW)
    first, second = drafted(session, one, "K-20"), drafted(session, one, "K-21")
    assert pay(session, one, first, by(older)).subscription_id == older.id
    (left,) = offered(session, one.bram, second, NOW).subscriptions
    assert pay(session, one, second, by(left)).subscription_id == silver.id
    assert (older.used, silver.used) == (20, 1)


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
def test_a_wallet_that_is_too_low_refuses_and_keeps_the_answers(session: Session, one: AmlOffice) -> None:
    buy_subscription(session, one.bram, Plan.SILVER, "s", SILVER, NOW - timedelta(days=366))
    for number in range(20):
        pay(session, one, drafted(session, one, f"K-{number}"))
    deal = drafted(session, one, "K-20")
    deal.answers = {"R1": {"option": "no"}}
    session.flush()
    found = offered(session, one.bram, deal, NOW)
    assert found.quote is not None
    assert [each.code for each in found.quote.refusals] == ["wallet.charge.too_low"]
    with pytest.raises(Refusal) as said, session.begin_nested():
        pay(session, one, deal)
    assert (said.value.code, said.value.facts["missing"]) == ("wallet.charge.too_low", euro("15.19"))
    session.expire_all()
    assert (deal.answers, deal.state, deal.paid_at) == ({"R1": {"option": "no"}}, "draft", None)
    money_in(session, one.id, "50.00")
    assert pay(session, one, deal).gross == SINGLE.euro
    assert balance_of(session, one.id) == "34.81"


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
def test_another_price_than_was_seen_takes_nothing(session: Session, one: AmlOffice) -> None:
    deal = drafted(session, one, "K-17")
    price_list(session, {"vigilance": "20.00"}, date(2027, 1, 1))
    with pytest.raises(Refusal) as said, session.begin_nested():
        pay(session, one, deal, now=datetime(2026, 12, 31, 23, tzinfo=UTC))  # midnight in Brussels
    assert (said.value.code, said.value.facts["gross"]) == ("aml.payment.price_changed", euro("24.20"))
    session.expire_all()
    assert (balance_of(session, one.id), deal.paid_at, payments(session)) == ("1000.00", None, [])
    with pytest.raises(Refusal), session.begin_nested():  # a page that said no price
        pay(session, one, deal, Seen(PaidBy.WALLET))


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
@pytest.mark.parametrize("way", PaidBy)
def test_when_the_level_fails_nothing_was_paid(
    session: Session, one: AmlOffice, monkeypatch: pytest.MonkeyPatch, way: PaidBy
) -> None:
    subscription, deal = bronze(session, one, used=3), drafted(session, one, "K-17")
    before, version = balance_of(session, one.id), deal.version
    seen = WALLET if way is PaidBy.WALLET else by(subscription)

    def broken(*_: object) -> None:
        raise RuntimeError("the rules are broken")

    monkeypatch.setattr(paying, "assess_deal", broken)
    with pytest.raises(RuntimeError), session.begin_nested():
        pay_deal(session, one.bram, deal.id, seen, version, NOW)
    session.expire_all()
    assert (balance_of(session, one.id), subscription.used, payments(session)) == (before, 3, [])
    assert (deal.state, deal.paid_at, deal.version) == ("draft", None, version)
    assert (told(session, "aml.deal.paid"), told(session, "wallet.charge.made")) == (0, 1)  # that of the plan
    monkeypatch.undo()
    assert pay_deal(session, one.bram, deal.id, seen, version, NOW).way == way


@pytest.mark.trust("AML")
def test_what_the_deal_lacks_keeps_it_from_being_paid(
    session: Session, one: AmlOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal = drafted(session, one, "K-17")
    lacking = (Refusal("aml.deal.party_missing"), Refusal("aml.deal.no_price"))
    monkeypatch.setattr(paying, "lacking_in_deal", lambda *_: lacking)
    with pytest.raises(Refusal) as said:
        pay(session, one, deal)
    assert [each.code for each in said.value.everything] == ["aml.deal.party_missing", "aml.deal.no_price"]
    assert balance_of(session, one.id) == "1000.00"


@pytest.mark.trust("AML")
def test_a_deal_that_changed_is_blocked_given_up_or_not_theirs_is_not_paid(
    session: Session, one: AmlOffice
) -> None:
    deal = drafted(session, one, "K-17")
    with pytest.raises(Stale):
        pay_deal(session, one.bram, deal.id, WALLET, deal.version + 1, NOW)
    begin_block(session, one.an, matter_of(deal), NOW)
    with pytest.raises(Refusal) as said:
        pay(session, one, deal)
    assert said.value.code == "aml.matter.blocked"
    gone = drafted(session, one, "K-18")
    gone.state = "dropped"
    session.flush()
    with pytest.raises(Refusal) as said:
        pay(session, one, gone)
    assert said.value.code == "aml.payment.not_draft"
    manager = Identity(one.an.account_id, None, frozenset({Role.PERSON, Role.MEMBER, Role.MANAGER}), one.id)
    with pytest.raises(Forbidden):
        pay_deal(session, manager, gone.id, WALLET, 1, NOW)
    with pytest.raises(Missing):
        pay_deal(session, one.bram, 0, WALLET, 1, NOW)
    assert balance_of(session, one.id) == "1000.00"


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
def test_finance_gives_the_money_back_once_and_the_level_stays(session: Session, one: AmlOffice) -> None:
    deal = drafted(session, one, "K-17")
    made = pay(session, one, deal)
    level = deal.level
    enter(session, Scope.office())
    hugo = finance(session)
    back = return_payment(session, hugo, made.id, "Entered twice.", NOW + timedelta(days=1))
    assert back.returned_at == NOW + timedelta(days=1)
    assert session.get_one(Transaction, back.returned_ledger_id).reverses_id == made.ledger_id
    assert balance_of(session, one.id) == "1000.00"
    assert (deal.level, deal.paid_at) == (level, NOW)
    assert told(session, "aml.deal.payment_returned") == 1
    with pytest.raises(Refusal) as said:
        return_payment(session, hugo, made.id, "Entered twice.", NOW + timedelta(days=1))
    assert said.value.code == "aml.payment.returned_already"
    assert told(session, "aml.deal.payment_returned") == 1


@pytest.mark.trust("AML")
def test_finance_gives_the_unit_back_once(session: Session, one: AmlOffice) -> None:
    subscription, deal = bronze(session, one, used=19), drafted(session, one, "K-17")
    made = pay(session, one, deal, by(subscription))
    enter(session, Scope.office())
    hugo = finance(session)
    assert return_payment(session, hugo, made.id, "Entered twice.", NOW).returned_ledger_id is None
    assert subscription.used == 19
    with pytest.raises(Refusal):
        return_payment(session, hugo, made.id, "Entered twice.", NOW)
    assert subscription.used == 19


@pytest.mark.trust("AML")
@pytest.mark.trust("Spending")
def test_a_deal_without_level_whose_payment_came_back_is_paid_anew(
    session: Session, one: AmlOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal = drafted(session, one, "K-17")
    monkeypatch.setattr(paying, "assess_deal", lambda *_: None)
    first = pay(session, one, deal)
    enter(session, Scope.office())
    return_payment(session, finance(session), first.id, "No level came of it.", NOW)
    assert deal.paid_at is None
    enter(session, Scope.organisation(one.id))
    monkeypatch.undo()
    second = pay(session, one, deal)
    assert second.id != first.id
    assert second.ledger_id != first.ledger_id
    assert (balance_of(session, one.id), deal.state) == ("977.01", "assessed")


@pytest.mark.trust("AML")
def test_only_finance_gives_back_and_says_why(session: Session, one: AmlOffice) -> None:
    made = pay(session, one, drafted(session, one, "K-17"))
    with pytest.raises(Forbidden):
        return_payment(session, one.an, made.id, "Please.", NOW)
    enter(session, Scope.office())
    hugo = finance(session)
    with pytest.raises(Refusal) as said:
        return_payment(session, hugo, made.id, "  ", NOW)
    assert (said.value.code, said.value.field) == ("wallet.reversal.no_reason", "reason")
    with pytest.raises(Missing):
        return_payment(session, hugo, 0, "Why.", NOW)
    undone = reverse(session, hugo, one.id, made.ledger_id or 0, "On the page of the purchase.", NOW)
    assert return_payment(session, hugo, made.id, "Why.", NOW).returned_ledger_id == undone.id
    assert balance_of(session, one.id) == "1000.00"


@pytest.mark.trust("AML")
@pytest.mark.trust("Tenants")
def test_another_office_pays_nothing_with_our_subscription(session: Session, one: AmlOffice) -> None:
    ours = bronze(session, one)
    other = aml_office(session)
    enter(session, Scope.organisation(other.id))
    deal = drafted(session, other, "K-17")
    with pytest.raises(Refusal) as said:
        pay_deal(session, other.bram, deal.id, by(ours), deal.version, NOW)
    assert said.value.code == "aml.payment.ended"
    with pytest.raises(Missing):
        pay_deal(session, replace(one.bram), deal.id + 1, WALLET, 1, NOW)
    enter(session, Scope.office())
    session.refresh(ours)
    assert (ours.used, Money(ours.gross)) == (0, BRONZE)
