"""Building stones that several domains' screens share: fields of a form, a number as it is shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.numbers import format_decimal
from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import DateField, Field, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import DateInput

from models.accounts import Person
from models.values import EnterpriseNumber, Money, NationalNumber, ValueProblem
from views.labels import language
from views.refusals import sentence

# What an uploaded document may be, as the browser is told; what it is, its bytes say.
ACCEPTED = ".pdf,.doc,.docx,.jpg,.jpeg,.png"

# Of a telephone number.
_LEAST_FIGURES = 6


def shown_as(text: str) -> str:
    """The type of the input in which a browser shows that text: a native date input drops what isn't a day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return "text" if text else "date"
    return "date" if len(text) == 10 and text[4] == "-" else "text"


class _DayInput(DateInput):
    """What was typed and can't be read stands in a plain input, so that it can be seen and put right."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        kwargs["type"] = shown_as(field._value())
        drawn: Markup = super().__call__(field, **kwargs)
        return drawn


class DayField(DateField):
    """A native date input that also reads 14/03/2027 and 14-3-2027, typed or pasted."""

    widget = _DayInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, format=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([text.strip() for text in valuelist])
        except ValueError:
            self.data = None
            raise ValueError(
                _l(
                    "“%(text)s” is not a date. Write it as day/month/year, for example 14/03/2027.",
                    text=valuelist[0],
                )
            ) from None
        meant: Any = self.data
        if meant is not None and not 1900 <= meant.year <= 2199:
            self.data = None
            raise ValueError(_l("The year of “%(text)s” can't be right. Check the date.", text=valuelist[0]))


class NumberField(StringField):
    """A national or BIS number; dots, spaces and dashes are fine. `number` holds it once it was read."""

    number: NationalNumber | None = None

    def pre_validate(self, form: Any) -> None:
        if not (self.data or "").strip():
            return
        try:
            self.number = NationalNumber.parse(self.data)
        except ValueProblem as problem:
            raise ValidationError(sentence(problem)) from None


class EnterpriseField(StringField):
    """An enterprise number as typed or pasted, BE and dots included. `number` holds it once it was read."""

    number: EnterpriseNumber | None = None

    def pre_validate(self, form: Any) -> None:
        if not (self.data or "").strip():
            return
        try:
            self.number = EnterpriseNumber.parse(self.data)
        except ValueProblem as problem:
            raise ValidationError(sentence(problem)) from None


class MoneyField(StringField):
    """An amount in euro as people type it: `1.234,50`, `€ 50`. `money` holds it once it was read."""

    money: Money | None = None

    def pre_validate(self, form: Any) -> None:
        if not (self.data or "").strip():
            return
        try:
            self.money = Money.parse(self.data)
        except ValueProblem as problem:
            raise ValidationError(sentence(problem)) from None


def typed(amount: Money | None) -> str:
    """An amount as it stands in a field, the way the reader would type it; '' for none."""
    return "" if amount is None else str(format_decimal(amount.euro, "0.00", locale=language()))


def text_of(field: Field) -> str:
    """What stands in a text field, trimmed; '' for nothing."""
    return str(field.data or "").strip()


def person_link(person: Person) -> Markup:
    """The name, leading to all that is known of him."""
    return Markup('<a href="{}">{}</a>').format(url_for("PersonScreen.show", pk=person.id), person.name)


def shown_number(person: Person) -> str:
    return person.masked_number or "–"


class Reachable:
    """A form with an e-mail address and a telephone number, either of which may be left empty."""

    def validate_phone(self, field: Any) -> None:
        text = text_of(field)
        if text and sum(one.isdigit() for one in text) < _LEAST_FIGURES:
            raise ValidationError(
                gettext("“%(text)s” is no telephone number. Write it like +32 470 12 34 56.", text=text)
            )

    def validate_email(self, field: Any) -> None:
        text = text_of(field)
        name, at, host = text.partition("@")
        if text and not (name and at and "." in host.strip(".") and not any(one.isspace() for one in text)):
            raise ValidationError(
                gettext("“%(text)s” is no e-mail address. Write it like name@example.be.", text=text[:60])
            )
