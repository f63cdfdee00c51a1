"""Paying in online: how much and how, on to the provider, and the page one comes back to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from app import clock
from app.errors import Outage
from app.outside.payments import NewPayment, Payments
from app.policy import Permission, require
from app.transaction import transaction
from app.wallet import queries
from app.wallet.rules import LEAST_TOP_UP, MOST_TOP_UP
from app.wallet.top_ups import NewTopUp, ask_top_up, note_payment, payment_for
from models.values import Money, PaymentMethod, TransactionState, ValueProblem, euro
from models.wallet import TopUp
from views.base import MoneyField, text_of, typed
from views.framework.database import address, db
from views.framework.identity import identity, standing
from views.framework.screens import HouseForm, Screen, attempt
from views.labels import instant, label_of, language
from views.labels.wallet import STATES
from views.wallet.paying import asked, notice_url, payments

QUICK = tuple(euro(amount) for amount in (50, 100, 250, 500))
LOOKS, PAUSE = 10, 3
"""A page one waits on looks again so often, after so many seconds."""


class TopUpForm(HouseForm):
    form_key = HiddenField()
    gross = MoneyField(_l("Amount"), [InputRequired(_l("Fill in how much you want to add."))])
    method = RadioField(_l("How do you pay?"), [InputRequired(_l("Choose how you pay."))])


@dataclass(frozen=True)
class Asked:
    """A top-up as it was written down: where it may be paid, '' while the provider wasn't asked yet."""

    id: int
    state: str
    checkout_url: str
    payment: NewPayment


class TopUpScreen(Screen):
    """For every member."""

    route_base = "/top-up"

    @expose("/", methods=["GET", "POST"])
    @has_access
    def index(self) -> Response:
        """How much, and how; then on to the provider's page."""
        who, provider = identity(), payments()
        require(who, Permission.TOP_UP_ASK)
        form = TopUpForm(**_proposed())
        form.method.choices = [(str(one), label_of(one)) for one in (provider.methods if provider else ())]
        if not form.is_submitted() and form.method.data not in dict(form.method.choices):
            form.method.data = next(iter(dict(form.method.choices)), None)
        silent, status = False, 422 if form.is_submitted() else 200
        if provider is not None and form.validate_on_submit():
            made = _written_down(form, provider)
            if made is not None:
                try:
                    return make_response(redirect(_onward(made, provider), code=303))
                except Outage as problem:
                    if problem.system != "payments":
                        raise
                    silent, status = True, 503
        return self.page(
            "wallet/top_up.html",
            gettext("Top up the wallet"),
            status,
            form=form,
            offered=provider is not None,
            silent=silent,
            wallet=queries.wallet_of(db(), who.organisation_id or 0),
            least=LEAST_TOP_UP,
            most=MOST_TOP_UP,
            quick=[(one, url_for("TopUpScreen.index", gross=str(one))) for one in QUICK],
        )

    @expose("/show/<int:pk>", methods=["GET"])
    @has_access
    def show(self, pk: int) -> Response:
        """What became of it: while it isn't known, the provider is asked, and the page looks again by itself."""
        who, found = identity(), standing()
        require(who, Permission.WALLET_SEE)
        made = queries.top_up_record(db(), who, pk)
        silent = False
        if _unsettled(made) and made.payment is not None and found is not None and found.viewed is None:
            silent = not asked(made.provider, made.payment)
            made = queries.top_up_record(db(), who, pk)
            if not _unsettled(made):  # from the beginning: the bar above read the balance already
                return make_response(redirect(url_for("TopUpScreen.show", pk=pk), code=303))
        credited = queries.credited_by(db(), made)
        waiting, looks = _unsettled(made), _looks()
        answer = self.page(
            "wallet/top_up_show.html",
            gettext("Your top-up"),
            made=made,
            one=made.transaction,
            credited=credited,
            asked_at=instant(made.transaction.asked_at),
            state={"completed": "done", "open": "wait"}.get(made.transaction.state, made.transaction.state),
            word=str(STATES[TransactionState.COMPLETED if credited else made.transaction.state]),
            settled=Money(credited.gross) - Money(credited.change) if credited and credited.change else None,
            waiting=waiting,
            silent=silent,
            looks_itself=waiting and looks < LOOKS,
            wallet=queries.wallet_of(db(), made.organisation_id),
            again_url=url_for("TopUpScreen.index", gross=str(Money(made.transaction.gross)), method=made.method),
        )
        if waiting and looks < LOOKS:
            answer.headers["Refresh"] = f"{PAUSE}; url={url_for('TopUpScreen.show', pk=pk, looks=looks + 1)}"
        return answer


def _written_down(form: TopUpForm, provider: Payments) -> Asked | None:
    """The top-up, kept before anybody is asked for money; None when a rule says no."""
    database, who, gross = db(), identity(), form.gross.money
    if gross is None:
        return None
    new = NewTopUp(
        gross, PaymentMethod(form.method.data), text_of(form.form_key)[:64] or secrets.token_urlsafe(16)
    )

    def ask() -> Asked:
        made = ask_top_up(database, who, new, provider, clock.now())
        back = address() + url_for("TopUpScreen.show", pk=made.transaction_id)
        described = gettext("Top-up of %(name)s", name=who.organisation_name)
        payment = payment_for(made, described, language(), back, notice_url(provider))
        return Asked(made.transaction_id, made.transaction.state, made.checkout_url, payment)

    with transaction(database):
        found: Asked | None = attempt(form, ask)
    return found


def _onward(made: Asked, provider: Payments) -> str:
    """Where it is paid; to its own page once it is over. Raises Outage."""
    if made.state != "open":
        return url_for("TopUpScreen.show", pk=made.id)
    if made.checkout_url:
        return made.checkout_url
    begun = provider.begin(made.payment)  # no transaction is open
    with transaction(db()):
        record = queries.top_up_record(db(), identity(), made.id)
        note_payment(db(), record, begun, clock.now())
    return begun.checkout_url


def _proposed() -> dict[str, Any]:
    """What the page begins with: an amount somebody chose, or tries again."""
    try:
        gross = typed(Money.parse(request.args.get("gross", "")))
    except ValueProblem:
        gross = ""
    return {"form_key": secrets.token_urlsafe(16), "gross": gross, "method": request.args.get("method")}


def _unsettled(made: TopUp) -> bool:
    return bool(made.transaction.state == "open")


def _looks() -> int:
    """How often the page looked by itself already."""
    told = request.args.get("looks", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 4 else 0
