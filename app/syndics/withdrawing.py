"""Withdrawing a case: the fee comes back as long as the counter didn't take it up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import Refusal, Stale
from app.policy import Identity, Permission, require
from app.syndics.queries import own_case
from app.syndics.refunding import refund
from app.syndics.steps import note_step
from models.syndics import Case
from models.values.mandates import ENDED, CaseState, StepKind

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
        refund(session, case, actor, _REASON, now)
    return case
