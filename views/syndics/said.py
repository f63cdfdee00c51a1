"""All that a case says, part by part and in words, as the counter reads it and as the register asks it.

National and BIS numbers are masked; `full` gives them whole, for the filing sheet alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext, pgettext

from app.syndics.rules.pages import pages_of
from models.values import EnterpriseNumber, NationalNumber, ValueProblem
from models.values.mandates import (
    AppointedBy,
    CaseDetails,
    CaseForm,
    CasePage,
    Home,
    PersonTold,
    RepresentativeTold,
    Syndic,
    SyndicCapacity,
    SyndicKind,
)
from views.labels import day
from views.labels.mandates import APPOINTED_BY, CAPACITIES, PAGES, SYNDIC_KINDS

Rows = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Part:
    """One page of a case: its title, and what was filled in there as label and value."""

    page: CasePage
    title: str
    rows: Sequence[tuple[str, str]]


def said_in(form: CaseForm, details: CaseDetails, *, full: bool = False) -> tuple[Part, ...]:
    """Each part that this form has and that says something, in the order in which it was asked."""
    told = {
        CasePage.ASSOCIATION: _association(form, details),
        CasePage.ENDING: _ending(details),
        CasePage.MANDATE: _mandate(details),
        CasePage.SYNDIC: _syndic(details.syndic, full=full),
        CasePage.REPRESENTATIVE: _representative(details.representative, full=full),
        CasePage.CONTACT: _contact(details),
    }
    parts = []
    for page in pages_of(form, details.syndic.kind):
        rows = tuple((label, value) for label, value in told.get(page, ()) if value)
        if rows:
            parts.append(Part(page, str(PAGES[page]), rows))
    return tuple(parts)


def holds_numbers(form: CaseForm, details: CaseDetails) -> bool:
    """Whether a national or BIS number stands in what this form says."""
    pages = pages_of(form, details.syndic.kind)
    of_syndic = CasePage.SYNDIC in pages and details.syndic.kind is SyndicKind.PERSON
    return bool(
        (of_syndic and details.syndic.person.number)
        or (CasePage.REPRESENTATIVE in pages and details.representative.person.number)
    )


def enterprise(number: str) -> str:
    """An enterprise number as it is shown; as it was typed where it is none."""
    try:
        return str(EnterpriseNumber(number)) if number else ""
    except ValueProblem:
        return number


def _association(form: CaseForm, details: CaseDetails) -> Rows:
    one = details.association
    yield gettext("Name"), one.name
    yield gettext("Enterprise number"), enterprise(one.number) or (
        gettext("Not in the business register yet") if one.unregistered else ""
    )
    yield gettext("Address"), home(one.home)
    if form in (CaseForm.CHANGE, CaseForm.REPRESENTATIVE):
        yield gettext("Holds from"), day(details.changes_on)


def _ending(details: CaseDetails) -> Rows:
    one = details.ending
    yield gettext("Syndic whose mandate ends"), _joined(one.syndic_name, enterprise(one.syndic_number))
    yield gettext("Ended by"), _by(one.appointed_by)
    yield gettext("Decided on"), day(one.decided_on)
    yield gettext("First day without this syndic"), day(one.ends_on)


def _mandate(details: CaseDetails) -> Rows:
    one = details.mandate
    yield gettext("Appointed by"), _by(one.appointed_by)
    yield gettext("Provisional"), _yes_or_no(one.provisional)
    yield gettext("Decided on"), day(one.decided_on)
    yield gettext("Starts on"), day(one.starts_on)
    yield gettext("Last day"), day(one.ends_on)


def _syndic(one: Syndic, *, full: bool) -> Rows:
    yield gettext("Kind"), str(SYNDIC_KINDS[one.kind]) if one.kind else ""
    if one.kind is SyndicKind.PERSON:
        yield from _person(one.person, full=full)
        yield gettext("Profession"), one.profession
        yield gettext("Domicile"), home(one.home)
    else:
        yield gettext("Name"), one.called
        yield gettext("Enterprise number"), enterprise(one.enterprise_number)
        yield gettext("Seat"), home(one.home)
    yield gettext("Co-owner"), _yes_or_no(one.co_owner)
    yield gettext("Capacity"), _capacity(one.capacity)
    yield gettext("BIV/IPI number"), one.accreditation


def _representative(one: RepresentativeTold, *, full: bool) -> Rows:
    yield gettext("Named in the decision"), _yes_or_no(one.named)
    yield from _person(one.person, full=full)
    yield gettext("Capacity"), _capacity(one.capacity)
    yield gettext("BIV/IPI number"), one.accreditation


def _contact(details: CaseDetails) -> Rows:
    one = details.reach
    yield gettext("E-mail"), one.email
    yield gettext("Phone"), one.phone
    yield gettext("By-laws and register of decisions"), one.consult_at
    yield pgettext("syndics", "Remarks"), details.remarks


def _person(one: PersonTold, *, full: bool) -> Rows:
    yield gettext("Given names"), one.given_names
    yield gettext("Family name"), one.family_name
    yield gettext("National or BIS number"), _number(one, full=full)


def _number(one: PersonTold, *, full: bool) -> str:
    if not one.number:
        return gettext("None; see the documents that identify the person") if one.none else ""
    try:
        number = NationalNumber(one.number)
    except ValueProblem:
        return one.number if full else gettext("can’t be read")
    return str(number) if full else number.masked()


def home(one: Home) -> str:
    """An address on one line."""
    return ", ".join(filter(None, (one.street, f"{one.postal_code} {one.place}".strip())))


def _joined(name: str, number: str) -> str:
    return f"{name} ({number})" if name and number else name or number


def _by(one: AppointedBy | None) -> str:
    return str(APPOINTED_BY[one]) if one else ""


def _capacity(one: SyndicCapacity | None) -> str:
    return str(CAPACITIES[one]) if one else ""


def _yes_or_no(one: bool | None) -> str:
    if one is None:
        return ""
    return gettext("yes") if one else gettext("no")
