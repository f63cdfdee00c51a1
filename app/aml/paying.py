"""Paying for the vigilance of a deal: a unit of a subscription, or its price from the wallet; paid, it gets its
level.

It is one transaction: what the rules of vigilance make of a deal and what is paid for it stand together or not at
all. A deal is paid once, however often and by however many it is asked. The reader's organisation is in scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, select, true
from sqlalchemy.orm import Session

from app import clock, events
from app.aml.blocks import require_unblocked
from app.aml.deal_pages import lacking_in_deal
from app.aml.deals import assess_deal
from app.aml.matters import locked_deal, matter_of
from app.aml.subscriptions import give_unit_back, payer_for, require_seen, running, take_unit
from app.errors import Missing, Refusal, Stale, refuse
from app.policy import Identity, Permission, may, require
from app.transaction import Scope, refuse_as, within
from app.wallet.charging import Quote, Wanted, charge, quote, reverse
from models.aml import Deal, DealPayment, Subscription
from models.values import Money
from models.values.matters import MatterState
from models.values.subscribed import SINGLE, PaidBy
from models.wallet import Transaction

refuse_as("uq_aml_payment_deal", "aml.payment.paid_already")


@dataclass(frozen=True)
class Offered:
    """With what a deal can be paid now: the subscriptions that run, the one that is used first first; and what it
    costs from the wallet, where the tool has a price today."""

    subscriptions: Sequence[Subscription]
    quote: Quote | None


@dataclass(frozen=True)
class Seen:
    """What the reader confirmed: the subscription that its unit comes from, or the price with VAT."""

    way: PaidBy
    subscription_id: int | None = None
    gross: Money | None = None


def offered(session: Session, actor: Identity, deal: Deal, now: datetime) -> Offered:
    """Nothing is held or written. Raises Forbidden."""
    require(actor, Permission.DEAL_CHANGE, deal)
    day = clock.day_of(now)
    found: Quote | None = None
    with within(session, Scope.office()):
        try:
            found = quote(session, payer_for(session, actor), Wanted(SINGLE, reference=deal.reference), day)
        except Refusal as refusal:
            if refusal.code not in ("aml.payment.no_prices", "wallet.charge.no_price"):
                raise
    return Offered(running(session, deal.organisation_id, day), found)


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The payments this reader may see: those of his office; for finance, all."""
    if may(who, Permission.CHARGE_REVERSE):
        return true()
    if not may(who, Permission.DEAL_SEE) or who.organisation_id is None:
        return false()
    return DealPayment.organisation_id == who.organisation_id


def payment_of(session: Session, organisation_id: int, deal_id: int) -> DealPayment | None:
    """What paid for it, the last where one was given back."""
    return session.scalars(
        select(DealPayment)
        .where(DealPayment.organisation_id == organisation_id, DealPayment.deal_id == deal_id)
        .order_by(DealPayment.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).one_or_none()


def pay_deal(
    session: Session, actor: Identity, deal_id: int, seen: Seen, version: int, now: datetime
) -> DealPayment:
    """Pays it as its reader confirmed and gives it its level; what was paid already is told, and nothing taken.

    `version`: of the deal that its reader looked at. No key of the form is needed: the deal itself is paid once.
    Raises Forbidden, Missing, Stale, Refusal aml.payment.not_draft, .ended, .used_up, .price_changed, .no_prices,
    aml.matter.blocked, what the deal lacks, and why the wallet can't pay it (`app.wallet.charging.charge`).
    """
    require(actor, Permission.DEAL_CHANGE)
    deal = locked_deal(session, deal_id)
    require(actor, Permission.DEAL_CHANGE, deal)
    before = payment_of(session, deal.organisation_id, deal.id)
    if deal.paid_at is not None and before is not None:
        return before
    if deal.state != MatterState.DRAFT:
        raise Refusal("aml.payment.not_draft")
    if deal.version != version:
        raise Stale("deal", deal_id)
    require_unblocked(session, matter_of(deal))
    refuse(lacking_in_deal(session, deal, now))
    made = _taken(session, actor, deal, seen, now)
    session.add(made)
    deal.paid_at = deal.changed_at = now
    session.flush()
    facts = {
        "way": made.way,
        "payment_id": made.id,
        "subscription_id": made.subscription_id,
        "ledger_id": made.ledger_id,
        "gross": str(Money(made.gross)),
    }
    subject = events.Subject("deal", deal.id, deal.organisation_id)
    events.record(session, events.Tag.DEAL_PAID, subject, actor, now, facts=facts)
    assess_deal(session, actor, deal, now)
    return made


def return_payment(session: Session, actor: Identity, payment_id: int, reason: str, now: datetime) -> DealPayment:
    """Finance gives back what was paid for a deal, whole and once: the money to the wallet, with a credit note
    where it was invoiced, or the unit to its subscription. In office scope.

    A deal that has no level has to be paid anew; one that has keeps it. A charge that was reversed on its own page
    isn't reversed again. Raises Forbidden, Missing, Refusal aml.payment.returned_already,
    wallet.reversal.no_reason.
    """
    require(actor, Permission.CHARGE_REVERSE)
    found = session.get(DealPayment, payment_id)
    if found is None:
        raise Missing("payment", payment_id)
    deal = locked_deal(session, found.deal_id)
    session.refresh(found, with_for_update=True)
    if found.returned_at is not None:
        raise Refusal("aml.payment.returned_already")
    if not reason.strip():
        raise Refusal("wallet.reversal.no_reason", field="reason")
    if found.ledger_id is not None:
        found.returned_ledger_id = (
            _reversal_of(session, found)
            or reverse(session, actor, found.organisation_id, found.ledger_id, reason, now).id
        )
    elif found.subscription_id is not None:
        give_unit_back(session, found.organisation_id, found.subscription_id)
    found.returned_at = now
    if deal.level is None and deal.state == MatterState.DRAFT:
        deal.paid_at, deal.changed_at = None, now
    session.flush()
    facts = {
        "way": found.way,
        "payment_id": found.id,
        "subscription_id": found.subscription_id,
        "ledger_id": found.returned_ledger_id,
        "gross": str(Money(found.gross)),
    }
    subject = events.Subject("deal", deal.id, deal.organisation_id)
    events.record(
        session,
        events.Tag.DEAL_PAYMENT_RETURNED,
        subject,
        actor,
        now,
        facts=facts,
        personal={"reason": reason.strip()},
    )
    return found


def _reversal_of(session: Session, one: DealPayment) -> int | None:
    """What undid its charge already."""
    return session.scalar(
        select(Transaction.id).where(
            Transaction.organisation_id == one.organisation_id, Transaction.reverses_id == one.ledger_id
        )
    )


def _taken(session: Session, actor: Identity, deal: Deal, seen: Seen, now: datetime) -> DealPayment:
    """The payment, not kept yet: a unit that was taken, or a charge that was made."""
    told = {
        "organisation_id": deal.organisation_id,
        "deal_id": deal.id,
        "way": seen.way.value,
        "paid_by": actor.account_id,
        "paid_at": now,
    }
    if seen.way is PaidBy.SUBSCRIPTION:
        unit = take_unit(session, deal.organisation_id, seen.subscription_id or 0, clock.day_of(now))
        return DealPayment(**told, subscription_id=unit.id, gross=Money.parse("0").euro)
    # A payment that was given back doesn't pay the next one.
    times = session.scalar(
        select(func.count())
        .select_from(DealPayment)
        .where(DealPayment.organisation_id == deal.organisation_id, DealPayment.deal_id == deal.id)
    )
    with within(session, Scope.office()):
        payer = payer_for(session, actor)
        wanted = Wanted(SINGLE, reference=deal.reference)
        charged = charge(session, payer, wanted, f"deal:{deal.id}:{times}", now)
    require_seen(charged.cost, seen.gross)
    return DealPayment(**told, ledger_id=charged.id, gross=charged.cost.gross.euro)
