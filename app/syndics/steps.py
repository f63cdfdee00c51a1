"""Steps of a case: its timeline and the messages about it, each kept as it was said; the trail tells them too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events
from app.policy import Identity, Permission, may
from app.syndics.queries import is_own, subject_of
from models.syndics import Case, CaseStep
from models.values.mandates import StepKind

TAGS = {
    StepKind.BEGUN: events.Tag.MANDATE_CASE_BEGUN,
    StepKind.ANNOUNCED: events.Tag.MANDATE_CASE_ANNOUNCED,
    StepKind.NUMBERED: events.Tag.MANDATE_CASE_NUMBERED,
    StepKind.SUBMITTED: events.Tag.MANDATE_CASE_SUBMITTED,
    StepKind.TAKEN: events.Tag.MANDATE_CASE_TAKEN,
    StepKind.ASKED: events.Tag.MANDATE_CASE_ASKED,
    StepKind.ANSWERED: events.Tag.MANDATE_CASE_ANSWERED,
    StepKind.MESSAGE: events.Tag.MANDATE_CASE_WRITTEN,
    StepKind.FILED: events.Tag.MANDATE_CASE_FILED,
    StepKind.REFUSED: events.Tag.MANDATE_CASE_REFUSED,
    StepKind.WITHDRAWN: events.Tag.MANDATE_CASE_WITHDRAWN,
    StepKind.REMINDED: events.Tag.MANDATE_CASE_DUE,
}
"""By what each step stands in the trail; that money went back stands there by its own tag."""


def note_step(
    session: Session,
    case: Case,
    kind: StepKind,
    actor: Identity | None,
    now: datetime,
    *,
    text: str = "",
    before: str | None = None,
    facts: dict[str, Any] | None = None,
) -> CaseStep:
    """Keeps a step, and records what happened; the case was flushed. `actor` None: the clock. `before`: on a
    question, the details as they stand."""
    made = CaseStep(
        case_id=case.id,
        kind=kind,
        account_id=actor.account_id if actor else None,
        # An officer whose own case it is acts as its applicant, whatever his roles.
        of_desk=actor is None or (may(actor, Permission.MANDATE_CASE_TREAT) and not is_own(actor, case)),
        text=text,
        before=before,
        at=now,
    )
    session.add(made)
    session.flush()
    tag = TAGS.get(kind)
    if tag is not None:
        told = {"form": case.form, "association": case.association_number, "step_id": made.id, **(facts or {})}
        personal = {"text": text} if text else None
        events.record(session, tag, subject_of(case), actor, now, facts=told, personal=personal)
    return made


def steps_of(session: Session, case: Case) -> list[CaseStep]:
    """Its steps, the first one first."""
    return list(session.scalars(select(CaseStep).where(CaseStep.case_id == case.id).order_by(CaseStep.id)))
