"""Whether an organisation is listed on a stock exchange, and from which countries its money comes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from app.aml.pages import PageName
from models.aml import Contact
from models.values.identified import OrganisationDetails
from views.aml.contact_forms import CountryField, spoken
from views.aml.wizard.page import Page, PageForm
from views.labels.countries import countries, country_name

_FUNDS = tuple(f"funds_{number}" for number in range(1, 6))


class ListingForm(PageForm):
    listed_on = StringField(
        _l("Listed on the stock exchange"),
        [Length(max=200, message=_l("At most 200 characters."))],
        description=_l("Which one, for example Euronext Brussels. Leave it empty where there is none."),
        render_kw={"autocomplete": "off"},
    )
    funds_1 = CountryField(_l("Its money comes from"))
    funds_2 = CountryField(_l("Money from a second country"))
    funds_3 = CountryField(_l("Money from a third country"))
    funds_4 = CountryField(_l("Money from a fourth country"))
    funds_5 = CountryField(_l("Money from a fifth country"))


class ListingPage(Page):
    name = PageName.LISTING
    template = "aml/pages/with_countries.html"
    form = ListingForm

    def filled(self, contact: Contact, details: OrganisationDetails) -> dict[str, Any]:
        told = zip(_FUNDS, details.funds_countries, strict=False)
        return {"listed_on": details.listed_on, **{name: country_name(code) for name, code in told}}

    def changed(self, form: ListingForm, details: OrganisationDetails) -> OrganisationDetails:
        told = (form[name].code for name in _FUNDS)
        return replace(
            details,
            listed_on=spoken(form.listed_on.data or ""),
            funds_countries=tuple(dict.fromkeys(one for one in told if one)),
        )

    def shown(self, contact: Contact, details: Any, form: Any) -> dict[str, Any]:
        return {"countries": list(countries().values())}
