"""What is asked first of a contact, a person or an organisation; from the form to what is compared."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app import clock
from models.values import (
    BirthDate,
    Identifier,
    IdentifierKind,
    NameKind,
    Sex,
    Subject,
    SubjectKind,
    SubjectName,
)
from views.base import DayField, EnterpriseField, text_of
from views.framework.screens import HouseForm
from views.labels.countries import country_of

LONGEST_NAME = 200
LONGEST_NUMBER = 40
MOST_NAMES = 10
_FIRST_YEAR = 1800
_BELGIUM = "BE"
_COUNTRIES = ("country_1", "country_2", "country_3", "country_4")
# A fact of a rule: the field in which it stands, of the one form or the other.
_FIELDS = {
    "name": ("family_name", "name"),
    "birth_date": ("day_known",),
    "countries": ("country_1",),
    "identifiers": ("document_number", "foreign_number"),
}
_SHORT = [Length(max=LONGEST_NAME, message=_l("At most 200 characters."))]


class CountryField(StringField):
    """A country by name, in any of our languages, or by its two letters; the list of names is on the page."""

    code = ""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, render_kw={"list": "countries", "autocomplete": "off"}, **kwargs)

    def pre_validate(self, form: Any) -> None:
        text = text_of(self)
        self.code = country_of(text) or ""
        if text and not self.code:
            raise ValidationError(
                gettext(
                    "“%(text)s” is no country we know. Choose one of the list, or write its two letters, for"
                    " example BE.",
                    text=text[:60],
                )
            )


class YearField(StringField):
    """A year alone; `year` holds it once it was read."""

    year: int | None = None

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, render_kw={"inputmode": "numeric", "autocomplete": "off", "size": 6}, **kwargs)

    def pre_validate(self, form: Any) -> None:
        text, today = text_of(self), clock.today()
        if not text:
            return
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            raise ValidationError(gettext("“%(text)s” is no year. Write four figures: 1969.", text=text[:20]))
        if not _FIRST_YEAR <= int(text) <= today.year:
            raise ValidationError(
                gettext(
                    "The year lies between %(first)s and %(last)s. Check it.", first=_FIRST_YEAR, last=today.year
                )
            )
        self.year = int(text)


def spoken(text: str) -> str:
    """A name in one line; words are parted by one space."""
    return " ".join(text.split())


def births_of(known: Any, year: YearField) -> tuple[BirthDate, ...]:
    """What two fields say of a birth: the day, else the year, else nothing."""
    if known.data is not None:
        return (BirthDate(known.data, known.data),)
    if year.year is not None:
        return (BirthDate(date(year.year, 1, 1), date(year.year, 12, 31)),)
    return ()


class ContactForm(HouseForm):
    """What both kinds have in common. `born` and `number` are the subclasses' own."""

    kind = SubjectKind.PERSON
    other_names = TextAreaField(
        _l("Other names"),
        description=_l("A maiden name, an earlier name, a trade name: one on each line."),
        validators=[Length(max=2000, message=_l("At most 2,000 characters."))],
        render_kw={"rows": 2},
    )
    day_known = DayField(_l("Birth date"), [Optional()])
    year_known = YearField(_l("Or only the year"))
    country_1 = CountryField(_l("Country"))
    country_2 = CountryField(_l("Second country"))
    country_3 = CountryField(_l("Third country"))
    country_4 = CountryField(_l("Fourth country"))

    def validate_day_known(self, field: Any) -> None:
        if field.data is not None and field.data > clock.today():
            raise ValidationError(gettext("This day is still to come. Check the date."))

    def validate_year_known(self, field: YearField) -> None:
        known: Any = self.day_known.data
        if field.year is not None and known is not None and known.year != field.year:
            raise ValidationError(
                gettext(
                    "The date is of %(year)s. Fill in the date, or the year, or the same year.", year=known.year
                )
            )

    def validate_other_names(self, field: Any) -> None:
        names = self._others()
        if len(names) > MOST_NAMES:
            raise ValidationError(gettext("At most %(most)s other names. Leave some out.", most=MOST_NAMES))
        if any(len(one) > LONGEST_NAME for one in names):
            raise ValidationError(
                gettext("A name has at most %(most)s characters. Put each on its own line.", most=LONGEST_NAME)
            )

    def subject(self) -> Subject:
        """What is compared, of a form that was read."""
        return Subject(
            kind=self.kind,
            names=(self._name(), *(SubjectName(one, NameKind.ALIAS) for one in self._others())),
            birth_dates=births_of(self.day_known, self.year_known),
            countries=tuple(dict.fromkeys(one for name in _COUNTRIES if (one := self[name].code))),
            identifiers=self._identifiers(),
            sex=self._sex(),
        )

    def _put(self, field: str | None, words: str) -> None:
        """A rule names facts; here they are fields."""
        super()._put(next((one for one in _FIELDS.get(field or "", ()) if one in self), field), words)

    def _others(self) -> list[str]:
        told = (spoken(line) for line in (self.other_names.data or "").splitlines())
        return list(dict.fromkeys(one for one in told if one))

    def _name(self) -> SubjectName:
        raise NotImplementedError

    def _identifiers(self) -> tuple[Identifier, ...]:
        return ()

    def _sex(self) -> str:
        return ""


class PersonForm(ContactForm):
    family_name = StringField(
        _l("Name"),
        description=_l("As it stands on the document. Who has only one name, has it here."),
        validators=[InputRequired(_l("Fill in the name.")), *_SHORT],
        render_kw={"autocomplete": "off"},
    )
    given_names = StringField(_l("First names"), validators=_SHORT, render_kw={"autocomplete": "off"})
    sex = SelectField(
        _l("Sex"),
        choices=[("", _l("Not known")), (Sex.FEMALE, _l("Female")), (Sex.MALE, _l("Male"))],
    )
    document_kind = SelectField(
        _l("Identity document"),
        choices=[
            (IdentifierKind.IDENTITY_CARD, _l("Identity card")),
            (IdentifierKind.PASSPORT, _l("Passport")),
            (IdentifierKind.OTHER, _l("Other document")),
        ],
    )
    document_number = StringField(
        _l("Number of the document"), validators=_SHORT, render_kw={"autocomplete": "off", "spellcheck": "false"}
    )
    document_country = CountryField(_l("Issued by the country"))

    def validate_family_name(self, field: Any) -> None:
        _has_letters(field)

    def validate_document_number(self, field: Any) -> None:
        _is_number(field)

    def _name(self) -> SubjectName:
        given, family = spoken(self.given_names.data or ""), spoken(self.family_name.data or "")
        return SubjectName(f"{given} {family}".strip(), NameKind.MAIN, given, family)

    def _identifiers(self) -> tuple[Identifier, ...]:
        number = _plain(text_of(self.document_number))
        if not number:
            return ()
        return (Identifier(IdentifierKind(self.document_kind.data), number, self.document_country.code),)

    def _sex(self) -> str:
        return str(self.sex.data or "")


class OrganisationForm(ContactForm):
    kind = SubjectKind.ORGANISATION
    name = StringField(
        _l("Name"),
        description=_l("As the register writes it, with its legal form."),
        validators=[InputRequired(_l("Fill in the name.")), *_SHORT],
        render_kw={"autocomplete": "off"},
    )
    day_known = DayField(_l("Founded on"), [Optional()])
    enterprise_number = EnterpriseField(_l("Enterprise number"), render_kw={"autocomplete": "off"})
    foreign_number = StringField(
        _l("Foreign register number"), validators=_SHORT, render_kw={"autocomplete": "off", "spellcheck": "false"}
    )

    def validate_name(self, field: Any) -> None:
        _has_letters(field)

    def validate_foreign_number(self, field: Any) -> None:
        _is_number(field)

    def _name(self) -> SubjectName:
        return SubjectName(spoken(self.name.data or ""), NameKind.MAIN)

    def _identifiers(self) -> tuple[Identifier, ...]:
        found = []
        if self.enterprise_number.number is not None:
            found.append(Identifier(IdentifierKind.REGISTRATION, self.enterprise_number.number.digits, _BELGIUM))
        if number := _plain(text_of(self.foreign_number)):
            country = next((one for name in _COUNTRIES if (one := self[name].code) and one != _BELGIUM), "")
            found.append(Identifier(IdentifierKind.REGISTRATION, number, country))
        return tuple(found)


def form_of(kind: str) -> type[PersonForm] | type[OrganisationForm]:
    return OrganisationForm if kind == SubjectKind.ORGANISATION else PersonForm


def _plain(text: str) -> str:
    """A number as it is compared: capitals, letters and figures only."""
    return "".join(one for one in text.upper() if one.isalnum())


def _has_letters(field: Any) -> None:
    if not any(one.isalpha() for one in field.data or ""):
        raise ValidationError(gettext("There isn't a letter in it. Fill in the name as it is written."))


def _is_number(field: Any) -> None:
    text = text_of(field)
    if text and not any(one.isdigit() for one in text):
        raise ValidationError(gettext("There isn't a figure in it. Fill in the number as it stands there."))
    if len(_plain(text)) > LONGEST_NUMBER:
        raise ValidationError(gettext("At most %(most)s letters and figures. Check it.", most=LONGEST_NUMBER))
