"""For whom a contact acts: for itself, or for another contact of this office, found by name or added here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from flask import Response, request
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from app.aml.pages import PageName
from models.aml import Contact
from models.values import SubjectKind
from models.values.identified import Details
from views.aml.wizard.choosing import ChoosingForm, ChoosingPage, ChosenField
from views.aml.wizard.page import Book
from views.base import text_of

ITSELF, OTHER = "itself", "other"


class PrincipalField(ChosenField):
    kinds = (SubjectKind.PERSON, SubjectKind.ORGANISATION)


class ActingForm(ChoosingForm):
    lands: ClassVar[dict[str, str]] = {"principal": "chosen"}
    acts_for_other = RadioField(
        _l("For whom does this contact act?"),
        [InputRequired(_l("Choose one."))],
        choices=[(ITSELF, _l("On their own behalf")), (OTHER, _l("On behalf of somebody else"))],
    )
    chosen = PrincipalField(_l("On whose behalf?"))

    @property
    def for_other(self) -> bool:
        return bool(self.acts_for_other.data == OTHER)

    @property
    def only_seeks(self) -> bool:
        """Whether a name was typed, but nobody was chosen yet."""
        return bool(text_of(self.sought)) and not text_of(self.chosen) and not self.adds_one

    @property
    def adds_one(self) -> bool:
        """Nobody is added for who acts for himself."""
        return self.for_other and super().adds_one


class ActingPage(ChoosingPage):
    name = PageName.ACTING
    form = ActingForm
    template = "aml/pages/acting.html"
    kinds = PrincipalField.kinds

    def chosen(self, details: Details) -> int | None:
        return details.dealing.principal_id

    def filled(self, contact: Contact, details: Details) -> dict[str, Any]:
        other = details.dealing.acts_for_other
        for_whom = "" if other is None else (OTHER if other else ITSELF)
        return {**super().filled(contact, details), "acts_for_other": for_whom}

    def with_chosen(self, form: ActingForm, details: Details, root_id: int | None) -> Details:
        dealing = replace(
            details.dealing, acts_for_other=form.for_other, principal_id=root_id if form.for_other else None
        )
        return replace(details, dealing=dealing)

    def respond(self, screen: Book, contact: Contact, details: Details) -> Response:
        """A name that was typed is looked for, whichever button was pressed."""
        if request.method == "POST":
            form = ActingForm()
            if form.for_other and form.only_seeks:
                return screen.show(self, contact, details, form=form)
        return super().respond(screen, contact, details)
