"""Cases are begun and filled in, a page at a time: each page is kept by itself, incomplete ones too, so that one
can stop at any and go on.

Only whose case it is writes in it, while it is a draft or waits for an answer; the counter reads along.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Missing, Refusal, Stale
from app.policy import Identity, Permission, Role, require
from app.syndics.queries import details_of, own_case, subject_of
from app.syndics.rules.deadline import last_day_of
from app.syndics.rules.pages import pages_of
from app.syndics.starting import told_by
from app.syndics.steps import note_step
from app.transaction import Scope, refuse_as, within
from models.organisations import Organisation
from models.syndics import Case, MandateRow
from models.values import OrganisationKind
from models.values.mandates import CaseDetails, CaseForm, CasePage, CaseState, StepKind
from models.values.problem import ValueProblem

refuse_as("uq_syndic_case_form_key", "syndics.case.sent_twice")

Change = Callable[[CaseDetails], CaseDetails]
EDITABLE = frozenset({CaseState.DRAFT, CaseState.QUESTION})
ABOUT_ONE = frozenset({CaseForm.END, CaseForm.END_START, CaseForm.CHANGE, CaseForm.REPRESENTATIVE})
"""Forms that are about a mandate which stands in the register."""


def begin_case(
    session: Session,
    actor: Identity,
    form: CaseForm,
    form_key: str | None,
    now: datetime,
    *,
    mandate_id: int | None = None,
    details: CaseDetails | None = None,
    batch_id: int | None = None,
) -> Case:
    """Begins a case for whom one acts, kept as a draft; the same form sent twice begins one. `mandate_id`: the
    mandate that ends or changes, whose data it begins with; `details`: what it says from the start instead.

    Raises Forbidden, Missing, Refusal syndics.case.government, syndics.case.sent_twice.
    """
    require(actor, Permission.MANDATE_CASE_MAKE)
    _not_for_a_government(session, actor)
    if form_key and (sent := _sent_before(session, actor, form_key)) is not None:
        return sent
    about = _mandate(session, mandate_id)
    made = Case(
        form=str(form),
        state=str(CaseState.DRAFT),
        language=actor.language,
        account_id=actor.account_id,
        # A case of an office is none of what is kept of its member: erasing him leaves it whole.
        person_id=actor.person_id if actor.organisation_id is None else None,
        acting_for_id=actor.organisation_id,
        page=str(pages_of(form)[0]),
        mandate_id=about.id if about is not None and form in ABOUT_ONE else None,
        batch_id=batch_id,
        due_on=clock.day_of(now),
        begun_at=now,
        changed_at=now,
        form_key=form_key,
    )
    if details is None:
        details = told_by(form, about) if about is not None else CaseDetails()
    write_details(session, made, details, now)
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:
        # Sent a second time while the first was still being kept.
        sent = _sent_before(session, actor, form_key) if form_key else None
        if sent is None:
            raise
        return sent
    note_step(session, made, StepKind.BEGUN, actor, now)
    return made


def save_page(
    session: Session,
    actor: Identity,
    case_id: int,
    page: CasePage,
    change: Change,
    version: int,
    now: datetime,
) -> Case:
    """Keeps what a page told: `change` makes new details of those that are there. What changes nothing is never
    too late.

    Raises Forbidden, Missing, Stale, Refusal syndics.case.closed, syndics.case.association_stays,
    syndics.case.days_stay, syndics.case.far_away.
    """
    case = editable_case(session, actor, case_id)
    before = details_of(case)
    details = change(before)
    if details == before and case.version != version:
        return case
    if case.version != version:
        raise Stale("case", case_id)
    if details.association != before.association and association_stays(case):
        raise Refusal("syndics.case.association_stays")
    _days_stay(case, details)
    case.page = str(_after(case, details, page))
    if details == before:
        session.flush()
        return case
    write_details(session, case, details, now)
    case.changed_at = now
    session.flush()
    events.record(session, events.Tag.MANDATE_CASE_SAVED, subject_of(case), actor, now, facts={"page": str(page)})
    return case


def _last_day(form: CaseForm, details: CaseDetails) -> date | None:
    """The last day by these dates. Raises Refusal syndics.case.far_away."""
    try:
        return last_day_of(form, details)
    except ValueProblem as problem:
        first, last = problem.facts["first"], problem.facts["last"]
        raise Refusal("syndics.case.far_away", first=first, last=last) from problem


def _days_stay(case: Case, details: CaseDetails) -> None:
    """What was announced in time stays in time: days by which it was late then would make its proof say what isn't
    so. Raises Refusal syndics.case.days_stay, .far_away."""
    if case.handed_in_at is None or case.state != CaseState.DRAFT:
        return
    announced_on, last_day = clock.day_of(case.handed_in_at), _last_day(CaseForm(case.form), details)
    if last_day is not None and last_day < announced_on <= case.due_on:
        raise Refusal("syndics.case.days_stay", day=last_day)


def keep_for_later(session: Session, actor: Identity, case_id: int, page: CasePage, now: datetime) -> Case:
    """Remembers the page at which one stops; who stops is written where to go on.

    Raises Forbidden, Missing, Refusal syndics.case.closed.
    """
    case = editable_case(session, actor, case_id)
    case.page = str(page)
    session.flush()
    events.record(session, events.Tag.MANDATE_CASE_KEPT, subject_of(case), actor, now, facts={"page": str(page)})
    return case


def editable_case(session: Session, actor: Identity, case_id: int) -> Case:
    """One's own case that may be written in, held until the transaction ends.

    Raises Forbidden for the counter, Missing, Refusal syndics.case.closed.
    """
    require(actor, Permission.MANDATE_CASE_MAKE)
    case = own_case(session, actor, case_id)
    if case.state not in EDITABLE:
        raise Refusal("syndics.case.closed")
    return case


def association_stays(case: Case) -> bool:
    """Whether the association was handed in, and can't become another one."""
    return case.handed_in_at is not None


def write_details(session: Session, case: Case, details: CaseDetails, now: datetime) -> None:
    """Puts what a case says in it, and in the columns that follow from it. Its last day follows its dates until it
    was handed in."""
    case.details = json.dumps(details.told(), ensure_ascii=False)
    form = CaseForm(case.form)
    last_day = _last_day(form, details)
    if case.handed_in_at is None:
        case.due_on = last_day or clock.day_of(case.begun_at)
        _about(session, case, form, details, now)
    starting, ending = details.mandate, details.ending
    if form is CaseForm.END:
        case.decided_on, case.starts_on, case.ends_on = ending.decided_on, None, ending.ends_on
    elif form in (CaseForm.CHANGE, CaseForm.REPRESENTATIVE):
        case.decided_on, case.starts_on, case.ends_on = starting.decided_on, details.changes_on, None
    else:
        case.decided_on, case.starts_on = starting.decided_on, starting.starts_on
        case.ends_on = ending.ends_on if form is CaseForm.END_START else None


def running_mandate(session: Session, association_number: str, now: datetime) -> MandateRow | None:
    """Who is syndic of that association today, or was the last to become it; a provisional one only where there is
    no other."""
    today = clock.day_of(now)
    return session.scalars(
        select(MandateRow)
        .where(
            MandateRow.association_number == association_number,
            or_(MandateRow.last_day.is_(None), MandateRow.last_day >= today),
        )
        .order_by(MandateRow.provisional, MandateRow.first_day.desc())
        .limit(1)
    ).one_or_none()


def _about(session: Session, case: Case, form: CaseForm, details: CaseDetails, now: datetime) -> None:
    """Of which association it is: by number, by name, as organisation here, and by the mandate it is about."""
    number = details.association.number or None
    case.association_name = details.association.name[:200]
    if number == case.association_number:
        return
    case.association_number = number
    with session.no_autoflush:
        case.association_id = _organisation_id(session, number) if number else None
        if form in ABOUT_ONE and case.batch_id is None and not _is_about(session, case, number):
            about = running_mandate(session, number, now) if number else None
            case.mandate_id = about.id if about is not None else None


def _is_about(session: Session, case: Case, number: str | None) -> bool:
    about = session.get(MandateRow, case.mandate_id) if case.mandate_id is not None else None
    return about is not None and about.association_number == number


def _organisation_id(session: Session, number: str) -> int | None:
    with within(session, Scope.office()):
        return session.scalar(
            select(Organisation.id).where(
                Organisation.enterprise_number == number,
                Organisation.kind == str(OrganisationKind.OWNERS_ASSOCIATION),
            )
        )


def _after(case: Case, details: CaseDetails, page: CasePage) -> CasePage:
    """The page after this one; the last one stays where it is."""
    pages = pages_of(CaseForm(case.form), details.syndic.kind)
    at = pages.index(page) if page in pages else 0
    return pages[min(at + 1, len(pages) - 1)]


def _sent_before(session: Session, actor: Identity, form_key: str) -> Case | None:
    return session.scalars(
        select(Case).where(Case.account_id == actor.account_id, Case.form_key == form_key)
    ).one_or_none()


def _mandate(session: Session, mandate_id: int | None) -> MandateRow | None:
    if mandate_id is None:
        return None
    found = session.get(MandateRow, mandate_id)
    if found is None:
        raise Missing("mandate", mandate_id)
    return found


def _not_for_a_government(session: Session, actor: Identity) -> None:
    """A government is syndic of nothing: whoever acts for one is told to choose another context."""
    if actor.organisation_id is None:
        return
    kind = session.scalar(select(Organisation.kind).where(Organisation.id == actor.organisation_id))
    if Role.MEMBER not in actor.roles or kind == OrganisationKind.LOCAL_GOVERNMENT:
        raise Refusal("syndics.case.government")
