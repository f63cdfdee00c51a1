"""Invoices, statements of fees and credit notes: a list, the page of each, its PDF, its file, a month as a zip."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from flask import Response, make_response, redirect, request, send_file, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session, joinedload

from app import clock
from app import work as long_work
from app.errors import Missing
from app.policy import Identity, Permission, may, require
from app.transaction import transaction
from app.wallet.invoicing import bundles, drawing, queries
from app.wallet.invoicing.months import visible_to
from models.values import NOTHING, Money, PaperKind, WorkKind
from models.wallet import Invoice
from views.framework.asking import Asked
from views.framework.database import db, files
from views.framework.filters import Filter, instants_within, words_of
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Interface, Register
from views.labels import label_of, language
from views.wallet import delivery_cells, searches
from views.wallet import invoice_cells as cells

XML = "application/xml"


def _credited() -> list[tuple[str, str]]:
    return [("yes", gettext("Credited, in part or whole")), ("no", gettext("Not credited"))]


def _numbered(text: str) -> ColumnElement[bool]:
    """From its beginning on, in small letters or capitals."""
    return Invoice.reference.startswith(text.upper(), autoescape=True)


class InvoiceScreen(Register):
    """The documents of one's organisation; for finance and the desk, of all of them."""

    route_base = "/invoices"
    datamodel = Interface(Invoice)
    page_title = _l("Invoices")
    one_line = _l("What was spent, invoiced per month: invoices, statements of statutory fees, credit notes.")
    one_line_staff = _l(
        "What every organisation spent, invoiced per month: invoices, statements of statutory fees, credit notes."
    )
    options = (joinedload(Invoice.organisation), joinedload(Invoice.credited))
    list_options = (joinedload(Invoice.organisation),)
    # They are issued one after another, in the order of their ids.
    orders = {"issued": Invoice.id}
    first_order = "issued"
    first_descending = True
    columns = (
        Column("number", _l("Number"), lambda row: cells.number(row.one)),
        Column("organisation", _l("Organisation"), lambda row: row.one.organisation.name, staff=True),
        Column("kind", _l("Kind"), lambda row: label_of(row.one.kind)),
        Column("month", _l("Month"), lambda row: cells.month_name(row.one.month), plain=lambda row: row.one.month),
        Column("issued", _l("Issued on"), lambda row: row.one.issued_on, "issued"),
        Column("net", _l("Net"), lambda row: cells.signed(row.one, row.one.net), numeric=True),
        Column("vat", _l("VAT"), lambda row: cells.signed(row.one, row.one.vat), numeric=True),
        Column("paid", _l("Through the wallet"), lambda row: cells.signed(row.one, row.one.paid), numeric=True),
        Column("credited", _l("Credited"), lambda row: row.credited, numeric=True),
        Column(
            "rounding",
            _l("Rounding"),
            lambda row: cells.signed(row.one, row.one.rounding),
            numeric=True,
            shown=False,
        ),
        Column("vat_month", _l("VAT declared with"), lambda row: row.one.vat_month, shown=False),
        Column("reason", _l("Reason"), lambda row: row.one.reason, shown=False),
    )
    filters = (
        Filter("kind", _l("Kind"), "choices", Invoice.kind.in_, words_of(PaperKind)),
        Filter("month", _l("Period"), "days", cells.delivered_within(Invoice.month)),
        Filter("number", _l("Number"), "text", _numbered),
        Filter(
            "organisation",
            _l("Organisation"),
            "text",
            searches.organisation,
            join=searches.with_organisation(Invoice.organisation_id),
            staff=True,
        ),
        Filter("issued", _l("Issued on"), "days", instants_within(Invoice.issued_at), more=True),
        Filter(
            "credited",
            _l("Credited"),
            "choice",
            lambda word: queries.is_credited() if word == "yes" else ~queries.is_credited(),
            _credited,
            more=True,
        ),
    )
    empty_text = _l(
        "Nothing was invoiced yet. The first invoice comes on the first day of the month after the first purchase."
    )
    record_template = "wallet/invoice.html"
    add_columns = edit_columns = show_columns = list_columns = search_columns = ("id",)

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return visible_to(who)

    def seen(self, session: Session, items: Sequence[Any], asked: Asked | None) -> Sequence[cells.Row]:
        credited = queries.credited_of(session, items)
        return [cells.Row(one, credited.get(one.id)) for one in items]

    def title_of(self, item: Any) -> str:
        return f"{label_of(item.kind)} {item.reference}"

    def describe(self, item: Any) -> dict[str, Any]:
        who, note = identity(), cells.is_note(item)
        notes = () if note else queries.notes_of(db(), item)
        rates = queries.rates_of(db(), item)
        outside = not any(rate.percent for rate in rates)
        whole = sum((Money(one.net) for one in notes), NOTHING) == Money(item.net)
        fingerprint, ways = queries.file_and_ways_of(db(), item)
        return {
            "facts": cells.facts_of(item, notes, outside=outside),
            "state": ("off" if whole else "soon") if notes else None,
            "state_word": (gettext("Credited whole") if whole else gettext("Credited in part")) if notes else "",
            "lines": [
                (line, line.product_named(language()), line.tool.named(language()))
                for line in queries.lines_of(db(), item)
            ],
            "rates": rates,
            "note": note,
            "fees": outside,
            "total": item.net + item.vat,
            "fingerprint": fingerprint.hex(),
            "transactions_url": cells.transactions_url(item, who),
            "credit_url": url_for("CreditScreen.credit", pk=item.id)
            if not note and not whole and may(who, Permission.INVOICE_CREDIT)
            else None,
            "ways": [delivery_cells.row(way) for way in ways],
            "opens_ways": who.is_staff and may(who, Permission.INVOICE_SEND),
            "month_text": cells.month_text(item.month),
            "month_named": cells.month_name(item.month),
            "bundles": not who.is_staff,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("invoice", item.id, item.organisation_id)

    @expose("/pdf/<int:pk>", methods=["GET"])
    @has_access
    def pdf(self, pk: int) -> Response:
        """The document on paper, in its own language, with its file inside."""
        item = self.record(str(pk))
        content = drawing.pdf_bytes(db(), files(), item)
        return _handed_out(content, drawing.MEDIA_TYPE, f"{item.reference}.pdf")

    @expose("/ubl/<int:pk>", methods=["GET"])
    @has_access
    def ubl(self, pk: int) -> Response:
        """The document as a file for accounting programs, as it was issued."""
        item = self.record(str(pk))
        return _handed_out(drawing.file_of(db(), item).xml, XML, f"{item.reference}.xml")

    @expose("/month", methods=["POST"])
    @has_access
    def bundle(self) -> Response:
        """All documents of a month as a zip; as long work when there are many. Recorded, so it is a POST."""
        who, month = identity(), cells.month_read(request.form.get("month", ""))
        require(who, Permission.WALLET_SEE)
        many = bundles.count_of(db(), who, month) if month is not None else 0
        if month is None or not many:
            raise Missing("month", request.form.get("month", "")[:20])
        if who.is_staff or many > bundles.AT_ONCE:
            with transaction(db()):
                task = long_work.ask(db(), who, WorkKind.INVOICES, bundles.facts_of(month), clock.now())
            return make_response(redirect(url_for("WorkScreen.show", pk=task.id), code=303))
        paper = io.BytesIO()
        bundles.write(db(), files(), who, month, paper)
        with transaction(db()):
            bundles.record_taken(db(), who, month, many, clock.now())
        return _handed_out(paper.getvalue(), bundles.MEDIA_TYPE, bundles.name_of(month))


def _handed_out(content: bytes, media_type: str, name: str) -> Response:
    return send_file(io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name, etag=False)
