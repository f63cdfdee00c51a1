"""Words of risk profiles, transactions and what is paid for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_pgettext
from flask_babel import lazy_gettext as _l

from models.values.dealt import DealKind, FinancingKind
from models.values.matters import MatterKind, MatterState, Wish
from models.values.subscribed import PaidBy, Plan
from views.labels import instant

DEAL_KINDS: dict[DealKind, Any] = {
    DealKind.SALE: _l("Sale"),
    DealKind.PURCHASE: _l("Purchase"),
    DealKind.EXCHANGE: _l("Exchange"),
    DealKind.LETTING: _l("Letting"),
    DealKind.BUSINESS_TRANSFER: _l("Business transfer"),
    DealKind.MANAGEMENT: _l("Property management"),
}
FINANCING: dict[FinancingKind, Any] = {
    FinancingKind.OWN_FUNDS: _l("Own funds"),
    FinancingKind.LOAN: _l("Loan"),
    FinancingKind.HOME_SOLD: _l("Sale of a home"),
    FinancingKind.GIFT_OR_INHERITANCE: _l("Gift or inheritance"),
    FinancingKind.OTHER: _l("Something else"),
}
MATTER_KINDS: dict[MatterKind, Any] = {
    MatterKind.CONTACT: _l("Contact"),
    MatterKind.PROFILE: _l("Risk profile"),
    MatterKind.DEAL: lazy_pgettext("aml", "Transaction"),
}
MATTER_STATES: dict[MatterState, Any] = {
    MatterState.DRAFT: _l("Draft"),
    MatterState.ASSESSED: _l("To be decided"),
    MatterState.WITH_OFFICER: _l("Blocked, ask your officer"),
    MatterState.ASKED_BACK: _l("The AML officer asks something"),
    MatterState.ACCEPTED: _l("Accepted"),
    MatterState.REFUSED: _l("Refused"),
    MatterState.DROPPED: _l("Given up"),
}
MATTER_TONES: dict[MatterState, str] = {
    MatterState.DRAFT: "wait",
    MatterState.ASSESSED: "soon",
    MatterState.WITH_OFFICER: "bad",
    MatterState.ASKED_BACK: "soon",
    MatterState.ACCEPTED: "good",
    MatterState.REFUSED: "bad",
    MatterState.DROPPED: "off",
}
WISHES: dict[Wish, Any] = {Wish.ACCEPT: _l("wants to accept"), Wish.REFUSE: _l("refuses")}
PLANS: dict[Plan, Any] = {Plan.BRONZE: _l("Bronze"), Plan.SILVER: _l("Silver"), Plan.GOLD: _l("Gold")}
WAYS: dict[PaidBy, Any] = {PaidBy.WALLET: _l("From the wallet"), PaidBy.SUBSCRIPTION: _l("By subscription")}


def blocked_words(since: datetime) -> str:
    """That something is blocked, whatever for: the same words for every reader."""
    return str(
        gettext("Blocked since %(day)s: nothing can be done with it. Ask your AML officer.", day=instant(since))
    )
