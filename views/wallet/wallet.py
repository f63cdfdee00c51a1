"""The wallet of the organisation one acts for: what it holds, what it is used for, what was set about it."""

from __future__ import annotations

from flask import Response
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app.policy import Permission, require
from app.wallet import queries
from models.values import Money
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import Screen
from views.wallet.used import use_of

SHOWN = 5


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
            latest=queries.latest(db(), organisation_id, SHOWN),
            use=use_of(db(), organisation_id, Money(wallet.balance)),
        )
