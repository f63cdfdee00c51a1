"""The association: by its number, which the business register knows, or still without one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import ValidationError

from app import clock
from app.errors import Refusal
from app.organisations.businesses import Enterprise
from app.syndics.cases import ABOUT_ONE, association_stays, running_mandate
from app.syndics.prefill import as_association, association_by, is_association, own_association
from models.syndics import Case
from models.values.mandates import Association, CaseDetails, CaseForm, CasePage
from views.base import EnterpriseField
from views.framework.database import db
from views.framework.identity import identity
from views.labels import day, language
from views.refusals import sentence
from views.syndics.wizard.page import BARE, SHORT, Help, HomeFields, Page, enterprise, filled_home, line


class AssociationForm(HomeFields):
    enterprise_number = EnterpriseField(
        _l("Enterprise number of the association"),
        description=_l(
            "Ten figures, for example 0400.000.083. A sub-association that is a legal person has one of its own."
        ),
        render_kw=BARE,
    )
    unregistered = BooleanField(
        _l("The association has no enterprise number yet"),
        description=_l(
            "The business counter gets one for it first, for € 37.00 excl. VAT more. Announcing it counts as"
            " handing in on time."
        ),
    )
    association_name = StringField(
        _l("Name of the association"),
        [SHORT],
        description=_l("As in the deed: for example VME Residentie Zonnebloem."),
        render_kw=BARE,
    )

    def validate_enterprise_number(self, field: Any) -> None:
        if field.number is None:
            return
        if self.unregistered.data:
            raise ValidationError(
                gettext("There is a number here, and below you say that there is none. Take one of the two away.")
            )
        told = association_by(db(), field.number.digits, language())
        if told is not None and not is_association(told):
            raise ValidationError(
                gettext(
                    "%(number)s is the number of %(name)s (%(form)s), which is no association of co-owners. Fill"
                    " in the association’s own number.",
                    number=str(field.number),
                    name=told.name,
                    form=told.form or gettext("another legal form"),
                )
            )

    def _put(self, field: str | None, words: str) -> None:
        super()._put({"association": "enterprise_number"}.get(field or "", field), words)


class AssociationPage(Page):
    name = CasePage.ASSOCIATION
    template = "syndics/pages/association.html"
    form = AssociationForm

    @property
    def helps(self) -> dict[str, Help]:
        return {"register": _from_register}

    def filled(self, case: Case, details: CaseDetails) -> dict[str, Any]:
        told = details.association
        if told == Association():
            told = own_association(db(), identity(), language()) or told
        return {
            "enterprise_number": enterprise(told.number),
            "unregistered": told.unregistered,
            "association_name": told.name,
            **filled_home(told.home),
        }

    def changed(self, form: AssociationForm, case: Case, details: CaseDetails) -> CaseDetails:
        number = form.enterprise_number.number
        made = Association(
            number=number.digits if number else "",
            name=line(form.association_name.data),
            home=form.home,
            unregistered=bool(form.unregistered.data),
        )
        if number is not None and not (made.name and made.home.street):
            told = association_by(db(), number.digits, language())
            if told is not None:
                found = as_association(told)
                made = replace(
                    made, name=made.name or found.name, home=made.home if made.home.street else found.home
                )
        return replace(details, association=made)

    def told(self, case: Case, details: CaseDetails) -> bool:
        told = details.association
        return bool(told.name and (told.number or told.unregistered))

    def shown(self, case: Case, details: CaseDetails, form: Any) -> dict[str, Any]:
        told = details.association
        return {
            "fixed": association_stays(case),
            "association": told,
            "association_number": enterprise(told.number),
            "notes": _notes(case, told),
        }


def _from_register(form: AssociationForm, case: Case, details: CaseDetails) -> None:
    """Name and address as the business register has them."""
    form.enterprise_number.validate(form)
    number = form.enterprise_number.number
    if form.enterprise_number.errors:
        return
    if number is None:
        form.enterprise_number.errors = [gettext("Fill in the number first.")]
        return
    told = association_by(db(), number.digits, language())
    if told is None:
        form.enterprise_number.errors = [sentence(Refusal("syndics.association.not_found"))]
        return
    if not is_association(told):
        form.validate_enterprise_number(form.enterprise_number)
    form.association_name.data = told.name
    form.put_home(as_association(told).home)


def _notes(case: Case, told: Association) -> list[str]:
    """What the registers say that is good to know here."""
    if not told.number:
        return []
    found: Enterprise | None = association_by(db(), told.number, language())
    notes = []
    if found is None:
        notes.append(sentence(Refusal("syndics.association.not_found")))
    elif found.gone_on is not None:
        notes.append(sentence(Refusal("syndics.association.gone", day=found.gone_on)))
    about = running_mandate(db(), told.number, clock.now())
    if about is not None:
        notes.append(
            str(
                gettext(
                    "According to our register of mandates %(name)s is syndic since %(day)s.",
                    name=about.syndic_name,
                    day=day(about.first_day),
                )
            )
        )
    elif CaseForm(case.form) in ABOUT_ONE:
        notes.append(
            str(
                gettext(
                    "Our register of mandates has no syndic of this association. That is no obstacle: you fill in"
                    " who it is."
                )
            )
        )
    return notes
