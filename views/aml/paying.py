"""Paying for the vigilance of a transaction: the step between its questions and its level."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import undefer
from wtforms import HiddenField, RadioField

from app import clock
from app.aml import paying
from app.aml.paying import Offered, Seen
from app.errors import Missing, Refusal
from app.policy import Permission, require
from app.transaction import transaction
from models.aml import Deal, DealPayment
from models.values import Money, ValueProblem
from models.values.matters import MatterState
from models.values.subscribed import PaidBy
from views.aml.access import AmlScreen
from views.base import text_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels import money
from views.labels.aml_paying import next_unit
from views.refusals import sentence


class PayForm(HouseForm):
    version = VersionField()
    subscription = HiddenField()
    gross = HiddenField()
    way = RadioField(_l("How do you pay?"), validate_choice=False)

    @property
    def seen(self) -> Seen | None:
        """What the page said that was confirmed; None where nothing was chosen."""
        way = text_of(self.way)
        if way == PaidBy.SUBSCRIPTION:
            told = text_of(self.subscription)
            return Seen(PaidBy.SUBSCRIPTION, subscription_id=int(told) if _is_id(told) else None)
        if way != PaidBy.WALLET:
            return None
        try:
            return Seen(PaidBy.WALLET, gross=Money.parse(text_of(self.gross)))
        except ValueProblem:
            return Seen(PaidBy.WALLET)


class DealPaymentScreen(AmlScreen):
    """For whoever works in the tool; a transaction that was paid goes on to its own page."""

    route_base = "/deal-payment"

    @expose("/<int:pk>", methods=["GET", "POST"])
    @has_access
    def pay(self, pk: int) -> Response:
        """What it costs and how it can be paid, to be confirmed; paid, it gets its level."""
        who, now, form = identity(), clock.now(), PayForm()
        deal = _deal(pk)
        if form.validate_on_submit() and (seen := form.seen) is None:
            form.refuse(Refusal("aml.payment.no_way", field="way"))
        elif form.is_submitted() and not form.errors and seen is not None:
            database, version = db(), form.version.number
            with transaction(database):
                made = attempt(form, lambda: paying.pay_deal(database, who, pk, seen, version, now))
            if made is not None:
                return after(_form_url(pk), _said(made, again=made.paid_at != now))
            database.expire_all()
            deal = _deal(pk)
        if deal.paid_at is not None:
            return after(deal_url(pk), gettext("The vigilance of this transaction is paid."), "info")
        if deal.state != MatterState.DRAFT or deal.blocked_since is not None:
            return after(deal_url(pk), gettext("This transaction isn’t waiting for payment."), "info")
        found = paying.offered(db(), who, deal, now)
        _fill(form, deal, found)
        return self.page(
            "aml/deal_pay.html",
            gettext("Pay for %(reference)s", reference=deal.reference),
            422 if form.is_submitted() else 200,
            form=form,
            units=[next_unit(one) for one in found.subscriptions[:1]],
            later=[next_unit(one) for one in found.subscriptions[1:]],
            bill=found.bill,
            refusals=[sentence(one) for one in found.bill.refusals] if found.bill else [],
            payable=bool(form.way.choices),
            short=found.bill is not None and found.bill.short,
            back_url=_form_url(pk),
        )


def _deal(pk: int) -> Deal:
    """Of his office. Raises Missing, Forbidden."""
    who = identity()
    require(who, Permission.DEAL_CHANGE)
    found = (
        db()
        .scalars(
            select(Deal)
            .where(Deal.id == pk, Deal.organisation_id == who.organisation_id)
            .options(undefer(Deal.blocked_since))
            .execution_options(populate_existing=True)
        )
        .one_or_none()
    )
    if found is None:
        raise Missing("deal", pk)
    return found


def _fill(form: PayForm, deal: Deal, found: Offered) -> None:
    """What can be chosen now, and what the reader confirms by it; also after he confirmed something else."""
    choices: list[tuple[str, Any]] = []
    for one in found.subscriptions[:1]:
        choices.append((PaidBy.SUBSCRIPTION.value, next_unit(one)))
        form.subscription.data = str(one.id)
    if found.bill is not None and not found.bill.refusals:
        gross = money(found.bill.cost.gross)
        said = gettext("From the wallet: %(gross)s, VAT included", gross=gross)
        choices.append((PaidBy.WALLET.value, said))
    if found.bill is not None:
        form.gross.data = str(found.bill.cost.gross)
    form.way.choices = choices
    if form.way.data not in dict(choices):
        form.way.data = next(iter(dict(choices)), None)
    form.version.data = str(deal.version)


def deal_url(pk: int) -> str:
    """The page of a transaction, which says what comes next."""
    return url_for("DealScreen.show", pk=pk)


def _form_url(pk: int) -> str:
    """Its form, on the first page where something is to be done: once it is paid, the result."""
    return url_for("DealFileScreen.open", pk=pk)


def _said(made: DealPayment, *, again: bool) -> str:
    if again:
        return str(gettext("It was paid already. Nothing was taken again."))
    if made.way == PaidBy.SUBSCRIPTION:
        return str(gettext("Paid with one unit of the subscription. Below stands the vigilance."))
    return str(
        gettext("Paid: %(gross)s from the wallet. Below stands the vigilance.", gross=money(Money(made.gross)))
    )


def _is_id(told: str) -> bool:
    return told.isascii() and told.isdigit() and len(told) < 18
