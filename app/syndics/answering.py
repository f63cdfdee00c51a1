"""Answering what the counter asked: by what was changed in the case, by words, or by both."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.errors import Refusal, Stale, refuse
from app.policy import Identity, Permission, require
from app.syndics.case_files import kinds_of
from app.syndics.differing import Change, changes_between
from app.syndics.known import known_of
from app.syndics.messages import checked_words
from app.syndics.queries import details_of, own_case
from app.syndics.rules.checks import checks_of, lacking
from app.syndics.steps import note_step
from models.syndics import Case, CaseFile, CaseStep
from models.values.mandates import CaseDetails, CaseForm, CaseState, StepKind


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


def _made_worse(session: Session, case: Case, asked: CaseStep, now: datetime) -> tuple[Refusal, ...]:
    """What the law asks and isn't met any more since it was asked: an answer opens no way around what handing a
    case in asks. What lacked then already doesn't stand in the way."""
    form, kinds, day = CaseForm(case.form), kinds_of(session, case), clock.day_of(now)
    before = CaseDetails.read(json.loads(asked.before or "{}"))
    then = known_of(session, before, now, mandate_id=case.mandate_id)
    lacked = {(one.rule, one.page, one.code, one.lacks) for one in checks_of(form, before, then, kinds, day)}
    return lacking(
        one
        for one in checks_of(form, details_of(case), known_of(session, case, now), kinds, day)
        if (one.rule, one.page, one.code, one.lacks) not in lacked
    )


def answer_case(session: Session, actor: Identity, case_id: int, text: str, version: int, now: datetime) -> Case:
    """Hands the case back to the counter, with what was changed since and what is written here.

    Raises Forbidden, Missing, Stale, Refusal syndics.answer.not_asked, .nothing, syndics.message.too_long, and
    what the law asks that was met before.
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
    if asked is not None and changed:
        refuse(_made_worse(session, case, asked, now))
    case.state = CaseState.ANSWERED.value
    case.changed_at = now
    session.flush()
    facts = {"changed": [one.field for one in changed], "files": files}
    note_step(session, case, StepKind.ANSWERED, actor, now, text=words, facts=facts)
    return case
