"""For whom a contact acts: for itself, or for another contact of this office, found by name or added here."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.aml.contacts import add_contact
from app.aml.identifying import draft_of
from app.aml.pages import PageName
from app.aml.principals import MOST_FOUND, contact_at, contacts_named, principal_of
from app.policy import Identity
from models.aml import Contact
from models.values import NameKind, Subject, SubjectKind, SubjectName
from models.values.identified import Details
from views.aml import cells
from views.aml.contact_forms import spoken
from views.aml.shelf import shelf
from views.aml.wizard.page import Book, Page, PageForm, told_in
from views.base import text_of
from views.framework.database import db
from views.framework.identity import identity
from views.labels.aml_facts import SUBJECT_KINDS

ITSELF, OTHER = "itself", "other"
_SHORT = Length(max=200, message=_l("At most 200 characters."))


class ActingForm(PageForm):
    acts_for_other = RadioField(
        _l("For whom does this contact act?"),
        [InputRequired(_l("Choose one."))],
        choices=[(ITSELF, _l("On their own behalf")), (OTHER, _l("On behalf of somebody else"))],
    )
    sought = StringField(
        _l("Name of a contact of this office"),
        [_SHORT],
        description=_l("A part of the name is enough."),
        render_kw={"autocomplete": "off"},
    )
    principal = RadioField(_l("Who is it?"), [Optional()], choices=[], validate_choice=False)
    new_kind = RadioField(
        _l("What is it?"),
        choices=[(str(one), SUBJECT_KINDS[one]) for one in (SubjectKind.PERSON, SubjectKind.ORGANISATION)],
        default=str(SubjectKind.PERSON),
    )
    new_name = StringField(_l("Name, or name of the organisation"), [_SHORT], render_kw={"autocomplete": "off"})
    new_given = StringField(_l("First names"), [_SHORT], render_kw={"autocomplete": "off"})

    @property
    def root(self) -> int | None:
        """Who was chosen, by its root id."""
        text = self.principal.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None

    @property
    def adds(self) -> bool:
        """Whether somebody is named who isn't a contact yet."""
        return bool(text_of(self.new_name))

    @property
    def only_seeks(self) -> bool:
        """Whether a name was typed, but nobody was chosen yet."""
        return bool(text_of(self.sought)) and self.root is None and not self.adds

    def subject(self) -> Subject:
        """Who is added, known by no more than a name."""
        name = spoken(self.new_name.data or "")
        if self.new_kind.data == SubjectKind.ORGANISATION:
            return Subject(SubjectKind.ORGANISATION, (SubjectName(name),))
        given = spoken(self.new_given.data or "")
        return Subject(SubjectKind.PERSON, (SubjectName(f"{given} {name}".strip(), NameKind.MAIN, given, name),))


class ActingPage(Page):
    name = PageName.ACTING
    form = ActingForm
    template = "aml/pages/acting.html"

    def filled(self, contact: Contact, details: Details) -> dict[str, Any]:
        other, root = details.dealing.acts_for_other, details.dealing.principal_id
        return {
            "acts_for_other": "" if other is None else (OTHER if other else ITSELF),
            "principal": str(root or ""),
            "new_kind": str(SubjectKind.PERSON),
        }

    def respond(self, screen: Book, contact: Contact, details: Details) -> Response:
        """*Search* shows who is meant and keeps nothing; what was typed stays."""
        if request.method == "POST":
            form = ActingForm()
            if "look" in request.form or (form.acts_for_other.data == OTHER and form.only_seeks):
                return screen.show(self, contact, details, form=form)
        return screen.form_page(self, contact, details)

    def changed(self, form: ActingForm, details: Details) -> Details:
        other = form.acts_for_other.data == OTHER
        dealing = replace(details.dealing, acts_for_other=other, principal_id=form.root if other else None)
        return replace(details, dealing=dealing)

    def save(
        self, session: Session, who: Identity, contact: Contact, form: Any, version: int, now: datetime
    ) -> Contact:
        """Somebody new is added first, in the same transaction; a form opened on an older version adds nobody."""
        if form.acts_for_other.data == OTHER:
            if form.adds:
                draft_of(session, who, contact.id, version)
                added = add_contact(session, who, shelf(), form.subject(), now)
                form.principal.data = str(added.root_id)
                flash(
                    gettext(
                        "%(name)s was added as a contact: its file wants to be filled in too.", name=added.name
                    )
                )
            elif form.root is not None:
                principal_of(session, who, contact, form.root)
        return super().save(session, who, contact, form, version, now)

    def shown(self, contact: Contact, details: Details, form: Any) -> dict[str, Any]:
        sought = text_of(form.sought) if form is not None else ""
        chosen = form.root if form is not None else details.dealing.principal_id
        database, who = db(), identity()
        now = contact_at(database, who, chosen)
        found = [one for one in contacts_named(database, who, sought, contact.root_id) if one.root_id != chosen]
        return {
            "offered": [
                {
                    "root": one.root_id,
                    "name": one.name,
                    "kind": cells.kind(one),
                    "born": cells.births(one),
                    "chosen": one.root_id == chosen,
                }
                for one in ([now] if now is not None else []) + found
            ],
            "sought": sought,
            "nobody": bool(sought) and not found,
            "more": len(found) >= MOST_FOUND,
        }

    def stands(self, contact: Contact, details: Details, form: Any) -> list[tuple[str, str]]:
        kept = ActingForm(formdata=None, data=self.filled(contact, details))
        now = contact_at(db(), identity(), kept.root)
        pairs = (
            (kept.acts_for_other, told_in(form.acts_for_other), told_in(kept.acts_for_other)),
            (kept.principal, form.root, now.name if now is not None and kept.root != form.root else form.root),
        )
        return [(str(field.label.text), str(theirs)) for field, mine, theirs in pairs if mine != theirs]
