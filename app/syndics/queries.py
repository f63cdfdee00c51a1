"""Cases: whose they are, one of them, and what stands in it.

A case is seen by whom its applicant acts for, an organisation or himself, and by the counter; in the scope of the
reader. `locked_case` holds its row, so that two who act on it act one after the other.
"""

from __future__ import annotations

import json

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session, joinedload

from app.errors import Forbidden, Missing, Stale
from app.events import Subject
from app.panels import words_in
from app.policy import Identity, Permission, Role, may
from models.events import PLATFORM
from models.syndics import Case
from models.values import SearchText
from models.values.mandates import CaseDetails

_LEAST, _MOST = 4, 10  # digits of a number that are looked for


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The cases this reader may see: those of the organisation he acts for as its member, or his own; for the
    counter and the helpdesk all."""
    return true() if may(who, Permission.MANDATE_CASE_SEE) else own_to(who)


def own_to(who: Identity) -> ColumnElement[bool]:
    """The cases that are his who looks at them: see `is_own`."""
    if who.organisation_id is not None:
        return Case.acting_for_id == who.organisation_id if Role.MEMBER in who.roles else false()
    return and_(Case.acting_for_id.is_(None), Case.account_id == who.account_id)


def about_association(text: str) -> ColumnElement[bool]:
    """By beginnings of words of its association's name, or by the first digits of its number; as whoever searches
    the whole house finds them, so that each has its index among any number of cases."""
    digits = "".join(one for one in text if one.isdigit())
    sought = SearchText.read(text)
    named = words_in(Case.association_name, sought, folded=False) if sought.words else false()
    if not _LEAST <= len(digits) <= _MOST:
        return named
    return or_(named, Case.association_number.between(digits.ljust(_MOST, "0"), digits.ljust(_MOST, "9")))


def case_record(session: Session, who: Identity, case_id: int) -> Case:
    """One case, with for whom it is and who pays. Raises Missing when it isn't there or isn't yours."""
    found = session.scalars(
        select(Case)
        .where(Case.id == case_id, visible_to(who))
        .options(joinedload(Case.acting_for), joinedload(Case.payer))
    ).one_or_none()
    if found is None:
        raise Missing("case", case_id)
    return found


def locked_case(session: Session, who: Identity, case_id: int, version: int | None = None) -> Case:
    """The same, held until the transaction ends. Raises Missing, Stale when `version` is another one."""
    found = session.scalars(
        select(Case)
        .where(Case.id == case_id, visible_to(who))
        .with_for_update(of=Case)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("case", case_id)
    if version is not None and found.version != version:
        raise Stale("case", case_id)
    return found


def is_own(who: Identity, case: Case) -> bool:
    """Whether it is his who looks at it: of the organisation he acts for as its member, or his own."""
    if who.organisation_id is not None:
        return case.acting_for_id == who.organisation_id and Role.MEMBER in who.roles
    return case.acting_for_id is None and case.account_id == who.account_id


def own_case(session: Session, who: Identity, case_id: int) -> Case:
    """A case of one's own, held. Raises Missing; Forbidden for the counter, which sees it too."""
    case = locked_case(session, who, case_id)
    if not is_own(who, case):
        raise Forbidden(Permission.MANDATE_CASE_MAKE)
    return case


def details_of(case: Case) -> CaseDetails:
    """What it says; nothing where its applicant was erased."""
    return CaseDetails.read(json.loads(case.details)) if case.details else CaseDetails()


def subject_of(case: Case) -> Subject:
    """The case as events and documents know it."""
    return Subject("mandate_case", case.id, case.acting_for_id or PLATFORM, case.person_id)


def paper_subject_of(case: Case) -> Subject:
    """The same for its files, which lie with the platform whoever it belongs to: take them in in office scope."""
    return Subject("mandate_case", case.id, PLATFORM, case.person_id)
