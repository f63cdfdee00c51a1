"""Money of a case that goes back to the wallet that paid it: whole, and once.

A case that is refused, or withdrawn before anybody treated it, gets it back; the caller decided that, holds the
case, and wrote its state.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.policy import Identity
from app.syndics import tool
from app.syndics.steps import note_step
from app.transaction import Scope, within
from app.wallet.charging import Program, reverse
from models.syndics import Case
from models.values import Money
from models.values.mandates import StepKind
from models.wallet import Transaction

_MOST_REASON = 500
"""Letters of a reason that a wallet keeps; all of it stands with the case."""


def refund(session: Session, case: Case, actor: Identity | None, reason: str, now: datetime) -> Money | None:
    """Gives back what was paid for a case at its end, credited where it was invoiced; what was given back
    already isn't again. What went back; None where nothing did. Raises Refusal wallet.reversal.no_reason."""
    if case.charge_id is None or case.payer_id is None or case.refunded_at is not None:
        return None
    back, told = Money.parse("0"), reason.strip()[:_MOST_REASON]
    with within(session, Scope.office()):
        program = Program(tool.tool_id_of(session))
        for charge_id in (case.charge_id, case.extra_charge_id):
            if charge_id is None or _undone(session, case.payer_id, charge_id):
                continue
            paid = reverse(session, program, case.payer_id, charge_id, told, now)
            back += paid.change
    case.refunded_at = now
    session.flush()
    facts = {"payer_id": case.payer_id, "gross": str(back), "day": clock.day_of(now).isoformat()}
    note_step(session, case, StepKind.REFUNDED, actor, now, facts=facts)
    return back


def _undone(session: Session, organisation_id: int, charge_id: int) -> bool:
    """Whether finance reversed it on its own page before."""
    found = session.scalar(
        select(Transaction.id).where(
            Transaction.organisation_id == organisation_id, Transaction.reverses_id == charge_id
        )
    )
    return found is not None
