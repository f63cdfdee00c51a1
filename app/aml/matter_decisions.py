"""What is decided of a risk profile or a deal is kept once, with all it rests on, and never changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, events
from app.aml.assessing import Rules
from app.aml.deciding import decision_print, result_print
from app.aml.reviews import renew_reviews
from app.aml.vigilance.level import Assessment
from app.policy import Identity
from models.aml import Deal, MatterDecision, RiskProfile
from models.values.vigilance import Verdict


@dataclass(frozen=True)
class Assessed:
    """What the rules in force say of a profile or a deal, and what they looked at (`file`, as JSON)."""

    rules: Rules
    file: dict[str, Any]
    found: Assessment
    edition: int

    @property
    def print(self) -> bytes:
        """The fingerprint of the result: 32 bytes."""
        return result_print(self.found)


def matter_decision_of(session: Session, row: RiskProfile | Deal) -> MatterDecision | None:
    """What was decided of it."""
    column = MatterDecision.deal_id if isinstance(row, Deal) else MatterDecision.profile_id
    return session.scalars(
        select(MatterDecision).where(MatterDecision.organisation_id == row.organisation_id, column == row.id)
    ).one_or_none()


def keep_decision(
    session: Session,
    actor: Identity,
    row: RiskProfile | Deal,
    verdict: Verdict,
    reason: str,
    assessed: Assessed,
    now: datetime,
    *,
    as_officer: bool = False,
    self_decided: bool = False,
) -> MatterDecision:
    """Writes the decision and the state it leads to, with its event. The caller holds the row, checked everything,
    and ended a block that stood on it."""
    level = str(assessed.found.level) if assessed.found.level else None
    result = assessed.found.told()
    made = MatterDecision(
        organisation_id=row.organisation_id,
        profile_id=row.id if isinstance(row, RiskProfile) else None,
        deal_id=row.id if isinstance(row, Deal) else None,
        verdict=str(verdict),
        level=level,
        as_officer=as_officer,
        self_decided=self_decided,
        asked_by=row.handed_by,
        reason=reason,
        rule_set_id=assessed.rules.id,
        edition=assessed.edition,
        file=assessed.file,
        result=result,
        print=decision_print(assessed.file, result),
        decided_by=actor.account_id,
        decided_at=now,
    )
    session.add(made)
    row.level, row.assessed_at, row.assessed_print = level, now, assessed.print
    row.state, row.decided_at, row.changed_at = str(verdict), now, now
    if isinstance(row, Deal) and verdict is Verdict.ACCEPTED:
        row.closed_on = clock.day_of(now)
    session.flush()
    if isinstance(row, RiskProfile):
        renew_reviews(session, now, row.organisation_id, [row.root_id])
    _tell(session, actor, row, made, now)
    return made


def _tell(session: Session, actor: Identity, row: RiskProfile | Deal, made: MatterDecision, now: datetime) -> None:
    accepted, is_deal = made.verdict == Verdict.ACCEPTED, isinstance(row, Deal)
    tag = {
        (True, True): events.Tag.DEAL_ACCEPTED,
        (True, False): events.Tag.DEAL_REFUSED,
        (False, True): events.Tag.PROFILE_ACCEPTED,
        (False, False): events.Tag.PROFILE_REFUSED,
    }[is_deal, accepted]
    facts = {
        "level": made.level,
        "as_officer": made.as_officer,
        "self_decided": made.self_decided,
        "edition": made.edition,
        "print": made.print.hex(),
    }
    subject = events.Subject("deal" if is_deal else "profile", row.id, row.organisation_id)
    personal = {"reason": made.reason} if made.reason else {}
    events.record(session, tag, subject, actor, now, facts=facts, personal=personal)
