"""A page on which a contact of the office is chosen, or a person is added who becomes one: searched by name, shown
as radio buttons. Which contact it is goes by its root id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import Response, flash, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import Field, StringField
from wtforms.validators import Length, Optional, ValidationError

from app import clock
from app.aml import choosing
from app.aml.contacts import add_contact
from app.policy import Identity
from models.aml import Contact
from models.values import BirthDate, NameKind, Subject, SubjectKind, SubjectName
from models.values.identified import Details
from models.values.vigilance import ContactState
from views.aml import cells
from views.aml.contact_forms import CountryField, spoken
from views.aml.shelf import shelf
from views.aml.wizard.page import Book, Page, PageForm
from views.base import DayField, text_of
from views.framework.database import db
from views.framework.identity import identity
from views.labels.aml_facts import births_text, countries_text, identifier_text
from views.labels.aml_file import STATES
from views.labels.countries import countries

NEW = "new"
_SHORT = Length(max=200, message=_l("At most 200 characters."))
_FIELDS = {"name": "new_family_name", "birth_date": "new_birth_date", "countries": "new_country"}


@dataclass(frozen=True)
class Choice:
    """A contact as one of the radio buttons."""

    value: str
    name: str
    notes: str
    checked: bool


class ChosenField(Field):
    """Which of the contacts that were shown: `contact` once it was read, `is_new` for somebody who isn't one
    yet."""

    contact: Contact | None = None
    kinds: tuple[SubjectKind, ...] = (SubjectKind.PERSON,)

    @property
    def is_new(self) -> bool:
        return self.data == NEW

    @property
    def root_id(self) -> int | None:
        """Of the contact that was chosen."""
        return self.contact.root_id if self.contact else None

    def _value(self) -> str:
        return str(self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        text = self._value()
        if not text or self.is_new:
            return
        if not (text.isascii() and text.isdigit() and len(text) < 18):
            raise ValidationError(gettext("Choose one of your office's contacts."))
        found = choosing.by_root(db(), identity(), [int(text)]).get(int(text))
        if found is None or SubjectKind(found.kind) not in self.kinds:
            raise ValidationError(gettext("This contact isn't there any more. Search for another one."))
        self.contact = found


class ChoosingForm(PageForm):
    """The fields of the choice; a page adds its own before them. `asked` are those others only."""

    chosen = ChosenField(_l("Who is it?"))
    sought = StringField(
        _l("Search your contacts by name"),
        [_SHORT],
        description=_l("The first letters of each word are enough."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    new_family_name = StringField(_l("Name"), [_SHORT], render_kw={"autocomplete": "off"})
    new_given_names = StringField(_l("First names"), [_SHORT], render_kw={"autocomplete": "off"})
    new_birth_date = DayField(_l("Birth date"), [Optional()])
    new_country = CountryField(_l("Nationality"))
    OF_CHOICE: ClassVar[tuple[str, ...]] = (
        "chosen", "sought", "new_family_name", "new_given_names", "new_birth_date", "new_country",
    )  # fmt: skip

    @property
    def asked(self) -> list[str]:
        return [one for one in super().asked if one not in self.OF_CHOICE]

    def validate_new_family_name(self, field: Any) -> None:
        if self.chosen.is_new and not any(one.isalpha() for one in field.data or ""):
            raise ValidationError(gettext("Fill in the name of whom you add."))
        if text_of(field) and not self.adds_one:
            raise ValidationError(
                gettext("You chose somebody else above. Choose “It is this person”, or empty this name.")
            )

    def validate_new_birth_date(self, field: Any) -> None:
        if field.data is not None and field.data > clock.today():
            raise ValidationError(gettext("This day is still to come. Check the date."))

    @property
    def adds_one(self) -> bool:
        """Whether somebody new was typed: that is who is meant where nobody else is chosen."""
        return self.chosen.is_new or (not self.chosen.data and bool(text_of(self.new_family_name)))

    def new_person(self) -> Subject:
        """Who was typed, as lists are asked."""
        given, family = spoken(self.new_given_names.data or ""), spoken(self.new_family_name.data or "")
        return Subject(
            SubjectKind.PERSON,
            (SubjectName(f"{given} {family}".strip(), NameKind.MAIN, given, family),),
            (BirthDate(born, born),) if (born := self.new_birth_date.data) else (),
            (self.new_country.code,) if self.new_country.code else (),
        )

    def _put(self, field: str | None, words: str) -> None:
        super()._put(_FIELDS.get(field or "", field) if self.adds_one else field, words)


class ChoosingPage(Page):
    """A page with a choice. `kinds`: what may be chosen. It says who was `chosen` before, and makes details of the
    root id with `with_chosen`."""

    template = "aml/pages/choosing.html"
    form: type[ChoosingForm] = ChoosingForm
    kinds: tuple[SubjectKind, ...] = (SubjectKind.PERSON,)

    def chosen(self, details: Any) -> int | None:
        """The root id of who stands there already."""
        raise NotImplementedError

    def with_chosen(self, form: Any, details: Any, root_id: int | None) -> Details:
        """The details with who was chosen, and what else was typed."""
        raise NotImplementedError

    def filled(self, contact: Contact, details: Any) -> dict[str, Any]:
        return {"chosen": str(self.chosen(details) or "")}

    def changed(self, form: Any, details: Any) -> Details:
        return self.with_chosen(form, details, form.chosen.root_id)

    def respond(self, screen: Book, contact: Contact, details: Details) -> Response:
        """A search shows what it found and keeps what was typed; anything else is the form."""
        if request.method == "POST" and "search" in request.form:
            form = self.form(data={**self.filled(contact, details), "version": str(contact.version)})
            return screen.show(self, contact, details, form=form)
        return screen.form_page(self, contact, details)

    def save(
        self, session: Session, who: Identity, contact: Contact, form: Any, version: int, now: datetime
    ) -> Contact:
        """Who was typed becomes a contact in the same moment, compared with the lists."""
        if form.adds_one:
            form.chosen.contact = add_contact(session, who, shelf(), form.new_person(), now)
        saved = super().save(session, who, contact, form, version, now)
        if form.adds_one:
            told_of(form.chosen.contact)
        return saved

    def stands(self, contact: Contact, details: Any, form: Any) -> list[tuple[str, str]]:
        """And who was chosen by the other, by name."""
        found, chosen = super().stands(contact, details, form), self.chosen(details)
        if text_of(form.chosen) == str(chosen or ""):
            return found
        other = choosing.by_root(db(), identity(), [chosen]).get(chosen) if chosen else None
        return [*found, (str(form.chosen.label.text), other.name if other else "")]

    def shown(self, contact: Contact, details: Any, form: Any) -> dict[str, Any]:
        return choice_of(form, contact, self.kinds)


def choice_of(form: Any, contact: Contact, kinds: tuple[SubjectKind, ...]) -> dict[str, Any]:
    """What the template's macro shows: who is chosen, who was found, and whether more were. The contact whose file
    it is can't be chosen itself."""
    text, chosen = text_of(form.sought), text_of(form.chosen)
    found: Sequence[Contact] = choosing.named(db(), identity(), text, kinds, contact.root_id) if text else ()
    there = {one.root_id: one for one in found[: choosing.SHOWN]}
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 and int(chosen) not in there:
        there = {**choosing.by_root(db(), identity(), [int(chosen)]), **there}
    return {
        "choices": [
            Choice(str(root), one.name, notes_of(one), chosen == str(root)) for root, one in there.items()
        ],
        "searched": bool(text),
        "found": bool(found),
        "more_found": len(found) > choosing.SHOWN,
        "most_found": choosing.SHOWN,
        "adds_one": form.adds_one or bool(text_of(form.new_family_name)),
        "countries": list(countries().values()),
    }


def notes_of(contact: Contact) -> str:
    """What tells one contact from another of the same name: birth, countries, numbers, how it stands."""
    known = cells.subject_of(contact)
    return " · ".join(
        filter(
            None,
            (
                births_text(known.birth_dates),
                countries_text(known.countries),
                ", ".join(identifier_text(one) for one in known.identifiers[:2]),
                str(STATES[ContactState(contact.state)]),
            ),
        )
    )


def told_of(contact: Contact | None) -> None:
    """Says on the next page that somebody became a contact."""
    if contact is not None:
        flash(
            gettext("%(name)s is a contact of your office now, with a file of their own.", name=contact.name),
            "info",
        )
