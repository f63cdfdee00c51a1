"""The wallet of the organisation one acts for: what it holds, what it is used for, what was set about it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app.policy import Permission, may, require
from app.wallet import queries
from models.values import Money, TransactionKind, TransactionState
from models.wallet import Transaction
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import Screen
from views.labels import instant, label_of, language
from views.labels.wallet import STATES
from views.wallet.cells import TONES
from views.wallet.paying import payments
from views.wallet.used import use_of

SHOWN = 5


@dataclass(frozen=True)
class Latest:
    """One of the last transactions, in words."""

    at: str
    what: str
    url: str
    tool: str
    member: str
    tone: str
    word: str
    amount: Decimal
    balance: Decimal | None


class WalletScreen(Screen):
    """Every member sees it; what managers set stands on a page of its own."""

    route_base = "/wallet"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        """Balance, what is owed, the last transactions, and what it is used for."""
        who = identity()
        require(who, Permission.WALLET_SEE)
        organisation_id = who.organisation_id or 0
        wallet = queries.wallet_of(db(), organisation_id)
        return self.page(
            "wallet/wallet.html",
            gettext("Wallet of %(name)s", name=who.organisation_name),
            wallet=wallet,
            tops_up=payments() is not None and may(who, Permission.TOP_UP_ASK),
            ways=_ways(manages=may(who, Permission.WALLET_SET)),
            latest=[_told(one) for one in queries.latest(db(), organisation_id, SHOWN)],
            use=use_of(db(), organisation_id, Money(wallet.balance)),
        )


def _ways(*, manages: bool) -> list[tuple[str, str]]:
    """Where one goes from here."""
    return [
        (gettext("All transactions"), url_for("TransactionScreen.list")),
        (gettext("Invoices"), url_for("InvoiceScreen.list")),
        (gettext("Account over a period"), url_for("AccountOverScreen.index")),
        *([(gettext("Limits and threshold"), url_for("WalletSettingsScreen.index"))] if manages else []),
    ]


def _told(one: Transaction) -> Latest:
    state = TransactionState.REVERSED if one.undone else TransactionState(one.state)
    kind = TransactionKind(one.kind)
    change = one.change if one.change is not None else one.gross
    return Latest(
        instant(one.at),
        one.product_named(language()) or label_of(kind),
        url_for("TopUpScreen.show" if state is TransactionState.OPEN else "TransactionScreen.show", pk=one.id),
        one.tool.named(language()) if one.tool is not None else "",
        one.member.name if one.member is not None else "",
        TONES[state],
        str(STATES[state]),
        change,
        one.balance,
    )
