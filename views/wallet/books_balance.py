"""The trial balance, for finance: every account before, in and after a period, in debit and in credit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock
from app.errors import Missing
from app.policy import Permission, require
from app.wallet.books import sums
from app.wallet.books.rules import AccountLine, Side, TrialBalance, side_of
from views import menu
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import Screen
from views.labels import day, language
from views.wallet.account import PeriodForm
from views.wallet.books_cells import account_name, asked_in, format_of, handed_over, period_form


@dataclass(frozen=True)
class Row:
    """One account, or the totals; three times debit and credit."""

    label: str
    opening: Side
    moved: Side
    closing: Side

    @property
    def cells(self) -> tuple[Any, ...]:
        sides = (self.opening, self.moved, self.closing)
        return tuple(amount for side in sides for amount in (side.debit, side.credit))


class TrialBalanceScreen(Screen):
    """Every account of the ledger."""

    route_base = "/trial-balance"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        """Over the period asked; over this year until today, when none was."""
        require(identity(), Permission.BOOKS_SEE)
        form, shown = _form(request.args), {}
        if (period := form.period()) is not None:
            found = sums.trial_balance(db(), identity(), *period)
            exports = menu.opens(identity().roles, "LedgerScreen", "can_index")
            shown = {
                "rows": _rows(found),
                "totals": _totals(found),
                "balances": found.balances,
                "first_day": day(period[0]),
                "last_day": day(period[1]),
                "asked": asked_in(*period),
                "ledger_url": url_for("LedgerScreen.index", **asked_in(*period)) if exports else None,
            }
        return self.page(
            "wallet/books_balance.html", gettext("Trial balance"), 422 if form.errors else 200, form=form, **shown
        )

    @expose("/export", methods=["POST"])
    @has_access
    def export(self) -> Response:
        """The same as a file. Recorded, so it is a POST."""
        require(identity(), Permission.BOOKS_SEE)
        period = _form(request.form).period()
        if period is None:
            raise Missing("period", "")
        found = sums.trial_balance(db(), identity(), *period)
        rows = [(row.label, *row.cells) for row in (*_rows(found), _totals(found))]
        return handed_over(
            type(self).__name__,
            gettext("Trial balance"),
            _heads(),
            rows,
            asked_in(*period),
            format_of(request.form),
        )


def _heads() -> tuple[str, ...]:
    return (
        gettext("Ledger account"),
        gettext("Before it, debit"),
        gettext("Before it, credit"),
        gettext("In it, debit"),
        gettext("In it, credit"),
        gettext("After it, debit"),
        gettext("After it, credit"),
    )


def _rows(found: TrialBalance) -> list[Row]:
    names = sums.names_of(db(), {line.tool_id for line in found.lines}, language())

    def row(line: AccountLine) -> Row:
        label = account_name(line.account, line.tool_id, line.provider, names)
        return Row(label, side_of(line.opening), Side(line.debit, line.credit), side_of(line.closing))

    return [row(line) for line in found.lines]


def _totals(found: TrialBalance) -> Row:
    return Row(gettext("Total"), found.opening, found.moved, found.closing)


def _form(values: Any) -> PeriodForm:
    today = clock.today()
    return period_form(values, today.replace(month=1, day=1), today)
