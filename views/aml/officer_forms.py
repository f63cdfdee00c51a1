"""What is declared to become AML officer, who stands in and when, and why a manager says no."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.aml.officering import Declared
from views.base import DayField, text_of
from views.framework.screens import HouseForm, VersionField

_MOST = [Length(max=2000, message=_l("At most 2,000 characters."))]


class DeclareForm(HouseForm):
    """Three things in one's own words, and the number where the tool asks for it."""

    experience = TextAreaField(
        _l("Your professional experience"),
        description=_l("How long you do this work, and what you know of the rules against laundering."),
        validators=_MOST,
        render_kw={"rows": 4, "required": ""},
    )
    hierarchy = StringField(
        _l("Your place in the hierarchy"),
        description=_l("For example: manager of the office, or deputy director."),
        validators=_MOST,
        render_kw={"required": ""},
    )
    powers = TextAreaField(
        _l("Your powers"),
        description=_l("What you may decide alone, and for whom you may sign."),
        validators=_MOST,
        render_kw={"rows": 3, "required": ""},
    )
    license_number = StringField(
        _l("Your BIV/IPI number"),
        description=_l("Six digits, as the institute of estate agents writes them."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )

    @property
    def declared(self) -> Declared:
        fields = (self.experience, self.hierarchy, self.powers, self.license_number)
        return Declared(*(text_of(one) for one in fields))


class AnswerForm(HouseForm):
    """What a manager answers; a reason only where he says no."""

    reason = TextAreaField(
        _l("Why not?"),
        description=_l("Whoever asked reads it."),
        validators=_MOST,
        render_kw={"rows": 3},
    )
    version = VersionField()

    @property
    def words(self) -> str:
        return text_of(self.reason)


class DeputyForm(HouseForm):
    """Who, and from when to when."""

    deputy = SelectField(_l("Who stands in?"), validators=[InputRequired(_l("Choose somebody."))])
    first_day = DayField(_l("First day"), validators=[InputRequired(_l("Fill in a day."))])
    last_day = DayField(
        _l("Last day"),
        description=_l("Included: it ends by itself after that day."),
        validators=[InputRequired(_l("Fill in a day."))],
    )

    def offer(self, choices: list[tuple[str, str]]) -> None:
        self.deputy.choices = [("", str(_l("Choose somebody"))), *choices]

    @property
    def days(self) -> tuple[date, date]:
        first: Any = self.first_day.data
        last: Any = self.last_day.data
        return first, last
