"""Subscriptions to the vigilance of deals: bought from the wallet of the office, a unit of one for each deal.

One is valid for a year from the day it begins. It has ended after its last day, or with its last unit. Of several
that run, the one that ends first is used first. The reader's organisation is in scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from app import clock, events
from app.aml.billing import Bill, bill_of
from app.errors import Refusal
from app.policy import Identity, Permission, may, require
from app.rights.built_in import AML
from app.transaction import Scope, refuse_as, within
from app.wallet.charging import Payer, Wanted, charge
from app.wallet.ledger import hold
from app.wallet.rules import Cost
from models.aml import Subscription
from models.organisations import Member
from models.rights import Tool
from models.values import Money, last_day_within
from models.values.subscribed import UNITS, Plan

refuse_as("ck_aml_subscription_used", "aml.payment.used_up")
MONTHS = 12
_DAY = timedelta(days=1)


def payer_for(session: Session, actor: Identity) -> Payer:
    """Who spends in this tool; in office scope."""
    organisation_id = actor.organisation_id or 0
    mine = select(func.max(Member.id)).where(
        Member.organisation_id == organisation_id,
        Member.account_id == actor.account_id,
        Member.state == "confirmed",
    )
    found = session.execute(select(Tool.id, mine.scalar_subquery()).where(Tool.code == AML)).one_or_none()
    if found is None:
        raise Refusal("aml.payment.no_prices")
    return Payer(
        organisation_id,
        actor.account_id,
        found[0],
        found[1],
        actor.person_id,
        actor.session_reference,
        actor.address,
    )


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The subscriptions this reader may see: those of his office."""
    if not may(who, Permission.SUBSCRIPTION_BUY) or who.organisation_id is None:
        return false()
    return Subscription.organisation_id == who.organisation_id


def lasts_until(day: date) -> ColumnElement[bool]:
    """Whether it hasn't ended by that day: neither past its last day nor used up, and not reversed."""
    left = or_(Subscription.units.is_(None), Subscription.used < Subscription.units)
    whole: ColumnElement[bool] = ~Subscription.undone
    return and_(Subscription.last_day >= day, left, whole)


def runs_on(day: date) -> ColumnElement[bool]:
    """Whether a deal of that day can be paid with it."""
    return and_(Subscription.first_day <= day, lasts_until(day))


def running(session: Session, organisation_id: int, day: date) -> Sequence[Subscription]:
    """Those that a deal of that day can be paid with, the one that is used first first."""
    return session.scalars(
        select(Subscription)
        .where(Subscription.organisation_id == organisation_id, runs_on(day))
        .order_by(Subscription.last_day, Subscription.id)
        .execution_options(populate_existing=True)
    ).all()


def first_day_of(session: Session, organisation_id: int, plan: Plan, day: date, *, held: bool = False) -> date:
    """When one that is bought on that day begins: the day after the last of the same plan ends that isn't used
    up, or at once. One of another plan changes nothing. `held`: nobody takes a unit of them meanwhile."""
    asked = (
        select(Subscription)
        .where(
            Subscription.organisation_id == organisation_id,
            Subscription.plan == plan.value,
            lasts_until(day),
        )
        .order_by(Subscription.id)
        .execution_options(populate_existing=True)
    )
    standing = session.scalars(asked.with_for_update(of=Subscription) if held else asked).all()
    return max((one.last_day + _DAY for one in standing), default=day)


@dataclass(frozen=True)
class Planned:
    """What a plan would cost now, and when it would run."""

    bill: Bill
    first_day: date
    last_day: date


def planned(session: Session, actor: Identity, plan: Plan, now: datetime) -> Planned:
    """Nothing is held or written. Raises Forbidden, Refusal aml.payment.no_prices."""
    require(actor, Permission.SUBSCRIPTION_BUY)
    day = clock.day_of(now)
    bill = bill_of(session, actor, plan.value, day)
    if bill is None:
        raise Refusal("aml.payment.no_prices")
    first_day = first_day_of(session, actor.organisation_id or 0, plan, day)
    return Planned(bill, first_day, last_day_within(first_day, MONTHS))


def buy_subscription(
    session: Session, actor: Identity, plan: Plan, form_key: str, seen_gross: Money, now: datetime
) -> Subscription:
    """Pays it from the wallet and begins it; the same form buys one. `seen_gross`: what the reader confirmed.

    Raises Forbidden, Refusal aml.payment.no_prices, .price_changed, and why the wallet can't pay it
    (`app.wallet.charging.charge`).
    """
    require(actor, Permission.SUBSCRIPTION_BUY)
    organisation_id, day = actor.organisation_id or 0, clock.day_of(now)
    with within(session, Scope.office()):
        # Whoever buys at the same moment waits here, and then finds this one.
        hold(session, organisation_id)
        payer = payer_for(session, actor)
    if (bought := _bought_with(session, organisation_id, form_key)) is not None:
        if bought.plan != plan:
            raise Refusal("form.changed_meanwhile")
        return bought
    with within(session, Scope.office()):
        charged = charge(session, payer, Wanted(plan.value), f"subscription:{form_key}", now)
    require_seen(charged.cost, seen_gross)
    first_day = first_day_of(session, organisation_id, plan, day, held=True)
    made = Subscription(
        organisation_id=organisation_id,
        plan=plan.value,
        first_day=first_day,
        last_day=last_day_within(first_day, MONTHS),
        units=UNITS[plan],
        net=charged.cost.net.euro,
        gross=charged.cost.gross.euro,
        ledger_id=charged.id,
        form_key=form_key,
        bought_by=actor.account_id,
        bought_at=now,
    )
    session.add(made)
    session.flush()
    facts = {
        "plan": made.plan,
        "first_day": made.first_day.isoformat(),
        "last_day": made.last_day.isoformat(),
        "gross": str(charged.cost.gross),
        "ledger_id": charged.id,
    }
    subject = events.Subject("subscription", made.id, organisation_id)
    events.record(session, events.Tag.SUBSCRIPTION_BOUGHT, subject, actor, now, facts=facts)
    return made


def require_seen(cost: Cost, seen_gross: Money | None) -> None:
    """Nobody pays another price than he confirmed. Raises Refusal aml.payment.price_changed."""
    if cost.gross != seen_gross:
        raise Refusal("aml.payment.price_changed", gross=cost.gross)


def take_unit(session: Session, organisation_id: int, subscription_id: int, day: date) -> Subscription:
    """A unit of the subscription that is used first, which has to be the one its reader saw.

    Of many who want the last unit one gets it. With it the subscription has ended: those of the same plan that
    were bought to follow it begin that day. Raises Refusal aml.payment.ended, .used_up.
    """
    found = session.scalars(
        select(Subscription)
        .where(Subscription.organisation_id == organisation_id, runs_on(day))
        .order_by(Subscription.last_day, Subscription.id)
        .limit(1)
        .with_for_update(of=Subscription)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None or found.id != subscription_id:
        seen = session.get(Subscription, subscription_id, populate_existing=True)
        if seen is not None and seen.units is not None and seen.used >= seen.units and seen.last_day >= day:
            raise Refusal("aml.payment.used_up", units=seen.units)
        raise Refusal("aml.payment.ended")
    found.used += 1
    session.flush()
    if found.units == found.used:
        _bring_forward(session, found, day)
    return found


def give_unit_back(session: Session, organisation_id: int, subscription_id: int) -> Subscription:
    """A unit goes back to where it was taken from; what has ended by its last day stays ended."""
    found = session.scalars(
        select(Subscription)
        .where(Subscription.organisation_id == organisation_id, Subscription.id == subscription_id)
        .with_for_update(of=Subscription)
        .execution_options(populate_existing=True)
    ).one()
    found.used -= 1
    session.flush()
    return found


def _bring_forward(session: Session, ended: Subscription, day: date) -> None:
    """Those that follow: the first at once, or the day after another of the plan that runs besides."""
    following = session.scalars(
        select(Subscription)
        .where(
            Subscription.organisation_id == ended.organisation_id,
            Subscription.plan == ended.plan,
            Subscription.first_day > day,
            ~Subscription.undone,
        )
        .order_by(Subscription.first_day, Subscription.id)
        .with_for_update(of=Subscription)
        .execution_options(populate_existing=True)
    ).all()
    besides = session.scalar(
        select(func.max(Subscription.last_day)).where(
            Subscription.organisation_id == ended.organisation_id,
            Subscription.plan == ended.plan,
            runs_on(day),
        )
    )
    begins = day if besides is None else besides + _DAY
    for one in following:
        one.first_day = min(begins, one.first_day)
        one.last_day = last_day_within(one.first_day, MONTHS)
        begins = one.last_day + _DAY
    session.flush()


def _bought_with(session: Session, organisation_id: int, form_key: str) -> Subscription | None:
    return session.scalars(
        select(Subscription).where(
            Subscription.organisation_id == organisation_id, Subscription.form_key == form_key
        )
    ).one_or_none()
