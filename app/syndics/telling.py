"""What the page of a case tells beside the case itself: its steps with who took them, and its money.

Wallets lie elsewhere than the case: whoever calls this found the case among those its reader may see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.policy import Identity
from models.accounts import Account, Person, Profile
from models.syndics import Case, CaseStep
from models.values.mandates import StepKind
from models.wallet import Transaction


@dataclass(frozen=True)
class Told:
    """One step. `by`: who took it, '' for the clock and, to an applicant, for the counter."""

    id: int
    kind: StepKind
    by: str
    of_desk: bool
    text: str
    at: datetime


def steps_told(session: Session, who: Identity, case: Case) -> tuple[Told, ...]:
    """Every step, the first one first; one statement."""
    name = func.nullif(
        func.btrim(
            func.concat_ws(
                " ",
                func.coalesce(Person.given_names, Profile.given_names),
                func.coalesce(Person.family_name, Profile.family_name),
            )
        ),
        "",
    )
    rows = session.execute(
        select(
            CaseStep.id, CaseStep.kind, CaseStep.of_desk, CaseStep.text, CaseStep.at, CaseStep.account_id,
            func.coalesce(name, Account.username, "").label("by"),
        )
        .outerjoin(Account, Account.id == CaseStep.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .outerjoin(Profile, Profile.account_id == Account.id)
        .where(CaseStep.case_id == case.id)
        .order_by(CaseStep.id)
    )  # fmt: skip
    return tuple(
        Told(
            row.id,
            StepKind(row.kind),
            "" if row.account_id is None or (row.of_desk and not who.is_staff) else row.by,
            row.of_desk,
            row.text,
            row.at,
        )
        for row in rows
    )


def money_of(session: Session, case: Case) -> Sequence[Transaction]:
    """What was paid for it and what came back, the first one first. In office scope."""
    charges = [one for one in (case.charge_id, case.extra_charge_id) if one is not None]
    if case.payer_id is None or not charges:
        return ()
    return session.scalars(
        select(Transaction)
        .where(
            Transaction.organisation_id == case.payer_id,
            or_(Transaction.id.in_(charges), Transaction.reverses_id.in_(charges)),
        )
        .order_by(Transaction.at, Transaction.id)
    ).all()
