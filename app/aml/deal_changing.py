"""Whoever changes a deal: may he, is it as he saw it, and what becomes of its level."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app import events
from app.aml.blocks import require_unblocked
from app.aml.deal_pages import DealPage
from app.aml.handing import RAISED
from app.aml.matters import locked_deal, matter_of
from app.errors import Refusal, Stale
from app.policy import Identity, Permission, require
from app.transaction import refuse_as
from models.aml import Deal
from models.values.matters import MatterState

refuse_as("ck_aml_deal_decided", "aml.deal.decided")
EDITABLE = (MatterState.DRAFT, MatterState.ASSESSED, MatterState.ASKED_BACK)


def editable_deal(session: Session, actor: Identity, deal_id: int, version: int) -> Deal:
    """The deal somebody works on, locked, as he saw it.

    Raises Forbidden, Missing, Stale, Refusal aml.deal.decided, aml.matter.blocked.
    """
    require(actor, Permission.DEAL_CHANGE)
    deal = locked_deal(session, deal_id)
    require(actor, Permission.DEAL_CHANGE, deal)
    may_change(session, deal)
    if deal.version != version:
        raise Stale("deal", deal_id)
    return deal


def may_change(session: Session, deal: Deal) -> None:
    """What the officer asks about may be corrected, though it stays blocked until he decides."""
    if deal.state == MatterState.WITH_OFFICER:
        raise Refusal("aml.matter.blocked")
    if deal.state != MatterState.ASKED_BACK:
        require_unblocked(session, matter_of(deal))
    if deal.state not in EDITABLE:
        raise Refusal("aml.deal.decided")


def keep_changed(deal: Deal, now: datetime, page: DealPage | None = None, *, anew: bool = False) -> None:
    """Something of it was told; `anew`: so that its level counts no longer. Raised vigilance stays what the
    officer was told until it is assessed again."""
    deal.changed_at = now
    if page is not None and page not in deal.pages:
        deal.pages = [*deal.pages, str(page)]
    if anew:
        deal.assessed_print = None
        if deal.state == MatterState.ASSESSED and deal.level not in RAISED:
            deal.state = MatterState.DRAFT.value


def tell_of_deal(
    session: Session, actor: Identity, tag: events.Tag, deal: Deal, facts: dict[str, object], now: datetime
) -> None:
    subject = events.Subject("deal", deal.id, deal.organisation_id)
    events.record(session, tag, subject, actor, now, facts=facts, personal={"reference": deal.reference})
