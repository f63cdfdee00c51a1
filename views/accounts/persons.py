"""The register of persons, and the one place where a full number is shown."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, select, true
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app import clock
from app.accounts.erasure import erase_person
from app.accounts.people import show_number
from app.policy import Identity, Permission, may, require
from app.transaction import transaction
from models.accounts import Person
from models.organisations import Membership
from views.base import history_of, shown_number, text_of
from views.framework.database import db
from views.framework.filters import Filter, like_pattern
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after
from views.labels import day, label_of


class WhyForm(HouseForm):
    why = StringField(
        _l("Why do you need the full number?"),
        description=_l("Recorded in the audit trail, with your name."),
        validators=[
            InputRequired(_l("Say why you need it.")),
            Length(max=200, message=_l("At most 200 characters.")),
        ],
    )


class EraseForm(HouseForm):
    why = StringField(
        _l("Why is this person anonymised?"),
        description=_l("Kept with the audit trail. Name nobody here."),
        validators=[
            InputRequired(_l("Say why: a request, a court order, …")),
            Length(max=200, message=_l("At most 200 characters.")),
        ],
    )


class PersonScreen(Register):
    """Everybody who has or had a relation with one's own government; for staff, everybody."""

    route_base = "/persons"
    datamodel = Interface(Person)
    page_title = _l("Persons")
    one_line = _l("Everybody who has, or had, a relation with your organisation.")
    orders = {"name": Person.sort_name}
    first_order = "name"
    columns = (
        Column("name", _l("Name"), lambda person: person.name, "name"),
        Column("number", _l("National number"), shown_number),
        Column("birth_date", _l("Birth date"), lambda person: person.birth_date),
        Column("sex", _l("Sex"), lambda person: label_of(person.sex)),
        Column("since", _l("Known since"), lambda person: person.created_at, shown=False),
    )
    filters = (
        Filter(
            "name",
            _l("Name"),
            "text",
            lambda text: Person.sort_name.like(func.house_sort_name(like_pattern(text))),
        ),
    )
    record_template = "accounts/person.html"
    empty_text = _l("Nobody here yet. Find a person by national number to make the first relation.")

    def rows(self, who: Identity) -> ColumnElement[bool]:
        if not may(who, Permission.PERSON_SEE):
            return Person.id < 0
        if who.is_staff:
            return true()
        mine = select(Membership.person_id).where(Membership.organisation_id == who.organisation_id)
        return Person.id.in_(mine)

    def title_of(self, item: Any) -> str:
        return str(item.name)

    def describe(self, item: Any) -> dict[str, Any]:
        who = identity()
        relations = db().scalars(
            select(Membership)
            .where(
                Membership.person_id == item.id,
                true() if who.is_staff else Membership.organisation_id == who.organisation_id,
            )
            .order_by(Membership.first_day.desc())
            .limit(20)
        )
        return {
            "facts": [
                Fact(gettext("National number"), shown_number(item)),
                Fact(gettext("Birth date"), day(item.birth_date)),
                Fact(gettext("Sex"), label_of(item.sex)),
            ],
            "number_url": url_for("PersonScreen.number", pk=item.id)
            if item.number_hash and may(who, Permission.NUMBER_UNMASK)
            else None,
            "erase_url": url_for("PersonScreen.erase", pk=item.id)
            if item.anonymised_at is None and may(who, Permission.PERSON_ERASE)
            else None,
            "relations": [(r, label_of(r.category), label_of(r.type)) for r in relations],
            "history": history_of(db(), who.organisation_id or 0, "person", item.id),
        }

    @expose("/number/<pk>", methods=["GET", "POST"])
    @has_access
    def number(self, pk: str) -> Response:
        """The full number, shown once, for a reason that is recorded."""
        item, form, number = self.record(pk), WhyForm(), None
        if form.validate_on_submit():
            database = db()
            with transaction(database):
                number = show_number(database, identity(), item.id, text_of(form.why), clock.now())
        return self.page(
            "accounts/number.html",
            gettext("National number of %(name)s", name=item.name),
            422 if form.errors else 200,
            form=form,
            item=item,
            number=number,
        )

    @expose("/erase/<pk>", methods=["GET", "POST"])
    @has_access
    def erase(self, pk: str) -> Response:
        """Anonymises, after saying what that means; the central team only."""
        require(identity(), Permission.PERSON_ERASE)
        item, form = self.record(pk), EraseForm()
        if form.validate_on_submit():
            database = db()
            with transaction(database):
                erase_person(database, identity(), item.id, text_of(form.why), clock.now())
            return after(
                url_for("PersonScreen.show", pk=item.id), gettext("Anonymised. Nothing personal is left.")
            )
        return self.page(
            "accounts/erase.html",
            gettext("Anonymise %(name)s", name=item.name),
            422 if form.errors else 200,
            form=form,
            item=item,
        )
