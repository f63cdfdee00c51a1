"""The pages of a file: which of them apply to a contact, and what each still wants before anybody may accept.
Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.values import IdentifierKind
from models.values.identified import Details, OrganisationDetails, PersonDetails


class PageName(StrEnum):
    """A page, by its name in addresses and in `Contact.pages`; in the order in which they come."""

    NAME = "name"
    BIRTH = "birth"
    HOME = "home"
    DOCUMENT = "document"
    COMPANY = "company"
    SEAT = "seat"
    DIRECTORS = "directors"
    REPRESENTATIVE = "representative"
    OWNERS = "owners"
    REGISTER = "register"
    LISTING = "listing"
    REACH = "reach"
    WORK = "work"
    PART = "part"
    ACTING = "acting"
    MEETING = "meeting"
    EVIDENCE = "evidence"
    LISTS = "lists"
    QUESTIONS = "questions"
    RESULT = "result"


class Step(StrEnum):
    """What pages are about: the five steps named beside them."""

    WHO = "who"
    EVIDENCE = "evidence"
    LISTS = "lists"
    QUESTIONS = "questions"
    RESULT = "result"


_COMMON = (PageName.REACH, PageName.PART, PageName.ACTING, PageName.MEETING)
_LAST = (PageName.EVIDENCE, PageName.LISTS, PageName.QUESTIONS, PageName.RESULT)
_PERSON = (
    PageName.NAME, PageName.BIRTH, PageName.HOME, PageName.DOCUMENT, PageName.REACH, PageName.WORK,
    *_COMMON[1:], *_LAST,
)  # fmt: skip
_ORGANISATION = (
    PageName.COMPANY, PageName.SEAT, PageName.DIRECTORS, PageName.REPRESENTATIVE, PageName.OWNERS,
    PageName.REGISTER, PageName.LISTING, *_COMMON, *_LAST,
)  # fmt: skip
_STEPS = {one: Step(one.value) for one in _LAST}


def pages_of(details: Details) -> tuple[PageName, ...]:
    """The pages of this contact, in their order."""
    return _PERSON if isinstance(details, PersonDetails) else _ORGANISATION


def step_of(page: PageName) -> Step:
    """Of which step the page is."""
    return _STEPS.get(page, Step.WHO)


@dataclass(frozen=True)
class Lacking:
    """Something that must be known before anybody accepts: on which page, and which field of it."""

    page: PageName
    field: str


def lacking_in(details: Details, has_national_number: bool) -> tuple[Lacking, ...]:
    """What identification still wants, in the order of the pages. A Belgian who has no national number here is
    asked for it."""
    if isinstance(details, PersonDetails):
        wants: Mapping[tuple[PageName, str], Callable[[PersonDetails], bool]] = _OF_PERSON
        found = [Lacking(*where) for where, there in wants.items() if not there(details)]
        if not has_national_number and "BE" in (*details.nationalities, details.address.country):
            found.append(Lacking(PageName.DOCUMENT, "national_number"))
    else:
        found = [Lacking(*where) for where, there in _OF_ORGANISATION.items() if not there(details)]
    order = pages_of(details)
    return tuple(sorted(found, key=lambda one: order.index(one.page)))


_DEALING: dict[tuple[PageName, str], Callable[[Details], bool]] = {
    (PageName.PART, "part"): lambda one: one.dealing.part is not None,
    (PageName.PART, "side"): lambda one: one.dealing.side is not None,
    (PageName.ACTING, "acts_for_other"): lambda one: one.dealing.acts_for_other is not None,
    (PageName.ACTING, "principal"): lambda one: (
        not one.dealing.acts_for_other or one.dealing.principal_id is not None
    ),
    (PageName.MEETING, "meeting"): lambda one: one.dealing.meeting is not None,
    (PageName.MEETING, "purpose"): lambda one: bool(one.dealing.purpose),
}
_OF_PERSON: dict[tuple[PageName, str], Callable[[PersonDetails], bool]] = {
    (PageName.NAME, "family_name"): lambda one: bool(one.family_name),
    (PageName.NAME, "given_names"): lambda one: bool(one.given_names),
    (PageName.BIRTH, "birth_date"): lambda one: one.birth_date is not None,
    (PageName.BIRTH, "birth_place"): lambda one: bool(one.birth_place),
    (PageName.HOME, "nationalities"): lambda one: bool(one.nationalities),
    (PageName.HOME, "residence"): lambda one: bool(one.address.country),
    (PageName.DOCUMENT, "document_kind"): lambda one: one.document.kind in tuple(IdentifierKind),
    (PageName.DOCUMENT, "document_number"): lambda one: bool(one.document.number),
    (PageName.WORK, "sector"): lambda one: bool(one.profession or one.sector),
    **_DEALING,
}
_OF_ORGANISATION: dict[tuple[PageName, str], Callable[[OrganisationDetails], bool]] = {
    (PageName.COMPANY, "name"): lambda one: bool(one.name),
    (PageName.COMPANY, "legal_form"): lambda one: bool(one.legal_form),
    (PageName.COMPANY, "number"): lambda one: bool(one.number),
    (PageName.SEAT, "street"): lambda one: bool(one.seat.street or one.seat.place),
    (PageName.SEAT, "country"): lambda one: bool(one.seat.country),
    (PageName.SEAT, "activity"): lambda one: bool(one.activity or one.activity_code),
    (PageName.DIRECTORS, "directors"): lambda one: bool(one.directors),
    (PageName.DIRECTORS, "powers"): lambda one: bool(one.powers),
    (PageName.REPRESENTATIVE, "representative"): lambda one: one.representative_id is not None,
    (PageName.OWNERS, "owners"): lambda one: bool(one.ownership.holders),
    **_DEALING,
}
