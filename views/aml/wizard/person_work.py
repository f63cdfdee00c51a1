"""What a person does for a living."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from app.aml.pages import PageName
from models.aml import Contact
from models.values.identified import PersonDetails
from views.aml.contact_forms import spoken
from views.aml.wizard.page import Page, PageForm

_SHORT = Length(max=200, message=_l("At most 200 characters."))


class WorkForm(PageForm):
    optional = ()
    profession = StringField(
        _l("Profession"),
        [_SHORT],
        description=_l("For example nurse, retired, student, runs a restaurant."),
        render_kw={"autocomplete": "off"},
    )
    sector = StringField(
        _l("Sector"),
        [_SHORT],
        description=_l("In which the money is earned, for example health care, building, catering."),
        render_kw={"autocomplete": "off"},
    )


class WorkPage(Page):
    name = PageName.WORK
    form = WorkForm

    def filled(self, contact: Contact, details: PersonDetails) -> dict[str, Any]:
        return {"profession": details.profession, "sector": details.sector}

    def changed(self, form: WorkForm, details: PersonDetails) -> PersonDetails:
        return replace(
            details, profession=spoken(form.profession.data or ""), sector=spoken(form.sector.data or "")
        )
