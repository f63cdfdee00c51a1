"""Where managers say to whom their invoices go, and what has to stand on them."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from app import clock
from app.errors import Missing
from app.policy import Permission, require
from app.transaction import transaction
from app.wallet.invoicing.settings import (
    InvoicedAs,
    InvoicingDetails,
    invoiced_as,
    invoicing_of,
    set_invoicing,
)
from app.wallet.invoicing.waiting import cant_be_invoiced
from models.organisations import Organisation
from models.values import EnterpriseNumber
from models.wallet import Invoicing
from views.base import text_of
from views.framework.database import db
from views.framework.history import Told, history_of
from views.framework.identity import identity
from views.framework.register import Fact
from views.framework.screens import HouseForm, Screen, VersionField, after, attempt

_AS_OWN, _YES, _NO = "own", "yes", "no"
_LIABLE: dict[str, bool | None] = {_AS_OWN: None, _YES: True, _NO: False}


class InvoicingForm(HouseForm):
    version = VersionField()
    email = EmailField(
        _l("E-mail address for invoices"),
        description=_l("Leave it empty to use the address of the organisation."),
        validators=[Length(max=320, message=_l("At most 320 characters."))],
    )
    street = StringField(
        _l("Street and number"),
        description=_l("Leave the three parts of the address empty to use that of the organisation."),
        validators=[Length(max=200, message=_l("At most 200 characters."))],
    )
    postal_code = StringField(_l("Postal code"), validators=[Length(max=10, message=_l("At most 10 characters."))])
    place = StringField(_l("Municipality"), validators=[Length(max=100, message=_l("At most 100 characters."))])
    reference = StringField(
        _l("Your reference"),
        description=_l("What your accountants want to read on each invoice: an order number, for example."),
        validators=[Length(max=100, message=_l("At most 100 characters."))],
    )
    vat_liable = RadioField(_l("Is the organisation liable to VAT?"), [InputRequired(_l("Choose one of them."))])

    def details(self) -> InvoicingDetails:
        """What was filled in."""
        return InvoicingDetails(
            text_of(self.email),
            text_of(self.street),
            text_of(self.postal_code),
            text_of(self.place),
            text_of(self.reference),
            _LIABLE.get(self.vat_liable.data),
        )


class InvoicingScreen(Screen):
    """For managers alone."""

    route_base = "/invoicing"

    @expose("/", methods=["GET", "POST"])
    @has_access
    def index(self) -> Response:
        """What the next invoice would say, and what can be said otherwise."""
        who = identity()
        require(who, Permission.WALLET_SET)
        organisation = db().get(Organisation, who.organisation_id or 0)
        if organisation is None:
            raise Missing("organisation", who.organisation_id or 0)
        one = invoicing_of(db(), organisation.id)
        form = InvoicingForm(**_standing(one))
        form.vat_liable.choices = [
            (_AS_OWN, _as_own(organisation)),
            (_YES, gettext("Yes, it has a VAT number")),
            (_NO, gettext("No")),
        ]
        if form.validate_on_submit():
            act = (form.details(), form.version.number, clock.now())
            with transaction(db()):
                done = attempt(form, lambda: set_invoicing(db(), who, *act))
            if done is not None:
                return after(url_for("InvoicingScreen.index"), gettext("The invoicing details are saved."))
            db().expire_all()
            organisation, one = db().get_one(Organisation, organisation.id), invoicing_of(db(), organisation.id)
        shown = invoiced_as(organisation, one)
        waits, _ = cant_be_invoiced(db(), clock.now(), 1, organisation.id) if not shown.complete else (0, [])
        return self.page(
            "wallet/invoicing.html",
            gettext("Invoicing details"),
            422 if form.is_submitted() else 200,
            form=form,
            facts=_facts(organisation, one, shown),
            complete=shown.complete,
            waits=bool(waits),
            history=history_of(
                db(), who, Told("invoicing", organisation.id, organisation.id), url_for("InvoicingScreen.index")
            ),
        )


def _standing(one: Invoicing) -> dict[str, Any]:
    """What stands in the form: what was set, nothing where the organisation's own goes."""
    names = ("version", "email", "street", "postal_code", "place", "reference")
    liable = {None: _AS_OWN, True: _YES, False: _NO}[one.vat_liable]
    return {**{name: getattr(one, name) for name in names}, "vat_liable": liable}


def _as_own(organisation: Organisation) -> str:
    """What is meant when nothing is said: enterprises are liable, others aren't."""
    if organisation.kind == "enterprise":
        return str(gettext("As enterprises are: yes"))
    return str(gettext("As organisations like this are: no"))


def _facts(organisation: Organisation, one: Invoicing, shown: InvoicedAs) -> list[Fact]:
    """What the next invoice would say, each with whether it is the organisation's own."""
    own, here = gettext("the organisation’s own"), gettext("set here")
    number = str(EnterpriseNumber(organisation.enterprise_number))
    address = "\n".join(part for part in (shown.street, f"{shown.postal_code} {shown.place}".strip()) if part)
    return [
        Fact(gettext("For"), organisation.name),
        Fact(gettext("Address"), address, (here if one.street else own) if address else ""),
        Fact(
            gettext("Number"),
            gettext("VAT %(number)s", number=f"BE {number}") if shown.vat_liable else number,
            own if one.vat_liable is None else here,
        ),
        Fact(gettext("E-mail"), shown.email, (here if one.email else own) if shown.email else ""),
        Fact(
            gettext("Your reference"),
            shown.reference or gettext("the month, for example 2027-03"),
            here if shown.reference else "",
        ),
    ]
