"""Whether a case says all that handing it in asks: every rule with its outcome, by what is known then."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from app import clock
from app.errors import Refusal
from app.syndics.case_files import kinds_of
from app.syndics.known import known_of
from app.syndics.queries import details_of
from app.syndics.rules.checks import checks_of, lacking
from app.syndics.rules.outcomes import Check
from app.transaction import Scope, within
from models.syndics import Case
from models.values.mandates import CaseEvidence, CaseForm


def checked(session: Session, case: Case, kinds: Collection[CaseEvidence], now: datetime) -> tuple[Check, ...]:
    """Each rule as it comes out when the case is handed in now, with files of those kinds."""
    with within(session, Scope.office()):
        known = known_of(session, case, now)
    return checks_of(CaseForm(case.form), details_of(case), known, kinds, clock.day_of(now))


def lacking_of(session: Session, case: Case, now: datetime) -> tuple[Refusal, ...]:
    """What keeps it from being handed in; nothing where all is there."""
    return lacking(checked(session, case, kinds_of(session, case), now))
