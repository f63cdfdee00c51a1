"""What managers set about spending: below which balance they get a mail, and limits per member and per tool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired

from app import clock
from app.policy import Permission, require
from app.transaction import transaction
from app.wallet import limits, queries
from models.values import Money
from models.wallet import SpendingLimit
from views.base import MoneyField, typed
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, VersionField, after, attempt
from views.labels import language


class ThresholdForm(HouseForm):
    version = VersionField()
    threshold = MoneyField(_l("Mail to managers below"))


class MonthlyForm(HouseForm):
    version = VersionField()
    monthly = MoneyField(_l("At most per month"), [InputRequired(_l("Fill in an amount."))])


class RemoveForm(HouseForm):
    version = VersionField()


class LimitForm(HouseForm):
    whose = SelectField(_l("Limit for"), [InputRequired(_l("Choose for whom, or for which tool."))])
    monthly = MoneyField(_l("At most per month"), [InputRequired(_l("Fill in an amount."))])


@dataclass(frozen=True)
class Limited:
    """A limit as the list shows it."""

    name: str
    what: str
    spent: Decimal
    monthly: Decimal
    change_url: str
    remove_url: str


class WalletSettingsScreen(Screen):
    """For managers alone."""

    route_base = "/wallet-settings"

    @expose("/", methods=["GET", "POST"])
    @has_access
    def index(self) -> Response:
        """The threshold, and every limit with what was spent of it this month."""
        organisation_id = _managed()
        wallet = queries.wallet_of(db(), organisation_id)
        form = ThresholdForm(threshold=typed(_amount(wallet.threshold)), version=wallet.version)
        if form.validate_on_submit():
            act = (form.threshold.money, form.version.number, clock.now())
            if _done(form, lambda: limits.set_threshold(db(), identity(), *act)):
                return after(url_for("WalletSettingsScreen.index"), gettext("The threshold is set."))
        return self.page(
            "wallet/settings.html",
            gettext("Limits and threshold"),
            422 if form.is_submitted() else 200,
            form=form,
            wallet=wallet,
            limits=[
                _shown(one, spent) for one, spent in limits.standing_limits(db(), organisation_id, clock.today())
            ],
        )

    @expose("/limit", methods=["GET", "POST"])
    @has_access
    def add(self) -> Response:
        """A limit for a member or a tool that has none."""
        members, tools = limits.without_limit(db(), _managed())
        form = LimitForm()
        named = sorted((gettext("%(name)s (tool)", name=one.named(language())), f"tool-{one.id}") for one in tools)
        form.whose.choices = [("", gettext("Choose"))]
        form.whose.choices += [
            (f"member-{one.id}", gettext("%(name)s (member)", name=one.name)) for one in members
        ]
        form.whose.choices += [(value, name) for name, value in named]
        if form.validate_on_submit():
            kind, _, number = form.whose.data.partition("-")
            membership_id, tool_id = (int(number), None) if kind == "member" else (None, int(number))
            if self._set(form, membership_id, tool_id, form.monthly.money, 0):
                return after(url_for("WalletSettingsScreen.index"), gettext("The limit is set."))
        return self.page(
            "wallet/limit.html",
            gettext("Set a limit"),
            422 if form.is_submitted() else 200,
            form=form,
            anybody=bool(members or tools),
        )

    @expose("/limit/<int:pk>", methods=["GET", "POST"])
    @has_access
    def change(self, pk: int) -> Response:
        """Another amount."""
        one, spent = limits.standing_limit(db(), _managed(), pk, clock.today())
        form = MonthlyForm(monthly=typed(Money(one.monthly)), version=one.version)
        whose = (one.membership_id, one.tool_id)
        if form.validate_on_submit() and self._set(form, *whose, form.monthly.money, form.version.number or -1):
            return after(url_for("WalletSettingsScreen.index"), gettext("The limit is set."))
        return self.page(
            "wallet/limit.html",
            gettext("Limit for %(name)s", name=_shown(one, spent).name),
            422 if form.is_submitted() else 200,
            form=form,
            anybody=True,
            spent=spent,
        )

    @expose("/remove/<int:pk>", methods=["GET", "POST"])
    @has_access
    def remove(self, pk: int) -> Response:
        """Asks first."""
        one, spent = limits.standing_limit(db(), _managed(), pk, clock.today())
        form, shown = RemoveForm(version=one.version), _shown(one, spent)
        whose = (one.membership_id, one.tool_id)
        if form.validate_on_submit() and self._set(form, *whose, None, form.version.number or -1):
            return after(url_for("WalletSettingsScreen.index"), gettext("The limit is removed."))
        return self.page(
            "wallet/limit_remove.html",
            gettext("Remove the limit for %(name)s?", name=shown.name),
            422 if form.is_submitted() else 200,
            form=form,
            one=shown,
        )

    def _set(
        self,
        form: HouseForm,
        membership_id: int | None,
        tool_id: int | None,
        monthly: Money | None,
        version: int,
    ) -> bool:
        act = (membership_id, tool_id, monthly, clock.now(), version)
        return _done(form, lambda: limits.set_limit(db(), identity(), *act))


def _done(form: HouseForm, act: Callable[[], None]) -> bool:
    def acted() -> bool:
        act()
        return True

    with transaction(db()):
        return bool(attempt(form, acted))


def _managed() -> int:
    who = identity()
    require(who, Permission.WALLET_SET)
    return who.organisation_id or 0


def _amount(euro: Decimal | None) -> Money | None:
    return Money(euro) if euro is not None else None


def _shown(one: SpendingLimit, spent: Money) -> Limited:
    of_member = one.member is not None
    return Limited(
        one.member.name if one.member is not None else one.tool.named(language()) if one.tool is not None else "",
        gettext("Member") if of_member else gettext("Tool"),
        max(spent.euro, Decimal(0)),
        one.monthly,
        url_for("WalletSettingsScreen.change", pk=one.id),
        url_for("WalletSettingsScreen.remove", pk=one.id),
    )
