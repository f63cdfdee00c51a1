"""What an organisation is called, its legal form and its number; filled in from the business register."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app import clock
from app.aml.pages import PageName
from app.aml.registered import BELGIUM, MOST_NAMES, taken_over
from app.organisations import businesses
from models.aml import Contact
from models.values import EnterpriseNumber
from models.values.identified import OrganisationDetails, Source
from views.aml.contact_forms import CountryField, spoken
from views.aml.wizard.page import Book, Page, PageForm
from views.aml.wizard.registered import beside, code_of, is_enterprise, legal_forms, looked_up
from views.base import EnterpriseField, text_of
from views.framework.database import db
from views.labels import day, language
from views.labels.countries import countries, country_name

OTHER = "other"
_SHORT = Length(max=200, message=_l("At most 200 characters."))


class CompanyForm(PageForm):
    company_name = StringField(
        _l("Name"),
        [InputRequired(_l("Fill in the name.")), _SHORT],
        description=_l("As the register writes it, with its legal form."),
        render_kw={"autocomplete": "off"},
    )
    other_names = TextAreaField(
        _l("Other names"),
        [Length(max=2000, message=_l("At most 2,000 characters."))],
        description=_l("A trade name, an abbreviation, an earlier name: one on each line."),
        render_kw={"rows": 2},
    )
    legal_form = SelectField(_l("Legal form"), validate_choice=False)
    other_form = StringField(
        _l("Another legal form"),
        [_SHORT],
        description=_l("Of a foreign organisation, or where it isn't in the list: in its own words."),
        render_kw={"autocomplete": "off"},
    )
    enterprise_number = EnterpriseField(_l("Enterprise number"), render_kw={"autocomplete": "off"})
    foreign_number = StringField(
        _l("Foreign register number"), [_SHORT], render_kw={"autocomplete": "off", "spellcheck": "false"}
    )
    number_country = CountryField(_l("Country of that register"))

    def validate_company_name(self, field: Any) -> None:
        if not any(one.isalnum() for one in field.data or ""):
            raise ValidationError(gettext("There isn't a letter in it. Fill in the name as it is written."))

    def validate_other_names(self, field: Any) -> None:
        if len(self.others) > MOST_NAMES:
            raise ValidationError(gettext("At most %(most)s other names. Leave some out.", most=MOST_NAMES))

    def validate_foreign_number(self, field: Any) -> None:
        text = text_of(field)
        if text and text_of(self.enterprise_number):
            raise ValidationError(
                gettext("There are two numbers. Keep the one of the country where the organisation has its seat.")
            )
        if text and not any(one.isdigit() for one in text):
            raise ValidationError(gettext("There isn't a figure in it. Fill in the number as it stands there."))

    def validate_number_country(self, field: CountryField) -> None:
        if text_of(self.foreign_number) and not text_of(field):
            raise ValidationError(gettext("Fill in of which country's register the number is."))
        if text_of(self.foreign_number) and field.code == BELGIUM:
            raise ValidationError(gettext("A Belgian number is an enterprise number. Fill it in there."))

    @property
    def others(self) -> tuple[str, ...]:
        """The other names, each once."""
        told = (spoken(line) for line in (self.other_names.data or "").splitlines())
        return tuple(dict.fromkeys(one for one in told if one))

    def _put(self, field: str | None, words: str) -> None:
        super()._put({"name": "company_name", "identifiers": "foreign_number"}.get(field or "", field), words)


class CompanyPage(Page):
    """Its button *Fill in from the register* shows what the register says beside what stands here; a second one
    takes it over."""

    name = PageName.COMPANY
    template = "aml/pages/company.html"
    form = CompanyForm

    def filled(self, contact: Contact, details: OrganisationDetails) -> dict[str, Any]:
        code = code_of(details.legal_form)
        belgian = details.number_country == BELGIUM and is_enterprise(details.number)
        return {
            "company_name": details.name,
            "other_names": "\n".join(details.other_names),
            "legal_form": code or (OTHER if details.legal_form else ""),
            "other_form": "" if code else details.legal_form,
            "enterprise_number": str(EnterpriseNumber(details.number)) if belgian else "",
            "foreign_number": "" if belgian else details.number,
            "number_country": ""
            if belgian or not details.number_country
            else country_name(details.number_country),
        }

    def changed(self, form: CompanyForm, details: OrganisationDetails) -> OrganisationDetails:
        number, foreign = form.enterprise_number.number, _plain(text_of(form.foreign_number))
        made = replace(
            details,
            name=spoken(form.company_name.data or ""),
            other_names=form.others,
            legal_form=self._legal_form(form, details),
            number=number.digits if number else foreign,
            number_country=BELGIUM if number else form.number_country.code if foreign else "",
        )
        if "take" in request.form and number is not None:
            told = businesses.by_number(db(), number, language())
            if told is not None:
                return taken_over(made, told, clock.today(), businesses.names_of(db(), number))
        # What was typed over isn't the register's any more.
        facts = ("name", "legal_form", "number", "number_country")
        same = all(getattr(made, one) == getattr(details, one) for one in facts)
        return (
            made if same or made.source is not Source.REGISTER else replace(made, source=None, source_read_on=None)
        )

    def respond(self, screen: Book, contact: Contact, details: Any) -> Response:
        """Asked for the register's word it keeps nothing; the rest of the page is looked at once it is sent."""
        if request.method != "POST" or "register" not in request.form:
            return screen.form_page(self, contact, details)
        form = self.form(data={**self.filled(contact, details), "version": str(contact.version)})
        told = looked_up(form.enterprise_number, form)
        if told is None:
            return screen.show(self, contact, details, 422, form=form)
        return screen.show(self, contact, details, form=form, beside=beside(self.changed(form, details), told))

    def shown(self, contact: Contact, details: OrganisationDetails, form: CompanyForm) -> dict[str, Any]:
        form.legal_form.choices = [
            ("", gettext("Not known")), *legal_forms(), (OTHER, gettext("Another one, filled in below"))
        ]  # fmt: skip
        return {
            "countries": list(countries().values()),
            "from_register": day(details.source_read_on) if details.source is Source.REGISTER else "",
        }

    def _legal_form(self, form: CompanyForm, details: OrganisationDetails) -> str:
        """The register's word for what was chosen; the one that stands, where it says the same."""
        code = form.legal_form.data
        if code and code == code_of(details.legal_form):
            return details.legal_form
        return dict(legal_forms()).get(code or "") or spoken(form.other_form.data or "")


def _plain(text: str) -> str:
    return "".join(one for one in text.upper() if one.isalnum())
