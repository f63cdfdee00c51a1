"""What a case still doesn't say: the fields that have to be filled in, by page."""

from __future__ import annotations

from collections.abc import Iterator

from app.syndics.rules.pages import pages_of
from app.syndics.rules.representative import is_told
from models.values.mandates import (
    AppointedBy,
    CaseDetails,
    CaseForm,
    CasePage,
    Home,
    PersonTold,
    SyndicKind,
)


def missing_of(form: CaseForm, details: CaseDetails) -> dict[CasePage, tuple[str, ...]]:
    """The empty fields of each page of the case, in their order; pages that lack nothing are there too. Evidence
    is a rule of its own."""
    told = {
        CasePage.ASSOCIATION: _association,
        CasePage.ENDING: _ending,
        CasePage.MANDATE: _mandate,
        CasePage.SYNDIC: _syndic,
        CasePage.REPRESENTATIVE: _representative,
        CasePage.CONTACT: _contact,
    }
    found = {}
    for page in pages_of(form, details.syndic.kind):
        if page in told:
            found[page] = tuple(told[page](form, details))
    return found


def _association(form: CaseForm, details: CaseDetails) -> Iterator[str]:
    told = details.association
    if not told.number and not told.unregistered:
        yield "number"
    if not told.name:
        yield "name"
    if not told.number and told.unregistered:
        yield from _home(told.home)


def _ending(form: CaseForm, details: CaseDetails) -> Iterator[str]:
    told = details.ending
    if not told.syndic_name:
        yield "syndic_name"
    if told.decided_on is None:
        yield "decided_on"
    if told.ends_on is None:
        yield "ends_on"


def _mandate(form: CaseForm, details: CaseDetails) -> Iterator[str]:
    told = details.mandate
    if told.appointed_by is None:
        yield "appointed_by"
    if told.provisional is None and told.appointed_by is not AppointedBy.BY_LAWS:
        yield "provisional"
    if told.decided_on is None:
        yield "decided_on"
    if told.starts_on is None:
        yield "starts_on"


def _syndic(form: CaseForm, details: CaseDetails) -> Iterator[str]:
    told = details.syndic
    if told.kind is None:
        yield "kind"
    elif told.kind is SyndicKind.PERSON:
        yield from _person(told.person)
        yield from _home(told.home)
    else:
        if not told.enterprise_number:
            yield "enterprise_number"
        if not told.name:
            yield "name"
    if told.kind is not None and told.co_owner is None and form is not CaseForm.CHANGE:
        yield "co_owner"
    if form is CaseForm.CHANGE and details.changes_on is None:
        yield "changes_on"


def _representative(form: CaseForm, details: CaseDetails) -> Iterator[str]:
    """Of a company alone; whether somebody has to be told at all, the rule of representatives says."""
    told = details.representative
    if form is CaseForm.REPRESENTATIVE and details.changes_on is None:
        yield "changes_on"
    if form is CaseForm.REPRESENTATIVE and details.syndic.kind is not SyndicKind.COMPANY:
        yield "syndic"
    if details.syndic.kind is None:
        return
    if told.named is None and form is not CaseForm.CHANGE:
        yield "named"
    if is_told(told):
        yield from _person(told.person)
    elif told.person.given_names or told.person.number:
        yield "family_name"


def _contact(form: CaseForm, details: CaseDetails) -> Iterator[str]:
    if not details.reach.email:
        yield "email"


def _person(told: PersonTold) -> Iterator[str]:
    if not told.family_name:
        yield "family_name"
    if not told.given_names:
        yield "given_names"
    if not told.number and not told.none:
        yield "national_number"


def _home(told: Home) -> Iterator[str]:
    if not told.street:
        yield "street"
    if not told.place:
        yield "place"
