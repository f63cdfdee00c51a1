"""A contact from the business register: found by number or name, and taken over into a file of its own."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock
from app.aml.choosing import with_numbers
from app.aml.registered import identifier_of
from app.aml.registered_contacts import add_registered
from app.errors import Missing
from app.organisations import businesses
from app.organisations.businesses import Enterprise
from app.transaction import transaction
from models.aml import Contact
from models.values import EnterpriseNumber, SearchText, ValueProblem
from views.aml.access import AmlScreen
from views.aml.shelf import shelf
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, after, attempt
from views.labels import day, language
from views.refusals import sentence

SHOWN = businesses.SHOWN


@dataclass(frozen=True)
class Found:
    """An enterprise as one line of what was found; `contact_url` where it is a contact of the office already."""

    name: str
    number: str
    digits: str
    form: str
    address: str
    found_as: str
    gone: str
    is_person: bool
    contact_url: str


class ContactRegisterScreen(AmlScreen):
    """For whoever works in the tool."""

    route_base = "/contacts/from-register"

    @expose("/")
    @has_access
    def index(self) -> Response:
        """Searches the register, by number or by name."""
        return self._shown(request.args.get("q", "").strip(), HouseForm())

    @expose("/<number>", methods=["POST"])
    @has_access
    def add(self, number: str) -> Response:
        """Makes a file of the enterprise that was chosen."""
        form, database = HouseForm(), db()
        try:
            told = businesses.by_number(database, EnterpriseNumber.parse(number), language())
        except ValueProblem:
            told = None
        if told is None:
            raise Missing("enterprise", number)
        if form.validate_on_submit():
            with transaction(database):
                made = attempt(form, lambda: add_registered(database, identity(), shelf(), told, clock.now()))
            if made is not None:
                url = url_for("ContactFileScreen.open", pk=made.id)
                return after(url, gettext("%(name)s was added from the business register.", name=made.name))
        return self._shown(number, form, 422)

    def _shown(self, typed: str, form: HouseForm, status: int = 200) -> Response:
        database, problem = db(), ""
        found: list[Enterprise] = []
        if typed:
            found, problem = _search(typed)
        there = with_numbers(database, identity(), [identifier_of(one) for one in found[:SHOWN]])
        return self.page(
            "aml/from_register.html",
            gettext("From the business register"),
            422 if problem else status,
            form=form,
            typed=typed,
            here=bool(found) or businesses.is_here(database),
            found=[_line(one, there.get(one.number.digits)) for one in found[:SHOWN]],
            more=len(found) > SHOWN,
            problem=problem,
            back_url=url_for("ContactScreen.add"),
        )


def _search(typed: str) -> tuple[list[Enterprise], str]:
    """What fits, and why nothing can."""
    words = SearchText.read(typed)
    if any(one.isdigit() for one in typed) and not any(one.isalpha() for one in _bare(typed)):
        try:
            told = businesses.by_number(db(), EnterpriseNumber.parse(typed), language())
        except ValueProblem as wrong:
            return [], sentence(wrong)
        return ([told] if told is not None else []), ""
    return businesses.named(db(), words, language(), SHOWN), ""


def _bare(typed: str) -> str:
    """Without what may stand before a number."""
    bare = typed.upper().strip()
    for one in ("BTW", "TVA", "VAT", ":", " ", "BE"):
        bare = bare.removeprefix(one).strip()
    return bare


def _line(one: Enterprise, contact: Contact | None) -> Found:
    address = one.address
    return Found(
        name=one.name,
        number=str(one.number),
        digits=one.number.digits,
        form=one.form,
        address=", ".join(filter(None, (address.street, f"{address.postal_code} {address.place}".strip()))),
        found_as=one.found_as,
        gone=day(one.gone_on) if one.gone_on else "",
        is_person=one.is_person,
        contact_url=url_for("ContactScreen.show", pk=contact.id) if contact is not None else "",
    )
