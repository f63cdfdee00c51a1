"""Withdrawing a case: the fee comes back as long as the counter didn't take it up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal, Stale
from app.policy import Identity, Permission, require
from app.syndics.queries import own_case
from app.syndics.steps import note_step
from app.transaction import Scope, within
from app.wallet.charging import Program, reverse
from models.syndics import Case
from models.values.mandates import ENDED, CaseState, StepKind
from models.wallet import Transaction

_REASON = "Withdrawn before it was taken up"


def fee_comes_back(case: Case) -> bool:
    """Whether withdrawing it now gives back what was paid."""
    return case.charge_id is not None and case.state == CaseState.SUBMITTED


def withdraw_case(session: Session, actor: Identity, case_id: int, version: int, now: datetime) -> Case:
    """Ends the case as its applicant wishes; a draft is dropped by it.

    Raises Forbidden, Missing, Stale, Refusal syndics.case.ended.
    """
    require(actor, Permission.MANDATE_CASE_MAKE)
    case = own_case(session, actor, case_id)
    if case.state in ENDED:
        raise Refusal("syndics.case.ended")
    if case.version != version:
        raise Stale("case", case_id)
    back = fee_comes_back(case)
    case.state = CaseState.WITHDRAWN.value
    case.ended_at = case.changed_at = now
    case.ended_by = actor.account_id
    session.flush()
    note_step(session, case, StepKind.WITHDRAWN, actor, now, facts={"refunded": back})
    if back:
        _pay_back(session, case, actor, now)
    return case


def _pay_back(session: Session, case: Case, actor: Identity, now: datetime) -> None:
    with within(session, Scope.office()):
        for charge_id in (case.charge_id, case.extra_charge_id):
            if charge_id is None or case.payer_id is None:
                continue
            tool_id = session.scalars(
                select(Transaction.tool_id).where(
                    Transaction.organisation_id == case.payer_id, Transaction.id == charge_id
                )
            ).one()
            reverse(session, Program(tool_id or 0), case.payer_id, charge_id, _REASON, now)
        case.refunded_at = now
        session.flush()
        note_step(session, case, StepKind.REFUNDED, actor, now)
