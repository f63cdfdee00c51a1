"""What the business register says of an organisation: its legal forms as choices, and its facts beside ours."""

from __future__ import annotations

from typing import Any

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.aml.registered import Compared, RegisterFact, compared
from app.organisations import businesses
from app.organisations.businesses import Enterprise
from models.organisations import BusinessWord
from models.values import EnterpriseNumber, ValueProblem
from models.values.identified import OrganisationDetails
from views.base import EnterpriseField
from views.framework.database import db
from views.labels import day, language
from views.labels.countries import country_name

FACTS: dict[RegisterFact, Any] = {
    RegisterFact.NAME: _l("Name"),
    RegisterFact.LEGAL_FORM: _l("Legal form"),
    RegisterFact.NUMBER: _l("Enterprise number"),
    RegisterFact.STREET: _l("Street and number"),
    RegisterFact.POSTAL_CODE: _l("Postal code"),
    RegisterFact.PLACE: _l("Town"),
    RegisterFact.COUNTRY: _l("Country"),
}


def legal_forms() -> list[tuple[str, str]]:
    """Every legal form of the register, its code and what it is called, by that."""
    told = [(one.code, businesses.form_word(one, language())) for one in _forms()]
    return sorted(told, key=lambda one: one[1].casefold())


def code_of(text: str) -> str:
    """The register's code of a legal form that is written in any of its languages; '' for none."""
    return next((one.code for one in _forms() if text and text in (one.name_nl, one.name_fr, one.name_en)), "")


def looked_up(field: EnterpriseField, form: Any) -> Enterprise | None:
    """The enterprise with the number in that field; None after saying under it why there is none."""
    field.validate(form)
    if field.errors:
        return None
    wrong = ""
    if field.number is None:
        wrong = gettext("Fill in the enterprise number first: the register is searched by it.")
    elif (told := businesses.by_number(db(), field.number, language())) is not None:
        return told
    elif businesses.is_here(db()):
        wrong = gettext(
            "%(number)s is a right number, but not in the business register. Fill in the page by hand.",
            number=field.number,
        )
    else:
        wrong = gettext("The business register isn't loaded here. Fill in the page by hand.")
    field.errors = [wrong]
    return None


def beside(details: OrganisationDetails, told: Enterprise) -> dict[str, Any]:
    """What stands here and what the register says, as rows, with how many differ."""
    rows = compared(details, told)
    return {
        "rows": [_row(one) for one in rows],
        "differs": sum(one.differs for one in rows),
        "gone": day(told.gone_on) if told.gone_on else "",
        "is_person": told.is_person,
        "name": told.name,
    }


def is_enterprise(number: str) -> bool:
    """Whether these are the ten digits of an enterprise number."""
    try:
        EnterpriseNumber(number)
    except ValueProblem:
        return False
    return True


def _forms() -> list[BusinessWord]:
    if "legal_forms" not in g:
        g.legal_forms = businesses.forms(db())
    found: list[BusinessWord] = g.legal_forms
    return found


def _row(one: Compared) -> dict[str, Any]:
    def shown(text: str) -> str:
        if one.fact is RegisterFact.COUNTRY and text:
            return country_name(text)
        return str(EnterpriseNumber(text)) if one.fact is RegisterFact.NUMBER and is_enterprise(text) else text

    return {
        "label": str(FACTS[one.fact]),
        "ours": shown(one.ours),
        "theirs": shown(one.theirs),
        "differs": one.differs,
    }
