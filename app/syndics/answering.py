"""Answering what the counter asked: by what was changed in the case, by words, or by both."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal, Stale
from app.policy import Identity, Permission, require
from app.syndics.differing import Change, changes_between
from app.syndics.messages import checked_words
from app.syndics.queries import details_of, own_case
from app.syndics.steps import note_step
from models.syndics import Case, CaseFile, CaseStep
from models.values.mandates import CaseDetails, CaseState, StepKind


def asked_last(session: Session, case: Case) -> CaseStep | None:
    """The counter's last question about it."""
    return session.scalars(
        select(CaseStep)
        .where(CaseStep.case_id == case.id, CaseStep.kind == StepKind.ASKED)
        .order_by(CaseStep.id.desc())
        .limit(1)
    ).one_or_none()


def changed_since(case: Case, asked: CaseStep) -> tuple[Change, ...]:
    """What the case says otherwise now than when that was asked."""
    before = CaseDetails.read(json.loads(asked.before)) if asked.before else CaseDetails()
    return changes_between(before, details_of(case))


def files_since(session: Session, case: Case, asked: CaseStep) -> int:
    """How many files were added since that was asked."""
    found = session.scalars(
        select(CaseFile.id).where(CaseFile.case_id == case.id, CaseFile.added_at > asked.at)
    ).all()
    return len(found)


def answer_case(session: Session, actor: Identity, case_id: int, text: str, version: int, now: datetime) -> Case:
    """Hands the case back to the counter, with what was changed since and what is written here.

    Raises Forbidden, Missing, Stale, Refusal syndics.answer.not_asked, .nothing, syndics.message.too_long.
    """
    require(actor, Permission.MANDATE_CASE_MAKE)
    case = own_case(session, actor, case_id)
    if case.state != CaseState.QUESTION:
        raise Refusal("syndics.answer.not_asked")
    if case.version != version:
        raise Stale("case", case_id)
    words, asked = checked_words(text), asked_last(session, case)
    changed = changed_since(case, asked) if asked is not None else ()
    files = files_since(session, case, asked) if asked is not None else 0
    if not words and not changed and not files:
        raise Refusal("syndics.answer.nothing", field="text")
    case.state = CaseState.ANSWERED.value
    case.changed_at = now
    session.flush()
    facts = {"changed": [one.field for one in changed], "files": files}
    note_step(session, case, StepKind.ANSWERED, actor, now, text=words, facts=facts)
    return case
