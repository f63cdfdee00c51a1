"""Issued documents on their way, for finance: how far each is, what keeps it, sending it once more."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import joinedload

from app import clock
from app.policy import Identity, Permission, may
from app.transaction import transaction
from app.wallet.invoicing import delivery
from models.values import DeliveryState
from models.wallet import Delivery, Invoice
from views.framework.database import db
from views.framework.filters import Filter
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels import instant, label_of
from views.wallet import delivery_cells as cells
from views.wallet import searches

_ENDED = (DeliveryState.REFUSED, DeliveryState.UNSURE)


class AgainForm(HouseForm):
    version = VersionField()


def _with_invoice(statement: Select[Any]) -> Select[Any]:
    return statement.join(
        Invoice, (Invoice.organisation_id == Delivery.organisation_id) & (Invoice.id == Delivery.invoice_id)
    )


def _stuck() -> list[tuple[str, str]]:
    return [("stuck", gettext("Somebody has to look"))]


class DeliveryRegister(Register):
    """Each issued document on each of its ways."""

    route_base = "/deliveries"
    datamodel = Interface(Delivery)
    page_title = _l("Documents on their way")
    one_line = _l(
        "How far each invoice, statement of fees and credit note is: in the Peppol network, and by mail."
    )
    options = (joinedload(Delivery.invoice).joinedload(Invoice.organisation),)
    orders = {"told": Delivery.told_at}
    first_order = "told"
    first_descending = True
    columns = (
        Column("document", _l("Document"), lambda item: item.invoice.reference),
        Column("kind", _l("Kind"), lambda item: label_of(item.invoice.kind), shown=False),
        Column("organisation", _l("Organisation"), lambda item: item.invoice.organisation.name),
        Column("channel", _l("Way"), cells.channel),
        Column("state", _l("State"), cells.state_word, tone=cells.tone),
        Column("why", _l("What keeps it"), cells.why),
        Column("told", _l("Since"), lambda item: item.told_at, "told"),
        Column("ask_at", _l("Next step"), lambda item: item.ask_at, shown=False),
    )
    filters = (
        Filter("document", _l("Document"), "text", lambda text: Invoice.reference == text, join=_with_invoice),
        Filter(
            "organisation",
            _l("Organisation"),
            "text",
            searches.organisation,
            join=searches.with_organisation(Delivery.organisation_id),
        ),
        Filter("channel", _l("Way"), "choice", lambda one: Delivery.channel == one, cells.channels),
        Filter("state", _l("State"), "choices", Delivery.state.in_, cells.states),
        Filter("reason", _l("What keeps it"), "choice", lambda one: Delivery.reason == one, cells.reasons),
        Filter("look", _l("To do"), "choice", lambda _: delivery.stuck(), _stuck),
    )
    empty_text = _l("No document was issued yet.")
    record_template = "wallet/delivery.html"
    add_columns = edit_columns = show_columns = list_columns = search_columns = ("id",)

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return delivery.visible_to(who)

    def title_of(self, item: Any) -> str:
        return f"{item.invoice.reference} · {cells.channel(item)}"

    def describe(self, item: Any) -> dict[str, Any]:
        again = item.state in _ENDED and may(identity(), Permission.INVOICE_SEND)
        return {
            "facts": [
                Fact(gettext("Organisation"), item.invoice.organisation.name),
                Fact(gettext("Document"), item.invoice.reference, label_of(item.invoice.kind)),
                Fact(gettext("Since"), instant(item.told_at)),
                *([Fact(gettext("What keeps it"), cells.why(item))] if item.reason else []),
                *([Fact(gettext("In the words of the network"), item.words)] if item.words else []),
                *([Fact(gettext("Next step"), instant(item.ask_at))] if item.ask_at else []),
            ],
            "state": cells.tone(item),
            "state_word": cells.state_word(item),
            "again_url": url_for("DeliveryRegister.again", pk=item.id) if again else None,
            "form": AgainForm(version=str(item.version)),
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("invoice", item.invoice_id, item.organisation_id)

    @expose("/again/<int:pk>", methods=["GET", "POST"])
    @has_access
    def again(self, pk: int) -> Response:
        """Sends what didn't arrive, or of which nobody knows, once more."""
        item = self.record(str(pk))
        form = AgainForm(version=str(item.version))
        if form.validate_on_submit():
            database, version = db(), form.version.number
            with transaction(database):
                sent = attempt(
                    form, lambda: delivery.send_again(database, identity(), item.id, version, clock.now())
                )
            if sent is not None:
                return after(url_for("DeliveryRegister.show", pk=pk), gettext("It is on its way again."))
            database.expire_all()
            item = self.record(str(pk))
            form.version.data = str(item.version)
        return self.page(
            "wallet/delivery_again.html",
            gettext("Send this document again"),
            422 if request.method == "POST" else 200,
            form=form,
            item=item,
            unsure=item.state == DeliveryState.UNSURE,
            why=cells.why(item),
            channel=cells.channel(item),
        )
