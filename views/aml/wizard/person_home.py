"""Which nationalities a person has, and where he lives."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length, ValidationError

from app.aml.details import BELGIUM
from app.aml.pages import PageName
from models.aml import Contact
from models.values.identified import PersonDetails, Place
from views.aml.contact_forms import CountryField, spoken
from views.aml.wizard.page import Page, PageForm
from views.base import text_of
from views.labels.countries import countries, country_name, country_of

NATIONALITIES = ("nationalities", "nationality_2", "nationality_3", "nationality_4")
_SHORT = Length(max=200, message=_l("At most 200 characters."))
_BELGIAN_CODE = 4


class HomeForm(PageForm):
    lands: ClassVar[dict[str, str]] = {"countries": "nationalities"}
    nationalities = CountryField(_l("Nationality"))
    nationality_2 = CountryField(_l("Second nationality"))
    nationality_3 = CountryField(_l("Third nationality"))
    nationality_4 = CountryField(_l("Fourth nationality"))
    street = StringField(_l("Street and number"), [_SHORT], render_kw={"autocomplete": "off"})
    postal_code = StringField(
        _l("Postal code"),
        [Length(max=20, message=_l("At most 20 characters."))],
        render_kw={"autocomplete": "off", "size": 10},
    )
    place = StringField(_l("Place"), [_SHORT], render_kw={"autocomplete": "off"})
    residence = CountryField(_l("Country of residence"))

    def validate_postal_code(self, field: Any) -> None:
        text = text_of(field)
        belgian = country_of(text_of(self.residence)) == BELGIUM  # the field itself is read after this one
        if text and belgian and not (text.isascii() and text.isdigit() and len(text) == _BELGIAN_CODE):
            raise ValidationError(
                gettext("“%(text)s” is no Belgian postal code, which has four figures. Check it.", text=text[:20])
            )

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for name in NATIONALITIES if (one := self[name].code)))


class HomePage(Page):
    name = PageName.HOME
    form = HomeForm
    template = "aml/pages/home.html"

    def filled(self, contact: Contact, details: PersonDetails) -> dict[str, Any]:
        names = (country_name(code) for code in details.nationalities)
        home = details.address
        return {
            **dict(zip(NATIONALITIES, names, strict=False)),
            "street": home.street,
            "postal_code": home.postal_code,
            "place": home.place,
            "residence": country_name(home.country) if home.country else "",
        }

    def changed(self, form: HomeForm, details: PersonDetails) -> PersonDetails:
        home = Place(
            street=spoken(form.street.data or ""),
            postal_code=spoken(form.postal_code.data or ""),
            place=spoken(form.place.data or ""),
            country=form.residence.code,
        )
        # More than the page has room for stay as they are.
        kept = details.nationalities[len(NATIONALITIES) :]
        return replace(details, nationalities=tuple(dict.fromkeys((*form.codes, *kept))), address=home)

    def shown(self, contact: Contact, details: Any, form: Any) -> dict[str, Any]:
        return {"countries": list(countries().values())}
