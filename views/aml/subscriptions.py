"""Subscriptions of an office: those it has, and buying one, with what each would cost for last year's use."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import ColumnElement, and_, not_, or_
from sqlalchemy.orm import joinedload
from wtforms import HiddenField

from app import clock
from app.aml import subscriptions
from app.aml.billing import offers_to
from app.aml.plan_advice import Advice, Choice, advice
from app.errors import Missing, Refusal
from app.policy import Identity, Permission, require
from app.transaction import transaction
from models.aml import Subscription
from models.values import NOTHING, Money, ValueProblem
from models.values.subscribed import UNITS, Plan
from views.aml.access import AmlScreen
from views.aml.used_bar import used_bar
from views.base import text_of
from views.framework.database import db
from views.framework.filters import Filter
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after, attempt
from views.labels import day, instant, money
from views.labels.aml_matters import PLANS
from views.labels.aml_paying import (
    STANDING_TONES,
    STANDINGS,
    Standing,
    choice_word,
    plan_word,
    standing_of,
    units_word,
    used_word,
)
from views.refusals import sentence
from views.wallet.charts import HEIGHT, Stacks, stacks_of


class BuyForm(HouseForm):
    form_key = HiddenField()
    gross = HiddenField()


def _plans() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in PLANS.items()]


def _standings() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in STANDINGS.items()]


def _stands(told: str) -> ColumnElement[bool]:
    """How it stands today, as a condition."""
    today = clock.today()
    undone: ColumnElement[bool] = Subscription.undone
    gone = or_(Subscription.last_day < today, undone)
    used_up = and_(not_(gone), Subscription.units.is_not(None), Subscription.used >= Subscription.units)
    conditions = {
        Standing.ENDED: gone,
        Standing.USED_UP: used_up,
        Standing.LATER: and_(subscriptions.lasts_until(today), Subscription.first_day > today),
        Standing.RUNS: subscriptions.runs_on(today),
    }
    return conditions[Standing(told)]


class SubscriptionScreen(AmlScreen, Register):
    """Those of the office; bought here, and never changed."""

    route_base = "/subscriptions"
    datamodel = Interface(Subscription)
    page_title = _l("Subscriptions")
    one_line = _l(
        "With a subscription you pay the vigilance of transactions in advance, for less. It is valid for a year"
        " from the day it begins."
    )
    options = list_options = (joinedload(Subscription.buyer),)
    orders = {"until": Subscription.last_day}
    first_order = "until"
    first_descending = True
    columns = (
        Column("plan", _l("Subscription"), lambda item: plan_word(item.plan)),
        Column(
            "state",
            _l("State"),
            lambda item: str(STANDINGS[standing_of(item, clock.today())]),
            tone=lambda item: STANDING_TONES[standing_of(item, clock.today())],
        ),
        Column("from", _l("Begins"), lambda item: item.first_day),
        Column("until", _l("Last day"), lambda item: item.last_day, "until"),
        Column("used", _l("Used"), used_bar, plain=used_word),
        Column("gross", _l("Paid, VAT included"), lambda item: Money(item.gross), numeric=True),
        Column("by", _l("Bought by"), lambda item: item.buyer.username),
        Column("bought", _l("Bought"), lambda item: item.bought_at, shown=False),
    )
    filters = (
        Filter("plan", _l("Subscription"), "choice", lambda one: Subscription.plan == one, _plans),
        Filter("state", _l("State"), "choice", _stands, _standings),
    )
    empty_text = _l("Your office has no subscription: each transaction is paid by itself.")
    record_template = "aml/subscription.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return subscriptions.visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        return str(gettext("Buy a subscription…")), url_for("SubscriptionScreen.buy")

    def title_of(self, item: Any) -> str:
        return str(gettext("Subscription %(plan)s", plan=plan_word(item.plan)))

    def told_in(self, item: Any) -> Told | None:
        return Told("subscription", item.id, item.organisation_id)

    def describe(self, item: Any) -> dict[str, Any]:
        standing = standing_of(item, clock.today())
        paid = url_for("TransactionScreen.show", pk=item.ledger_id)
        return {
            "state": STANDING_TONES[standing],
            "state_word": str(STANDINGS[standing]),
            "facts": [
                Fact(gettext("Runs from"), day(item.first_day)),
                Fact(gettext("Last day"), day(item.last_day)),
                Fact(gettext("Used"), used_bar(item)),
                Fact(
                    gettext("Paid, VAT included"),
                    Markup('<a href="{}">{}</a>').format(paid, money(Money(item.gross))),
                    gettext("given back") if item.undone else "",
                ),
                Fact(gettext("Bought by"), item.buyer.username, instant(item.bought_at)),
            ],
        }

    @expose("/buy", methods=["GET"])
    @has_access
    def buy(self) -> Response:
        """The plans side by side, with what each would have cost for last year's use."""
        who, now = identity(), clock.now()
        require(who, Permission.SUBSCRIPTION_BUY)
        organisation_id, today = who.organisation_id or 0, clock.day_of(now)
        offers = offers_to(db(), organisation_id, now)
        costs = offers.costs
        found = advice(offers.deals, {code: one.net for code, one in costs.items()})
        return self.page(
            "aml/subscription_buy.html",
            gettext("Buy a subscription"),
            offers=[
                {
                    "name": plan_word(one),
                    "units": units_word(one, UNITS[one]),
                    "cost": costs[one.value],
                    "best": found.best is not None and found.best.plan is one,
                    "url": url_for("SubscriptionScreen.confirm", plan=one.value),
                }
                for one in Plan
                if one.value in costs
            ],
            advised=found,
            advised_word=choice_word(found.best) if found.best else "",
            lines=[(choice_word(one), one.net, one == found.best) for one in found.choices],
            bars=_bars(found),
            height=HEIGHT,
            running=[
                (plan_word(one.plan), used_word(one), day(one.last_day))
                for one in subscriptions.running(db(), organisation_id, today)
            ],
            balance=offers.balance,
        )

    @expose("/buy/<plan>", methods=["GET", "POST"])
    @has_access
    def confirm(self, plan: str) -> Response:
        """What it costs and when it runs, to be confirmed; then it is bought."""
        who, now = identity(), clock.now()
        if plan not in tuple(Plan):
            raise Missing("plan", plan)
        form = BuyForm(form_key=secrets.token_urlsafe(16))
        if form.validate_on_submit():
            database, key = db(), text_of(form.form_key)[:64] or secrets.token_urlsafe(16)
            with transaction(database):
                made = attempt(
                    form,
                    lambda: subscriptions.buy_subscription(database, who, Plan(plan), key, _seen(form), now),
                )
            if made is not None:
                return after(url_for("SubscriptionScreen.show", pk=made.id), _bought(made, plan))
            database.expire_all()
        try:
            found = subscriptions.planned(db(), who, Plan(plan), now)
        except Refusal as refusal:  # it has no price today
            return after(url_for("SubscriptionScreen.buy"), sentence(refusal), "danger")
        form.gross.data = str(found.bill.cost.gross)
        return self.page(
            "aml/subscription_confirm.html",
            gettext("Buy %(plan)s", plan=plan_word(plan)),
            422 if form.is_submitted() else 200,
            form=form,
            bill=found.bill,
            refusals=[] if form.is_submitted() else [sentence(one) for one in found.bill.refusals],
            payable=not found.bill.refusals,
            short=found.bill.short,
            later=found.first_day > clock.day_of(now),
            first_day=day(found.first_day),
            last_day=day(found.last_day),
            units=units_word(Plan(plan), UNITS[Plan(plan)]),
            back_url=url_for("SubscriptionScreen.buy"),
        )


def _seen(form: BuyForm) -> Money:
    """The price with VAT that the page said; what says none is another price than any."""
    try:
        return Money.parse(text_of(form.gross))
    except ValueProblem:
        return NOTHING


def _bought(made: Subscription, plan: str) -> str:
    said = gettext(
        "%(plan)s is bought. It runs from %(first)s until %(last)s.",
        plan=plan_word(plan),
        first=day(made.first_day),
        last=day(made.last_day),
    )
    return str(said)


def _bars(found: Advice) -> Stacks | None:
    """A bar for each way to pay the year, the cheapest in a tint of its own."""

    def told(one: Choice) -> list[Money]:
        return [NOTHING, NOTHING, one.net] if one == found.best else [one.net, NOTHING, NOTHING]

    labels = [plan_word(one.plan) if one.plan else gettext("One by one") for one in found.choices]
    return stacks_of(labels, [told(one) for one in found.choices]) if labels else None
