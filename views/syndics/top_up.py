"""Paying in on the spot for a case: how much and how, on to the bank's page, and back to the page that submits."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from app import clock
from app.errors import Missing, Outage
from app.outside.payments import NewPayment, Payments
from app.syndics import submitting, topping_up
from app.syndics.payers import Purse, payers_for
from app.transaction import Scope, transaction, within
from app.wallet import epc
from app.wallet.rules import LEAST_TOP_UP, MOST_TOP_UP
from app.wallet.top_ups import NewTopUp, note_payment, payment_for
from models.syndics import Case
from models.values import Money, PaymentMethod, StructuredReference
from models.wallet import TopUp
from models.wallet.top_up import BANK_TRANSFER
from views.base import MoneyField, text_of, typed
from views.framework.database import address, db
from views.framework.identity import identity, standing
from views.framework.screens import HouseForm, Screen, after, attempt
from views.labels import label_of, language, money
from views.syndics.submit import CASE, moved_on, own
from views.wallet.paying import asked, notice_url, payments
from views.wallet.transfer import account


class OnTheSpotForm(HouseForm):
    form_key = HiddenField()
    payer = RadioField(_l("Into which wallet?"), validate_choice=False)
    gross = MoneyField(_l("Amount"), [InputRequired(_l("Fill in how much you want to add."))])
    method = RadioField(_l("How do you pay?"), [InputRequired(_l("Choose how you pay."))])

    @property
    def payer_id(self) -> int | None:
        told = text_of(self.payer)
        return int(told) if told.isascii() and told.isdigit() and len(told) < 18 else None


@dataclass(frozen=True)
class Asked:
    """A top-up as it was written down; `payment` None for a transfer."""

    organisation_id: int
    id: int
    state: str
    checkout_url: str
    payment: NewPayment | None


class MandateTopUpScreen(Screen):
    """For whose case it is; the case stays as it is meanwhile."""

    route_base = "/mandate-top-up"

    @expose("/<int:pk>", methods=["GET", "POST"])
    @has_access
    def index(self, pk: int) -> Response:
        """How much, and how; then on to the bank's page, or to what has to be transferred."""
        case, provider = own(pk), payments()
        if (elsewhere := moved_on(case)) is not None:
            return elsewhere
        if submitting.must_be_announced(case) or case.association_number is None:
            said = gettext("There is nothing to pay yet: the association gets its number first.")
            return after(url_for("MandateSubmitScreen.submit", pk=pk), said, "info")
        purses, costs = payers_for(db(), identity(), case), submitting.costs_of(db(), case, clock.now())
        form = _form(purses, costs.gross if costs else LEAST_TOP_UP, provider)
        silent, status = False, 422 if form.is_submitted() else 200
        if form.validate_on_submit():
            made = _written_down(form, case, provider)
            if made is not None:
                try:
                    return make_response(redirect(_onward(pk, made, provider), code=303))
                except Outage as problem:
                    if problem.system != "payments":
                        raise
                    silent, status = True, 503
        return self.page(
            "syndics/top_up.html",
            gettext("Top up and go on"),
            status,
            form=form,
            case=case,
            silent=silent,
            offered=bool(form.method.choices),
            own_only=case.acting_for_id is None and not any(not one.own_only for one in purses),
            name=purses[0].name if purses else case.association_name,
            least=money(LEAST_TOP_UP),
            most=money(MOST_TOP_UP),
            costs=costs,
            several=len(purses) > 1,
            back_url=url_for("MandateSubmitScreen.submit", pk=pk),
        )

    @expose("/paid/<int:pk>/<int:organisation_id>/<int:transaction_id>", methods=["GET"])
    @has_access
    def paid(self, pk: int, organisation_id: int, transaction_id: int) -> Response:
        """Back from the bank's page: what became of it is asked, and one goes on where one was."""
        own(pk)
        made = topping_up.own_top_up(db(), identity(), organisation_id, transaction_id)
        found = standing()
        if made.transaction.state == "open" and made.payment and found is not None and found.viewed is None:
            asked(made.provider, made.payment)
            made = topping_up.own_top_up(db(), identity(), organisation_id, transaction_id)
        onward = url_for("MandateSubmitScreen.submit", pk=pk)
        gross = money(Money(made.transaction.gross))
        if made.transaction.state == "completed":
            return after(onward, gettext("%(gross)s is in the wallet. Now you can pay and submit.", gross=gross))
        if made.transaction.state == "open":
            said = gettext(
                "The bank hasn’t confirmed %(gross)s yet. Load this page again in a minute; you don’t pay twice.",
                gross=gross,
            )
            return after(onward, said, "info")
        return after(onward, gettext("Nothing was paid. Your case is kept; try again when you like."), "warning")

    @expose("/transfer/<int:pk>/<int:organisation_id>/<int:transaction_id>", methods=["GET"])
    @has_access
    def transfer(self, pk: int, organisation_id: int, transaction_id: int) -> Response:
        """What to fill in at one's own bank."""
        case, ours = own(pk), account()
        made = topping_up.own_top_up(db(), identity(), organisation_id, transaction_id)
        if made.method != BANK_TRANSFER or made.reference is None or ours is None:
            raise Missing("top_up", transaction_id)
        gross, reference = Money(made.transaction.gross), StructuredReference(made.reference)
        purses = payers_for(db(), identity(), case)
        return self.page(
            "syndics/top_up_transfer.html",
            gettext("Your transfer"),
            case=case,
            account=ours,
            gross=gross,
            reference=reference,
            code=Markup(epc.as_svg(epc.payload(ours, gross, reference))),  # noqa: S704 - our drawing
            name=topping_up.name_of(db(), organisation_id),
            own_only=any(one.own_only for one in purses if one.organisation_id == organisation_id),
            came=made.transaction.state == "completed",
            case_url=CASE.format(pk),
            back_url=url_for("MandateSubmitScreen.submit", pk=pk),
        )


def _form(purses: tuple[Purse, ...], gross: Money, provider: Payments | None) -> OnTheSpotForm:
    """The form, with what lacks proposed."""
    first = purses[0] if purses else None
    form = OnTheSpotForm(
        form_key=secrets.token_urlsafe(16),
        gross=typed(topping_up.proposed(first, gross)),
        payer=str(first.organisation_id) if first else "",
    )
    form.payer.choices = [(str(one.organisation_id), one.name) for one in purses]
    methods: list[tuple[str, Any]] = [(str(one), label_of(one)) for one in (provider.methods if provider else ())]
    if account() is not None:
        methods.append((BANK_TRANSFER, _l("Bank transfer: it takes a few days")))
    form.method.choices = methods
    if not form.is_submitted():
        form.method.data = next(iter(dict(methods)), None)
    return form


def _written_down(form: OnTheSpotForm, case: Case, provider: Payments | None) -> Asked | None:
    """The top-up, kept before anybody is asked for money; None when a rule says no."""
    database, who, gross, pk = db(), identity(), form.gross.money, case.id
    if gross is None:
        return None
    key, now, payer_id = text_of(form.form_key)[:64] or secrets.token_urlsafe(16), clock.now(), form.payer_id
    method = text_of(form.method)

    def ask() -> Asked:
        if method == BANK_TRANSFER or provider is None:
            made = topping_up.transfer_on_the_spot(database, who, pk, payer_id, gross, key, now)
            return Asked(made.organisation_id, made.transaction_id, made.transaction.state, "", None)
        new = NewTopUp(gross, PaymentMethod(method), key)
        made = topping_up.ask_on_the_spot(database, who, pk, payer_id, new, provider, now)
        return Asked(
            made.organisation_id,
            made.transaction_id,
            made.transaction.state,
            made.checkout_url,
            _payment(made, pk, provider),
        )

    with transaction(database):
        found: Asked | None = attempt(form, ask)
    return found


def _payment(made: TopUp, pk: int, provider: Payments) -> NewPayment:
    name = topping_up.name_of(db(), made.organisation_id)
    described = gettext("Top-up of %(name)s", name=name)
    return payment_for(made, described, language(), address() + _back(pk, made), notice_url(provider))


def _back(pk: int, made: TopUp | Asked) -> str:
    number = made.transaction_id if isinstance(made, TopUp) else made.id
    return url_for("MandateTopUpScreen.paid", pk=pk, organisation_id=made.organisation_id, transaction_id=number)


def _onward(pk: int, made: Asked, provider: Payments | None) -> str:
    """Where it is paid; back once that is over. Raises Outage."""
    if made.payment is None or provider is None:
        return url_for(
            "MandateTopUpScreen.transfer", pk=pk, organisation_id=made.organisation_id, transaction_id=made.id
        )
    if made.state != "open":
        return _back(pk, made)
    if made.checkout_url:
        return made.checkout_url
    begun = provider.begin(made.payment)  # no transaction is open
    with within(db(), Scope.office()), transaction(db()):
        record = topping_up.own_top_up(db(), identity(), made.organisation_id, made.id)
        note_payment(db(), record, begun, clock.now())
    return begun.checkout_url
