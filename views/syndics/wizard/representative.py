"""Who represents a company that is syndic: the rule is shown as the path its answers take, and only what it needs
is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import Optional

from app import clock
from app.syndics.known import known_of
from app.syndics.prefill import own_company
from app.syndics.rules.representative import TreeEnd, TreePath, tree_of
from models.syndics import Case
from models.values.mandates import (
    PROFESSIONS,
    CaseDetails,
    CaseForm,
    CasePage,
    PersonTold,
    SyndicCapacity,
    SyndicKind,
)
from views.base import EnterpriseField
from views.framework.database import db
from views.framework.identity import identity
from views.labels import language
from views.labels.mandates import CAPACITIES
from views.syndics.wizard.dates import DatesPage
from views.syndics.wizard.page import (
    BARE,
    SHORT,
    YES_NO,
    Help,
    MandateDay,
    NationalField,
    PageForm,
    answer_of,
    enterprise,
    filled_person,
    line,
    told_person,
    yes_no,
)
from views.syndics.wizard.syndic import CODE_OF_BIV, NO_CAPACITY, company_from_register, company_of, put_applicant

_OF_COMPANY = ("company_number", "company_name", "company_accreditation", "changes_on")
_OF_PERSON = ("given_names", "family_name", "number", "none", "capacity", "accreditation")


class RepresentativeForm(PageForm):
    company_number = EnterpriseField(_l("Enterprise number of the syndic company"), render_kw=BARE)
    company_name = StringField(_l("Name of the company"), [SHORT], render_kw=BARE)
    company_accreditation = StringField(
        _l("BIV/IPI number of the company itself"),
        CODE_OF_BIV,
        description=_l("Leave it empty where only a person is accredited, and not the company."),
        render_kw=BARE,
    )
    changes_on = MandateDay(_l("The change takes effect on"), [Optional()])
    named = RadioField(
        _l("Does the decision name a representative?"),
        choices=[*YES_NO],
        validators=[Optional()],
        description=_l(
            "It does when it says for example “X, represented by Mr Y”, “X, here represented by Mr Y” or “X"
            " (represented by Mr Y)”."
        ),
    )
    given_names = StringField(_l("First names"), [SHORT], render_kw=BARE)
    family_name = StringField(_l("Name"), [SHORT], render_kw=BARE)
    number = NationalField(
        _l("National or BIS number"),
        description=_l("Eleven figures, as on the back of the identity card: for example 85.07.30-033.28."),
        render_kw=BARE,
    )
    none = BooleanField(
        _l("This person has no national or BIS number"),
        description=_l("Then you add documents that identify the person beyond doubt."),
    )
    capacity = SelectField(
        _l("Capacity of the representative"),
        choices=[NO_CAPACITY, *((str(one), CAPACITIES[one]) for one in PROFESSIONS)],
    )
    accreditation = StringField(_l("BIV/IPI number of the representative"), CODE_OF_BIV, render_kw=BARE)


class RepresentativePage(DatesPage):
    name = CasePage.REPRESENTATIVE
    template = "syndics/pages/representative.html"

    @property
    def helps(self) -> dict[str, Help]:
        return {**super().helps, "register": company_from_register, "mine": _myself}

    def make(self, case: Case, details: CaseDetails, **more: Any) -> PageForm:
        made = RepresentativeForm(**more)
        away = () if case.form == CaseForm.REPRESENTATIVE else _OF_COMPANY
        for name in (*away, *(() if _asks_person(case, details) else _OF_PERSON)):
            del made[name]
        return made

    def filled(self, case: Case, details: CaseDetails) -> dict[str, Any]:
        told, syndic = details.representative, details.syndic
        if case.form == CaseForm.REPRESENTATIVE and not (syndic.name or syndic.enterprise_number):
            syndic = own_company(db(), identity(), language()) or syndic
        return {
            "company_number": enterprise(syndic.enterprise_number),
            "company_name": syndic.name,
            "company_accreditation": syndic.accreditation,
            "changes_on": details.changes_on,
            "named": yes_no(told.named),
            **filled_person(told.person),
            "capacity": str(told.capacity or ""),
            "accreditation": told.accreditation,
        }

    def changed(self, form: Any, case: Case, details: CaseDetails) -> CaseDetails:
        told = replace(details.representative, named=answer_of(form.named.data))
        if "family_name" in form:
            capacity = form.capacity.data
            told = replace(
                told,
                person=told_person(form),
                capacity=SyndicCapacity(capacity) if capacity else None,
                accreditation=line(form.accreditation.data),
            )
        made = replace(details, representative=told)
        if "company_number" in form:
            syndic = company_of(form, made.syndic, made.syndic.legal_form)
            syndic = replace(syndic, kind=SyndicKind.COMPANY, accreditation=line(form.company_accreditation.data))
            made = replace(made, syndic=syndic, changes_on=form.changes_on.data)
        return made

    def stays(self, form: Any, details: CaseDetails) -> bool:
        """The answer leads to somebody, who wasn't asked for yet."""
        return details.representative.named is not None and "family_name" not in form

    def shown(self, case: Case, details: CaseDetails, form: Any) -> dict[str, Any]:
        told = details
        if form is not None and form.is_submitted() and not form.errors:
            told = self.changed(form, case, details)
        path = _path(case, told)
        return {
            **super().shown(case, details, form),
            "path": path,
            "optional": path.end is TreeEnd.OWN_BIV,
            "syndic_name": told.syndic.called,
        }


def _path(case: Case, details: CaseDetails) -> TreePath:
    form = CaseForm(case.form)
    known = known_of(db(), details, clock.now(), mandate_id=case.mandate_id)
    return tree_of(form, details.syndic, details.representative, known)


def _asks_person(case: Case, details: CaseDetails) -> bool:
    """Once it is known whether the decision names one; and where somebody stands there already."""
    told = details.representative
    return told.named is not None or told.person != PersonTold()


def _myself(form: Any, case: Case, details: CaseDetails) -> None:
    if "family_name" in form:
        put_applicant(form)
