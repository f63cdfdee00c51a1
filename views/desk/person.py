"""The register of persons; each one's page, composed of what every domain knows of him; his number in full."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app import clock
from app.accounts.erasure import erase_person
from app.accounts.people import show_number
from app.errors import Outage, Refusal
from app.organisations.persons import PersonDetails, align_person, correct_person, works_here
from app.organisations.queries import persons_visible_to
from app.policy import Identity, Permission, may, require
from app.rights.as_of import stood_days
from app.transaction import transaction
from models.accounts import Person
from models.organisations import Membership
from models.rights import Right
from models.values import PersonSource, RightState, Sex
from views.base import DayField, shown_number, text_of
from views.desk.places import CONSEQUENCES, PANEL_TITLES, address_of, notes_of, offered
from views.framework.bars import Span, axis_of
from views.framework.database import db, persons
from views.framework.filters import Filter, like_pattern
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels import LABELS, column_label, day, label_of, language, until
from views.refusals import sentence

_LOST = 10
_BARS = 12


def _relations(relations: list[Membership]) -> dict[str, Any]:
    return {
        "relations": [
            (
                url_for("RelationScreen.show", pk=one.id),
                one.organisation.name,
                f"{label_of(one.category)}, {label_of(one.type)}",
                one.function,
                f"{day(one.first_day)} – {until(one.last_day)}",
                one.state,
            )
            for one in relations
        ]
    }


def _rights(rights: list[Right]) -> dict[str, Any]:
    """The rights as they stood on the reference date, as a table and as bars on a time axis."""
    today = clock.today()
    on = _reference_date() or today
    told = stood_days(db(), [one for one in rights if one.granted_at < clock.end_of(on)], on)
    spans = [
        Span(
            one.right.kind.named(language()),
            one.first_day,
            min(one.last_day, one.revoked_on)
            if one.revoked_on and one.revoked_on >= one.first_day
            else one.last_day,
            _TONES[one.state],
        )
        for one in told[:_BARS]
    ]
    axis = axis_of(spans, on)
    return {
        "axis": axis,
        "offset": axis.offset(on) if axis is not None else 0,
        "on": on.isoformat(),
        "on_words": day(on),
        "is_today": on == today,
        "some": bool(rights),
        "rights": [
            (
                url_for("RightScreen.show", pk=one.right.id),
                one.right.kind.named(language()),
                one.right.kind.tool.named(language()),
                one.right.organisation.name,
                f"{day(one.first_day)} – {day(one.last_day)}",
                str(one.state),
            )
            for one in told
        ],
    }


def _reference_date() -> date | None:
    try:
        return date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None


_TONES = {
    RightState.ACTIVE: "good",
    RightState.PENDING: "wait",
    RightState.EXPIRED: "off",
    RightState.REVOKED: "bad",
}
# How the page draws what each domain knows; a panel without a line here shows nothing.
PANELS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "organisations.relations": _relations,
    "rights.rights": _rights,
}


def _belongs(panels: dict[str, Any], who: Identity, today: date) -> bool:
    """Whether a relation with the reader's organisation goes further than today."""
    return any(
        one.organisation_id == who.organisation_id
        and one.state == "confirmed"
        and (one.last_day is None or one.last_day > today)
        for one in panels.get("organisations.relations") or ()
    )


class WhyForm(HouseForm):
    why = StringField(
        _l("Why do you need the full number?"),
        description=_l("Recorded in the audit trail, with your name."),
        validators=[
            InputRequired(_l("Say why you need it.")),
            Length(max=200, message=_l("At most 200 characters.")),
        ],
    )


class CorrectForm(HouseForm):
    version = VersionField()
    family_name = StringField(_l("Name"), validators=[Length(max=200, message=_l("At most 200 characters."))])
    given_names = StringField(
        _l("First names"), validators=[Length(max=200, message=_l("At most 200 characters."))]
    )
    birth_date = DayField(_l("Birth date"), validators=[Optional()], description=_l("Leave empty when unknown."))
    sex = RadioField(_l("Sex"), choices=[(str(s), LABELS[s]) for s in Sex])

    @property
    def details(self) -> PersonDetails:
        born = self.birth_date.data
        return PersonDetails(
            text_of(self.family_name), text_of(self.given_names), born, str(self.sex.data or Sex.UNKNOWN)
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
    one_line_staff = _l("Everybody who is known here, whatever organisation he belongs to.")
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
    record_template = "desk/person.html"
    empty_text = _l("Nobody here yet. Find a person by national number to make the first relation.")

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return persons_visible_to(who)

    def title_of(self, item: Any) -> str:
        return str(item.name)

    def describe(self, item: Any) -> dict[str, Any]:
        who, today = identity(), clock.today()
        may_correct = (
            item.anonymised_at is None
            and may(who, Permission.PERSON_CORRECT)
            and works_here(db(), who, item.id, today)
        )
        panels = [(one.name, one.read(db(), who, item.id, today)) for one in offered().persons]
        return {
            "facts": [
                Fact(gettext("National number"), shown_number(item)),
                Fact(gettext("Birth date"), day(item.birth_date)),
                Fact(gettext("Sex"), label_of(item.sex)),
                Fact(gettext("Comes from"), label_of(PersonSource(item.source))),
            ],
            "correct_url": url_for("PersonScreen.correct", pk=item.id) if may_correct else None,
            "align_url": url_for("PersonScreen.align", pk=item.id) if may_correct and item.number_hash else None,
            "number_url": url_for("PersonScreen.number", pk=item.id)
            if item.number_hash and may(who, Permission.NUMBER_UNMASK)
            else None,
            "leave_url": url_for("RelationChangeScreen.leave", person_id=item.id)
            if may(who, Permission.RELATION_CHANGE) and _belongs(dict(panels), who, today)
            else None,
            "erase_url": url_for("PersonScreen.erase", pk=item.id)
            if item.anonymised_at is None and may(who, Permission.PERSON_ERASE)
            else None,
            "panels": [
                (name, name.replace(".", "-"), PANELS[name](known), str(PANEL_TITLES[name]))
                for name, known in panels
                if known is not None
            ],
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("person", item.id, person_id=item.id)

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

    @expose("/align/<int:pk>", methods=["POST"])
    @has_access
    def align(self, pk: int) -> Response:
        """Asks the register of persons again; what it says counts."""
        require(identity(), Permission.PERSON_CORRECT)
        item, database = self.record(str(pk)), db()
        back = url_for("PersonScreen.show", pk=item.id)
        try:
            with transaction(database):
                changed = align_person(database, identity(), item.id, persons(), clock.now())
        except Refusal as refusal:
            return after(back, sentence(refusal), "warning")
        except Outage as problem:
            if problem.system != "persons":
                raise
            return after(back, sentence(Refusal("accounts.person.register_silent")), "warning")
        if not changed:
            return after(back, gettext("The register of persons says the same."))
        names = ", ".join(column_label(name) for name in changed)
        return after(back, gettext("Taken over from the register of persons: %(columns)s.", columns=names))

    @expose("/correct/<pk>", methods=["GET", "POST"])
    @has_access
    def correct(self, pk: str) -> Response:
        """Name, birth date and sex put right by hand; marked so, and recorded."""
        require(identity(), Permission.PERSON_CORRECT)
        item = self.record(pk)
        form, changed = CorrectForm(obj=item), None
        if form.validate_on_submit():
            database = db()
            with transaction(database):
                changed = attempt(
                    form,
                    lambda: correct_person(
                        database, identity(), item.id, form.version.number, form.details, clock.now()
                    ),
                )
            if changed is None:
                database.expire_all()
                item = self.record(pk)
                form.version.data = str(item.version)
        if changed is not None:
            return after(
                url_for("PersonScreen.show", pk=item.id),
                gettext("Corrected, and marked as filled in by hand.") if changed else gettext("Nothing changed."),
            )
        return self.page(
            "accounts/correct.html",
            gettext("Correct %(name)s", name=item.name),
            422 if form.is_submitted() else 200,
            form=form,
            item=item,
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
            lost=[
                (
                    str(CONSEQUENCES[one.name]),
                    [(i.title, notes_of(i), address_of(i)) for i in items[:_LOST]],
                    len(items),
                )
                for one in offered().consequences
                if (items := one.read(db(), identity(), item.id, clock.today()))
            ],
        )
