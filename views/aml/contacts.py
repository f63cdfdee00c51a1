"""Contacts of an office: who they are, what looks like them on the lists, adding and changing one."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import undefer

from app import clock
from app.aml import contacts, queries, worklist
from app.policy import Identity
from app.transaction import transaction
from models.aml import Contact
from models.values import SubjectKind
from views.aml import cells
from views.aml.access import AmlScreen
from views.aml.contact_forms import form_of
from views.aml.hit_rows import hit_row
from views.aml.shelf import shelf
from views.aml.ways_in import ways_in
from views.framework.database import db
from views.framework.filters import Filter, instants_within, like_pattern
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register, Tab
from views.framework.screens import after, attempt
from views.labels import instant
from views.labels.aml_facts import (
    SUBJECT_KINDS,
    births_text,
    countries_text,
    identifier_text,
    sex_word,
)
from views.labels.countries import countries

_KINDS = (SubjectKind.PERSON, SubjectKind.ORGANISATION)


def _kinds() -> list[tuple[str, str]]:
    return [(str(one), str(SUBJECT_KINDS[one])) for one in _KINDS]


def _waits() -> list[tuple[str, str]]:
    return [("yes", gettext("Something to decide")), ("no", gettext("Nothing to decide"))]


def _with_open_hits(chosen: str) -> ColumnElement[bool]:
    return worklist.with_open_hits(chosen == "yes")


class ContactScreen(AmlScreen, Register):
    """For whoever the office's manager set to be in the tool."""

    route_base = "/contacts"
    datamodel = Interface(Contact)
    page_title = _l("Contacts")
    one_line = _l("Whoever your office deals with, each compared with every list, and again whenever one changes.")
    list_options = (undefer(Contact.open_hits), undefer(Contact.compared_at))
    options = list_options
    orders = {"name": Contact.sort_name, "added": Contact.made_at}
    first_order = "name"
    columns = (
        Column("name", _l("Name"), lambda item: item.name, "name"),
        Column("kind", _l("Kind"), cells.kind),
        Column("born", _l("Birth date"), cells.births),
        Column("countries", _l("Countries"), cells.countries),
        Column(
            "open",
            _l("Possible matches"),
            cells.open_hits,
            tone=cells.open_hits_tone,
            plain=lambda item: item.open_hits,
        ),
        Column("compared", _l("Last compared"), lambda item: item.compared_at),
        Column("added", _l("Added"), lambda item: item.made_at, "added", shown=False),
    )
    filters = (
        Filter(
            "name",
            _l("Name"),
            "text",
            lambda text: Contact.sort_name.like(func.house_sort_name(like_pattern(text))),
        ),
        Filter("kind", _l("Kind"), "choice", lambda kind: Contact.kind == kind, _kinds),
        Filter(
            "open", _l("Possible matches"), "choice", lambda one: worklist.with_open_hits(one == "yes"), _waits
        ),
        Filter("added", _l("Added"), "days", instants_within(Contact.made_at)),
    )
    empty_text = _l("Nobody here yet. Add the first contact: what looks like it on the lists is shown at once.")
    record_template = "aml/contact.html"
    exclude_route_methods = Register.exclude_route_methods - {"add"}

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return queries.visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        return gettext("Add contact"), url_for("ContactScreen.add")

    def describe(self, item: Any) -> dict[str, Any]:
        subject = cells.subject_of(item)
        person = subject.kind is SubjectKind.PERSON
        found = worklist.hits_of(db(), item)
        current = [one for one in found if one.hit.closed_at is None]
        listless = _listless(item)
        state, word = ("off", gettext("Not compared yet")) if listless else _state(current)
        return {
            "listless": listless,
            "facts": [
                Fact(gettext("Kind"), cells.kind(item)),
                Fact(gettext("Birth date") if person else gettext("Founded"), births_text(subject.birth_dates)),
                *([Fact(gettext("Sex"), sex_word(subject.sex))] if person else []),
                Fact(gettext("Countries"), countries_text(subject.countries)),
                Fact(gettext("Numbers"), "\n".join(identifier_text(one) for one in subject.identifiers)),
                *(
                    [Fact(gettext("Other names"), "\n".join(one.text for one in subject.names[1:]))]
                    if subject.names[1:]
                    else []
                ),
                Fact(gettext("Last compared"), instant(item.compared_at)),
            ],
            "state": state,
            "state_word": word,
            "edit_url": url_for("ContactFileScreen.open", pk=item.id),
            "current": [hit_row(one) for one in current],
            "earlier": [hit_row(one) for one in found if one.hit.closed_at is not None],
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("contact", item.id, item.organisation_id)

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Response:
        """A new contact; what looks like it is shown at once."""
        kind = request.args.get("kind", "")
        form = form_of(kind)()
        if form.validate_on_submit():
            database, held, subject = db(), shelf(), form.subject()
            with transaction(database):
                made = attempt(
                    form, lambda: contacts.add_contact(database, identity(), held, subject, clock.now())
                )
            if made is not None:
                return self._result(made, gettext("%(name)s was added.", name=made.name))
        return self.page(
            "aml/contact_form.html",
            gettext("Add a contact"),
            422 if form.is_submitted() else 200,
            form=form,
            person=form.kind is SubjectKind.PERSON,
            countries=list(countries().values()),
            ways=ways_in(),
            tabs=[
                Tab(str(SUBJECT_KINDS[one]), url_for("ContactScreen.add", kind=str(one)), one is form.kind)
                for one in _KINDS
            ],
        )

    def _result(self, contact: Contact, done: str) -> Response:
        """On the contact's page, with what the lists have of it in one sentence."""
        count = sum(cells.state_of(one.hit) == "open" for one in worklist.hits_of(db(), contact))
        url = url_for("ContactScreen.show", pk=contact.id)
        if not count:
            nothing = (
                gettext("No list was loaded yet: nothing can look like anybody.")
                if _listless(contact)
                else gettext("Nothing on the lists looks like this contact.")
            )
            return after(url, f"{done} {nothing}")
        some = ngettext(
            "There is %(num)s possible match: look whether it is the same.",
            "There are %(num)s possible matches: look whether it is the same.",
            count,
        )
        return after(url, f"{done} {some}", "info")


def _listless(contact: Contact) -> bool:
    """Whether there is no list yet that the contact could have been compared with."""
    return not contact.edition and not worklist.lists_standing(db())


def _state(current: list[worklist.Decided]) -> tuple[str, str]:
    """How the contact stands: what was confirmed weighs most, then what waits."""
    confirmed = sum(one.hit.state == "confirmed" for one in current)
    waits = sum(one.hit.state == "open" for one in current)
    if confirmed:
        return "bad", gettext("Stands on a list")
    if waits:
        return "soon", str(ngettext("%(num)s possible match", "%(num)s possible matches", waits))
    return "good", gettext("Nothing on the lists")
