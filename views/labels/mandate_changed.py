"""What each field of a case is called, and what stands in it as people read it: in the question and its answer, on
the page of the case, in a list of changes."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from models.values import EnterpriseNumber, NationalNumber, ValueProblem
from models.values.mandates import AppointedBy, Home, SyndicCapacity, SyndicKind
from views.labels import day
from views.labels.mandates import APPOINTED_BY, CAPACITIES, SYNDIC_KINDS

FIELDS: dict[str, Any] = {
    "association.number": _l("Enterprise number of the association"),
    "association.name": _l("Name of the association"),
    "association.home": _l("Address of the association"),
    "association.unregistered": _l("Not in the business register yet"),
    "mandate.appointed_by": _l("Appointed by"),
    "mandate.provisional": _l("Provisional syndic"),
    "mandate.decided_on": _l("Day of the decision to appoint"),
    "mandate.starts_on": _l("Start of the mandate"),
    "mandate.ends_on": _l("Last day of the mandate"),
    "ending.syndic_name": _l("Syndic whose mandate ends"),
    "ending.syndic_number": _l("Number of the syndic whose mandate ends"),
    "ending.appointed_by": _l("End decided by"),
    "ending.decided_on": _l("Day of the decision to end"),
    "ending.ends_on": _l("First day without this syndic"),
    "syndic.kind": _l("The syndic is"),
    "syndic.person.given_names": _l("First names of the syndic"),
    "syndic.person.family_name": _l("Name of the syndic"),
    "syndic.person.number": _l("National number of the syndic"),
    "syndic.person.none": _l("The syndic has no national number"),
    "syndic.profession": _l("Profession of the syndic"),
    "syndic.legal_form": _l("Legal form of the syndic"),
    "syndic.name": _l("Name of the company"),
    "syndic.enterprise_number": _l("Enterprise number of the company"),
    "syndic.home": _l("Domicile or seat of the syndic"),
    "syndic.co_owner": _l("The syndic is a co-owner"),
    "syndic.capacity": _l("Capacity of the syndic"),
    "syndic.accreditation": _l("BIV/IPI number of the syndic"),
    "representative.named": _l("The decision names a representative"),
    "representative.person.given_names": _l("First names of the representative"),
    "representative.person.family_name": _l("Name of the representative"),
    "representative.person.number": _l("National number of the representative"),
    "representative.person.none": _l("The representative has no national number"),
    "representative.capacity": _l("Capacity of the representative"),
    "representative.accreditation": _l("BIV/IPI number of the representative"),
    "changes_on": _l("The change holds from"),
    "reach.email": _l("E-mail for this case"),
    "reach.phone": _l("Phone for this case"),
    "reach.consult_at": _l("Where by-laws and decisions can be consulted"),
    "remarks": _l("Remarks"),
}
_WORDS: dict[type[StrEnum], dict[Any, Any]] = {
    AppointedBy: APPOINTED_BY,
    SyndicKind: SYNDIC_KINDS,
    SyndicCapacity: CAPACITIES,
}
_NUMBERS = frozenset(
    {"association.number", "ending.syndic_number", "syndic.enterprise_number"}
)  # of enterprises; the rest of them are of people


def field_shown(name: str, value: Any) -> str:
    """What stands in a field as people read it, '' for nothing; a number of a person is masked."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Home):
        place = f"{value.postal_code} {value.place}".strip()
        return ", ".join(part for part in (value.street, place) if part)
    if isinstance(value, StrEnum):
        return str(_WORDS[type(value)][value])
    return _number(name, str(value))


def _number(name: str, text: str) -> str:
    try:
        if name in _NUMBERS and len(text) == 10:
            return str(EnterpriseNumber.parse(text))
        if name.endswith(".number") or name in _NUMBERS:
            return str(NationalNumber.parse(text).masked())
    except ValueProblem:
        return "•" * len(text)
    return text
