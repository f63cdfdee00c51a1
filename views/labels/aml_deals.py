"""Words of transactions: the pages of their form, how they stand, and what their parties are in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.aml.deal_pages import DealPage
from models.values.dealt import DealKind
from models.values.matters import MatterState
from views.labels.aml_matters import MATTER_STATES, MATTER_TONES

DEAL_PAGES: dict[DealPage, Any] = {
    DealPage.PROPERTY: _l("Property"),
    DealPage.PARTIES: _l("Parties"),
    DealPage.MONEY: _l("Price and payment"),
    DealPage.QUESTIONS: _l("Questions"),
    DealPage.PAY: _l("Pay"),
    DealPage.RESULT: _l("Result"),
}
PRICES: dict[DealKind, Any] = {
    DealKind.SALE: _l("Price"),
    DealKind.PURCHASE: _l("Price"),
    DealKind.EXCHANGE: _l("Price"),
    DealKind.LETTING: _l("Rent per month"),
    DealKind.BUSINESS_TRANSFER: _l("Price"),
    DealKind.MANAGEMENT: _l("Rent per month"),
}


def is_shown_blocked(state: str, blocked_since: datetime | None) -> bool:
    """Whether a member reads that it is blocked, whatever the reason; not while the officer asks him something."""
    return blocked_since is not None and state != MatterState.ASKED_BACK


def deal_state(state: str, blocked_since: datetime | None) -> str:
    """How it stands, in words."""
    if is_shown_blocked(state, blocked_since):
        return str(MATTER_STATES[MatterState.WITH_OFFICER])
    return str(MATTER_STATES[MatterState(state)])


def deal_tone(state: str, blocked_since: datetime | None) -> str:
    """And as a colour."""
    if is_shown_blocked(state, blocked_since):
        return MATTER_TONES[MatterState.WITH_OFFICER]
    return MATTER_TONES[MatterState(state)]


def deal_title(reference: str) -> str:
    """What the pages of a transaction are called."""
    return str(gettext("Transaction %(reference)s", reference=reference))
