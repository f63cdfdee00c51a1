"""Where an organisation has its seat, since when it exists, and what it does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length, Optional, ValidationError

from app import clock
from app.aml.pages import PageName
from models.aml import Contact
from models.values.identified import OrganisationDetails, Place, Source
from views.aml.contact_forms import CountryField, YearField, spoken
from views.aml.wizard.page import Page, PageForm
from views.base import DayField, text_of
from views.labels.countries import countries, country_name

_SHORT = Length(max=200, message=_l("At most 200 characters."))
_CODE = Length(max=10, message=_l("At most 10 characters."))


class SeatForm(PageForm):
    street = StringField(_l("Street and number"), [_SHORT], render_kw={"autocomplete": "off"})
    postal_code = StringField(_l("Postal code"), [_CODE], render_kw={"autocomplete": "off", "size": 10})
    place = StringField(_l("Town"), [_SHORT], render_kw={"autocomplete": "off"})
    country = CountryField(_l("Country"))
    started_on = DayField(_l("Founded on"), [Optional()])
    start_year = YearField(_l("Or only the year"))
    activity = StringField(
        _l("Activity"),
        [_SHORT],
        description=_l("What it does, in a few words: for example, building of houses."),
        render_kw={"autocomplete": "off"},
    )
    activity_code = StringField(
        _l("NACE code"),
        [Length(max=12, message=_l("At most 12 characters."))],
        description=_l("As the register has it, for example 41.001."),
        render_kw={"autocomplete": "off", "spellcheck": "false", "size": 12},
    )

    def validate_started_on(self, field: Any) -> None:
        if field.data is not None and field.data > clock.today():
            raise ValidationError(gettext("This day is still to come. Check the date."))

    def validate_start_year(self, field: YearField) -> None:
        known: Any = self.started_on.data
        if field.year is not None and known is not None and known.year != field.year:
            raise ValidationError(
                gettext(
                    "The date is of %(year)s. Fill in the date, or the year, or the same year.", year=known.year
                )
            )

    def validate_activity_code(self, field: Any) -> None:
        text = text_of(field)
        if text and not all(one.isdigit() or one in ". " for one in text):
            raise ValidationError(
                gettext(
                    "“%(text)s” is no NACE code: it has figures and points only, for example 41.001.", text=text
                )
            )

    def _put(self, field: str | None, words: str) -> None:
        super()._put({"birth_date": "started_on", "countries": "country"}.get(field or "", field), words)


class SeatPage(Page):
    name = PageName.SEAT
    template = "aml/pages/with_countries.html"
    form = SeatForm

    def filled(self, contact: Contact, details: OrganisationDetails) -> dict[str, Any]:
        return {
            "street": details.seat.street,
            "postal_code": details.seat.postal_code,
            "place": details.seat.place,
            "country": country_name(details.seat.country) if details.seat.country else "",
            "started_on": details.started_on,
            "start_year": str(details.start_year or ""),
            "activity": details.activity,
            "activity_code": details.activity_code,
        }

    def changed(self, form: SeatForm, details: OrganisationDetails) -> OrganisationDetails:
        seat = Place(
            spoken(form.street.data or ""),
            spoken(form.postal_code.data or ""),
            spoken(form.place.data or ""),
            form.country.code,
        )
        # What was typed over isn't the register's any more.
        ours = details.source is Source.REGISTER and seat != details.seat
        return replace(
            details,
            seat=seat,
            started_on=form.started_on.data,
            start_year=None if form.started_on.data else form.start_year.year,
            activity=spoken(form.activity.data or ""),
            activity_code=spoken(form.activity_code.data or ""),
            source=None if ours else details.source,
            source_read_on=None if ours else details.source_read_on,
        )

    def shown(self, contact: Contact, details: Any, form: Any) -> dict[str, Any]:
        return {"countries": list(countries().values())}
