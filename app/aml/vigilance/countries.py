"""What a file tells of risky countries. Pure.

Each word answers with the code of an option, or with None: people are asked, as they are while no list is in
force. A nationality counts for a person himself only: an owner counts by where he lives.
"""

from __future__ import annotations

from app.aml.vigilance.file import File, RelatedAs
from app.aml.vigilance.rule_set import Thresholds
from models.values.identified import OrganisationDetails


def high_risk_person(file: File, thresholds: Thresholds) -> str | None:
    """'residence' in a high-risk third country, or only the 'nationality' of one; else 'no'."""
    listed, person = frozenset(file.lists.high_risk), file.person
    if person is None or not listed:
        return None
    if person.address.country in listed:
        return "residence"
    if not person.address.country or not person.nationalities:
        return None
    return "no" if listed.isdisjoint(person.nationalities) else "nationality"


def high_risk_organisation(file: File, thresholds: Thresholds) -> str | None:
    """'yes' where the seat, an owner or the money is of a high-risk third country; 'no' where all are known."""
    return _organisation_in(file, file.lists.high_risk)


def tax_list(file: File, thresholds: Thresholds) -> str | None:
    """'yes' where a person lives in a state of the tax list, or the seat, an owner or the money of an organisation
    is of one; 'no' where all are known."""
    if file.person is None:
        return _organisation_in(file, file.lists.tax)
    home = file.person.address.country
    if not home or not file.lists.tax:
        return None
    return "yes" if home in file.lists.tax else "no"


def _organisation_in(file: File, listed: tuple[str, ...]) -> str | None:
    organisation = file.organisation
    if organisation is None or not listed:
        return None
    owners = _owners(file, organisation)
    seats = (organisation.seat.country, organisation.number_country)
    if not frozenset(listed).isdisjoint((*seats, *owners, *organisation.funds_countries)):
        return "yes"
    known = organisation.seat.country and owners and all(owners) and organisation.funds_countries
    return "no" if known else None


def _owners(file: File, organisation: OrganisationDetails) -> list[str]:
    """The country of each holder, and where each that is a contact lives; '' for one of whom it isn't known."""
    homes = {one.contact_id: one.residence for one in file.related if one.role is RelatedAs.OWNER}
    found = []
    for one in organisation.ownership.holders:
        told = {one.country, homes.get(one.contact_id, "") if one.contact_id is not None else ""} - {""}
        found += sorted(told) or [""]
    return found
