"""The transactions of a wallet: a list to filter and take out, the record of each, its receipt, its reversal."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, request, send_file, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app import clock, pdf
from app.errors import Missing
from app.lists.exports import record_export
from app.policy import Identity, Permission, may
from app.transaction import transaction
from app.wallet import charging, queries, receipts
from app.words import words_in
from models.values import Money, TransactionKind
from models.wallet import Transaction
from models.wallet.top_up import BANK_TRANSFER
from views.base import text_of
from views.framework.database import db
from views.framework.filters import Filter, amounts_within, instants_within, words_of
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Interface, Register
from views.framework.screens import HouseForm, after, attempt
from views.framework.spreadsheets import csv_answer
from views.labels import label_of, language, money
from views.wallet import cells, searches

LONGEST_REASON = 500


class ReverseForm(HouseForm):
    reason = TextAreaField(
        _l("Why is it reversed?"),
        description=_l("The organisation reads it beside the reversal."),
        validators=[
            InputRequired(_l("Say why this is reversed; the organisation reads it.")),
            Length(max=LONGEST_REASON, message=_l("At most 500 characters.")),
        ],
    )


class TransactionScreen(Register):
    """What happened to the wallet of one's organisation; for finance and the desk, of all of them."""

    route_base = "/transactions"
    datamodel = Interface(Transaction)
    page_title = _l("Transactions")
    one_line = _l("Everything that was paid in and spent, with the receipt of each.")
    one_line_staff = _l("Everything that was paid in and spent, by every organisation, with the receipt of each.")
    options = (*queries.along(), joinedload(Transaction.organisation))
    orders = {"at": Transaction.at, "amount": Transaction.gross}
    first_order = "at"
    first_descending = True
    columns = (
        Column("at", _l("Date"), lambda item: item.at, "at"),
        Column("organisation", _l("Organisation"), cells.holder, staff=True),
        Column("kind", _l("Type"), lambda item: label_of(item.kind)),
        Column("product", _l("Product"), cells.bought, plain=cells.bought_plainly),
        Column("member", _l("Member"), cells.member),
        Column("reference", _l("Reference"), cells.reference, plain=lambda item: item.reference),
        Column("amount", _l("Amount"), cells.amount, "amount", numeric=True, plain=cells.moved),
        Column("balance", _l("Balance after"), lambda item: cells.money_or_none(item.balance), numeric=True),
        Column("state", _l("State"), cells.state_word, tone=cells.tone),
        Column("receipt", _l("Receipt"), cells.receipt, plain=lambda item: item.receipt or None),
        Column("tool", _l("Tool"), cells.tool, shown=False),
        Column("quantity", _l("Quantity"), lambda item: item.quantity, numeric=True, shown=False),
        Column("net", _l("Net"), lambda item: cells.money_or_none(item.net), numeric=True, shown=False),
        Column("rate", _l("VAT, in percent"), lambda item: item.vat_percent, numeric=True, shown=False),
        Column("vat", _l("VAT"), lambda item: cells.money_or_none(item.vat), numeric=True, shown=False),
        Column("gross", _l("Total"), lambda item: Money(item.gross), numeric=True, shown=False),
        Column("reason", _l("Reason"), lambda item: item.reason, shown=False),
    )
    filters = (
        Filter("day", _l("Period"), "days", instants_within(Transaction.at)),
        Filter("kind", _l("Type"), "choices", Transaction.kind.in_, words_of(TransactionKind)),
        Filter("amount", _l("Amount"), "amounts", amounts_within(Transaction.gross)),
        Filter(
            "tool", _l("Tool"), "choice", lambda tool: Transaction.tool_id == int(tool), searches.tools, more=True
        ),
        Filter("product", _l("Product"), "text", searches.product, more=True),
        Filter("member", _l("Member"), "text", searches.member, join=searches.with_member, more=True),
        Filter("reference", _l("Reference"), "text", searches.reference, more=True),
        Filter("state", _l("State"), "choice", queries.in_state, cells.states, more=True),
        Filter(
            "organisation",
            _l("Organisation"),
            "text",
            searches.organisation,
            join=searches.with_organisation(Transaction.organisation_id),
            staff=True,
            more=True,
        ),
    )
    empty_text = _l("Nothing was paid in yet. The first top-up appears here.")
    record_template = "wallet/transaction.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return queries.visible_to(who)

    def title_of(self, item: Any) -> str:
        return f"{label_of(item.kind)} {item.receipt}".strip()

    def describe(self, item: Any) -> dict[str, Any]:
        who, state = identity(), queries.state_of(item)
        tied = queries.tied_to(db(), item)
        payment = queries.payment_of(db(), item) if item.kind == TransactionKind.TOP_UP else None
        return {
            "facts": cells.facts_of(item, tied, payment if who.is_staff else None),
            "state": cells.TONES[state],
            "state_word": cells.state_word(item),
            "receipt_url": _receipt_url(item) if item.receipt else None,
            "take_url": url_for("TransactionScreen.export_one", pk=item.id),
            "reverse_url": url_for("TransactionScreen.reverse", pk=item.id) if _reversible(item, who) else None,
            "payment_url": url_for("TopUpRegister.show", pk=item.id) if payment and who.is_staff else None,
            "transfer_url": url_for("TransferScreen.show", pk=item.id)
            if payment and payment.method == BANK_TRANSFER and not who.is_staff
            else None,
            "lines": item.lines if may(who, Permission.CHARGE_REVERSE) else None,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("transaction", item.id, item.organisation_id)

    @expose("/receipt/<int:pk>", methods=["GET"])
    @has_access
    def receipt(self, pk: int) -> Response:
        """The receipt of what is completed, in the reader's language."""
        item = self.record(str(pk))
        if not item.receipt:
            raise Missing("receipt", pk)
        made = pdf.made(receipts.sheet(words_in(language()), item))
        return send_file(
            io.BytesIO(made),
            mimetype="application/pdf",
            as_attachment=True,
            download_name=gettext("receipt-%(number)s", number=item.receipt) + ".pdf",
            etag=False,
        )

    @expose("/take/<int:pk>", methods=["POST"])
    @has_access
    def export_one(self, pk: int) -> Response:
        """This one transaction as a file, with every column. Recorded, so it is a POST."""
        item, who = self.record(str(pk)), identity()
        columns = [column for column in self.columns if who.is_staff or not column.staff]
        told = {
            "list": type(self).__name__,
            "format": "csv",
            "rows": 1,
            "columns": [column.name for column in columns],
            "filters": {"id": [str(pk)]},
        }
        with transaction(db()):
            record_export(db(), who, told, clock.now())
        name = f"{self.title_of(item)}.csv"
        return csv_answer(name, [str(c.label) for c in columns], [[c.exported(item) for c in columns]])

    @expose("/reverse/<int:pk>", methods=["GET", "POST"])
    @has_access
    def reverse(self, pk: int) -> Response:
        """Undoes a purchase, whole, for a reason; the money is back in the wallet."""
        item, form = self.record(str(pk)), ReverseForm()
        if item.kind != TransactionKind.CHARGE:
            raise Missing("transaction", pk)
        if form.validate_on_submit() and not item.undone:
            with transaction(db()):
                made = attempt(
                    form,
                    lambda: charging.reverse(
                        db(), identity(), item.organisation_id, item.id, text_of(form.reason), clock.now()
                    ),
                )
            if made is not None:
                back = money(made.change)
                return after(
                    url_for("TransactionScreen.show", pk=made.id),
                    gettext("Reversed: %(gross)s is back in the wallet.", gross=back),
                )
            db().expire_all()
            item = self.record(str(pk))
        if item.undone:
            said = gettext("This purchase was reversed already. Look at it again.")
            return after(url_for("TransactionScreen.show", pk=pk), said, "info")
        return self.page(
            "wallet/reverse.html",
            gettext("Reverse %(what)s", what=self.title_of(item)),
            422 if request.method == "POST" else 200,
            form=form,
            item=item,
            holder=cells.holder(item),
            gross=money(Money(item.gross)),
            bought=cells.bought_plainly(item),
        )


def _receipt_url(item: Transaction) -> str:
    return url_for("TransactionScreen.receipt", pk=item.id)


def _reversible(item: Transaction, who: Identity) -> bool:
    return item.kind == TransactionKind.CHARGE and not item.undone and may(who, Permission.CHARGE_REVERSE)
