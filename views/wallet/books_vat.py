"""VAT per calendar month, for finance: what to declare by grid, what stands behind it, and declaring it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from wtforms import HiddenField

from app import clock
from app.errors import Missing, Refusal
from app.policy import Identity, Permission, may, require
from app.transaction import transaction
from app.wallet.books import vat, vat_reading
from app.wallet.books.rules import GRIDS, Difference, Grids, first_of_month, months_from, quarters_of
from app.wallet.books.vat import MonthOfVat
from app.wallet.books.vat_reading import Behind
from models.values import EnterpriseNumber, Money
from views.framework.database import db
from views.framework.identity import identity
from views.framework.register import Fact
from views.framework.screens import HouseForm, Screen, after, attempt
from views.labels import instant, label_of, money
from views.refusals import sentence
from views.wallet.books_cells import format_of, handed_over, long_month
from views.wallet.books_grids import GRID_WORDS

PAGE = 50


class DeclareForm(HouseForm):
    """The figures that were seen: what is declared is exactly those."""

    seen = HiddenField()


@dataclass(frozen=True)
class Line:
    """A month or a quarter of the table; `state` and `word` say how a month stands."""

    label: str
    grids: Grids
    url: str | None = None
    state: str = ""
    word: str = ""


class VatScreen(Screen):
    """VAT to declare, year by year and month by month."""

    route_base = "/vat"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        """The months of a year with their quarters; of this year, when the address names none."""
        require(identity(), Permission.BOOKS_SEE)
        today = clock.today()
        year = _year(request.args.get("year", ""), today.year)
        found = _months_of(year, today)
        return self.page(
            "wallet/vat.html",
            gettext("VAT to declare in %(year)s", year=str(year)),
            lines=_lines(found),
            any_documents=any(one.grids.documents for one in found),
            grids=[{"number": grid, "word": GRID_WORDS[grid]} for grid in GRIDS],
            year=year,
            years=[
                (one, url_for("VatScreen.index", year=one)) for one in (year - 1, year + 1) if one <= today.year
            ],
        )

    @expose("/export", methods=["POST"])
    @has_access
    def export(self) -> Response:
        """The months of a year as a file. Recorded, so it is a POST."""
        require(identity(), Permission.BOOKS_SEE)
        today = clock.today()
        year = _year(request.form.get("year", ""), today.year)
        heads = (
            gettext("Month"),
            *(gettext("Grid %(number)s", number=grid) for grid in GRIDS),
            gettext("VAT to pay"),
            gettext("Documents"),
            gettext("Declared on"),
        )
        rows = [
            (
                f"{one.month:%Y-%m}",
                *one.grids.amounts,
                one.grids.due,
                one.grids.documents,
                one.declared.at if one.declared else None,
            )
            for one in _months_of(year, today)
        ]
        asked = {"year": str(year)}
        return handed_over(type(self).__name__, gettext("VAT"), heads, rows, asked, format_of(request.form))

    @expose("/month/<month>", methods=["GET"])
    @has_access
    def show(self, month: str) -> Response:
        """The figures of a month by grid, and why the ledger says something else."""
        require(identity(), Permission.BOOKS_SEE)
        one = _one(month)
        return self.page(
            "wallet/vat_month.html",
            gettext("VAT of %(month)s", month=long_month(one.month)),
            one=one,
            grids=_grid_lines(one),
            facts=_facts(one),
            state=_state(one),
            difference=_difference_lines(vat_reading.difference(db(), identity(), one.month)),
            why_not=sentence(Refusal(one.why_not)) if one.why_not else "",
            declare_url=_declare_url(one, identity()),
            year_url=url_for("VatScreen.index", year=one.month.year),
            month=f"{one.month:%Y-%m}",
        )

    @expose("/documents/<month>", methods=["GET"])
    @has_access
    def list(self, month: str) -> Response:
        """The documents behind a grid of a month, or behind all; some at a time."""
        require(identity(), Permission.BOOKS_SEE)
        found, grid = _month(month), request.args.get("grid", "")
        asked = grid if grid in GRIDS else None
        begin = request.args.get("after", "")
        mark = int(begin) if begin.isascii() and begin.isdigit() and len(begin) < 18 else 0
        rows = vat_reading.documents(db(), identity(), found, asked, mark, PAGE + 1)
        page = _whole(rows)
        more = len(page) < len(rows)
        here: dict[str, Any] = {"month": month, **({"grid": grid} if asked else {})}
        return self.page(
            "wallet/vat_documents.html",
            gettext("Documents of %(month)s", month=long_month(found)),
            rows=page,
            grid=asked,
            grid_word=GRID_WORDS[asked] if asked else "",
            is_vat=asked in ("54", "64"),
            earlier=url_for("VatScreen.list", **here) if mark else None,
            later=url_for("VatScreen.list", **here, after=page[-1].id) if more else None,
            month_url=url_for("VatScreen.show", month=month),
            month=month,
            labels={row.kind: label_of(row.kind) for row in page},
        )

    @expose("/take/<month>", methods=["POST"])
    @has_access
    def export_one(self, month: str) -> Response:
        """All documents of a month, rate by rate, as a file. Recorded, so it is a POST."""
        require(identity(), Permission.BOOKS_SEE)
        found = vat_reading.documents(db(), identity(), _month(month))
        heads = (
            gettext("Number"),
            gettext("Type"),
            gettext("Issued on"),
            gettext("Delivered in"),
            gettext("Organisation"),
            gettext("Enterprise number"),
            gettext("Rate of VAT (%)"),
            gettext("Net"),
            gettext("VAT"),
        )
        rows = [
            (
                one.reference,
                label_of(one.kind),
                one.issued_on,
                f"{one.month:%Y-%m}",
                one.organisation,
                str(EnterpriseNumber(one.enterprise_number)),
                one.percent,
                one.net,
                one.vat,
            )
            for one in found
        ]
        asked = {"month": month}
        title = gettext("Documents of a month")
        return handed_over(type(self).__name__, title, heads, rows, asked, format_of(request.form))

    @expose("/declare/<month>", methods=["GET", "POST"])
    @has_access
    def declare(self, month: str) -> Response:
        """Declares a month, once; asks first."""
        require(identity(), Permission.VAT_DECLARE)
        found, form = _month(month), DeclareForm()
        here = url_for("VatScreen.show", month=month)
        if form.validate_on_submit():
            with transaction(db()):
                made = attempt(
                    form, lambda: vat.declare(db(), identity(), found, _seen(form.seen.data), clock.now())
                )
            if made is not None:
                return after(
                    here, gettext("Declared: the figures of %(month)s are fixed.", month=long_month(found))
                )
        one = _one(month)
        if one.declared is not None:
            return after(here, sentence(Refusal("wallet.vat.declared_already")), "info")
        form.seen.data = _written(one.grids)
        waiting = vat_reading.difference(db(), identity(), found).not_invoiced
        return self.page(
            "wallet/vat_declare.html",
            gettext("Declare the VAT of %(month)s", month=long_month(found)),
            422 if request.method == "POST" else 200,
            form=form,
            one=one,
            grids=_grid_lines(one),
            waiting=waiting,
            why_not=sentence(Refusal(one.why_not)) if one.why_not else "",
            due=money(one.grids.due),
            back_url=here,
        )


def _year(text: str, this_year: int) -> int:
    is_one = len(text) == 4 and text.isascii() and text.isdigit()
    return int(text) if is_one and 2000 <= int(text) <= this_year else this_year


def _month(text: str) -> date:
    """The month in an address, written 2027-03. Raises Missing."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Missing("month", text[:20]) from None
    if len(text) != 7 or not 2000 <= found.year <= 2199:
        raise Missing("month", text[:20])
    return found


def _whole(rows: list[Behind]) -> list[Behind]:
    """A page of them, and of no document only a part."""
    if len(rows) <= PAGE:
        return rows
    return [row for row in rows[:PAGE] if row.id != rows[PAGE].id]


def _one(text: str) -> MonthOfVat:
    return vat.months(db(), identity(), (_month(text),), clock.today())[0]


def _months_of(year: int, today: date) -> tuple[MonthOfVat, ...]:
    """The months of a year, in so far as they came."""
    wanted = months_from(date(year, 1, 1), min(date(year, 12, 1), first_of_month(today)))
    return vat.months(db(), identity(), wanted, today)


def _lines(found: tuple[MonthOfVat, ...]) -> tuple[Line, ...]:
    """Each month, and after the last of a quarter its sums; the year's at the end."""
    quarters = {one.number: one for one in quarters_of({one.month: one.grids for one in found})}
    lines = []
    for place, one in enumerate(found, 1):
        number = (one.month.month + 2) // 3
        url = url_for("VatScreen.show", month=f"{one.month:%Y-%m}")
        lines.append(Line(long_month(one.month), one.grids, url, *_state(one)))
        if place == len(found) or one.month.month % 3 == 0:
            label = gettext("Quarter %(number)s", number=number)
            lines.append(Line(label, quarters[number].grids))
    lines.append(Line(gettext("The whole year"), sum((one.grids for one in found), Grids())))
    return tuple(lines)


def _state(one: MonthOfVat) -> tuple[str, str]:
    """How a month stands, as a pill shows it."""
    if one.declared is not None:
        return "good", gettext("Declared")
    if one.why_not == "wallet.vat.not_over":
        return "off", gettext("Not over yet")
    if one.why_not:
        return "wait", gettext("After an earlier month")
    return ("soon", gettext("To declare")) if one.grids.documents else ("off", gettext("No documents"))


def _facts(one: MonthOfVat) -> list[Fact]:
    facts = [
        Fact(gettext("VAT to pay"), money(one.grids.due)),
        Fact(gettext("Documents"), str(one.grids.documents)),
    ]
    if one.declared is not None:
        facts += [
            Fact(gettext("Declared on"), instant(one.declared.at)),
            Fact(gettext("Declared by"), one.declared.by),
        ]
    return facts


def _grid_lines(one: MonthOfVat) -> list[tuple[str, str, Money, str]]:
    """Number, words, amount of each grid, and where its documents are."""
    month = f"{one.month:%Y-%m}"
    return [
        (grid, str(GRID_WORDS[grid]), amount, url_for("VatScreen.list", month=month, grid=grid))
        for grid, amount in zip(GRIDS, one.grids.amounts, strict=True)
    ]


def _difference_lines(found: Difference) -> list[tuple[str, Money]]:
    """From what the ledger moved to what the documents say; what is nothing is left out."""
    parts = [
        (gettext("Charged in this month, and on no invoice yet"), found.not_invoiced),
        (gettext("Cents: each purchase is rounded, an invoice once per rate"), found.cents),
        (gettext("Invoices of this month declared later, less earlier ones declared with it"), found.other_month),
        (gettext("Reversed before it was invoiced, in another month"), found.never_invoiced),
        (gettext("Reversals and credits in the ledger, less the credit notes"), found.undone),
        (gettext("Not explained: tell the central team"), found.unexplained),
    ]
    return [
        (gettext("The VAT account of the ledger moved by"), found.ledger),
        *((word, amount) for word, amount in parts if amount),
        (gettext("The documents say"), found.documents),
    ]


def _declare_url(one: MonthOfVat, who: Identity) -> str | None:
    if one.declared is not None or one.why_not or not may(who, Permission.VAT_DECLARE):
        return None
    return url_for("VatScreen.declare", month=f"{one.month:%Y-%m}")


def _written(grids: Grids) -> str:
    """The figures as a hidden field holds them."""
    return " ".join([*(str(amount) for amount in grids.amounts), str(grids.documents)])


def _seen(text: str | None) -> Grids:
    """The same read back; what can't be read is what nobody saw."""
    parts = (text or "").split()
    try:
        *amounts, documents = parts
        return Grids(tuple(Money.parse(one) for one in amounts), int(documents))
    except (ValueError, TypeError):
        return Grids(documents=-1)
