"""Handing a case in: it is paid, its last day is fixed and its proof is kept, in one transaction or not at all.

A case is paid once, however often and by however many it is asked; an act of two, end and start, is one case and
so one fee. An association without a number is announced first: that fixes the last day, and what it costs is paid
once the counter filled in the number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from app import clock
from app.errors import Missing, Refusal, Stale, refuse
from app.outside.files import Files
from app.policy import Identity, Permission, require
from app.syndics import tool
from app.syndics.associations import organisation_there
from app.syndics.checking import lacking_of
from app.syndics.fees import held_fee
from app.syndics.payers import Purse, purse_of, require_credit
from app.syndics.proof import keep_proof
from app.syndics.queries import details_of, is_own, locked_case
from app.syndics.rules.deadline import last_day_of
from app.syndics.steps import note_step
from app.transaction import Scope, refuse_as, within
from app.wallet.charging import Charged, Payer, Wanted, charge
from app.wallet.rules import Cost
from models.syndics import Case, CaseFile, Fee
from models.values import Money
from models.values.mandates import AT_THE_COUNTER, CaseForm, CaseState, StepKind

refuse_as("uq_syndic_case_at_the_counter", "syndics.case.one_at_a_time")
refuse_as("ck_syndic_case_moves", "syndics.case.moved_on")
refuse_as("ck_syndic_case_paid_once", "syndics.case.moved_on")


@dataclass(frozen=True)
class Costs:
    """What handing a case in costs: the fee of the year, and bringing its association into the register where that
    is wanted. The two never share an invoice."""

    year: int
    fee: Cost
    association: Cost | None

    @property
    def gross(self) -> Money:
        return self.fee.gross + self.association.gross if self.association is not None else self.fee.gross


def costs_of(session: Session, case: Case, now: datetime) -> Costs | None:
    """What it costs when it is handed in now; None where the fee of this year isn't known. Nothing is held."""
    year = clock.day_of(now).year
    with within(session, Scope.office()):
        asked = select(Fee, _got_its_number(case)).where(Fee.year == year)
        found = session.execute(asked.execution_options(populate_existing=True)).one_or_none()
    return _costs(session, case, found[0], clock.day_of(now), got=found[1]) if found is not None else None


def was_announced(case: Case) -> bool:
    """Whether its association had no number when it was handed in first: the counter got it one."""
    return case.handed_in_at is not None


def must_be_announced(case: Case) -> bool:
    """Whether its association has no number yet, so that the counter comes first."""
    return case.association_number is None and details_of(case).association.unregistered


def submit_case(
    session: Session,
    actor: Identity,
    case_id: int,
    payer_id: int,
    seen_gross: Money,
    version: int,
    now: datetime,
    *,
    files: Files | None = None,
) -> Case:
    """Pays for a draft from that wallet as its reader confirmed and hands it in; what was handed in already is
    told, and nothing taken again. `files`: where its proof is kept.

    Raises Forbidden, Missing, Stale, Refusal syndics.case.key_too_low, .not_draft, .no_number, .one_at_a_time,
    what it lacks, syndics.fee.missing, .differs, .changed, syndics.payer.not_yours, and why the wallet can't pay
    it (`app.wallet.charging.charge`).
    """
    case = _own(session, actor, case_id)
    if case.submitted_at is not None:
        return case
    _draft(case, version)
    if actor.key_level != "high":
        raise Refusal("syndics.case.key_too_low")
    if case.association_number is None:
        raise Refusal("syndics.case.no_number")
    _alone_at_the_counter(session, case)
    details = details_of(case)
    refuse(lacking_of(session, case, now))
    charged, extra = _paid(session, actor, case, payer_id, seen_gross, now)
    case.payer_id, case.charge_id = payer_id, charged.id
    case.extra_charge_id = extra.id if extra is not None else None
    if case.handed_in_at is None:
        case.due_on = last_day_of(CaseForm(case.form), details) or clock.day_of(now)
        case.handed_in_at = now
    there = organisation_there(session, case)
    case.association_id = there.id if there is not None else None
    case.submitted_at, case.state, case.changed_at = now, CaseState.SUBMITTED, now
    session.flush()
    facts = {
        "due_on": case.due_on.isoformat(),
        "in_time": in_time(case),
        "payer_id": payer_id,
        "gross": str(charged.cost.gross + extra.cost.gross if extra is not None else charged.cost.gross),
        "receipt": charged.receipt,
        "documents": list(
            session.scalars(select(CaseFile.document_id).where(CaseFile.case_id == case.id).order_by(CaseFile.id))
        ),
    }
    note_step(session, case, StepKind.SUBMITTED, actor, now, facts=facts)
    if files is not None:
        keep_proof(session, files, actor, case, now)
    return case


def announce_case(session: Session, actor: Identity, case_id: int, version: int, now: datetime) -> Case:
    """Hands a case in whose association has no number yet: the counter gets it one first. Nothing is paid, and its
    last day is fixed. Told twice, it does nothing the second time.

    Raises Forbidden, Missing, Stale, Refusal syndics.case.not_draft, .has_number, and what it lacks.
    """
    case = _own(session, actor, case_id)
    if case.state == CaseState.ANNOUNCED:
        return case
    _draft(case, version)
    if not must_be_announced(case):
        raise Refusal("syndics.case.has_number")
    details = details_of(case)
    refuse(lacking_of(session, case, now))
    case.due_on = last_day_of(CaseForm(case.form), details) or clock.day_of(now)
    case.handed_in_at, case.state, case.changed_at = now, CaseState.ANNOUNCED, now
    session.flush()
    facts = {"due_on": case.due_on.isoformat(), "in_time": in_time(case)}
    note_step(session, case, StepKind.ANNOUNCED, actor, now, facts=facts)
    return case


def in_time(case: Case) -> bool:
    """Whether it was handed in on or before its last day, by the calendar of Brussels."""
    return case.handed_in_at is not None and clock.day_of(case.handed_in_at) <= case.due_on


def _own(session: Session, actor: Identity, case_id: int) -> Case:
    """A case of whom the actor acts for, held. Raises Forbidden, Missing for another's, the counter's too."""
    require(actor, Permission.MANDATE_CASE_MAKE)
    case = locked_case(session, actor, case_id)
    if not is_own(actor, case):
        raise Missing("case", case_id)
    return case


def _draft(case: Case, version: int) -> None:
    if case.state != CaseState.DRAFT:
        raise Refusal("syndics.case.not_draft")
    if case.version != version:
        raise Stale("case", case.id)


def _alone_at_the_counter(session: Session, case: Case) -> None:
    """Raises Refusal syndics.case.one_at_a_time while another case of that association lies at the counter."""
    with within(session, Scope.office()):
        other = session.scalar(
            select(Case.id)
            .where(
                Case.association_number == case.association_number,
                Case.state.in_(sorted(AT_THE_COUNTER)),
                Case.id != case.id,
            )
            .limit(1)
        )
    if other is not None:
        raise Refusal("syndics.case.one_at_a_time")


def _costs(session: Session, case: Case, fee: Fee, day: date, *, got: bool) -> Costs:
    """`got`: the counter got its association a number that nobody paid for."""
    extra = None
    if got or was_announced(case) or must_be_announced(case):
        with within(session, Scope.office()):
            extra = tool.association_cost(session, day)
    return Costs(fee.year, Cost(Money(fee.net), 1, tool.OUT_OF_SCOPE), extra)


def _got_its_number(case: Case) -> ColumnElement[bool]:
    """Whether the counter got its association a number for a case that came to nothing then, and nobody paid for
    it, or got that back. In office scope."""
    other = aliased(Case)
    of_it = select(other.id).where(other.association_number == case.association_number, other.id != case.id)
    dropped = of_it.where(
        other.state.in_([CaseState.WITHDRAWN, CaseState.REFUSED]),
        other.handed_in_at.is_not(None),
        or_(other.submitted_at.is_(None), other.extra_charge_id.is_not(None)),
    )
    paid = of_it.where(other.extra_charge_id.is_not(None), other.refunded_at.is_(None))
    return and_(dropped.exists(), ~paid.exists())


def _paid(
    session: Session, actor: Identity, case: Case, payer_id: int, seen_gross: Money, now: datetime
) -> tuple[Charged, Charged | None]:
    """The charge of the fee, and the other one where there is one."""
    day = clock.day_of(now)
    purse = purse_of(session, actor, case, payer_id)
    with within(session, Scope.office()):
        fee = held_fee(session, day.year)
        if fee is None:
            raise Refusal("syndics.fee.missing", year=day.year)
        if not tool.same(tool.mirror(session, fee), fee):
            raise Refusal("syndics.fee.differs", year=day.year)
        costs = _costs(session, case, fee, day, got=bool(session.scalar(select(_got_its_number(case)))))
        if costs.gross != seen_gross:
            raise Refusal("syndics.fee.changed", gross=costs.gross)
        require_credit(session, actor, purse, costs.gross, now)
        payer = _spender(session, actor, purse)
        reference = f"{case.association_number}"
        charged = charge(
            session, payer, Wanted(tool.REGISTRATION_FEE, reference=reference), f"case:{case.id}", now
        )
        if charged.cost != costs.fee:
            # The list is split within the year, or was written meanwhile: the fee is what the table says.
            raise Refusal("syndics.fee.differs", year=day.year)
        extra = None
        if costs.association is not None:
            tool.association_price(session, day)
            wanted = Wanted(tool.ASSOCIATION, reference=reference)
            extra = charge(session, payer, wanted, f"case:{case.id}:association", now)
            if extra.cost != costs.association:
                raise Refusal("syndics.fee.changed", gross=costs.fee.gross + extra.cost.gross)
    return charged, extra


def _spender(session: Session, actor: Identity, purse: Purse) -> Payer:
    return Payer(
        purse.organisation_id,
        actor.account_id,
        tool.tool_id_of(session),
        purse.member_id,
        actor.person_id,
        actor.session_reference,
        actor.address,
    )
