"""Wallets and payments of every organisation, for finance and the desk."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import joinedload

from app.errors import Missing
from app.policy import Identity, Permission, may, require
from app.transaction import transaction
from app.wallet import queries, top_ups
from models.values import Money, PaymentMethod, TransactionState
from models.wallet import TopUp, Transaction, Wallet
from models.wallet.top_up import BANK_TRANSFER
from views.framework.database import db
from views.framework.filters import Filter, words_of
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import after
from views.labels import instant, label_of, money
from views.wallet import cells, searches


def _owing() -> list[tuple[str, str]]:
    return [("yes", gettext("Owes money"))]


def _doubted() -> list[tuple[str, str]]:
    return [("yes", gettext("In doubt"))]


def _ways() -> list[tuple[str, str]]:
    return [*words_of(PaymentMethod)(), (BANK_TRANSFER, label_of(BANK_TRANSFER))]


def _with_transaction(statement: Select[Any]) -> Select[Any]:
    return statement.join(TopUp.transaction)


class WalletRegister(Register):
    """What every organisation holds, and owes."""

    route_base = "/wallets"
    datamodel = Interface(Wallet)
    page_title = _l("Wallets")
    one_line = _l("What every organisation holds with us, and what it still has to pay.")
    options = (joinedload(Wallet.organisation),)
    # Not by what it holds: an index on the balance would be written at each purchase.
    orders = {"number": Wallet.organisation_id}
    first_order = "number"
    columns = (
        Column("organisation", _l("Organisation"), cells.holder),
        Column("balance", _l("Balance"), lambda item: Money(item.balance), numeric=True),
        Column("owed", _l("Still to pay"), lambda item: Money(item.owed), numeric=True),
        Column("threshold", _l("Mail below"), lambda item: cells.money_or_none(item.threshold), numeric=True),
        Column("last_at", _l("Latest transaction"), lambda item: item.last_at),
    )
    filters = (
        Filter(
            "organisation",
            _l("Organisation"),
            "text",
            searches.organisation,
            join=searches.with_organisation(Wallet.organisation_id),
        ),
        Filter("owed", _l("Still to pay"), "choice", lambda _: Wallet.owed > 0, _owing),
    )
    empty_text = _l("No organisation paid anything in yet.")
    record_template = "wallet/record.html"
    add_columns = edit_columns = show_columns = list_columns = search_columns = ("organisation_id",)

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return queries.wallets_visible_to(who)

    def title_of(self, item: Any) -> str:
        return str(gettext("Wallet of %(name)s", name=cells.holder(item)))

    def describe(self, item: Any) -> dict[str, Any]:
        owes = item.owed > 0
        number = cells.holder_number(item)
        return {
            "facts": [
                Fact(gettext("Balance"), money(Money(item.balance))),
                Fact(gettext("Still to pay"), money(Money(item.owed))),
                Fact(
                    gettext("Mail below"),
                    money(Money(item.threshold)) if item.threshold is not None else gettext("never"),
                    gettext("told on %(when)s", when=instant(item.told_low_at)) if item.told_low_at else "",
                ),
                Fact(gettext("Latest transaction"), instant(item.last_at)),
            ],
            "state": "bad" if owes else None,
            "state_word": gettext("Owes money") if owes else "",
            "links": [
                (gettext("Its transactions"), url_for("TransactionScreen.list", organisation=number)),
                (
                    gettext("Account of the wallet"),
                    url_for("AccountOverScreen.index", organisation=item.organisation_id),
                ),
                (gettext("Its payments"), url_for("TopUpRegister.list", organisation=number)),
            ],
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("wallet", item.organisation_id, item.organisation_id)


class TopUpRegister(Register):
    """Every top-up that was asked, and how far the payment provider or the bank is with it."""

    route_base = "/payments"
    datamodel = Interface(TopUp)
    page_title = _l("Payments")
    one_line = _l(
        "Every payment that was asked for, online or by transfer, what it is called, and what became of it."
    )
    options = (joinedload(TopUp.transaction).joinedload(Transaction.organisation),)
    orders = {"asked": TopUp.transaction_id}
    first_order = "asked"
    first_descending = True
    columns = (
        Column("asked", _l("Asked on"), lambda item: item.transaction.asked_at, "asked"),
        Column("organisation", _l("Organisation"), lambda item: cells.holder(item.transaction)),
        Column("amount", _l("Amount"), lambda item: Money(item.transaction.gross), numeric=True),
        Column("method", _l("Way of paying"), lambda item: label_of(item.method)),
        Column("provider", _l("Provider"), lambda item: str(cells.PROVIDERS.get(item.provider, item.provider))),
        Column(
            "payment",
            _l("Number at the provider"),
            lambda item: cells.loose(item.payment),
            plain=lambda item: item.payment or "",
        ),
        Column("reference", _l("Structured communication"), lambda item: cells.communication(item), shown=False),
        Column(
            "state",
            _l("State"),
            lambda item: cells.state_word(item.transaction),
            tone=lambda item: cells.tone(item.transaction),
        ),
        Column("doubt", _l("Doubt"), lambda item: _doubt(item)),
        Column("receipt", _l("Receipt"), lambda item: item.transaction.receipt, shown=False),
        Column("ask_at", _l("Asked about next"), lambda item: item.ask_at, shown=False),
    )
    filters = (
        Filter("payment", _l("Number at the provider"), "text", lambda text: TopUp.payment == text),
        Filter(
            "organisation",
            _l("Organisation"),
            "text",
            searches.organisation,
            join=searches.with_organisation(TopUp.organisation_id),
        ),
        Filter(
            "state",
            _l("State"),
            "choices",
            Transaction.state.in_,
            lambda: [pair for pair in cells.states() if pair[0] != TransactionState.REVERSED],
            join=_with_transaction,
        ),
        Filter("method", _l("Way of paying"), "choice", lambda one: TopUp.method == one, _ways),
        Filter("doubt", _l("Doubt"), "choice", lambda _: TopUp.doubt != "", _doubted),
    )
    empty_text = _l("Nobody topped up yet.")
    record_template = "wallet/record.html"
    add_columns = edit_columns = show_columns = list_columns = search_columns = ("transaction_id",)

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return queries.payments_visible_to(who)

    def title_of(self, item: Any) -> str:
        return str(gettext("Payment of %(name)s", name=cells.holder(item.transaction)))

    def describe(self, item: Any) -> dict[str, Any]:
        asks = item.payment is not None and may(identity(), Permission.PAYMENT_LOOK)
        return {
            "facts": [
                Fact(gettext("Amount"), money(Money(item.transaction.gross))),
                Fact(gettext("Asked on"), instant(item.transaction.asked_at)),
                Fact(gettext("Way of paying"), label_of(item.method)),
                Fact(gettext("Structured communication"), cells.communication(item))
                if item.reference
                else Fact(
                    gettext("Number at the provider"),
                    item.payment or "",
                    str(cells.PROVIDERS.get(item.provider, item.provider)),
                ),
                *([] if item.reference else [Fact(gettext("Asked about next"), instant(item.ask_at))]),
                *([Fact(gettext("Doubt"), _doubt(item))] if item.doubt else []),
            ],
            "state": "bad" if item.doubt else cells.tone(item.transaction),
            "state_word": gettext("In doubt") if item.doubt else cells.state_word(item.transaction),
            "ask_url": url_for("TopUpRegister.ask", pk=item.transaction_id) if asks else None,
            "links": [
                (gettext("The transaction"), url_for("TransactionScreen.show", pk=item.transaction_id)),
                (gettext("The wallet"), url_for("WalletRegister.show", pk=item.organisation_id)),
            ],
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("transaction", item.transaction_id, item.organisation_id)

    @expose("/ask/<int:pk>", methods=["POST"])
    @has_access
    def ask(self, pk: int) -> Response:
        """Asks the provider what became of the payment, soon; what it says is booked once."""
        require(identity(), Permission.PAYMENT_LOOK)
        item = self.record(str(pk))
        if item.payment is None:
            raise Missing("payment", pk)
        with transaction(db()):
            top_ups.payment_told(db(), item.provider, item.payment)
        return after(
            url_for("TopUpRegister.show", pk=pk),
            gettext("The provider is asked. Look again in a minute: what it answers stands in the history."),
        )


def _doubt(item: TopUp) -> str:
    """Why what the provider says isn't booked; '' for no doubt."""
    return str(gettext("The provider says it is for something else than we asked")) if item.doubt else ""
