"""The register of beneficial owners: when it was looked up, and whether it says something else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from app import clock
from app.aml.pages import PageName
from models.aml import Contact
from models.values.identified import OrganisationDetails
from views.aml.wizard.page import Page, PageForm
from views.base import DayField, text_of

SAME, DIFFERS = "same", "differs"


class RegisterForm(PageForm):
    consulted_on = DayField(
        _l("UBO register consulted on"),
        [Optional()],
        description=_l("The day on which you looked up the organisation there. Keep the extract: it is evidence."),
    )
    outcome = RadioField(
        _l("Does it name the same beneficial owners?"),
        [Optional()],
        choices=[(SAME, _l("Yes, the same")), (DIFFERS, _l("No, it differs"))],
        validate_choice=False,
    )
    discrepancy = TextAreaField(
        _l("What differs?"),
        [Length(max=2000, message=_l("At most 2,000 characters."))],
        description=_l("Whom it names and you don't, or the other way round, and which percentages."),
        render_kw={"rows": 3},
    )

    def validate_consulted_on(self, field: Any) -> None:
        if field.data is not None and field.data > clock.today():
            raise ValidationError(gettext("This day is still to come. Check the date."))

    def validate_outcome(self, field: Any) -> None:
        if not text_of(self.consulted_on):
            raise ValidationError(gettext("Fill in on which day you looked it up."))

    def validate_discrepancy(self, field: Any) -> None:
        if self.outcome.data == DIFFERS and not text_of(field):
            raise ValidationError(gettext("Say what differs: it has to be reported."))
        if self.outcome.data == SAME and text_of(field):
            raise ValidationError(gettext("You say that it is the same. Choose “it differs”, or empty this text."))


class RegisterPage(Page):
    name = PageName.REGISTER
    form = RegisterForm

    def filled(self, contact: Contact, details: OrganisationDetails) -> dict[str, Any]:
        outcome = {None: "", False: SAME, True: DIFFERS}[details.register_differs]
        return {
            "consulted_on": details.register_consulted_on,
            "outcome": outcome,
            "discrepancy": details.discrepancy,
        }

    def changed(self, form: RegisterForm, details: OrganisationDetails) -> OrganisationDetails:
        return replace(
            details,
            register_consulted_on=form.consulted_on.data,
            register_differs={SAME: False, DIFFERS: True}.get(form.outcome.data or ""),
            discrepancy=(form.discrepancy.data or "").strip(),
        )
