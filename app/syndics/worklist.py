"""What lies at the business counter: which cases, whose turn it is, which one comes next.

A case comes to the counter when it is handed in, or announced, and stays to be read after its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, false, func, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from app.policy import Identity, Permission, may
from app.syndics.four_eyes import own_among
from app.syndics.queries import details_of
from app.syndics.rules.evidence import evidence_missing, unidentified
from models.accounts import AccountOverview
from models.documents import Document
from models.events import PLATFORM
from models.syndics import Case, CaseFile, CaseStep
from models.values import working_days_between
from models.values.mandates import AT_THE_COUNTER, ENDED, CaseEvidence, CaseForm, CaseState

OPEN = AT_THE_COUNTER | {CaseState.ANNOUNCED}
OF_THE_COUNTER = OPEN - {CaseState.QUESTION}
"""States in which the counter has something to do."""
SOON = 2
"""Working days before its last day from which a case is soon due."""
_LOOKED_AT = 25
"""Cases that are looked at for the next one."""


class Turn(StrEnum):
    """Who has to do something."""

    COUNTER = "counter"
    APPLICANT = "applicant"
    NOBODY = "nobody"


def seen_by(who: Identity) -> ColumnElement[bool]:
    """What was handed in to the counter or announced to it, whatever became of it, for who treats it."""
    return Case.handed_in_at.is_not(None) if may(who, Permission.MANDATE_CASE_TREAT) else false()


def lies_open() -> ColumnElement[bool]:
    """At the counter, and not at its end."""
    return _in(OPEN)


def is_past(today: date) -> ColumnElement[bool]:
    """Open, and past its last day."""
    return lies_open() & (Case.due_on < today)


def handed_in_late() -> ColumnElement[bool]:
    """Handed in after its last day, by the calendar of Brussels."""
    return func.house_day(Case.handed_in_at) > Case.due_on


def turn_of(case: Case) -> Turn:
    if case.state in ENDED:
        return Turn.NOBODY
    return Turn.COUNTER if case.state in OF_THE_COUNTER else Turn.APPLICANT


def days_left(due_on: date, today: date) -> int:
    """Working days until the last one, that day counted; calendar days past it, below nought."""
    return working_days_between(today, due_on) if due_on >= today else (due_on - today).days


def next_for(session: Session, who: Identity, case: Case) -> Case | None:
    """The next in the worklist after that one that waits for this officer: his own, or nobody's; after the last
    one the first again. None where nothing waits. Those with which he has something to do himself are passed
    over; who has more than a few of them goes on from the worklist."""
    place = tuple_(Case.due_on, Case.id) > (case.due_on, case.id)
    waits = (
        select(Case.id)
        .where(
            _in(OF_THE_COUNTER),
            Case.id != case.id,
            or_(Case.taken_by.is_(None), Case.taken_by == who.account_id),
        )
        .order_by(Case.due_on, Case.id)
        .limit(_LOOKED_AT)
    )
    # Each reads the worklist from a place on and stops; sorted by place at once, all of it would be read.
    later, first = waits.where(place).subquery(), waits.subquery()
    found = session.scalars(
        select(Case)
        .where(Case.id.in_(union_all(select(later.c.id), select(first.c.id))))
        .order_by(place.desc(), Case.due_on, Case.id)
    ).all()
    own = own_among(session, who, found)
    return next((one for one in found if one.id not in own), None)


def missing_pieces(session: Session, cases: Sequence[Case]) -> dict[int, int]:
    """By case, how many of the proofs that it needs aren't there; one statement for all of them."""
    rows = session.execute(
        select(CaseFile.case_id, CaseFile.kind)
        .join(Document, (Document.organisation_id == PLATFORM) & (Document.id == CaseFile.document_id))
        .where(CaseFile.case_id.in_([one.id for one in cases]), Document.file.is_not(None))
    )
    kinds: defaultdict[int, set[CaseEvidence]] = defaultdict(set)
    for case_id, kind in rows:
        kinds[case_id].add(CaseEvidence(kind))
    return {one.id: _missing(one, kinds[one.id]) for one in cases}


def _missing(case: Case, kinds: set[CaseEvidence]) -> int:
    form, details = CaseForm(case.form), details_of(case)
    unknown = bool(unidentified(form, details)) and CaseEvidence.IDENTITY not in kinds
    return len(evidence_missing(form, details, kinds)) + unknown


def called(session: Session, account_ids: Iterable[int | None]) -> dict[int, str]:
    """How the holders of these accounts are called, in one statement; by the account's name where no other is
    known. In office scope."""
    asked = {one for one in account_ids if one is not None}
    if not asked:
        return {}
    rows = session.scalars(select(AccountOverview).where(AccountOverview.id.in_(asked)))
    return {one.id: one.name or one.username for one in rows}


def steps_named(session: Session, case: Case) -> list[tuple[CaseStep, str]]:
    """Its steps with the name of who took each, '' for the clock; the first one first, in one statement. In office
    scope."""
    rows = session.execute(
        select(CaseStep, AccountOverview.name, AccountOverview.username)
        .outerjoin(AccountOverview, AccountOverview.id == CaseStep.account_id)
        .where(CaseStep.case_id == case.id)
        .order_by(CaseStep.id)
    )
    return [(step, name or username or "") for step, name, username in rows]


def _in(states: frozenset[CaseState]) -> ColumnElement[bool]:
    return Case.state.in_(sorted(str(one) for one in states))
