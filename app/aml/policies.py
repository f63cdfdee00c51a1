"""Procedures, the assessment of the office's own risk and its client acceptance policy: written down, replaced and
ended by its AML officers, read by all who use the tool. What was in force on a day can always be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app import clock, events
from app.aml import register_rules as rules
from app.aml.register_papers import NewFile, Seen, alone, kept, next_number, seen, told_of
from app.aml.register_rules import AGAIN, DAY, Days, NewPolicy
from app.errors import Missing, Refusal, Stale, refuse
from app.outside.files import Files
from app.outside.virus import Scanner
from app.policy import Identity, Permission, may, require
from app.transaction import refuse_as
from models.aml import Policy
from models.documents import Document
from models.values.registers import PolicyKind

refuse_as("ex_aml_policy_in_force", "aml.policy.two_at_once", field="first_day")
MOST_EDITIONS = 500


def add_policy(
    session: Session,
    files: Files,
    scanner: Scanner,
    actor: Identity,
    new: NewPolicy,
    file: NewFile | None,
    now: datetime,
) -> Policy:
    """An officer writes one down. Of an assessment or acceptance policy the one in force ends the day before, of
    procedures the one it replaces. The same sent twice is one.

    Raises Forbidden, Missing, Outage, Refusal aml.register.no_title, .too_long, aml.policy.nothing_told,
    .no_overall, .too_far, .later, .same, .not_in_force, documents.file.…, documents.upload.….
    """
    require(actor, Permission.POLICY_KEEP)
    new = replace(
        new,
        title=rules.line_of(new.title),
        body=rules.text_told(new.body),
        overall=new.overall if new.kind is PolicyKind.RISK_ASSESSMENT else None,
    )
    refuse(rules.faults_of_policy(new, has_file=file is not None, today=clock.day_of(now)))
    paper = seen(scanner, file)
    organisation_id = actor.organisation_id or 0
    alone(session, organisation_id)
    there = _standing(session, organisation_id, new)
    if (same := next((one for one in there if _is_same(one, new, paper)), None)) is not None:
        if same.made_by == actor.account_id and now - same.made_at < AGAIN:
            return same
        raise Refusal("aml.policy.same", field="title", day=clock.day_of(same.made_at))
    before = _replaced(there, new)
    if before is not None:
        _end(session, actor, before, new.first_day - DAY, now)
    subject = events.Subject("policy", next_number(session, "aml_policy"), organisation_id)
    document = kept(session, files, actor, subject, paper, now)
    made = Policy(
        organisation_id=organisation_id, id=subject.id, kind=str(new.kind), title=new.title, body=new.body,
        overall=new.overall, first_day=new.first_day, document_id=document.id if document else None,
        made_by=actor.account_id, made_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    facts = {
        "policy_id": made.id,
        "kind": made.kind,
        "first_day": made.first_day.isoformat(),
        **({"replaces_id": before.id} if before is not None else {}),
        **told_of(document),
    }
    personal = {"title": made.title, **({"name": document.name} if document else {})}
    events.record(session, events.Tag.POLICY_ADDED, subject, actor, now, facts=facts, personal=personal)
    return made


def end_policy(
    session: Session, actor: Identity, policy_id: int, last_day: date, version: int, now: datetime
) -> Policy:
    """From the day after `last_day` it is in force no more; one that hasn't begun never will be.

    Raises Forbidden, Missing, Stale, Refusal aml.policy.over, .end_before_start, .too_far, .two_at_once.
    """
    require(actor, Permission.POLICY_KEEP)
    alone(session, actor.organisation_id or 0)
    found = session.scalars(
        select(Policy)
        .where(Policy.id == policy_id, visible_to(actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("policy", policy_id)
    require(actor, Permission.POLICY_KEEP, found)
    last = rules.last_day_of(days_of(found), last_day, clock.day_of(now))
    if found.version != version:
        raise Stale("policy", policy_id)
    _end(session, actor, found, last, now)
    return found


def in_force_on(day: date) -> ColumnElement[bool]:
    """Whether it is in force on that day."""
    return and_(Policy.first_day <= day, or_(Policy.last_day.is_(None), Policy.last_day >= day))


def in_force(session: Session, organisation_id: int, day: date) -> Sequence[Policy]:
    """What an office had in force on a day, with who wrote it and its file: by kind, the first written first."""
    return session.scalars(
        select(Policy)
        .where(Policy.organisation_id == organisation_id, in_force_on(day))
        .options(joinedload(Policy.maker), joinedload(Policy.document))
        .order_by(Policy.kind, Policy.first_day, Policy.id)
    ).all()


def visible_to(who: Identity) -> ColumnElement[bool]:
    """Whoever uses the tool reads those of the office."""
    if not may(who, Permission.REGISTER_SEE) or who.organisation_id is None:
        return false()
    return Policy.organisation_id == who.organisation_id


def policy_file(session: Session, who: Identity, policy_id: int) -> Document:
    """The file that goes with one. Raises Missing."""
    found = session.scalars(
        select(Policy).join(Policy.document).where(
            Policy.id == policy_id, visible_to(who), Document.file.is_not(None)
        ).options(joinedload(Policy.document))
    ).one_or_none()  # fmt: skip
    if found is None or found.document is None:
        raise Missing("policy", policy_id)
    return found.document


def ended_when(session: Session, organisation_id: int, kind: PolicyKind, day: date) -> Policy | None:
    """The one of that kind that would end, were a new one to begin on that day, or that begins afterwards."""
    return session.scalars(
        select(Policy)
        .where(Policy.organisation_id == organisation_id, Policy.kind == kind, _stands_from(day))
        .order_by(Policy.first_day.desc(), Policy.id.desc())
        .limit(1)
    ).one_or_none()


def procedures_in_force(session: Session, organisation_id: int, day: date) -> Sequence[Policy]:
    """Those that a new one may replace, by title."""
    mine = (Policy.organisation_id == organisation_id, Policy.kind == PolicyKind.PROCEDURE)
    asked = select(Policy).where(*mine, _stands_from(day))
    return session.scalars(asked.order_by(func.lower(Policy.title), Policy.id).limit(MOST_EDITIONS)).all()


def editions_of(session: Session, policy: Policy) -> list[Policy]:
    """Its editions, itself among them, with who wrote each; the newest first. Of a procedure the ones it replaced
    and was replaced by: the older one ended in the same act in which the newer was written down."""
    same = (Policy.organisation_id == policy.organisation_id, Policy.kind == policy.kind)
    found = session.scalars(
        select(Policy)
        .where(*same)
        .options(joinedload(Policy.maker))
        .order_by(Policy.first_day.desc(), Policy.id.desc())
        .limit(MOST_EDITIONS)
    ).all()
    if policy.kind != PolicyKind.PROCEDURE:
        return list(found)
    chain, added = {policy.id}, True
    while added:
        follows = {one.id for one in found for other in found if other.id in chain and _follow(one, other)}
        added, chain = not follows <= chain, chain | follows
    return [one for one in found if one.id in chain]


def days_of(policy: Policy) -> Days:
    return Days(policy.id, policy.first_day, policy.last_day)


def _follow(one: Policy, other: Policy) -> bool:
    """Whether either replaced the other."""
    return _was_replaced(one, other) or _was_replaced(other, one)


def _was_replaced(older: Policy, newer: Policy) -> bool:
    return (older.ended_at, older.ended_by, older.last_day) == (
        newer.made_at,
        newer.made_by,
        newer.first_day - DAY,
    )


def _stands_from(day: date) -> ColumnElement[bool]:
    """Whether it is in force on that day or later."""
    return or_(Policy.last_day.is_(None), and_(Policy.last_day >= day, Policy.last_day >= Policy.first_day))


def _standing(session: Session, organisation_id: int, new: NewPolicy) -> Sequence[Policy]:
    """Those of the kind that are in force on the new one's first day or later, locked."""
    return session.scalars(
        select(Policy)
        .where(Policy.organisation_id == organisation_id, Policy.kind == new.kind, _stands_from(new.first_day))
        .options(joinedload(Policy.document))
        .order_by(Policy.first_day, Policy.id)
        .with_for_update(of=Policy)
        .execution_options(populate_existing=True)
    ).all()


def _is_same(one: Policy, new: NewPolicy, paper: Seen | None) -> bool:
    sha256 = bytes(one.document.sha256) if one.document is not None else None
    return (one.title, one.body, one.overall, one.first_day, sha256) == (
        new.title,
        new.body,
        new.overall,
        new.first_day,
        paper.sha256 if paper is not None else None,
    )


def _replaced(there: Sequence[Policy], new: NewPolicy) -> Policy | None:
    """The one that ends by it. Raises Refusal aml.policy.later, .not_in_force."""
    if new.kind is not PolicyKind.PROCEDURE:
        ended = rules.ended_by_new(new.first_day, [days_of(one) for one in there])
        return next((one for one in there if one.id == ended), None)
    if new.replaces is None:
        return None
    found = next((one for one in there if one.id == new.replaces), None)
    if found is None or not days_of(found).holds(new.first_day):
        raise Refusal("aml.policy.not_in_force", field="replaces", day=new.first_day)
    return found


def _end(session: Session, actor: Identity, policy: Policy, last_day: date, now: datetime) -> None:
    policy.last_day, policy.ended_by, policy.ended_at = last_day, actor.account_id, now
    session.flush()
    facts = {"policy_id": policy.id, "kind": policy.kind, "last_day": last_day.isoformat()}
    subject = events.Subject("policy", policy.id, policy.organisation_id)
    events.record(session, events.Tag.POLICY_ENDED, subject, actor, now, facts=facts)
