"""Crediting, by finance: which lines, how many of each, why; then what it would do; then the credit note."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from app import clock
from app.policy import Permission, require
from app.transaction import transaction
from app.wallet.invoicing import queries
from app.wallet.invoicing.crediting import MOST_REASON, credit_lines
from app.wallet.invoicing.issuing import Issued
from app.wallet.invoicing.paper import Row
from app.wallet.invoicing.rules import Left
from models.values import NOTHING, PaperKind
from models.wallet import Invoice
from views.base import text_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt
from views.labels import label_of, money
from views.wallet import invoice_cells as cells

_LONGEST_NUMBER = 9


class QuantityField(StringField):
    """How many of a line; empty is none. `number` holds it once it was read."""

    number = 0

    def pre_validate(self, form: Any) -> None:
        typed = "".join((self.data or "").split()) or "0"
        if not (typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST_NUMBER):
            raise ValidationError(gettext("Write how many, as a whole number; 0 for none."))
        self.number = int(typed)


class CreditForm(HouseForm):
    """A quantity for each line."""

    form_key = HiddenField()
    reason = TextAreaField(
        _l("Why is it credited?"), description=_l("It stands on the credit note, and the organisation reads it.")
    )

    def __init__(self, left: Left) -> None:
        lines = [(_name(row), QuantityField(row.name, default="0")) for row in left.rows]
        fields: list[Any] = list(vars(type(self))["_unbound_fields"])
        self._unbound_fields = [*fields, *lines]
        super().__init__(form_key=secrets.token_urlsafe(16))

    def wanted(self, left: Left) -> dict[int, int]:
        """How many of each line, by its number, where any is."""
        asked = {row.number: self[_name(row)].number for row in left.rows}
        return {number: many for number, many in asked.items() if many}


def _name(row: Row) -> str:
    return f"quantity-{row.number}"


class CreditScreen(Screen):
    """The act on one document; its record leads here."""

    route_base = "/credits"
    default_view = "credit"

    @expose("/<int:pk>", methods=["GET", "POST"])
    @has_access
    def credit(self, pk: int) -> Response:
        """Asks what is credited, shows what it would do, and does it when that was seen."""
        require(identity(), Permission.INVOICE_CREDIT)
        one = queries.invoice_record(db(), identity(), pk)
        if one.kind == PaperKind.CREDIT_NOTE:
            return after(
                cells.address_of(one), gettext("This is a credit note: it can't be credited itself."), "info"
            )
        left = queries.still_left(db(), one)
        form = CreditForm(left)
        if form.validate_on_submit():
            made = queries.note_of_form(db(), one, text_of(form.form_key)[:64])
            if made is not None:
                return after(cells.address_of(made), gettext("This credit note was made already."), "info")
            if "confirmed" in request.form:
                done = _done(form, one, left)
                if done is not None:
                    return done
                db().expire_all()
                one = queries.invoice_record(db(), identity(), pk)
                left = queries.still_left(db(), one)
            elif "change" not in request.form and (foreseen := _foreseen(form, one, left)) is not None:
                return self._confirm(form, one, left, foreseen)
        if not any(row.quantity for row in left.rows):
            return after(
                cells.address_of(one), gettext("Everything on this document was credited already."), "info"
            )
        return self.page(
            "wallet/credit.html",
            gettext("Credit %(number)s", number=one.reference),
            422 if form.is_submitted() and "change" not in request.form else 200,
            form=form,
            one=one,
            kind=label_of(one.kind),
            name=one.organisation.name,
            left=money(left.paid),
            rows=[(row, form[_name(row)]) for row in left.rows],
            back_url=cells.address_of(one),
            longest=MOST_REASON,
        )

    def _confirm(self, form: CreditForm, one: Invoice, left: Left, foreseen: queries.Foreseen) -> Response:
        credit = foreseen.credit
        net = sum((rate.net for rate in credit.rates), NOTHING)
        vat = sum((rate.vat for rate in credit.rates), NOTHING)
        return self.page(
            "wallet/credit_confirm.html",
            gettext("Make this credit note?"),
            form=form,
            one=one,
            kind=label_of(one.kind),
            name=one.organisation.name,
            rows=credit.rows,
            rates=credit.rates,
            net=net,
            vat=vat,
            rounding=credit.paid - net - vat,
            paid=credit.paid,
            reason=text_of(form.reason),
            asked=[(_name(row), str(form[_name(row)].number)) for row in left.rows],
            before=money(foreseen.before),
            after=money(foreseen.after),
            settled=money(foreseen.settled) if foreseen.settled else "",
            returned=money(credit.paid),
        )


def _foreseen(form: CreditForm, one: Invoice, left: Left) -> queries.Foreseen | None:
    """What it would do; None when a rule says no."""
    asked = (form.wanted(left), text_of(form.reason))
    found: queries.Foreseen | None = attempt(form, lambda: queries.foresee(db(), identity(), one, left, *asked))
    return found


def _done(form: CreditForm, one: Invoice, left: Left) -> Response | None:
    """Makes it; None when a rule, or somebody who was first, says no."""
    asked = (form.wanted(left), text_of(form.reason), text_of(form.form_key)[:64])
    with transaction(db()):
        made: Issued | None = attempt(form, lambda: credit_lines(db(), identity(), one.id, *asked, clock.now()))
    if made is None:
        return None
    back = gettext(
        "Credited: %(amount)s is back in the wallet of %(name)s.",
        amount=money(made.paper.paid),
        name=one.organisation.name,
    )
    return after(url_for("InvoiceScreen.show", pk=made.id), back)
