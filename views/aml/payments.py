"""What was paid for transactions, with what and by whom; finance gives it back where that is due."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from app import clock
from app.aml import paying
from app.policy import Identity, Permission, may
from app.transaction import transaction
from models.aml import Deal, DealPayment, Subscription
from models.values import Money
from models.values.subscribed import PaidBy
from views.aml.access import AmlScreen
from views.aml.paying import deal_url
from views.base import text_of
from views.framework.database import db
from views.framework.filters import Filter, instants_within
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after, attempt
from views.labels import instant, money
from views.labels.aml_matters import WAYS
from views.labels.aml_paying import plan_word


class GiveBackForm(HouseForm):
    reason = TextAreaField(_l("Why is it given back?"), [InputRequired(_l("Say why it is given back."))])


def _ways() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in WAYS.items()]


def _returned() -> list[tuple[str, str]]:
    return [("yes", gettext("Given back")), ("no", gettext("Paid"))]


def _with_what(item: DealPayment) -> str:
    return plan_word(item.subscription.plan) if item.subscription else str(WAYS[PaidBy(item.way)])


def _state(item: DealPayment) -> str:
    return str(gettext("Given back") if item.returned_at else gettext("Paid"))


def _tone(item: DealPayment) -> str:
    return "off" if item.returned_at else "good"


class DealPaymentRegister(AmlScreen, Register):
    """An office reads its own; finance all, and gives back."""

    route_base = "/deal-payments"
    datamodel = Interface(DealPayment)
    page_title = _l("Payments for transactions")
    one_line = _l("What your office paid for the vigilance of transactions, with what, and by whom.")
    one_line_staff = _l("What offices paid for the vigilance of transactions.")
    options = list_options = (
        joinedload(DealPayment.deal).load_only(Deal.reference, Deal.version),
        joinedload(DealPayment.subscription).load_only(Subscription.plan),
        joinedload(DealPayment.payer),
        joinedload(DealPayment.organisation),
    )
    orders = {"paid": DealPayment.paid_at}
    first_order = "paid"
    first_descending = True
    columns = (
        Column("deal", _l("Reference"), lambda item: item.deal.reference),
        Column("organisation", _l("Organisation"), lambda item: item.organisation.name, staff=True),
        Column("with", _l("Paid by"), _with_what),
        Column("gross", _l("Amount, VAT included"), lambda item: Money(item.gross), numeric=True),
        Column("by", _l("Member"), lambda item: item.payer.username),
        Column("paid", _l("Paid on"), lambda item: item.paid_at, "paid"),
        Column("state", _l("State"), _state, tone=_tone),
    )
    filters = (
        Filter("way", _l("Paid by"), "choice", lambda one: DealPayment.way == one, _ways),
        Filter("paid", _l("Paid on"), "days", instants_within(DealPayment.paid_at)),
        Filter(
            "state",
            _l("State"),
            "choice",
            lambda one: (
                DealPayment.returned_at.is_not(None) if one == "yes" else DealPayment.returned_at.is_(None)
            ),
            _returned,
            more=True,
        ),
    )
    empty_text = _l("Nothing was paid for a transaction yet. It is done after its questions.")
    record_template = "aml/deal_payment.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return paying.visible_to(who)

    def title_of(self, item: Any) -> str:
        return str(gettext("Payment for %(reference)s", reference=item.deal.reference))

    def describe(self, item: Any) -> dict[str, Any]:
        who = identity()
        own = not who.is_staff
        returnable = item.returned_at is None and may(who, Permission.CHARGE_REVERSE)
        return {
            "state": _tone(item),
            "state_word": _state(item),
            "facts": [
                Fact(
                    gettext("Reference"),
                    _linked(deal_url(item.deal_id), item.deal.reference) if own else item.deal.reference,
                ),
                Fact(gettext("Organisation"), item.organisation.name),
                Fact(gettext("Paid by"), _paid_with(item, own=own)),
                Fact(gettext("Amount, VAT included"), money(Money(item.gross))),
                Fact(gettext("Paid on"), instant(item.paid_at), item.payer.username),
                *([Fact(gettext("Given back"), _given_back(item))] if item.returned_at else []),
            ],
            "give_back_url": url_for("DealPaymentRegister.give_back", pk=item.id) if returnable else None,
        }

    @expose("/give-back/<int:pk>", methods=["GET", "POST"])
    @has_access
    def give_back(self, pk: int) -> Response:
        """The money or the unit goes back, whole, for a reason."""
        item, form = self.record(str(pk)), GiveBackForm()
        if form.validate_on_submit():
            database = db()
            with transaction(database):
                made = attempt(
                    form,
                    lambda: paying.return_payment(database, identity(), pk, text_of(form.reason), clock.now()),
                )
            if made is not None:
                return after(url_for("DealPaymentRegister.show", pk=pk), gettext("It is given back."))
            database.expire_all()
            item = self.record(str(pk))
        if item.returned_at is not None:
            said = gettext("It was given back already.")
            return after(url_for("DealPaymentRegister.show", pk=pk), said, "info")
        return self.page(
            "aml/deal_payment_back.html",
            gettext("Give back what was paid for %(reference)s", reference=item.deal.reference),
            422 if form.is_submitted() else 200,
            form=form,
            holder=item.organisation.name,
            gross=money(Money(item.gross)),
            from_wallet=item.way == PaidBy.WALLET,
            back_url=url_for("DealPaymentRegister.show", pk=pk),
        )


def _linked(url: str, words: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(url, words)


def _paid_with(item: DealPayment, *, own: bool) -> Markup | str:
    """To the purchase in the wallet, or to the subscription."""
    if item.ledger_id is not None:
        return _linked(url_for("TransactionScreen.show", pk=item.ledger_id), _with_what(item))
    if not own:
        return _with_what(item)
    return _linked(url_for("SubscriptionScreen.show", pk=item.subscription_id), _with_what(item))


def _given_back(item: DealPayment) -> Markup | str:
    when = instant(item.returned_at)
    if item.returned_ledger_id is None:
        return when
    return _linked(url_for("TransactionScreen.show", pk=item.returned_ledger_id), when)
