"""What is asked about an annual report: of which year, what the officer writes, and whether he signs."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from app.aml.annual.texts import MOST_TEXT
from views.aml.fiu_forms import LANGUAGES
from views.framework.screens import HouseForm, VersionField


class BeginForm(HouseForm):
    """The years that have no report yet."""

    year = SelectField(_l("Year"), coerce=int, validate_choice=False)


class PartForm(HouseForm):
    """One part of the report."""

    version = VersionField()
    text = TextAreaField(
        _l("Your text"),
        validators=[Length(max=MOST_TEXT, message=_l("At most 8,000 characters."))],
        render_kw={"rows": 10},
    )


class SignForm(HouseForm):
    """The year is typed, so that nobody signs by a slip."""

    version = VersionField()
    language = RadioField(
        _l("Language of the signed report"),
        choices=LANGUAGES,
        validate_choice=False,
        description=_l("The PDF is made and kept in this language."),
    )
    year = StringField(
        _l("Year of the report"),
        description=_l("Type it to say that you sign this report."),
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )

    @property
    def typed_year(self) -> int:
        """0 for anything that isn't a year."""
        told: Any = (self.year.data or "").strip()
        return int(told) if told.isascii() and told.isdigit() and len(told) == 4 else 0
