"""By which document a person was identified, and his national number."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from flask import flash
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from app import clock
from app.aml.assessing import details_of
from app.aml.identity import is_expired
from app.aml.pages import PageName
from app.policy import Identity
from models.aml import Contact
from models.values import IdentifierKind, NationalNumber
from models.values.identified import IdentityDocument, PersonDetails
from views.aml.contact_forms import CountryField
from views.aml.wizard.page import Page, PageForm
from views.base import DayField, NumberField, text_of
from views.labels import day
from views.labels.aml_person import DOCUMENTS
from views.labels.countries import countries, country_name


class DocumentForm(PageForm):
    lands: ClassVar[dict[str, str]] = {
        "birth_date": "national_number",
        "birth_year": "national_number",
        "sex": "national_number",
        "identifiers": "document_number",
    }
    document_kind = SelectField(
        _l("Document"), choices=[("", _l("None seen yet")), *((str(one), DOCUMENTS[one]) for one in DOCUMENTS)]
    )
    document_number = StringField(
        _l("Number of the document"),
        [Length(max=40, message=_l("At most 40 characters."))],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    issued_on = DayField(_l("Issued on"), [Optional()])
    expires_on = DayField(_l("Valid until"), [Optional()])
    document_country = CountryField(_l("Issued by the country"))
    national_number = NumberField(
        _l("National or BIS number"), render_kw={"autocomplete": "off", "inputmode": "numeric"}
    )

    def validate_document_number(self, field: Any) -> None:
        text = text_of(field)
        if text and not any(one.isdigit() for one in text):
            raise ValidationError(gettext("There isn't a figure in it. Fill in the number as it stands there."))
        if text and not self.document_kind.data:
            raise ValidationError(gettext("Say above which document this number is of."))


class DocumentPage(Page):
    name = PageName.DOCUMENT
    form = DocumentForm
    template = "aml/pages/document.html"

    def filled(self, contact: Contact, details: PersonDetails) -> dict[str, Any]:
        document = details.document
        return {
            "document_kind": str(document.kind or ""),
            "document_number": document.number,
            "issued_on": document.issued_on,
            "expires_on": document.expires_on,
            "document_country": country_name(document.country) if document.country else "",
        }

    def changed(self, form: DocumentForm, details: PersonDetails) -> PersonDetails:
        kind = form.document_kind.data
        document = IdentityDocument(
            kind=IdentifierKind(kind) if kind else None,
            number=text_of(form.document_number),
            country=form.document_country.code,
            issued_on=form.issued_on.data,
            expires_on=form.expires_on.data,
        )
        return replace(details, document=document)

    def national_number(self, form: DocumentForm) -> NationalNumber | None:
        return form.national_number.number

    def save(
        self, session: Session, who: Identity, contact: Contact, form: PageForm, version: int, now: datetime
    ) -> Contact:
        made = super().save(session, who, contact, form, version, now)
        details = details_of(made)
        if isinstance(details, PersonDetails) and (told := expired(details.document)):
            flash(told, "warning")
        return made

    def shown(self, contact: Contact, details: PersonDetails, form: Any) -> dict[str, Any]:
        known = contact.national_number
        return {
            "countries": list(countries().values()),
            "masked": NationalNumber(known).masked() if known else "",
            "expired": expired(details.document),
        }


def expired(document: IdentityDocument) -> str:
    """That the document no longer counts, and what that means; '' for one that does."""
    if not is_expired(document, clock.today()):
        return ""
    return str(
        gettext(
            "The document expired on %(day)s. You can go on, but it weighs on the level: ask for a newer one.",
            day=day(document.expires_on),
        )
    )
