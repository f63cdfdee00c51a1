"""Revenue per tool and month over a period, for finance: as a picture, as tables, and as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock
from app.errors import Missing
from app.policy import Permission, require
from app.wallet.books import sums
from app.wallet.books.rules import first_of_month, month_after
from models.values import NOTHING, Money
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import Screen
from views.labels import day, language
from views.wallet.account import PeriodForm
from views.wallet.books_cells import (
    asked_in,
    format_of,
    handed_over,
    long_month,
    period_form,
    short_month,
    tool_name,
)
from views.wallet.charts import HEIGHT, MOST_SERIES, Stacks, stacks_of

MOST_BARS = 24
"""So many months stand in a picture, the last ones; the tables have all."""


@dataclass(frozen=True)
class Line:
    """Net, VAT and both together, of a tool or a month, named by its label; `of_tools`: net, in their order."""

    label: str
    net: Money
    vat: Money
    of_tools: tuple[Money, ...] = ()

    @property
    def gross(self) -> Money:
        return self.net + self.vat


@dataclass(frozen=True)
class Earned:
    """All that a page shows of revenue; `stacks` is None where there is nothing to draw."""

    tools: tuple[Line, ...]
    months: tuple[Line, ...]
    total: Line
    stacks: Stacks | None
    height: int = HEIGHT
    most_series: int = MOST_SERIES


def earned(tools: Sequence[int], months: Sequence[sums.Month], names: Mapping[int, str]) -> Earned:
    """The tables and the picture of these months; the tools in their order."""
    of_months = tuple(
        Line(long_month(one.month), one.net, one.vat, tuple(each.net for each in one.of_tools)) for one in months
    )
    of_tools = tuple(
        Line(
            tool_name(tool, names),
            sum((one.of_tools[place].net for one in months), NOTHING),
            sum((one.of_tools[place].vat for one in months), NOTHING),
        )
        for place, tool in enumerate(tools)
    )
    drawn, lines = months[-MOST_BARS:], of_months[-MOST_BARS:]
    total = Line("", sum((one.net for one in of_months), NOTHING), sum((one.vat for one in of_months), NOTHING))
    stacks = stacks_of([short_month(one.month) for one in drawn], [line.of_tools for line in lines])
    return Earned(of_tools, of_months, total, stacks)


class RevenueScreen(Screen):
    """What the tools earned."""

    route_base = "/revenue"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        """Over the period asked; over the last twelve months, when none was."""
        require(identity(), Permission.BOOKS_SEE)
        form, shown = _form(request.args), {}
        if (period := form.period()) is not None:
            tools, months = sums.by_month(sums.revenue(db(), identity(), *period))
            shown = {
                "earned": earned(tools, months, sums.names_of(db(), tools, language())) if months else None,
                "first_day": day(period[0]),
                "last_day": day(period[1]),
                "asked": asked_in(*period),
            }
        status = 422 if form.errors else 200
        return self.page("wallet/books_revenue.html", gettext("Revenue per month"), status, form=form, **shown)

    @expose("/export", methods=["POST"])
    @has_access
    def export(self) -> Response:
        """A line for each month and tool. Recorded, so it is a POST."""
        require(identity(), Permission.BOOKS_SEE)
        period = _form(request.form).period()
        if period is None:
            raise Missing("period", "")
        found = sums.revenue(db(), identity(), *period)
        names = sums.names_of(db(), {one.tool_id for one in found}, language())
        heads = (gettext("Month"), gettext("Tool"), gettext("Net"), gettext("VAT"), gettext("Total"))
        rows = [(f"{o.month:%Y-%m}", tool_name(o.tool_id, names), o.net, o.vat, o.gross) for o in found]
        title = gettext("Revenue")
        return handed_over(type(self).__name__, title, heads, rows, asked_in(*period), format_of(request.form))


def _form(values: Any) -> PeriodForm:
    today = clock.today()
    return period_form(values, month_after(first_of_month(today), 1 - sums.SHOWN_MONTHS), today)
