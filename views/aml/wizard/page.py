"""A page of a contact's file: what it asks, what stands in it already, and what is made of what was typed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Protocol

from flask import Response
from sqlalchemy.orm import Session

from app.aml.identifying import save_page
from app.aml.pages import PageName
from app.policy import Identity
from models.aml import Contact
from models.values import NationalNumber
from models.values.identified import Details
from views.aml.shelf import shelf
from views.framework.screens import HouseForm, VersionField
from views.labels import day


class Book(Protocol):
    """What holds the pages together: the screen, as a page knows it."""

    def form_page(self, page: Page, contact: Contact, details: Details) -> Response: ...

    def onward(self, page: Page, contact: Contact) -> Response: ...

    def show(
        self, page: Page, contact: Contact, details: Details, status: int = 200, **shown: Any
    ) -> Response: ...

    def url(self, contact: Contact, page: PageName) -> str: ...


class PageForm(HouseForm):
    """What every page's form has: the version of the contact that was looked at."""

    version = VersionField()
    # A fact that a rule names, and the field of this page in which it stands.
    lands: ClassVar[dict[str, str]] = {}
    # What nobody asks for before a contact is accepted, on a page that says so of just these.
    optional: ClassVar[tuple[str, ...] | None] = None

    def _put(self, field: str | None, words: str) -> None:
        super()._put(self.lands.get(field or "", field), words)

    @property
    def asked(self) -> list[str]:
        """The fields people fill in, in their order."""
        return [one.name for one in self if one.type not in ("VersionField", "CSRFTokenField", "HiddenField")]


class Page:
    """One page. A page with a form says what it asks, `filled` and `changed`; another one overrides `respond`."""

    name: PageName
    template = "aml/pages/form.html"
    form: type[PageForm] = PageForm

    def filled(self, contact: Contact, details: Any) -> dict[str, Any]:
        """What stands in the form, by the names of its fields."""
        raise NotImplementedError

    def changed(self, form: Any, details: Any) -> Details:
        """The details with what was typed."""
        raise NotImplementedError

    def shown(self, contact: Contact, details: Any, form: Any) -> dict[str, Any]:
        """What else the template shows."""
        return {}

    def national_number(self, form: Any) -> NationalNumber | None:
        """The number that was typed on this page, if this page asks for one."""
        return None

    def save(
        self, session: Session, who: Identity, contact: Contact, form: PageForm, version: int, now: datetime
    ) -> Contact:
        """Keeps what was typed."""
        return save_page(
            session,
            who,
            shelf(),
            contact.id,
            self.name,
            lambda details: self.changed(form, details),
            version,
            now,
            self.national_number(form),
        )

    def stands(self, contact: Contact, details: Any, form: PageForm) -> list[tuple[str, str]]:
        """What somebody else made of this page meanwhile: label and text of each field where that isn't what was
        typed here."""
        kept = self.as_kept(contact, details)
        pairs = ((kept[name], told_in(form[name]) if name in form else "") for name in kept.asked)
        return [(str(field.label.text), told_in(field)) for field, mine in pairs if told_in(field) != mine]

    def as_kept(self, contact: Contact, details: Any) -> PageForm:
        """The form with what is kept, whatever was sent."""
        return self.form(formdata=None, data=self.filled(contact, details))

    def respond(self, screen: Book, contact: Contact, details: Details) -> Response:
        """The page itself, asked for or sent."""
        return screen.form_page(self, contact, details)


def told_in(field: Any) -> str:
    """What stands in a field, as people read it: of a choice its words."""
    if isinstance(field.data, date):
        return day(field.data)
    if hasattr(field, "iter_choices") and field.choices:
        return ", ".join(str(choice[1]) for choice in field.iter_choices() if choice[2])
    return str(field._value()) if hasattr(field, "_value") else str(field.data or "")
