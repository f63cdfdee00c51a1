"""Months as finance invoices them: what was issued of each, what isn't yet and why, and asking for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, current_app, jsonify, make_response, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext

from app import clock
from app import work as long_work
from app.errors import Missing
from app.policy import Permission, require
from app.transaction import transaction
from app.wallet.invoicing import bundles, queries
from app.wallet.invoicing.months import Blocked, Progress, ask_month, blocked, progress_of
from app.wallet.invoicing.paper import Party
from app.wallet.invoicing.queries import Month
from app.wallet.invoicing.waiting import still_to_invoice
from models.values import WorkKind
from views.framework.columns import written
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt
from views.labels import day, instant, label_of, money
from views.wallet import invoice_cells as cells

SHOWN = 50
"""So many organisations that can't be invoiced stand on the page of a month."""


class MonthForm(HouseForm):
    """Nothing to fill in: the question is whether."""


class InvoiceMonthScreen(Screen):
    """For finance alone."""

    route_base = "/invoice-months"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        """Twelve months, up to the one the address names."""
        asked = cells.month_read(request.args.get("until", ""))
        latest = clock.today().replace(day=1)
        last = min(asked, latest) if asked is not None else latest
        found = queries.months_until(db(), identity(), last)
        earlier, later = clock.month_before(found[-1].month), last
        for _ in range(queries.MONTHS):
            later = clock.month_after(later)
        return self.page(
            "wallet/invoice_months.html",
            gettext("Invoices per month"),
            months=[_shown(one) for one in found],
            earlier=_url("index", until=cells.month_text(earlier)) if earlier.year >= 2000 else None,
            later=_url("index", until=cells.month_text(min(later, latest))) if last < latest else None,
        )

    @expose("/<month>", methods=["GET"])
    @has_access
    def show(self, month: str) -> Response:
        """One month: its sums, how far its run is, what is left and who can't be invoiced."""
        one, who = _month(month), identity()
        (found,) = queries.months_until(db(), who, one, 1)
        over = clock.today() > clock.last_day_of(one)
        still = still_to_invoice(db(), who, one)
        progress = found.progress
        return self.page(
            "wallet/invoice_month.html",
            gettext("Invoices, %(month)s", month=cells.month_name(one)),
            one=_shown(found),
            still=still,
            over=over,
            seller=_seller() is not None,
            from_day=day(clock.month_after(one)),
            goes_on=progress is not None and not progress.over,
            progress=progress,
            so_far=_so_far(progress) if progress is not None else "",
            asked_at=instant(progress.run.asked_at) if progress is not None else "",
            told_url=_url("told", month=month),
            issue_url=_url("issue", month=month),
            bundle_url=_url("bundle", month=month),
            list_url=url_for("InvoiceScreen.list", **_days(one)),
            blocked=[_blocked(item) for item in blocked(db(), one, SHOWN)] if still.blocked else [],
        )

    @expose("/<month>/told", methods=["GET"])
    @has_access
    def told(self, month: str) -> Response:
        """How far the run is, for the script of the page."""
        require(identity(), Permission.INVOICE_MAKE)
        found = progress_of(db(), _month(month))
        if found is None:
            raise Missing("invoice_run", month)
        return jsonify(done=found.done, total=found.total, text=_so_far(found), ended=found.over)

    @expose("/<month>/issue", methods=["GET", "POST"])
    @has_access
    def issue(self, month: str) -> Response:
        """Says what will be issued, and has it issued by the workers."""
        one, form = _month(month), MonthForm()
        still = still_to_invoice(db(), identity(), one)
        if form.validate_on_submit():
            with transaction(db()):
                run = attempt(form, lambda: ask_month(db(), identity(), one, _seller(), clock.now()))
            if run is not None:
                said = gettext(
                    "%(month)s is being invoiced. You may leave this page.", month=cells.month_name(one)
                )
                return after(_url("show", month=month), said)
        return self.page(
            "wallet/invoice_month_issue.html",
            gettext("Invoice %(month)s?", month=cells.month_name(one)),
            422 if form.is_submitted() else 200,
            form=form,
            still=still,
            paid=money(still.paid),
            blocked_paid=money(still.blocked_paid),
            back_url=_url("show", month=month),
        )

    @expose("/<month>/bundle", methods=["POST"])
    @has_access
    def bundle(self, month: str) -> Response:
        """All documents of the month as a zip, put together by a worker."""
        one, who = _month(month), identity()
        require(who, Permission.INVOICE_MAKE)
        if not bundles.count_of(db(), who, one):
            raise Missing("month", month)
        with transaction(db()):
            task = long_work.ask(db(), who, WorkKind.INVOICES, bundles.facts_of(one), clock.now())
        return make_response(redirect(url_for("WorkScreen.show", pk=task.id), code=303))


def _month(text: str) -> date:
    month = cells.month_read(text)
    if month is None:
        raise Missing("month", text[:20])
    return month


def _seller() -> Party | None:
    found: Party | None = current_app.extensions["seller"]
    return found


def _url(method: str, **asked: Any) -> str:
    return url_for(f"InvoiceMonthScreen.{method}", **asked)


def _days(month: date) -> dict[str, Any]:
    return {"month_from": month.isoformat(), "month_to": clock.last_day_of(month).isoformat()}


def _shown(one: Month) -> dict[str, Any]:
    """A month as its row and its page show it."""
    going = one.progress is not None and not one.progress.over
    return {
        "name": cells.month_name(one.month),
        "url": _url("show", month=cells.month_text(one.month)),
        "documents": written(one.documents),
        "net": one.net,
        "vat": one.vat,
        "paid": one.paid,
        "notes": written(one.notes),
        "returned": one.returned,
        "any": bool(one.documents or one.notes),
        "declared": day(clock.day_of(one.declared_at)) if one.declared_at is not None else "",
        "going": going,
        "so_far": _so_far(one.progress) if going and one.progress is not None else "",
    }


def _so_far(found: Progress) -> str:
    """How far a run is, in words."""
    if found.run.listed_at is None:
        return str(gettext("It waits for its turn."))
    issued = ngettext("%(num)s document issued", "%(num)s documents issued", found.issued)
    far = gettext("%(done)s of %(total)s organisations", done=written(found.done), total=written(found.total))
    return f"{far} · {issued}"


def _blocked(one: Blocked) -> tuple[str, str, str]:
    """Its name, its page, and why."""
    return one.name, url_for("OrganisationScreen.show", pk=one.organisation_id), label_of(one.why)
