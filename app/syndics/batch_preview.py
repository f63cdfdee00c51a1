"""What would become of acting on many mandates: which cases it would make, which it wouldn't and why, and what all
of it costs. Nothing is held or written; each case is looked at again when it is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from app import clock
from app.errors import Refusal
from app.policy import Identity
from app.syndics.batch_queries import details_of, papers_told
from app.syndics.fees import fee_of
from app.syndics.known import accredited
from app.syndics.payers import Purse, purse_at, refusals_of
from app.syndics.rules.checks import checks_of, lacking
from app.syndics.rules.facts import BusinessSeen, Known, MandateSeen
from app.syndics.rules.outcomes import CheckRule
from app.syndics.rules.representative import is_told
from app.transaction import Scope, within
from models.organisations import Business
from models.syndics import Batch, BatchItem, Case, MandateRow
from models.values import NOTHING, Money
from models.values.mandates import (
    AT_THE_COUNTER,
    Association,
    BatchKind,
    CaseDetails,
    CaseEvidence,
    CaseForm,
    ItemState,
    Mandate,
    RepresentativeTold,
)

_OF_ALL = frozenset({CheckRule.COMPLETE, CheckRule.EVIDENCE, CheckRule.IDENTITY})
"""Rules that are met for all of them or for none: what the one page tells, and the one set of documents."""


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
    kinds = frozenset(kind for kind, _ in papers_told(batch))
    session.flush()
    with within(session, Scope.office()):
        seen = _seen(session, batch, told, day)
        fee = fee_of(session, day.year)
        purse = purse_at(session, actor, batch.organisation_id)
        lines = tuple(_lines(batch, told, seen, kinds, day))
        will = tuple(line for line in lines if not line.refusal)
        net = Money(fee.net) if fee is not None else None
        refusals = refusals_of(session, actor, purse, (net or NOTHING) * len(will), day)
    wont = tuple(line for line in lines if line.refusal)
    return Preview(will, wont, _lacking(batch, told, seen, kinds, day), day.year, net, purse, refusals)


def _seen(session: Session, batch: Batch, told: CaseDetails, day: date) -> list[tuple[MandateRow, Known]]:
    """Each mandate that waits, by the name of its association, with what the house knows of it."""
    another = exists().where(
        Case.association_number == MandateRow.association_number,
        Case.state.in_(sorted(map(str, AT_THE_COUNTER))),
    )
    rows = session.execute(
        select(MandateRow, Business, another)
        .join(BatchItem, BatchItem.mandate_id == MandateRow.id)
        .outerjoin(Business, Business.number == MandateRow.association_number)
        .where(
            BatchItem.organisation_id == batch.organisation_id,
            BatchItem.batch_id == batch.id,
            BatchItem.state == ItemState.WAITING,
        )
        .order_by(MandateRow.sort_name, MandateRow.id)
        .options(selectinload(MandateRow.representatives))
        .execution_options(populate_existing=True)
    ).all()
    listed = accredited(session, told, day)
    found = []
    for mandate, business, busy in rows:
        known = Known(
            association=_business(business) if business is not None else None,
            company_accredited=listed.get(told.syndic.enterprise_number),
            representative_accredited=listed.get(told.representative.person.number),
            mandates=(_mandate(mandate, day),),
            other_case_id=0 if busy else None,
        )
        found.append((mandate, known))
    return found


def _business(one: Business) -> BusinessSeen:
    return BusinessSeen(one.number, one.form, one.is_person, one.gone_on)


def _mandate(one: MandateRow, day: date) -> MandateSeen:
    return MandateSeen(
        id=one.id,
        syndic_name=one.syndic_name,
        syndic_number=one.syndic_number or "",
        accreditation=one.accreditation,
        provisional=one.provisional,
        first_day=one.first_day,
        last_day=one.last_day,
        represented=any(who.last_day is None or who.last_day >= day for who in one.representatives),
        same_syndic=True,
        is_told=True,
    )


def _lines(
    batch: Batch,
    told: CaseDetails,
    seen: list[tuple[MandateRow, Known]],
    kinds: frozenset[CaseEvidence],
    day: date,
) -> Iterator[Line]:
    """An association of which two mandates are chosen gets one case at a time."""
    taken: set[str] = set()
    for mandate, known in seen:
        no = why_not(BatchKind(batch.kind), told, mandate)
        if no is None:
            checks = checks_of(CaseForm.REPRESENTATIVE, details_for(batch, mandate), known, kinds, day)
            no = next(iter(lacking(one for one in checks if one.rule not in _OF_ALL)), None)
        if no is None and mandate.association_number in taken:
            no = Refusal("syndics.batch.another_case")
        if no is None:
            taken.add(mandate.association_number)
        yield Line(mandate, no.code if no is not None else "")


def _lacking(
    batch: Batch,
    told: CaseDetails,
    seen: list[tuple[MandateRow, Known]],
    kinds: frozenset[CaseEvidence],
    day: date,
) -> tuple[Refusal, ...]:
    """What its page has to tell before it can be confirmed: what the law asks of each, and the decision itself."""
    found = list(_untold(BatchKind(batch.kind), told))
    for mandate, known in seen[:1]:
        checks = checks_of(CaseForm.REPRESENTATIVE, details_for(batch, mandate), known, kinds, day)
        # What isn't told yet was said above, field by field.
        wanted = [one for one in checks if one.rule in _OF_ALL and one.rule is not CheckRule.COMPLETE]
        found += lacking(wanted)
    return tuple(found)


def _untold(kind: BatchKind, told: CaseDetails) -> Iterator[Refusal]:
    if told.mandate.decided_on is None:
        yield Refusal("syndics.batch.no_decision", field="decided_on")
    if told.changes_on is None:
        yield Refusal("syndics.batch.no_day", field="changes_on")
    if kind is BatchKind.CHANGE:
        person = told.representative.person
        if told.representative.named is None:
            yield Refusal("syndics.batch.not_said", field="named")
        if not is_told(told.representative) or not person.given_names:
            yield Refusal("syndics.batch.no_names", field="family_name")
        if not person.number and not person.none:
            yield Refusal("syndics.batch.no_number", field="number")
    if not told.reach.email:
        yield Refusal("syndics.batch.no_email", field="email")


def why_not(kind: BatchKind, told: CaseDetails, mandate: MandateRow) -> Refusal | None:
    """Why no case of this mandate is made, whatever the law asks of it; None where one is."""
    day = told.changes_on
    if day is None:
        return None
    if not _covers(mandate.first_day, mandate.last_day, day):
        return Refusal("syndics.batch.not_running")
    there = any(_covers(one.first_day, one.last_day, day) for one in mandate.representatives)
    if kind is BatchKind.REMOVAL and not there:
        return Refusal("syndics.batch.nobody_there")
    return None


def _covers(first_day: date, last_day: date | None, day: date) -> bool:
    return first_day <= day and (last_day is None or last_day >= day)


def details_for(batch: Batch, mandate: MandateRow) -> CaseDetails:
    """What the case of one mandate says: the batch's, of this association and its mandate."""
    told = details_of(batch)
    removed = batch.kind == BatchKind.REMOVAL
    return replace(
        told,
        association=Association(number=mandate.association_number, name=mandate.association_name),
        mandate=Mandate(decided_on=told.mandate.decided_on),
        representative=RepresentativeTold(named=False) if removed else told.representative,
    )
