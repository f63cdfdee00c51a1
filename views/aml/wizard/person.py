"""Who a person is: name and birth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app import clock
from app.aml.pages import PageName
from models.aml import Contact
from models.values import Sex
from models.values.identified import PersonDetails
from views.aml.contact_forms import YearField, spoken
from views.aml.wizard.page import Page, PageForm
from views.base import DayField

_SHORT = Length(max=200, message=_l("At most 200 characters."))


class NameForm(PageForm):
    salutation = StringField(_l("Salutation"), [_SHORT], render_kw={"autocomplete": "off"})
    family_name = StringField(
        _l("Name"),
        [InputRequired(_l("Fill in the name.")), _SHORT],
        description=_l("As it stands on the document. Who has only one name, has it here."),
        render_kw={"autocomplete": "off"},
    )
    given_names = StringField(
        _l("First names"),
        [InputRequired(_l("Fill in the first names.")), _SHORT],
        render_kw={"autocomplete": "off"},
    )
    other_names = TextAreaField(
        _l("Other names"),
        [Length(max=2000, message=_l("At most 2,000 characters."))],
        description=_l("A maiden name, an earlier name, a trade name: one on each line."),
        render_kw={"rows": 2},
    )


class NamePage(Page):
    name = PageName.NAME
    form = NameForm

    def filled(self, contact: Contact, details: PersonDetails) -> dict[str, Any]:
        return {
            "salutation": details.salutation,
            "family_name": details.family_name,
            "given_names": details.given_names,
            "other_names": "\n".join(details.other_names),
        }

    def changed(self, form: NameForm, details: PersonDetails) -> PersonDetails:
        others = (spoken(line) for line in (form.other_names.data or "").splitlines())
        return replace(
            details,
            salutation=spoken(form.salutation.data or ""),
            family_name=spoken(form.family_name.data or ""),
            given_names=spoken(form.given_names.data or ""),
            other_names=tuple(dict.fromkeys(one for one in others if one)),
        )


class BirthForm(PageForm):
    birth_date = DayField(_l("Birth date"), [Optional()])
    birth_year = YearField(_l("Or only the year"))
    birth_place = StringField(_l("Birth place"), [_SHORT], render_kw={"autocomplete": "off"})
    sex = SelectField(
        _l("Sex"),
        choices=[(Sex.UNKNOWN, _l("Not known")), (Sex.FEMALE, _l("Female")), (Sex.MALE, _l("Male"))],
    )

    def validate_birth_date(self, field: Any) -> None:
        if field.data is not None and field.data > clock.today():
            raise ValidationError(gettext("This day is still to come. Check the date."))


class BirthPage(Page):
    name = PageName.BIRTH
    form = BirthForm

    def filled(self, contact: Contact, details: PersonDetails) -> dict[str, Any]:
        return {
            "birth_date": details.birth_date,
            "birth_year": str(details.birth_year or ""),
            "birth_place": details.birth_place,
            "sex": str(details.sex),
        }

    def changed(self, form: BirthForm, details: PersonDetails) -> PersonDetails:
        return replace(
            details,
            birth_date=form.birth_date.data,
            birth_year=None if form.birth_date.data else form.birth_year.year,
            birth_place=spoken(form.birth_place.data or ""),
            sex=Sex(form.sex.data),
        )


PERSON_PAGES: tuple[Page, ...] = (NamePage(), BirthPage())
