"""The figures of the house on a day, for finance: what it owes, holds and earned, each leading to its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired

from app import clock
from app.policy import Permission, require
from app.wallet.books.rules import first_of_month
from app.wallet.books.sums import Figures, by_month, figures, names_of
from models.values import BankEntryState, Money
from models.wallet.top_up import BANK
from views import menu
from views.base import DayField
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen
from views.labels import day, language
from views.wallet.books_cells import asked_in, provider_name
from views.wallet.books_revenue import Earned, earned


class DayForm(HouseForm):
    """The day; asked in the address, so that the answer can be kept and sent."""

    class Meta:
        csrf = False

    day = DayField(_l("At the end of"), validators=[InputRequired(_l("Fill in the day."))])


@dataclass(frozen=True)
class Figure:
    """One figure: what it is, how much, in a sentence what it means, and where it comes from; `url` None where
    this reader may not look."""

    label: str
    amount: Money
    text: str
    url: str | None


class BooksScreen(Screen):
    """The house at a glance."""

    route_base = "/books"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        """The figures at the end of the day asked; of today, when none was."""
        require(identity(), Permission.BOOKS_SEE)
        today = clock.today()
        form = DayForm(request.args if "day" in request.args else MultiDict({"day": today.isoformat()}))
        shown: dict[str, Any] = {"figures": (), "earned": None}
        if form.validate():
            asked: Any = form.day.data
            found = figures(db(), identity(), asked)
            shown = {
                "figures": _figures_of(found),
                "transit": [
                    Figure(provider_name(name), amount, "", _transit_url(name)) for name, amount in found.transit
                ],
                "earned": _earned(found),
                "on": day(asked),
                "is_today": asked == today,
                "balance_url": url_for(
                    "TrialBalanceScreen.index", **asked_in(asked.replace(month=1, day=1), asked)
                ),
            }
        return self.page(
            "wallet/books.html", gettext("Figures of the house"), 422 if form.errors else 200, form=form, **shown
        )


def _earned(found: Figures) -> Earned | None:
    tools, months = by_month(found.months)
    return earned(tools, months, names_of(db(), tools, language())) if months else None


def _figures_of(found: Figures) -> tuple[Figure, ...]:
    month = first_of_month(found.day)
    return (
        Figure(
            gettext("In wallets"),
            found.wallets,
            gettext("What organisations paid in and didn't spend yet: we owe it."),
            _url("WalletRegister", "list"),
        ),
        Figure(
            gettext("Owed to us"),
            found.receivable,
            gettext("What a bank took back after it was spent."),
            _url("WalletRegister", "list", owed="yes"),
        ),
        Figure(
            gettext("Not assigned yet"),
            found.suspense,
            gettext("Payments that found no wallet, until somebody decides."),
            _url("BankEntryRegister", "list", state=str(BankEntryState.PARKED)),
        ),
        Figure(
            gettext("At the bank"),
            found.bank,
            gettext("All that the bank told of since its first statement here."),
            _url("BankStatementRegister", "list"),
        ),
        Figure(
            gettext("VAT due"),
            found.vat,
            gettext("What was charged in VAT, reversals and credit notes taken off."),
            _url("VatScreen", "index"),
        ),
        Figure(
            gettext("Revenue this month"),
            found.revenue,
            gettext("Net, since %(day)s, reversals and credit notes taken off.", day=day(month)),
            _url("RevenueScreen", "index", **asked_in(month, found.day)),
        ),
    )


def _transit_url(provider: str) -> str | None:
    if provider == BANK:
        return _url("BankEntryRegister", "list", state=str(BankEntryState.RETURNING))
    return _url("TopUpRegister", "list")


def _url(screen: str, method: str, **asked: Any) -> str | None:
    """Where it comes from, for who may look there."""
    if not menu.opens(identity().roles, screen, f"can_{method}"):
        return None
    return url_for(f"{screen}.{method}", **asked)
