"""The check of a case, for who hands it in and for the counter: what is known of it now, and each rule with its
outcome."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app import clock
from app.errors import Refusal
from app.syndics.case_files import kinds_of
from app.syndics.known import Known, known_of
from app.syndics.queries import details_of
from app.syndics.rules.checks import checks_of, lacking
from app.syndics.rules.outcomes import Check, CheckOutcome
from app.transaction import Scope, within
from models.syndics import Case
from models.values.mandates import CaseEvidence, CaseForm


@dataclass(frozen=True)
class Checked:
    """What is known, every rule with how it came out, and what its files prove."""

    known: Known
    checks: tuple[Check, ...]
    kinds: frozenset[CaseEvidence]

    @property
    def unmet(self) -> tuple[Check, ...]:
        return tuple(one for one in self.checks if one.outcome is CheckOutcome.NOT_MET)


def checked(session: Session, case: Case, kinds: Collection[CaseEvidence], now: datetime) -> Checked:
    """Whether it is in time is reckoned from when it was handed in, or announced; all else as it is known now.
    In office scope."""
    known = known_of(session, case, now)
    day = clock.day_of(case.handed_in_at or now)
    checks = checks_of(CaseForm(case.form), details_of(case), known, kinds, day)
    return Checked(known, checks, frozenset(kinds))


def lacking_of(session: Session, case: Case, now: datetime) -> tuple[Refusal, ...]:
    """What keeps it from being handed in; nothing where all is there."""
    with within(session, Scope.office()):
        return lacking(checked(session, case, kinds_of(session, case), now).checks)
