"""What programs of tools ask of wallets, answered in JSON: a balance, a price, a charge, and money back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, request
from flask_appbuilder import expose

from app import clock
from app.errors import Refusal
from app.transaction import transaction
from app.wallet import api
from app.wallet.charging import Wanted
from app.wallet.rules import is_low
from models.values import Money
from views.framework.database import address, db
from views.framework.problems import told_beside
from views.framework.screens import Screen
from views.framework.shapes import plain, read, read_body
from views.framework.web import protection
from views.refusals import sentence
from views.rights.api_door import answered, caller_at, key_sent, nothing_asked
from views.rights.api_shapes import Words
from views.wallet.api_shapes import (
    BALANCE,
    CHARGE,
    QUOTE,
    REVERSAL,
    Balance,
    BalanceQuery,
    ChargeMade,
    NewCharge,
    NewReversal,
    Quoted,
    QuoteQuery,
    Reason,
    ReversalMade,
)

EURO = "EUR"
_HELPED_BY_MONEY = frozenset(f"wallet.charge.{why}" for why in ("too_low", "too_low_now", "owed", "owed_now"))


class WalletApiScreen(Screen):
    """The addresses themselves."""

    route_base = "/api/v1"
    default_view = "balance"

    @expose("/balance", methods=["GET"])
    def balance(self) -> Response:
        """What the wallet holds that somebody spends from."""
        caller, asked = caller_at(BALANCE), read(BalanceQuery, request.args)
        with transaction(db()):
            who = api.Spender(asked.account, asked.organisation)
            wallet = api.balance_asked(db(), caller.tool_id, who, clock.today())
        held, threshold = Money(wallet.balance), wallet.threshold
        low = is_low(held, None if threshold is None else Money(threshold))
        return answered(plain(Balance(str(held), str(Money(wallet.owed)), EURO, low, _top_up_url())))

    @expose("/quote", methods=["GET"])
    def quote(self) -> Response:
        """What something would cost somebody."""
        caller, asked = caller_at(QUOTE), read(QuoteQuery, request.args)
        wanted = Wanted(asked.product, asked.quantity)
        with transaction(db()):
            who = api.Spender(asked.account, asked.organisation)
            found = api.quote_asked(db(), caller.tool_id, who, wanted, clock.today())
        price, cost = found.price, found.cost
        told = Quoted(
            name=Words(price.name_nl, price.name_fr, price.name_en),
            unit_net=str(cost.unit_net),
            quantity=cost.quantity,
            net=str(cost.net),
            vat_percent=cost.percent,
            vat=str(cost.vat),
            gross=str(cost.gross),
            currency=EURO,
            balance_before=str(found.balance),
            balance_after=str(found.balance_after),
            can_be_paid=not found.refusals,
            reasons=[Reason(one.code, sentence(one)) for one in found.refusals],
            top_up_url=_top_up_url(),
        )
        return answered(plain(told))

    @expose("/charges", methods=["POST"])
    @protection.exempt
    def charge(self) -> Response:
        """Charges a wallet, once for each key."""
        caller, key = caller_at(CHARGE), key_sent()
        nothing_asked()
        asked = read_body(NewCharge, request.get_data())
        wanted = Wanted(asked.product, asked.quantity, asked.reference)
        with _money_named(), transaction(db()):
            who = api.Spender(asked.account, asked.organisation)
            made = api.charge_asked(db(), caller.tool_id, who, wanted, key, clock.now())
        told = ChargeMade(
            id=made.id,
            receipt=made.receipt,
            at=made.at,
            net=str(made.cost.net),
            vat_percent=made.cost.percent,
            vat=str(made.cost.vat),
            gross=str(made.cost.gross),
            currency=EURO,
            balance_after=str(made.balance),
        )
        return answered(plain(told), CHARGE.status, again=made.again)

    @expose("/charges/<int:charge>/reversal", methods=["POST"])
    @protection.exempt
    def reverse(self, charge: int) -> Response:
        """Gives back what this tool charged."""
        caller = caller_at(REVERSAL)
        nothing_asked()
        asked = read_body(NewReversal, request.get_data())
        with transaction(db()):
            made = api.reversal_asked(db(), caller.tool_id, asked.organisation, charge, asked.reason, clock.now())
        told = ReversalMade(made.id, made.receipt, made.at, str(made.gross), EURO, str(made.balance))
        return answered(plain(told), REVERSAL.status, again=made.again)


@contextmanager
def _money_named() -> Iterator[None]:
    """A refusal that more money would help against says where the wallet is topped up."""
    try:
        yield
    except Refusal as refusal:
        if _HELPED_BY_MONEY & {one.code for one in refusal.everything}:
            told_beside(top_up_url=_top_up_url())
        raise


def _top_up_url() -> str:
    return f"{address()}/top-up/"
