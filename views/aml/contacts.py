"""Contacts of an office: who they are, what looks like them on the lists, adding and changing one."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, not_
from sqlalchemy.orm import joinedload, undefer

from app import clock
from app.aml import contacts, dealt, decided, queries, worklist
from app.aml.matters import matter_of
from app.aml.review_queries import is_due, with_review
from app.errors import Missing
from app.policy import Identity
from app.transaction import transaction
from models.aml import Contact
from models.values import SubjectKind
from models.values.vigilance import ContactState, Level
from views.aml import cells, keeping_part
from views.aml.access import AmlScreen
from views.aml.contact_forms import form_of
from views.aml.contact_page import page_of
from views.aml.matter_part import acts_part
from views.aml.owners import owned_by, owner_choices, owner_fact
from views.aml.register_part import register_part
from views.aml.review_part import put_review
from views.aml.shelf import shelf
from views.aml.ways_in import ways_in
from views.framework.database import db
from views.framework.filters import Filter, instants_within, like_pattern
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Interface, Register, Tab
from views.framework.screens import after, attempt
from views.labels.aml_facts import SUBJECT_KINDS
from views.labels.aml_file import PARTS
from views.labels.aml_record import level_tone, level_word, state_word
from views.labels.aml_reviews import due_choices
from views.labels.countries import countries

_NO_LEVEL = "none"
_BLOCKED = "blocked"
_KINDS = (SubjectKind.PERSON, SubjectKind.ORGANISATION)


def _kinds() -> list[tuple[str, str]]:
    return [(str(one), str(SUBJECT_KINDS[one])) for one in _KINDS]


def _waits() -> list[tuple[str, str]]:
    return [("yes", gettext("Something to decide")), ("no", gettext("Nothing to decide"))]


def _states() -> list[tuple[str, str]]:
    shown = (ContactState.DRAFT, ContactState.ACCEPTED, ContactState.REFUSED)
    return [*((str(one), state_word(one)) for one in shown), (_BLOCKED, gettext("Blocked, ask your AML officer"))]


def _in_state(chosen: str) -> ColumnElement[bool]:
    """What is blocked is among the blocked alone, as it reads."""
    blocked: ColumnElement[bool] = Contact.blocked_since.is_not(None)
    return blocked if chosen == _BLOCKED else and_(Contact.state == chosen, not_(blocked))


def _levels() -> list[tuple[str, str]]:
    """Both that read *raised* are one choice."""
    told = (Level.SIMPLIFIED, Level.STANDARD, Level.RAISED)
    return [*((str(one), level_word(one)) for one in told), (_NO_LEVEL, level_word(None))]


def _of_level(chosen: str) -> ColumnElement[bool]:
    if chosen == _NO_LEVEL:
        return Contact.level.is_(None)
    return Contact.level.in_((chosen, Level.STOP) if chosen == Level.RAISED else (chosen,))


def _parts() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in PARTS.items()]


def _of_part(chosen: str) -> ColumnElement[bool]:
    return and_(Contact.details["dealing"]["part"].astext == chosen)


class ContactScreen(AmlScreen, Register):
    """For whoever the office's manager set to be in the tool."""

    route_base = "/contacts"
    datamodel = Interface(Contact)
    page_title = _l("Contacts")
    one_line = _l("Whoever your office deals with, each compared with every list, and again whenever one changes.")
    list_options = (
        undefer(Contact.open_hits),
        undefer(Contact.compared_at),
        undefer(Contact.blocked_since),
        joinedload(Contact.owner),
    )
    options = list_options
    orders = {"name": Contact.sort_name, "added": Contact.made_at}
    first_order = "name"
    columns = (
        Column("name", _l("Name"), lambda item: item.name, "name"),
        Column("kind", _l("Kind"), cells.kind),
        Column("born", _l("Birth date"), cells.births),
        Column("countries", _l("Countries"), cells.countries, shown=False),
        Column(
            "open",
            _l("Possible matches"),
            cells.open_hits,
            tone=cells.open_hits_tone,
            plain=lambda item: item.open_hits,
        ),
        Column("compared", _l("Last compared"), lambda item: item.compared_at, shown=False),
        Column("state", _l("State"), cells.contact_state, tone=cells.contact_state_tone),
        Column(
            "level",
            _l("Vigilance"),
            lambda item: level_word(item.level),
            tone=lambda item: level_tone(item.level),
        ),
        Column("blocked", _l("Blocked since"), lambda item: item.blocked_since, shown=False),
        Column("part", _l("Part in the file"), cells.part, shown=False),
        Column("owner", _l("File of"), lambda item: item.owner.username, shown=False),
        Column("added", _l("Added"), lambda item: item.made_at, "added", shown=False),
        Column("decided", _l("Decided"), lambda item: item.decided_at, shown=False),
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
        Filter("state", _l("State"), "choice", _in_state, _states),
        Filter("level", _l("Vigilance"), "choice", _of_level, _levels),
        Filter("owner", _l("File of"), "choice", owned_by(Contact), owner_choices),
        Filter("part", _l("Part in the file"), "choice", _of_part, _parts, more=True),
        Filter("added", _l("Added"), "days", instants_within(Contact.made_at), more=True),
        Filter(
            "review",
            _l("Review due"),
            "choice",
            lambda one: with_review(is_due(one, clock.today())),
            due_choices,
            more=True,
        ),
        Filter("decided", _l("Decided"), "days", instants_within(Contact.decided_at), more=True),
    )
    empty_text = _l("Nobody here yet. Add the first contact: what looks like it on the lists is shown at once.")
    record_template = "aml/contact.html"
    exclude_route_methods = Register.exclude_route_methods - {"add"}

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return and_(queries.visible_to(who), queries.shown())

    def primary(self) -> tuple[str, str] | None:
        return gettext("Add contact"), url_for("ContactScreen.add")

    def record(self, pk: str) -> Any:
        """Any version of a contact, with what stands around it: lists show one of each, a page all of them."""
        if not pk.isascii() or not pk.isdigit() or len(pk) > 18:
            raise Missing("aml_contact", pk)
        return decided.dossier_of(
            db(),
            identity(),
            int(pk),
            undefer(Contact.compared_at),
            *(undefer(one) for one in (Contact.blocked_since, Contact.review_on, Contact.review_why)),
            undefer(Contact.owner_name),
            kept=True,
        )

    def describe(self, item: Any) -> dict[str, Any]:
        found = worklist.hits_of(db(), item.contact)
        deals = dealt.deals_of(db(), item.organisation_id, item.contact.root_id)
        shown = page_of(item, found, deals, listless=_listless(item.contact))
        shown = put_review(shown, item.contact, found, clock.today())
        shown |= acts_part(db(), identity(), matter_of(item.contact), clock.now())
        shown |= register_part(db(), identity(), item.contact)
        hand_url = url_for("FileOwnerScreen.contact", pk=item.contact.id)
        shown["facts"].append(owner_fact(identity(), item.contact, hand_url))
        return shown | keeping_part.of_contact(item)

    def told_in(self, item: Any) -> Told | None:
        others = tuple(one.id for one in item.versions)
        return Told("contact", item.id, item.organisation_id, others=others)

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
