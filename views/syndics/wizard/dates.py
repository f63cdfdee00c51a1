"""The dates of a mandate: the one that ends, and the one that starts; and until when all of it has to be here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _p
from wtforms import RadioField, StringField
from wtforms.validators import Optional, ValidationError

from app import clock
from app.syndics.cases import running_mandate
from app.syndics.rules.deadline import deadlines_of
from app.syndics.starting import ending_of
from models.syndics import Case
from models.values.mandates import AppointedBy, CaseDetails, CaseForm, CasePage, Ending, Mandate
from views.base import EnterpriseField
from views.framework.database import db
from views.labels import day
from views.labels.mandates import APPOINTED_BY
from views.syndics.wizard.page import (
    BARE,
    NO,
    SHORT,
    YES_NO,
    Help,
    MandateDay,
    Page,
    PageForm,
    answer_of,
    enterprise,
    line,
    yes_no,
)

_BY = [(str(one), APPOINTED_BY[one]) for one in AppointedBy]


def nothing(form: Any, case: Case, details: CaseDetails) -> None:
    """A button that only shows what follows from what was typed."""


class DatesPage(Page):
    """A page with dates: they tell the last day, and a button shows it before anything is kept."""

    @property
    def helps(self) -> dict[str, Help]:
        return {"reckon": nothing}

    def shown(self, case: Case, details: CaseDetails, form: Any) -> dict[str, Any]:
        told = details
        if form is not None and form.is_submitted() and not form.errors:
            told = self.changed(form, case, details)
        return {"deadlines": deadlines_of(CaseForm(case.form), told), "today": clock.today()}


class EndingForm(PageForm):
    syndic_name = StringField(
        _l("Syndic whose mandate ends"),
        [SHORT],
        description=_l("Names of the person, or name of the company."),
        render_kw=BARE,
    )
    syndic_number = EnterpriseField(
        _l("Enterprise number of that syndic"), description=_l("Where it is a company."), render_kw=BARE
    )
    appointed_by = RadioField(_l("Who ended the mandate?"), choices=[*_BY], validators=[Optional()])
    decided_on = MandateDay(_p("syndics", "Date of that decision"), [Optional()])
    ends_on = MandateDay(
        _l("The end takes effect on"),
        [Optional()],
        description=_l("The first day without this syndic; the day before is the last one of the mandate."),
    )


class EndingPage(DatesPage):
    name = CasePage.ENDING
    template = "syndics/pages/dates.html"
    form = EndingForm

    @property
    def helps(self) -> dict[str, Help]:
        return {**super().helps, "register": _from_mandates}

    def filled(self, case: Case, details: CaseDetails) -> dict[str, Any]:
        told = details.ending
        if not (told.syndic_name or told.syndic_number) and (runs := _running(details)) is not None:
            told = replace(told, syndic_name=runs.syndic_name, syndic_number=runs.syndic_number)
        return {
            "syndic_name": told.syndic_name,
            "syndic_number": enterprise(told.syndic_number),
            "appointed_by": str(told.appointed_by or ""),
            "decided_on": told.decided_on,
            "ends_on": told.ends_on,
        }

    def changed(self, form: EndingForm, case: Case, details: CaseDetails) -> CaseDetails:
        number = form.syndic_number.number
        made = Ending(
            syndic_name=line(form.syndic_name.data),
            syndic_number=number.digits if number else "",
            appointed_by=AppointedBy(form.appointed_by.data) if form.appointed_by.data else None,
            decided_on=form.decided_on.data,
            ends_on=form.ends_on.data,
        )
        return replace(details, ending=made)

    def told(self, case: Case, details: CaseDetails) -> bool:
        told = details.ending
        return bool(told.syndic_name and told.appointed_by and told.decided_on and told.ends_on)

    def shown(self, case: Case, details: CaseDetails, form: Any) -> dict[str, Any]:
        return {**super().shown(case, details, form), "from_mandates": _running(details) is not None}


def _running(details: CaseDetails) -> Ending | None:
    if not details.association.number:
        return None
    about = running_mandate(db(), details.association.number, clock.now())
    return ending_of(about) if about is not None else None


def _from_mandates(form: EndingForm, case: Case, details: CaseDetails) -> None:
    """Whose mandate runs, as our register has it."""
    runs = _running(details)
    if runs is not None:
        form.syndic_name.data, form.syndic_number.data = runs.syndic_name, enterprise(runs.syndic_number)


class MandateForm(PageForm):
    appointed_by = RadioField(_l("Who appointed the syndic?"), choices=[*_BY], validators=[Optional()])
    provisional = RadioField(
        _l("Is it a provisional syndic?"),
        choices=[*YES_NO],
        validators=[Optional()],
        description=_l("Appointed by the general assembly or a judge, for a while or for one task."),
    )
    decided_on = MandateDay(
        _l("Date of the decision"),
        [Optional()],
        old=True,
        description=_l("The day of the general assembly, of the judgment, or of the by-laws."),
    )
    starts_on = MandateDay(_l("First day of the mandate"), [Optional()])
    ends_on = MandateDay(
        _l("Last day of the mandate"),
        [Optional()],
        description=_l("Only where the decision says one; its end has to be registered in its own time."),
    )

    def validate_provisional(self, field: Any) -> None:
        if field.data == "yes" and self.appointed_by.data == AppointedBy.BY_LAWS:
            raise ValidationError(
                gettext("By-laws appoint no provisional syndic: the general assembly or a judge does. Change one.")
            )

    def validate_ends_on(self, field: Any) -> None:
        starts: Any = self.starts_on.data
        if field.data is not None and starts is not None and field.data < starts:
            raise ValidationError(
                gettext(
                    "The mandate would end on %(end)s, before its first day (%(start)s). Check both dates.",
                    end=day(field.data),
                    start=day(starts),
                )
            )


class MandatePage(DatesPage):
    name = CasePage.MANDATE
    template = "syndics/pages/dates.html"
    form = MandateForm

    def filled(self, case: Case, details: CaseDetails) -> dict[str, Any]:
        told = details.mandate
        return {
            "appointed_by": str(told.appointed_by or ""),
            "provisional": yes_no(told.provisional) or (NO if told == Mandate() else ""),
            "decided_on": told.decided_on,
            "starts_on": told.starts_on,
            "ends_on": told.ends_on,
        }

    def changed(self, form: MandateForm, case: Case, details: CaseDetails) -> CaseDetails:
        made = Mandate(
            appointed_by=AppointedBy(form.appointed_by.data) if form.appointed_by.data else None,
            provisional=answer_of(form.provisional.data),
            decided_on=form.decided_on.data,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
        )
        return replace(details, mandate=made)

    def told(self, case: Case, details: CaseDetails) -> bool:
        told = details.mandate
        return bool(told.appointed_by and told.provisional is not None and told.decided_on and told.starts_on)
