"""The register of cash above what the law lets: noted by whoever works in the tool, withdrawn where it was a
mistake, never changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app import clock, events
from app.aml.assessing import rules_in_force
from app.aml.breach_rules import CashTold, cash_faults, cash_limit, plain, told_why
from app.aml.registered_matters import chosen_contact, chosen_deal, one_at_a_time, rows_of
from app.errors import Missing, refuse
from app.policy import Identity, Permission, require
from models.aml import CashBreach, Deal
from models.values.dealt import DealKind


def visible_to(who: Identity) -> ColumnElement[bool]:
    """Those of the office, for whoever works in the tool."""
    return rows_of(CashBreach, who, Permission.REGISTER_SEE)


def limit_of(session: Session, deal: Deal | None) -> Decimal:
    """The most cash, in euro, that may be taken for it, as the rules in force say.

    Raises Refusal aml.rules.none.
    """
    most = rules_in_force(session).rules.thresholds.cash_letting
    return cash_limit(DealKind(deal.kind) if deal is not None else None, most)


def note_cash_breach(
    session: Session, actor: Identity, told: CashTold, now: datetime, *, anyway: bool = False
) -> CashBreach:
    """Writes it down. What isn't above the limit only `anyway`. The same by the same person once more is the one
    that is there.

    Raises Forbidden, Missing, Refusal aml.cash.amount_missing, .amount, .nothing, .allowed with `most`,
    aml.register.day_missing, .future, .before_the_act, .text_missing, .text_too_long.
    """
    require(actor, Permission.REGISTER_KEEP)
    organisation_id = actor.organisation_id or 0
    deal = chosen_deal(session, actor, told.deal_id) if told.deal_id is not None else None
    if told.root_id is not None:
        chosen_contact(session, actor, told.root_id)
    told = replace(told, told=plain(told.told), measure=plain(told.measure))
    refuse(cash_faults(told, limit_of(session, deal), clock.day_of(now), anyway=anyway))
    one_at_a_time(session, "cash_breaches", organisation_id)
    columns: dict[str, Any] = {
        "organisation_id": organisation_id,
        "root_id": told.root_id,
        "deal_id": told.deal_id,
        "happened_on": told.happened_on,
        "amount": told.amount,
        "told": told.told,
        "measure": told.measure,
        "made_by": actor.account_id,
    }
    same = select(CashBreach).filter_by(**columns).where(CashBreach.withdrawn_at.is_(None)).limit(1)
    if (there := session.scalars(same).one_or_none()) is not None:
        return there
    made = CashBreach(**columns, made_at=now)
    session.add(made)
    session.flush()
    _tell(session, events.Tag.CASH_NOTED, actor, made, now)
    return made


def withdraw_cash_breach(session: Session, actor: Identity, breach_id: int, why: str, now: datetime) -> CashBreach:
    """It was a mistake: it counts no longer, and stays to be read. Twice is once.

    Raises Forbidden, Missing, Refusal aml.register.text_missing, .text_too_long.
    """
    require(actor, Permission.REGISTER_KEEP)
    found = session.scalars(
        select(CashBreach)
        .where(CashBreach.id == breach_id, CashBreach.organisation_id == actor.organisation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("cash_breach", breach_id)
    require(actor, Permission.REGISTER_KEEP, found)
    if found.withdrawn_at is not None:
        return found
    told = told_why(why)
    found.withdrawn_by, found.withdrawn_at = actor.account_id, max(now, found.made_at)
    session.flush()
    _tell(session, events.Tag.CASH_WITHDRAWN, actor, found, now, why=told)
    return found


def _tell(
    session: Session, tag: events.Tag, actor: Identity, of: CashBreach, now: datetime, *, why: str = ""
) -> None:
    facts = {"root_id": of.root_id, "deal_id": of.deal_id, "happened_on": of.happened_on.isoformat()}
    personal: dict[str, Any] = {"reason": why} if why else {"amount": str(of.amount)}
    subject = events.Subject("cash_breach", of.id, of.organisation_id)
    events.record(session, tag, subject, actor, now, facts=facts, personal=personal)
