"""Deliveries of the business register: how far each is, what it changed, why one was refused."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, false, true

from app.errors import Refusal
from app.organisations import business_deliveries
from app.policy import Identity, Permission, may, require
from app.transaction import transaction
from models.organisations import BusinessDelivery
from models.values import WorkState
from views.framework.database import db
from views.framework.filters import Filter
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after
from views.labels import day, instant, label_of
from views.refusals import sentence

_TONES = {"done": "good", "failed": "bad", "running": "wait"}


def _states() -> list[tuple[str, str]]:
    return [(str(state), label_of(state)) for state in (WorkState.RUNNING, WorkState.DONE, WorkState.FAILED)]


class BusinessDeliveryScreen(Register):
    """For staff; the central team may have the folder looked at at once."""

    route_base = "/business-register"
    datamodel = Interface(BusinessDelivery)
    page_title = _l("Business register")
    one_line = _l(
        "What the business register (KBO/BCE) delivered. Its files are put in the folder “registers” of the"
        " installation, and read every night."
    )
    orders = {"started": BusinessDelivery.started_at}
    first_order = "started"
    first_descending = True
    columns = (
        Column("started", _l("Started"), lambda item: item.started_at, "started"),
        Column("file", _l("File"), lambda item: item.file),
        Column("kind", _l("Kind"), lambda item: label_of(item.kind) if item.kind else "", shown=False),
        Column("snapshot", _l("As on"), lambda item: item.snapshot_on, shown=False),
        Column("added", _l("New"), lambda item: item.added, numeric=True),
        Column("changed", _l("Changed"), lambda item: item.changed, numeric=True),
        Column("gone", _l("Gone"), lambda item: item.gone, numeric=True),
        Column(
            "state",
            _l("State"),
            lambda item: label_of(WorkState(item.state)),
            tone=lambda item: _TONES[item.state],
        ),
    )
    filters = (Filter("state", _l("State"), "choices", BusinessDelivery.state.in_, _states),)
    empty_text = _l(
        "Nothing was delivered yet. Put a full extract of the open data (KboOpenData_….zip) in the folder"
        " “registers”, and have it looked at."
    )
    record_template = "organisations/business_delivery.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return true() if may(who, Permission.ACCOUNT_SEE) else false()

    def primary(self) -> tuple[str, str] | None:
        if may(identity(), Permission.REGISTER_DELIVER):
            return gettext("Look in the folder now"), url_for("BusinessDeliveryScreen.look")
        return None

    def describe(self, item: Any) -> dict[str, Any]:
        problem = item.problem or {}
        refusal = Refusal(problem["code"], **problem["facts"]) if problem else None
        return {
            "facts": [
                Fact(gettext("Kind"), label_of(item.kind) if item.kind else ""),
                Fact(gettext("Number of the delivery"), item.extract_number),
                Fact(gettext("As on"), day(item.snapshot_on)),
                Fact(gettext("Started"), instant(item.started_at)),
                Fact(gettext("Ended"), instant(item.ended_at)),
                Fact(gettext("New"), format_decimal(item.added)),
                Fact(gettext("Changed"), format_decimal(item.changed)),
                Fact(gettext("Gone"), format_decimal(item.gone)),
                Fact(
                    gettext("Lines left out"),
                    format_decimal(item.left_out),
                    gettext("Their numbers can't be: %(numbers)s", numbers=", ".join(item.examples))
                    if item.examples
                    else "",
                ),
            ],
            "state": _TONES[item.state],
            "state_word": label_of(WorkState(item.state)),
            "refused": sentence(refusal) if refusal is not None else "",
            "running": item.state == WorkState.RUNNING,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("business_delivery", item.id)

    @expose("/look", methods=["GET", "POST"])
    @has_access
    def look(self) -> Response:
        """Looks in the folder now rather than tonight."""
        require(identity(), Permission.REGISTER_DELIVER)
        form = HouseForm()
        if form.validate_on_submit():
            with transaction(db()):
                business_deliveries.look_now(db())
            return after(
                url_for("BusinessDeliveryScreen.list"),
                gettext("The folder is being looked at. What is found there appears in this list."),
                "info",
            )
        return self.page("organisations/look.html", gettext("Look in the folder now"), form=form)
