"""Who a person is: name and birth; and all pages of a person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app import clock
from app.aml.pages import PageName
from models.aml import Contact
from models.values import Sex
from models.values.identified import PersonDetails
from views.aml.contact_forms import LONGEST_NAME, MOST_NAMES, YearField, spoken
from views.aml.wizard.page import Page, PageForm
from views.aml.wizard.person_document import DocumentPage
from views.aml.wizard.person_home import HomePage
from views.aml.wizard.person_work import WorkPage
from views.base import DayField
from views.labels.aml_person import SALUTATIONS

_SHORT = Length(max=LONGEST_NAME, message=_l("At most 200 characters."))


class NameForm(PageForm):
    lands: ClassVar[dict[str, str]] = {"name": "family_name"}
    optional = ("salutation", "other_names")
    salutation = SelectField(_l("Salutation"), choices=[("", _l("None")), *SALUTATIONS.items()])
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

    def validate_family_name(self, field: Any) -> None:
        if not any(one.isalpha() for one in field.data or ""):
            raise ValidationError(gettext("There isn't a letter in it. Fill in the name as it is written."))

    def validate_other_names(self, field: Any) -> None:
        if len(self.others) > MOST_NAMES:
            raise ValidationError(gettext("At most %(most)s other names. Leave some out.", most=MOST_NAMES))
        if any(len(one) > LONGEST_NAME for one in self.others):
            raise ValidationError(
                gettext("A name has at most %(most)s characters. Put each on its own line.", most=LONGEST_NAME)
            )

    @property
    def others(self) -> tuple[str, ...]:
        told = (spoken(line) for line in (self.other_names.data or "").splitlines())
        return tuple(dict.fromkeys(one for one in told if one))


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
        return replace(
            details,
            salutation=form.salutation.data or "",
            family_name=spoken(form.family_name.data or ""),
            given_names=spoken(form.given_names.data or ""),
            other_names=form.others,
        )


class BirthForm(PageForm):
    optional = ()
    birth_date = DayField(_l("Birth date"), [Optional()])
    birth_year = YearField(_l("Or only the year"))
    birth_place = StringField(
        _l("Birth place"),
        [_SHORT],
        description=_l("As the document writes it, with the country where it isn't Belgium."),
        render_kw={"autocomplete": "off"},
    )
    sex = SelectField(
        _l("Sex"),
        choices=[(Sex.UNKNOWN, _l("Not known")), (Sex.FEMALE, _l("Female")), (Sex.MALE, _l("Male"))],
    )

    def validate_birth_date(self, field: Any) -> None:
        if field.data is not None and field.data > clock.today():
            raise ValidationError(gettext("This day is still to come. Check the date."))

    def validate_birth_year(self, field: YearField) -> None:
        known: Any = self.birth_date.data
        if field.year is not None and known is not None and known.year != field.year:
            raise ValidationError(
                gettext(
                    "The date is of %(year)s. Fill in the date, or the year, or the same year.", year=known.year
                )
            )


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


PERSON_PAGES: tuple[Page, ...] = (NamePage(), BirthPage(), HomePage(), DocumentPage(), WorkPage())
