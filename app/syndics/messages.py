"""What applicant and counter write to each other about a case. It stays as it was written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Forbidden, Refusal
from app.policy import Identity, Permission, may, require
from app.syndics.four_eyes import require_other
from app.syndics.queries import is_own, locked_case
from app.syndics.steps import note_step
from models.syndics import Case, CaseStep
from models.values.mandates import StepKind

MOST = 2000
"""Letters of a message, a question or an answer."""


def may_write(who: Identity, case: Case) -> bool:
    """Whoever it belongs to and the counter write about a case, from the moment it was handed in."""
    return case.handed_in_at is not None and (is_own(who, case) or may(who, Permission.MANDATE_CASE_TREAT))


def checked_words(text: str) -> str:
    """Without blanks around it, or what no text can hold. Raises Refusal syndics.message.too_long."""
    told = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(told) > MOST:
        raise Refusal("syndics.message.too_long", field="text", most=MOST)
    return told


def write_message(session: Session, actor: Identity, case_id: int, text: str, now: datetime) -> CaseStep:
    """Keeps a message; the other side gets a mail. The same words twice in a row are one message.

    Raises Forbidden, Missing, Refusal syndics.message.empty, .too_long, .not_handed_in, and of who writes for
    the counter about his own case (`four_eyes`).
    """
    require(actor, Permission.MANDATE_CASE_MAKE)
    case = locked_case(session, actor, case_id)
    if not is_own(actor, case):
        if not may(actor, Permission.MANDATE_CASE_TREAT):
            raise Forbidden(Permission.MANDATE_CASE_TREAT)
        require_other(session, actor, case)
    words = checked_words(text)
    if not words:
        raise Refusal("syndics.message.empty", field="text")
    if case.handed_in_at is None:
        raise Refusal("syndics.message.not_handed_in")
    last = session.scalars(
        select(CaseStep).where(CaseStep.case_id == case.id).order_by(CaseStep.id.desc()).limit(1)
    ).one_or_none()
    said = (last.kind, last.account_id, last.text) if last is not None else None
    if last is not None and said == (StepKind.MESSAGE, actor.account_id, words):
        return last
    return note_step(session, case, StepKind.MESSAGE, actor, now, text=words)
