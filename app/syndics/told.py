"""What a case says, in words: page by page, label and value, in a language of one's choice; for its summary and
for its papers. What wasn't told is left out. National numbers are masked: they prove nothing to who reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.syndics.rules.pages import pages_of
from app.words import Words
from models.values import EnterpriseNumber, NationalNumber, ValueProblem
from models.values.mandates import (
    AppointedBy,
    CaseDetails,
    CaseEvidence,
    CaseForm,
    CasePage,
    Home,
    PersonTold,
    Syndic,
    SyndicCapacity,
    SyndicKind,
)

Rows = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Section:
    """What one page told."""

    page: CasePage
    title: str
    rows: tuple[tuple[str, str], ...]


def sections_of(_: Words, form: CaseForm, details: CaseDetails) -> tuple[Section, ...]:
    """The pages of that form in their order, but for evidence and summary; one that told nothing has no rows."""
    told = {
        CasePage.ASSOCIATION: (_("Association of co-owners"), _association),
        CasePage.ENDING: (_("Mandate that ends"), _ending),
        CasePage.MANDATE: (_("Appointment"), _mandate),
        CasePage.SYNDIC: (_("The syndic"), _syndic),
        CasePage.REPRESENTATIVE: (_("The representative"), _representative),
        CasePage.CONTACT: (_("Contact and consultation"), _contact),
    }
    pages = [page for page in pages_of(form, details.syndic.kind) if page in told]
    found = []
    for page in pages:
        title, rows = told[page]
        filled = tuple((label, value) for label, value in rows(_, form, details) if value)
        found.append(Section(page, title, filled))
    return tuple(found)


def form_in(_: Words, form: CaseForm) -> str:
    """What is registered."""
    return {
        CaseForm.START: _("Start of a mandate"),
        CaseForm.END: _("End of a mandate"),
        CaseForm.END_START: _("End and start in one act"),
        CaseForm.CHANGE: _("Change of the syndic’s data"),
        CaseForm.REPRESENTATIVE: _("Change of representative"),
    }[form]


def evidence_in(_: Words, kind: CaseEvidence) -> str:
    """What a file proves."""
    return {
        CaseEvidence.MINUTES: _("Signed minutes of the general assembly"),
        CaseEvidence.DEED: _("Extract of the deed of appointment"),
        CaseEvidence.JUDGMENT: _("Judgment"),
        CaseEvidence.BY_LAWS: _("By-laws"),
        CaseEvidence.DISMISSAL: _("Proof of dismissal"),
        CaseEvidence.IDENTITY: _("Documents that identify the person beyond doubt"),
        CaseEvidence.OTHER: _("Another document"),
    }[kind]


def enterprise_in(digits: str) -> str:
    """An enterprise number as it is written; as it was typed where it is none."""
    try:
        return str(EnterpriseNumber(digits)) if digits else ""
    except ValueProblem:
        return digits


def _association(_: Words, form: CaseForm, details: CaseDetails) -> Rows:
    one = details.association
    yield _("Name"), one.name
    yield _("Enterprise number"), enterprise_in(one.number)
    if one.unregistered:
        yield _("Business register"), _("Not registered there yet")
    yield _("Address"), _home(one.home)


def _ending(_: Words, form: CaseForm, details: CaseDetails) -> Rows:
    one = details.ending
    yield _("Syndic whose mandate ends"), one.syndic_name
    yield _("Enterprise number"), enterprise_in(one.syndic_number)
    yield _("Decided by"), _by(_, one.appointed_by)
    yield _("Decided on"), _day(_, one.decided_on)
    yield _("First day without this syndic"), _day(_, one.ends_on)


def _mandate(_: Words, form: CaseForm, details: CaseDetails) -> Rows:
    one = details.mandate
    yield _("Appointed by"), _by(_, one.appointed_by)
    yield _("Provisional syndic"), _yes(_, one.provisional)
    yield _("Decided on"), _day(_, one.decided_on)
    yield _("First day of the mandate"), _day(_, one.starts_on)
    yield _("Last day of the mandate"), _day(_, one.ends_on)


def _syndic(_: Words, form: CaseForm, details: CaseDetails) -> Rows:
    one = details.syndic
    if form is CaseForm.CHANGE:
        yield _("Holds from"), _day(_, details.changes_on)
    if one.kind is SyndicKind.COMPANY:
        yield _("Company"), one.called
        yield _("Enterprise number"), enterprise_in(one.enterprise_number)
        yield _("Seat"), _home(one.home)
    elif one.kind is SyndicKind.PERSON:
        yield from _person(_, one.person)
        yield _("Profession"), one.profession
        yield _("Domicile"), _home(one.home)
    yield from _capacity(_, one)


def _capacity(_: Words, one: Syndic) -> Rows:
    yield _("Co-owner"), _yes(_, one.co_owner)
    yield _("Capacity"), capacity_in(_, one.capacity)
    yield _("Number at the BIV/IPI"), one.accreditation


def _representative(_: Words, form: CaseForm, details: CaseDetails) -> Rows:
    one = details.representative
    if form is CaseForm.REPRESENTATIVE:
        yield _("Holds from"), _day(_, details.changes_on)
    yield _("The decision names a representative"), _yes(_, one.named)
    yield from _person(_, one.person)
    yield _("Capacity"), capacity_in(_, one.capacity)
    yield _("Number at the BIV/IPI"), one.accreditation


def _contact(_: Words, form: CaseForm, details: CaseDetails) -> Rows:
    yield _("E-mail"), details.reach.email
    yield _("Phone"), details.reach.phone
    yield _("Where by-laws and decisions can be consulted"), details.reach.consult_at
    yield _("Remarks"), details.remarks


def _person(_: Words, one: PersonTold) -> Rows:
    yield _("Name"), one.name
    yield _("National or BIS number"), _("None") if one.none else _masked(one.number)


def capacity_in(_: Words, one: SyndicCapacity | None) -> str:
    """By what somebody may be syndic; '' where that isn't told."""
    if one is None:
        return ""
    return {
        SyndicCapacity.CO_OWNER: _("Co-owner"),
        SyndicCapacity.ESTATE_AGENT: _("Estate agent (BIV/IPI)"),
        SyndicCapacity.LAWYER: _("Lawyer"),
        SyndicCapacity.ACCOUNTANT: _("Accountant"),
        SyndicCapacity.SURVEYOR: _("Surveyor-expert"),
        SyndicCapacity.ARCHITECT: _("Architect"),
    }[one]


def _by(_: Words, one: AppointedBy | None) -> str:
    if one is None:
        return ""
    return {
        AppointedBy.ASSEMBLY: _("The general assembly"),
        AppointedBy.JUDGE: _("A judge"),
        AppointedBy.BY_LAWS: _("The by-laws"),
    }[one]


def _yes(_: Words, told: bool | None) -> str:
    if told is None:
        return ""
    return _("Yes") if told else _("No")


def _day(_: Words, day: date | None) -> str:
    return _.day(day) if day is not None else ""


def _home(one: Home) -> str:
    town = f"{one.postal_code} {one.place}".strip()
    return ", ".join(part for part in (one.street, town) if part)


def _masked(digits: str) -> str:
    try:
        return NationalNumber(digits).masked() if digits else ""
    except ValueProblem:
        return "***"
