"""The business counter treats a case: takes it, asks its applicant, files it in the register or refuses it; and
gives an association that was announced the number it got.

Each act holds the case until it commits, and is told by a step. Who presses twice did it once. A case that
somebody took is his: a colleague takes it over first. Nobody treats his own (`four_eyes`, which raises for each).
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.errors import Refusal, Stale, refuse
from app.organisations import businesses
from app.policy import Identity, Permission, require
from app.syndics.case_files import kinds_of
from app.syndics.checking import checked
from app.syndics.four_eyes import require_other
from app.syndics.queries import details_of, locked_case
from app.syndics.refunding import refund
from app.syndics.register import record_filing
from app.syndics.rules.facts import ASSOCIATION_FORM
from app.syndics.steps import note_step
from app.transaction import refuse_as
from models.accounts import AccountOverview
from models.syndics import Case, CaseStep, MandateRow
from models.values import EnterpriseNumber
from models.values.mandates import AT_THE_COUNTER, ENDED, CaseState, StepKind
from models.values.problem import ValueProblem

LEAST_TEXT, MOST_TEXT = 10, 4000
"""Characters of a question, or of the reason of a refusal."""
LEAST_REFERENCE, MOST_REFERENCE = 3, 60
"""Characters of the register's reference."""
_REFERENCE = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z ./:_-]*[0-9A-Za-z])?")
_ONE_NUMBER = text("select pg_advisory_xact_lock(hashtext('sleutelbos.association'), hashtext(:number))")
_FILEABLE = (CaseState.IN_TREATMENT, CaseState.QUESTION, CaseState.ANSWERED)

refuse_as("uq_syndic_case_reference", "syndics.desk.reference_used", field="reference")


def take_case(
    session: Session, actor: Identity, case_id: int, version: int, now: datetime, *, over: bool = False
) -> Case:
    """Takes a case up to treat it: one that was handed in or answered is in treatment from here on. `over`: from
    the colleague who took it.

    Raises Forbidden, Missing, Stale, Refusal syndics.desk.taken_by_other, .not_handed_in, .ended.
    """
    case = _held(session, actor, case_id)
    if case.version != version:
        if case.taken_by == actor.account_id and case.state != CaseState.SUBMITTED:
            return case
        raise Stale("case", case_id)
    _open(case)
    before = case.taken_by
    if before not in (None, actor.account_id) and not over:
        raise _taken_by(session, before)
    moves = case.state in (CaseState.SUBMITTED, CaseState.ANSWERED)
    if before == actor.account_id and not moves:
        return case
    case.taken_by, case.taken_at = actor.account_id, now
    if moves:
        case.state = CaseState.IN_TREATMENT.value
    session.flush()
    note_step(session, case, StepKind.TAKEN, actor, now, facts={"from_account_id": before} if before else None)
    return case


def ask_applicant(session: Session, actor: Identity, case_id: int, told: str, version: int, now: datetime) -> Case:
    """Asks the applicant something: until he answers it is his turn, and he may change what the case says. How it
    stands now is kept, so that the answer shows what changed.

    Raises Forbidden, Missing, Stale, Refusal syndics.desk.take_first, .taken_by_other, .asked_already,
    .not_handed_in, .number_first, .ended, .text_too_short, .text_too_long.
    """
    case, told = _held(session, actor, case_id), told_text(told)
    if case.version != version:
        return _again(session, actor, case, StepKind.ASKED, told)
    _treatable(session, actor, case)
    if case.state == CaseState.QUESTION:
        raise Refusal("syndics.desk.asked_already")
    refuse(_text_faults(told, "text"))
    case.state = CaseState.QUESTION.value
    session.flush()
    note_step(session, case, StepKind.ASKED, actor, now, text=told, before=case.details or "{}")
    return case


def file_case(
    session: Session,
    actor: Identity,
    case_id: int,
    reference: str,
    version: int,
    now: datetime,
    *,
    despite: bool = False,
) -> Case:
    """Files the case: it stands in the business register, by the reference that gave; our register of mandates
    follows it. One that waits for an answer may be filed too, when the answer came otherwise. `despite`: the
    officer saw that not every rule is met; the business register took the act, and that decides.

    Raises Forbidden, Missing, Stale, Refusal syndics.desk.take_first, .taken_by_other, .not_handed_in,
    .number_first, .ended, .rules_unmet, .reference_missing, .reference_length, .reference_characters,
    .reference_used, and what writing the register of mandates raises.
    """
    case, told = _held(session, actor, case_id), tidy(reference)
    if case.version != version:
        if case.state == CaseState.FILED and (case.ended_by, case.reference) == (actor.account_id, told):
            return case
        raise Stale("case", case_id)
    _treatable(session, actor, case)
    unmet = [str(one.rule) for one in checked(session, case, kinds_of(session, case), now).unmet]
    seen = (
        (Refusal("syndics.desk.rules_unmet", field="despite", count=len(unmet)),) if unmet and not despite else ()
    )
    refuse((*_reference_faults(session, case, told), *seen))
    record_filing(session, case, actor, told, now)
    case.state, case.reference = CaseState.FILED.value, told
    case.ended_at, case.ended_by = now, actor.account_id
    session.flush()
    note_step(session, case, StepKind.FILED, actor, now, facts={"reference": told, "unmet": unmet})
    return case


def refuse_case(session: Session, actor: Identity, case_id: int, reason: str, version: int, now: datetime) -> Case:
    """Refuses the case, and says why; what was paid for it goes back to the wallet that paid.

    Raises Forbidden, Missing, Stale, Refusal syndics.desk.take_first, .taken_by_other, .not_handed_in, .ended,
    .text_too_short, .text_too_long.
    """
    case, told = _held(session, actor, case_id), told_text(reason)
    if case.version != version:
        return _again(session, actor, case, StepKind.REFUSED, told)
    if case.state == CaseState.ANNOUNCED:
        _own(session, actor, case)
    else:
        _treatable(session, actor, case)
    refuse(_text_faults(told, "reason"))
    case.state = CaseState.REFUSED.value
    case.ended_at, case.ended_by = now, actor.account_id
    session.flush()
    note_step(session, case, StepKind.REFUSED, actor, now, text=told)
    refund(session, case, actor, told, now)
    return case


def number_association(
    session: Session, actor: Identity, case_id: int, number: str, version: int, now: datetime
) -> Case:
    """Fills in the number that the business register gave an association that was announced: the case goes back to
    its applicant, who pays and submits it. That it was in time stays as it was announced.

    Raises Forbidden, Missing, Stale, Refusal syndics.desk.taken_by_other, .not_announced, .number_wrong,
    .number_of_other, .number_gone, .number_used.
    """
    case = _held(session, actor, case_id)
    if case.version != version:
        if case.state == CaseState.DRAFT and _last(session, case) == (StepKind.NUMBERED, actor.account_id, ""):
            return case
        raise Stale("case", case_id)
    if case.state != CaseState.ANNOUNCED:
        raise Refusal("syndics.desk.not_announced")
    _own(session, actor, case)
    told = _number_told(number)
    session.execute(_ONE_NUMBER, {"number": told.digits})
    refuse(_number_faults(session, case, told))
    details = details_of(case)
    details = replace(details, association=replace(details.association, number=told.digits))
    case.details, case.association_number = json.dumps(details.told(), ensure_ascii=False), told.digits
    case.state, case.taken_by, case.taken_at = CaseState.DRAFT.value, None, None
    session.flush()
    note_step(session, case, StepKind.NUMBERED, actor, now)
    return case


def told_text(text: str) -> str:
    """A question or a reason as it is kept: without blanks around it, or what no text can hold."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def tidy(reference: str) -> str:
    """A reference as it is kept: without blanks around it, or more than one in it."""
    return " ".join(reference.replace("\x00", "").split())


def _held(session: Session, actor: Identity, case_id: int) -> Case:
    require(actor, Permission.MANDATE_CASE_TREAT)
    case = locked_case(session, actor, case_id)
    require_other(session, actor, case)
    return case


def _open(case: Case) -> None:
    if case.state in ENDED:
        raise Refusal("syndics.desk.ended")
    if case.state == CaseState.DRAFT:
        raise Refusal("syndics.desk.not_handed_in")


def _own(session: Session, actor: Identity, case: Case) -> None:
    if case.taken_by not in (None, actor.account_id):
        raise _taken_by(session, case.taken_by)


def _treatable(session: Session, actor: Identity, case: Case) -> None:
    """In treatment, by him: until somebody took it its applicant may take it back for nothing."""
    _open(case)
    if case.state == CaseState.ANNOUNCED:
        raise Refusal("syndics.desk.number_first")
    _own(session, actor, case)
    if case.state not in _FILEABLE or case.taken_by is None:
        raise Refusal("syndics.desk.take_first")


def _taken_by(session: Session, account_id: int) -> Refusal:
    one = session.get_one(AccountOverview, account_id)
    return Refusal("syndics.desk.taken_by_other", who=one.name or one.username)


def _again(session: Session, actor: Identity, case: Case, kind: StepKind, told: str) -> Case:
    """The case, where the last that happened to it is this very act. Raises Stale."""
    if _last(session, case) != (kind, actor.account_id, told):
        raise Stale("case", case.id)
    return case


def _last(session: Session, case: Case) -> tuple[str, int | None, str]:
    """What the counter or the applicant did last; that money went back follows from what somebody did."""
    last = session.scalars(
        select(CaseStep)
        .where(CaseStep.case_id == case.id, CaseStep.kind != StepKind.REFUNDED)
        .order_by(CaseStep.id.desc())
        .limit(1)
    ).one()
    return last.kind, last.account_id, last.text


def _text_faults(told: str, field: str) -> tuple[Refusal, ...]:
    if len(told) < LEAST_TEXT:
        return (Refusal("syndics.desk.text_too_short", field=field, least=LEAST_TEXT),)
    if len(told) > MOST_TEXT:
        return (Refusal("syndics.desk.text_too_long", field=field, most=MOST_TEXT),)
    return ()


def _reference_faults(session: Session, case: Case, told: str) -> tuple[Refusal, ...]:
    if not told:
        return (Refusal("syndics.desk.reference_missing", field="reference"),)
    if not LEAST_REFERENCE <= len(told) <= MOST_REFERENCE:
        return (
            Refusal(
                "syndics.desk.reference_length", field="reference", least=LEAST_REFERENCE, most=MOST_REFERENCE
            ),
        )
    if _REFERENCE.fullmatch(told) is None:
        return (Refusal("syndics.desk.reference_characters", field="reference"),)
    used = session.scalar(
        select(Case.id).where(func.upper(Case.reference) == told.upper(), Case.reference != "", Case.id != case.id)
    )
    return (Refusal("syndics.desk.reference_used", field="reference"),) if used is not None else ()


def _number_told(number: str) -> EnterpriseNumber:
    try:
        return EnterpriseNumber.parse(number)
    except ValueProblem as problem:
        raise Refusal("syndics.desk.number_wrong", field="number") from problem


def _number_faults(session: Session, case: Case, told: EnterpriseNumber) -> tuple[Refusal, ...]:
    """A number that our deliveries don't have yet is new, as it should be; one they have must be an association's.
    Another case that was handed in, or a mandate, may not have it."""
    known = businesses.by_number(session, told, case.language)
    if known is not None and known.form_code != ASSOCIATION_FORM:
        return (Refusal("syndics.desk.number_of_other", field="number", name=known.name, form=known.form),)
    if known is not None and known.gone_on is not None:
        return (Refusal("syndics.desk.number_gone", field="number", day=known.gone_on),)
    elsewhere = session.scalar(
        select(Case.id)
        .where(
            Case.association_number == told.digits,
            Case.id != case.id,
            (Case.state.in_([str(one) for one in AT_THE_COUNTER]))
            | ((Case.state == CaseState.DRAFT) & Case.handed_in_at.is_not(None))
            | (Case.state == CaseState.FILED),
        )
        .limit(1)
    )
    mandate = session.scalar(select(MandateRow.id).where(MandateRow.association_number == told.digits).limit(1))
    if elsewhere is not None or mandate is not None:
        return (Refusal("syndics.desk.number_used", field="number"),)
    return ()
