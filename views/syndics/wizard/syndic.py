"""Who is syndic: first whether it is a person or a company, then just what is asked of that one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import Length, Optional

from app.errors import Refusal
from app.syndics.prefill import applicant, as_company, association_by, own_company
from models.syndics import Case
from models.values.mandates import (
    PROFESSIONS,
    CaseDetails,
    CaseForm,
    CasePage,
    PersonTold,
    Syndic,
    SyndicCapacity,
    SyndicKind,
)
from views.base import EnterpriseField
from views.framework.database import db
from views.framework.identity import identity
from views.labels import language
from views.labels.mandates import CAPACITIES, SYNDIC_KINDS
from views.refusals import sentence
from views.syndics.wizard.dates import DatesPage
from views.syndics.wizard.page import (
    BARE,
    SHORT,
    YES_NO,
    Help,
    HomeFields,
    MandateDay,
    NationalField,
    PageForm,
    answer_of,
    enterprise,
    filled_home,
    filled_person,
    line,
    told_person,
    yes_no,
)

NO_CAPACITY = ("", _l("None of these"))
CODE_OF_BIV = [Length(max=40, message=_l("At most 40 characters."))]


class KindForm(PageForm):
    kind = RadioField(
        _l("The syndic is"),
        choices=[(str(one), SYNDIC_KINDS[one]) for one in SyndicKind],
        validators=[Optional()],
    )
    # Of which kind the fields below are: another choice shows others, and keeps these.
    asked_of = HiddenField()


def capacity_fields(form: Any) -> Any:
    """By what a syndic may be it, added to a form."""
    form.co_owner = RadioField(
        _l("Is the syndic a co-owner of the building?"), choices=[*YES_NO], validators=[Optional()]
    )
    form.capacity = SelectField(
        _l("If not: in what capacity?"),
        choices=[NO_CAPACITY, *((str(one), CAPACITIES[one]) for one in PROFESSIONS)],
        description=_l("A syndic who is no co-owner has one of these. Without one the case can’t be submitted."),
    )
    form.accreditation = StringField(
        _l("BIV/IPI number"),
        CODE_OF_BIV,
        description=_l("Of the syndic himself, where he is an accredited estate agent: for example 500.123."),
        render_kw=BARE,
    )
    form.changes_on = MandateDay(
        _l("The change takes effect on"),
        [Optional()],
        description=_l("Below you fill in how it is from that day on."),
    )
    return form


@capacity_fields
class PersonForm(KindForm, HomeFields):
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
    profession = StringField(_l("Profession"), [SHORT], render_kw=BARE)


@capacity_fields
class CompanyForm(KindForm, HomeFields):
    company_number = EnterpriseField(
        _l("Enterprise number of the company"),
        description=_l("The company itself is registered apart: this case is about its mandate."),
        render_kw=BARE,
    )
    company_name = StringField(_l("Name of the company"), [SHORT], render_kw=BARE)
    legal_form = StringField(_l("Legal form"), [SHORT], render_kw=BARE)


_ASKS: dict[SyndicKind, type[PageForm]] = {SyndicKind.PERSON: PersonForm, SyndicKind.COMPANY: CompanyForm}
_AT_HOME = {SyndicKind.PERSON: _l("Domicile"), SyndicKind.COMPANY: _l("Seat")}


class SyndicPage(DatesPage):
    name = CasePage.SYNDIC
    template = "syndics/pages/syndic.html"

    @property
    def helps(self) -> dict[str, Help]:
        return {**super().helps, "register": company_from_register, "mine": _myself}

    def make(self, case: Case, details: CaseDetails, **more: Any) -> PageForm:
        kind = _asked_of(details)
        made = (_ASKS[kind] if kind else KindForm)(**more)
        if "changes_on" in made and case.form != CaseForm.CHANGE:
            del made.changes_on
        return made

    def filled(self, case: Case, details: CaseDetails) -> dict[str, Any]:
        told, kind = details.syndic, _asked_of(details)
        if kind is SyndicKind.COMPANY and not (told.name or told.enterprise_number):
            told = own_company(db(), identity(), language()) or told
        return {
            "kind": str(kind or ""),
            "asked_of": str(kind or ""),
            **filled_person(told.person),
            "profession": told.profession,
            "company_number": enterprise(told.enterprise_number),
            "company_name": told.name,
            "legal_form": told.legal_form,
            **filled_home(told.home),
            "co_owner": yes_no(told.co_owner),
            "capacity": str(told.capacity or ""),
            "accreditation": told.accreditation,
            "changes_on": details.changes_on,
        }

    def changed(self, form: Any, case: Case, details: CaseDetails) -> CaseDetails:
        told = details.syndic
        if isinstance(form, PersonForm):
            told = replace(told, person=told_person(form), profession=line(form.profession.data))
        elif isinstance(form, CompanyForm):
            told = company_of(form, told, line(form.legal_form.data))
        if not isinstance(form, PersonForm | CompanyForm):
            return replace(details, syndic=replace(told, kind=_chosen(form)))
        co_owner = answer_of(form["co_owner"].data)
        capacity = form["capacity"].data
        told = replace(
            told,
            kind=_chosen(form),
            home=form.home,
            co_owner=co_owner,
            capacity=SyndicCapacity(capacity) if capacity and co_owner is not True else None,
            accreditation=line(form["accreditation"].data),
        )
        told = _looked_up(told)
        changes_on = form["changes_on"].data if "changes_on" in form else details.changes_on
        return replace(details, syndic=told, changes_on=changes_on)

    def stays(self, form: Any, details: CaseDetails) -> bool:
        """Another kind was chosen than the fields were of."""
        return details.syndic.kind is not None and form.asked_of.data != details.syndic.kind

    def shown(self, case: Case, details: CaseDetails, form: Any) -> dict[str, Any]:
        kind = _asked_of(details)
        return {
            **super().shown(case, details, form),
            "kind": str(kind or ""),
            "at_home": str(_AT_HOME[kind]) if kind else "",
        }


def company_of(form: Any, told: Syndic, legal_form: str) -> Syndic:
    """The syndic with the company that a form tells of."""
    number = form.company_number.number
    return replace(
        told,
        enterprise_number=number.digits if number else "",
        name=line(form.company_name.data),
        legal_form=legal_form,
    )


def company_from_register(form: Any, case: Case, details: CaseDetails) -> None:
    """A button: name, legal form and seat as the business register has them."""
    if "company_number" not in form:
        return
    field = form.company_number
    field.validate(form)
    if field.errors:
        return
    if field.number is None:
        field.errors = [gettext("Fill in the number first.")]
        return
    told = association_by(db(), field.number.digits, language())
    if told is None:
        field.errors = [sentence(Refusal("syndics.company.not_found"))]
        return
    found = as_company(told)
    form.company_name.data = found.name
    if "legal_form" in form:
        form.legal_form.data = found.legal_form
    if isinstance(form, HomeFields):
        form.put_home(found.home)


def put_applicant(form: Any) -> None:
    """Names and number of who fills in, in a form that asks for a natural person."""
    told: PersonTold = applicant(db(), identity()).person
    for name, value in filled_person(told).items():
        form[name].data = value


def _myself(form: Any, case: Case, details: CaseDetails) -> None:
    if isinstance(form, PersonForm):
        put_applicant(form)


def _looked_up(told: Syndic) -> Syndic:
    """What wasn't typed of a company, as the register has it."""
    if told.kind is not SyndicKind.COMPANY or not told.enterprise_number or told.name:
        return told
    found = association_by(db(), told.enterprise_number, language())
    if found is None:
        return told
    company = as_company(found)
    home = told.home if told.home.street else company.home
    return replace(told, name=company.name, legal_form=told.legal_form or company.legal_form, home=home)


def _asked_of(details: CaseDetails) -> SyndicKind | None:
    """Of which kind fields are shown: those that were sent, or else the kind that is kept."""
    sent = request.form.get("asked_of", "") if request.method == "POST" else str(details.syndic.kind or "")
    return SyndicKind(sent) if sent in tuple(SyndicKind) else None


def _chosen(form: Any) -> SyndicKind | None:
    return SyndicKind(form.kind.data) if form.kind.data else None
