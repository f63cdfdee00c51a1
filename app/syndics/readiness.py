"""Whether a case says all that handing it in asks: the law's checks about what it says and what is known."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import Refusal
from models.syndics import Case
from models.values.mandates import CaseDetails


def lacking_of(session: Session, case: Case, details: CaseDetails, now: datetime) -> tuple[Refusal, ...]:
    """What keeps it from being handed in; nothing where all is there."""
    return ()
