"""Money of a case that goes back to the wallet that paid it: whole, and once.

A case that is refused, or withdrawn before anybody treated it, gets it back; the caller decided that, holds the
case, and wrote its state. What finance brought back before isn't brought back again: a charge that it undid, or
credited on its document. A line there holds all that was paid at one price in a month, and is credited by
quantity: each piece of it counts for one case, the first one that gets its money back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.policy import Identity
from app.syndics import tool
from app.syndics.steps import note_step
from app.syndics.telling import money_of
from app.transaction import Scope, within
from app.wallet.charging import Program, reverse
from app.wallet.invoicing.crediting import by_quantity, take_turn
from app.wallet.ledger import hold
from models.syndics import Case, CaseStep
from models.values import NOTHING, Money, TransactionKind
from models.values.mandates import StepKind
from models.wallet import Transaction

_MOST_REASON = 500
"""Letters of a reason that a wallet keeps; all of it stands with the case."""


@dataclass(frozen=True)
class Back:
    """Of what was paid for a case: what `goes` back when it ends with its money back, by which charges; what is
    back already, since finance `undid` the charge, or `credited` it by credit `notes`."""

    goes: Money
    charge_ids: tuple[int, ...]
    undone: Money
    credited: Money
    notes: tuple[str, ...]


def foreseen(session: Session, case: Case) -> Back:
    """What would go back now; nothing is held or written."""
    goes, undone, credited = NOTHING, NOTHING, NOTHING
    ids: list[int] = []
    notes: list[str] = []
    with within(session, Scope.office()):
        moves = money_of(session, case)
        gone = _undone(moves)
        for charge in _charges(moves):
            gross = Money(charge.gross)
            if charge.id in gone:
                undone += gross
            elif by := _credited(session, charge):
                credited += gross
                notes.extend(one for one in by if one not in notes)
            else:
                goes += gross
                ids.append(charge.id)
    return Back(goes, tuple(ids), undone, credited, tuple(notes))


def refund(session: Session, case: Case, actor: Identity | None, reason: str, now: datetime) -> Money | None:
    """Gives back what was paid for a case at its end, credited where it was invoiced; what was given back
    already isn't again. What went back now; None where nothing was paid, or this was done before."""
    if case.charge_id is None or case.payer_id is None or case.refunded_at is not None:
        return None
    told = reason.strip()[:_MOST_REASON]
    with within(session, Scope.office()):
        # From here on nobody else undoes or credits what was paid for it.
        for charge in _charges(money_of(session, case)):
            take_turn(session, charge, now)
        hold(session, case.payer_id)
        back, program = foreseen(session, case), Program(tool.tool_id_of(session))
        for charge_id in back.charge_ids:
            reverse(session, program, case.payer_id, charge_id, told, now)
    case.refunded_at = now
    session.flush()
    # The step keeps which credit notes it was, as no charge stands on them.
    note_step(session, case, StepKind.REFUNDED, actor, now, text=", ".join(back.notes))
    return back.goes


def came_back(session: Session, case: Case) -> Back:
    """What did come back of what was paid for it, by its end or before, told when it is over. In office scope."""
    said = ""
    if case.refunded_at is not None:
        told = select(CaseStep.text).where(CaseStep.case_id == case.id, CaseStep.kind == StepKind.REFUNDED)
        said = session.scalar(told.order_by(CaseStep.id.desc()).limit(1)) or ""
    return told_back(case, money_of(session, case), said)


def told_back(case: Case, moves: Sequence[Transaction], said: str) -> Back:
    """The same, of what was paid and what undid that. `said`: by the step that gave its money back."""
    gone = _undone(moves)
    undone = sum((Money(one.gross) for one in _charges(moves) if one.id in gone), NOTHING)
    credited = NOTHING
    if case.refunded_at is not None:
        credited = sum((Money(one.gross) for one in _charges(moves) if one.id not in gone), NOTHING)
    return Back(NOTHING, (), undone, credited, (said,) if said else ())


def _charges(moves: Sequence[Transaction]) -> list[Transaction]:
    return [one for one in moves if one.kind == TransactionKind.CHARGE]


def _undone(moves: Sequence[Transaction]) -> set[int | None]:
    """Which of them were undone: by finance on its own page, or by the end of the case."""
    return {one.reverses_id for one in moves if one.kind == TransactionKind.REVERSAL}


def _credited(session: Session, charge: Transaction) -> tuple[str, ...]:
    """The credit notes by which finance brought it back already: it credited more pieces of the line than counted
    for other cases; nothing where it didn't."""
    by = by_quantity(session, charge)
    if by is None:
        return ()
    counted = session.scalar(
        select(func.count()).where(
            Case.payer_id == charge.organisation_id,
            Case.refunded_at.is_not(None),
            or_(Case.charge_id.in_(by.charges), Case.extra_charge_id.in_(by.charges)),
        )
    )
    return by.notes if by.units > (counted or 0) else ()
