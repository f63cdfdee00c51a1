"""What would become of acting on many mandates: which cases it would make, which it wouldn't and why, and what all
of it costs. Nothing is held or written; each case is looked at again when it is made.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.errors import Refusal
from app.policy import Identity
from app.syndics.batch_queries import details_of, items_of, papers_told
from app.syndics.fees import fee_of
from app.syndics.payers import Purse, purse_at, refusals_of
from app.transaction import Scope, within
from models.syndics import Batch, Case, MandateRow
from models.values import NOTHING, Money
from models.values.mandates import (
    AT_THE_COUNTER,
    Association,
    BatchKind,
    CaseDetails,
    ItemState,
    Mandate,
    RepresentativeTold,
)


@dataclass(frozen=True)
class Line:
    """One mandate that waits, and the code of why it wouldn't be done; '' where it would."""

    mandate: MandateRow
    refusal: str = ""


@dataclass(frozen=True)
class Preview:
    """`lacking`: what has to be told first; `fee`: of one case, None in a year without one; `refusals`: why the
    wallet can't pay all of it now."""

    will: tuple[Line, ...]
    wont: tuple[Line, ...]
    lacking: tuple[Refusal, ...]
    year: int
    fee: Money | None
    purse: Purse
    refusals: tuple[Refusal, ...]

    @property
    def total(self) -> Money:
        return (self.fee or NOTHING) * len(self.will)

    @property
    def short(self) -> Money:
        """How much has to be paid in first."""
        return self.purse.missing(self.total)


def preview(session: Session, actor: Identity, batch: Batch, now: datetime) -> Preview:
    """Of what still waits in it; in a few statements, however many that are."""
    day, told = clock.day_of(now), details_of(batch)
    kind = BatchKind(batch.kind)
    waiting = [one.mandate for one in items_of(session, batch) if one.state == ItemState.WAITING]
    busy = _at_the_counter(session, [one.association_number for one in waiting])
    seen: set[str] = set()
    will, wont = [], []
    for one in waiting:
        twice = one.association_number in seen
        code = "syndics.batch.another_case" if twice or one.association_number in busy else ""
        code = code or why_not(kind, told, one)
        if code:
            wont.append(Line(one, code))
        else:
            seen.add(one.association_number)
            will.append(Line(one))
    fee = fee_of(session, day.year)
    net = Money(fee.net) if fee is not None else None
    with within(session, Scope.office()):
        purse = purse_at(session, actor, batch.organisation_id)
        refusals = refusals_of(session, actor, purse, (net or NOTHING) * len(will), day)
    lacking = lacking_in(kind, told, bool(papers_told(batch)))
    return Preview(tuple(will), tuple(wont), lacking, day.year, net, purse, refusals)


def _at_the_counter(session: Session, numbers: list[str]) -> set[str]:
    """The associations of which a case lies at the counter, in anybody's name."""
    with within(session, Scope.office()):
        found = session.scalars(
            select(Case.association_number).where(
                Case.association_number.in_(numbers), Case.state.in_(tuple(map(str, AT_THE_COUNTER)))
            )
        ).all()
    return {str(one) for one in found}


def lacking_in(kind: BatchKind, told: CaseDetails, proven: bool) -> tuple[Refusal, ...]:
    """What its page has to tell before it can be confirmed."""
    found = []
    if told.mandate.decided_on is None:
        found.append(Refusal("syndics.batch.no_decision", field="decided_on"))
    if told.changes_on is None:
        found.append(Refusal("syndics.batch.no_day", field="changes_on"))
    if kind is BatchKind.CHANGE:
        person = told.representative.person
        if told.representative.named is None:
            found.append(Refusal("syndics.batch.not_said", field="named"))
        if not person.given_names or not person.family_name:
            found.append(Refusal("syndics.batch.no_names", field="given_names"))
        if not person.number and not person.none:
            found.append(Refusal("syndics.batch.no_number", field="number"))
        if told.representative.capacity is None:
            found.append(Refusal("syndics.batch.no_capacity", field="capacity"))
    if not told.reach.email:
        found.append(Refusal("syndics.batch.no_email", field="email"))
    if not proven:
        found.append(Refusal("syndics.batch.no_documents", field="file"))
    return tuple(found)


def why_not(kind: BatchKind, told: CaseDetails, mandate: MandateRow) -> str:
    """The code of why no case of this mandate is made; '' where one is."""
    day = told.changes_on
    if day is not None and not _runs_on(mandate, day):
        return "syndics.batch.not_running"
    if kind is BatchKind.REMOVAL:
        if day is not None and not any(
            _covers(one.first_day, one.last_day, day) for one in mandate.representatives
        ):
            return "syndics.batch.nobody_there"
        if not accredited(told, mandate):
            return "syndics.batch.one_required"
    return ""


def accredited(told: CaseDetails, mandate: MandateRow) -> bool:
    """Whether the company has a BIV accreditation of its own, as it tells or as the register has it."""
    return bool(told.syndic.accreditation or mandate.accreditation)


def _runs_on(mandate: MandateRow, day: date) -> bool:
    return _covers(mandate.first_day, mandate.last_day, day)


def _covers(first_day: date, last_day: date | None, day: date) -> bool:
    return first_day <= day and (last_day is None or last_day >= day)


def details_for(batch: Batch, mandate: MandateRow) -> CaseDetails:
    """What the case of one mandate says: the batch's, of this association and its mandate."""
    told = details_of(batch)
    syndic = replace(
        told.syndic,
        name=mandate.syndic_name,
        legal_form="",
        accreditation=told.syndic.accreditation or mandate.accreditation,
    )
    removed = batch.kind == BatchKind.REMOVAL
    return replace(
        told,
        association=Association(number=mandate.association_number, name=mandate.association_name),
        mandate=Mandate(
            appointed_by=told.mandate.appointed_by,
            provisional=mandate.provisional,
            decided_on=told.mandate.decided_on,
            starts_on=mandate.first_day,
            ends_on=mandate.last_day,
        ),
        syndic=syndic,
        representative=RepresentativeTold(named=False) if removed else told.representative,
    )
