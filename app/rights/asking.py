"""What people ask of their administrators: a right, or that one lasts longer; and the administrators' answer.

Whoever asks acts on his own rows, in his own name; an administrator grants by the same use case as ever, so what
is asked never gets round a rule.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session, joinedload

from app import clock, events
from app.errors import Missing, Refusal, Stale, refuse
from app.events import Subject
from app.policy import Identity, Permission, may, require
from app.rights import queries
from app.rights.changes import Days, change_right
from app.rights.rules import ChangeFacts, refusals_to_change, refusals_to_grant, state_of
from app.rights.services import NewRight, facts_of, grant_right
from app.transaction import Scope, refuse_as, within
from models.organisations import Membership
from models.rights import Right, RightKind, RightRequest
from models.values import RequestState, RightState

refuse_as("uq_rights_request_open", "rights.request.open_already", field="kind_id")
refuse_as("uq_rights_request_person_id_form_key", "rights.request.sent_twice")
refuse_as("ck_rights_request_period", "rights.right.end_before_begin", field="last_day")


@dataclass(frozen=True)
class NewRequest:
    """What somebody asks, on one of his relations; `right_id`: that right is to get these days."""

    membership_id: int
    kind_id: int
    first_day: date
    last_day: date
    why: str = ""
    context: str = ""
    right_id: int | None = None
    form_key: str | None = None


@dataclass(frozen=True)
class Answer:
    """What an administrator grants: the days he chose, and his reason, which administrators alone read."""

    first_day: date
    last_day: date
    reason: str = ""


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The requests an administrator or the desk may see."""
    if not may(who, Permission.RIGHT_SEE):
        return false()
    return true() if who.is_staff else RightRequest.organisation_id == who.organisation_id


def oneself(session: Session, who: Identity) -> AbstractContextManager[None]:
    """Among one's own rows, of whatever organisation: where the four that follow are asked."""
    return within(session, Scope.own(who.person_id or 0))


def own_requests(session: Session, who: Identity) -> list[RightRequest]:
    """What one asked oneself, the last first."""
    return list(
        session.scalars(
            select(RightRequest)
            .where(RightRequest.person_id == who.person_id)
            .options(
                joinedload(RightRequest.organisation),
                joinedload(RightRequest.kind).joinedload(RightKind.tool),
            )
            .order_by(RightRequest.asked_at.desc(), RightRequest.id.desc())
            .limit(50)
        )
    )


def own_relations(session: Session, who: Identity, today: date) -> list[Membership]:
    """The relations on which one may ask for a right: those that stand."""
    return list(
        session.scalars(
            select(Membership)
            .where(
                Membership.person_id == who.person_id,
                Membership.account_id.is_(None),
                Membership.state == "confirmed",
                Membership.first_day <= today,
                Membership.last_day.is_(None) | (Membership.last_day >= today),
            )
            .options(joinedload(Membership.organisation))
            .order_by(Membership.first_day, Membership.id)
        )
    )


def own_relation(session: Session, who: Identity, membership_id: int, today: date) -> Membership:
    """One of them. Raises Missing."""
    found = next((one for one in own_relations(session, who, today) if one.id == membership_id), None)
    if found is None:
        raise Missing("relation", membership_id)
    return found


def own_right(session: Session, who: Identity, right_id: int) -> Right:
    """A right of one's own with all that asking for more of it shows. Raises Missing."""
    found = session.scalars(
        select(Right)
        .where(Right.id == right_id, Right.person_id == who.person_id)
        .options(
            joinedload(Right.organisation),
            joinedload(Right.membership),
            joinedload(Right.kind).joinedload(RightKind.tool),
        )
    ).one_or_none()
    if found is None:
        raise Missing("right", right_id)
    return found


def ask_right(session: Session, actor: Identity, new: NewRequest, now: datetime) -> RightRequest:
    """Asks the administrators; the same form sent twice asks once.

    Raises Missing, Refusal with what would be refused to them as well, rights.request.open_already, no_person.
    """
    require(actor, Permission.RIGHT_ASK)
    if actor.person_id is None:
        raise Refusal("rights.request.no_person")
    with oneself(session, actor):
        relation = own_relation(session, actor, new.membership_id, clock.day_of(now))
        if new.form_key and (sent := _sent_before(session, actor.person_id, new.form_key)):
            return sent
        kind = session.get(RightKind, new.kind_id)
        if kind is None:
            raise Missing("kind", new.kind_id)
        refuse(_refused(session, relation, kind, new, clock.day_of(now)))
        if _open(session, new) is not None:
            raise Refusal("rights.request.open_already", field="kind_id")
        made = RightRequest(
            organisation_id=relation.organisation_id,
            membership_id=relation.id,
            person_id=relation.person_id,
            account_id=actor.account_id,
            kind_id=kind.id,
            context=new.context,
            right_id=new.right_id,
            first_day=new.first_day,
            last_day=new.last_day,
            why=new.why,
            state=RequestState.ASKED,
            asked_at=now,
            form_key=new.form_key,
        )
        session.add(made)
        session.flush()
        _record(session, events.Tag.REQUEST_MADE, made, actor, now)
    return made


def drop_request(session: Session, actor: Identity, request_id: int, now: datetime) -> RightRequest:
    """Whoever asked asks no longer; twice does nothing more. Raises Missing, Refusal rights.request.decided."""
    require(actor, Permission.RIGHT_ASK)
    with oneself(session, actor):
        one = session.scalars(
            select(RightRequest)
            .where(RightRequest.id == request_id, RightRequest.person_id == actor.person_id)
            .with_for_update(of=RightRequest)
        ).one_or_none()
        if one is None:
            raise Missing("request", request_id)
        if one.state == RequestState.DROPPED:
            return one
        if one.state != RequestState.ASKED:
            raise Refusal("rights.request.decided")
        one.state, one.decided_at = RequestState.DROPPED, now
        session.flush()
        _record(session, events.Tag.REQUEST_DROPPED, one, actor, now)
    return one


def request_record(session: Session, who: Identity, request_id: int, *, lock: bool = False) -> RightRequest:
    """One request for an administrator or the desk. Raises Missing."""
    query = select(RightRequest).where(RightRequest.id == request_id, visible_to(who))
    found = session.scalars(
        query.with_for_update(of=RightRequest) if lock else query.options(*_all_of_it())
    ).one_or_none()
    if found is None:
        raise Missing("request", request_id)
    return found


def proposed_days(one: RightRequest, today: date) -> Days:
    """What was asked, as far as it still can be: a begin that is past becomes today."""
    first_day = max(today, one.first_day)
    return Days(first_day, max(first_day, one.last_day))


def grant_request(
    session: Session, actor: Identity, request_id: int, version: int, answer: Answer, now: datetime
) -> RightRequest:
    """Grants what was asked, over the administrator's own days; the person gets the letter of the act itself.

    Raises Missing, Forbidden, Stale, Refusal rights.request.decided and everything granting or changing refuses.
    """
    one = _to_decide(session, actor, request_id, version)
    if one.state == RequestState.GRANTED:
        return one
    if one.right_id is None:
        new = NewRight(
            one.membership_id, one.kind_id, answer.first_day, answer.last_day, answer.reason, one.context
        )
        right = grant_right(session, actor, new, now)
    else:
        standing = queries.right_record(session, actor, one.right_id)
        days = Days(answer.first_day, answer.last_day)
        right = change_right(session, actor, standing.id, standing.version, days, now)
    one.state, one.granted_right_id = RequestState.GRANTED, right.id
    return _decided(session, events.Tag.REQUEST_GRANTED, one, actor, now)


def decline_request(
    session: Session, actor: Identity, request_id: int, version: int, answer: str, now: datetime
) -> RightRequest:
    """Says no; the person reads the answer. Raises Missing, Forbidden, Stale, Refusal rights.request.decided,
    answer_missing."""
    if not answer:
        raise Refusal("rights.request.answer_missing", field="answer")
    one = _to_decide(session, actor, request_id, version)
    if one.state == RequestState.DECLINED:
        return one
    one.state, one.answer = RequestState.DECLINED, answer
    return _decided(session, events.Tag.REQUEST_DECLINED, one, actor, now)


def _to_decide(session: Session, actor: Identity, request_id: int, version: int) -> RightRequest:
    require(actor, Permission.RIGHT_GRANT)
    one = request_record(session, actor, request_id, lock=True)
    require(actor, Permission.RIGHT_GRANT, one)
    if one.state in (RequestState.GRANTED, RequestState.DECLINED) and one.version == version + 1:
        return one
    if one.state != RequestState.ASKED:
        raise Refusal("rights.request.decided")
    if one.version != version:
        raise Stale("request", request_id)
    return one


def _decided(session: Session, tag: events.Tag, one: RightRequest, actor: Identity, now: datetime) -> RightRequest:
    one.decided_at, one.decided_by = now, actor.account_id
    session.flush()
    _record(session, tag, one, actor, now)
    return one


def _refused(
    session: Session, relation: Membership, kind: RightKind, new: NewRequest, today: date
) -> tuple[Refusal, ...]:
    """What an administrator would be refused as well: then there is no use in asking."""
    contexts = [value.code for value in queries.context_values(session, kind.id)] if kind.asks_context else []
    standing = queries.standing(session, relation.organisation_id, relation.id, kind.id, new.context)
    if new.right_id is not None:
        right = _right_of(session, relation, new.right_id)
        facts = ChangeFacts(
            right_id=right.id,
            today=today,
            was_first=right.first_day,
            was_last=right.last_day,
            revoked_on=right.revoked_on,
            first_day=new.first_day,
            last_day=new.last_day,
            max_months=kind.max_months,
            kind_offered=kind.offered,
            own_administration=False,
            relation_first_day=relation.first_day,
            relation_last_day=relation.last_day,
            standing=[one for one in standing if one.right_id != right.id],
        )
        return refusals_to_change(facts)
    grant = facts_of(relation, kind, (new.first_day, new.last_day), today, new.context)
    return refusals_to_grant(replace(grant, standing=standing, contexts=contexts))


def _right_of(session: Session, relation: Membership, right_id: int) -> Right:
    """The right on that relation. Raises Missing."""
    found = session.scalars(
        select(Right).where(Right.id == right_id, Right.membership_id == relation.id)
    ).one_or_none()
    if found is None:
        raise Missing("right", right_id)
    return found


def can_ask_for_more(right: Right, today: date) -> bool:
    return state_of(right.first_day, right.last_day, right.revoked_on, today) is RightState.ACTIVE


def _open(session: Session, new: NewRequest) -> RightRequest | None:
    return session.scalars(
        select(RightRequest).where(
            RightRequest.membership_id == new.membership_id,
            RightRequest.kind_id == new.kind_id,
            RightRequest.context == new.context,
            RightRequest.state == RequestState.ASKED,
        )
    ).one_or_none()


def _sent_before(session: Session, person_id: int, form_key: str) -> RightRequest | None:
    return session.scalars(
        select(RightRequest).where(RightRequest.person_id == person_id, RightRequest.form_key == form_key)
    ).one_or_none()


def _all_of_it() -> tuple[Any, ...]:
    return (
        joinedload(RightRequest.person),
        joinedload(RightRequest.organisation),
        joinedload(RightRequest.membership),
        joinedload(RightRequest.kind).joinedload(RightKind.tool),
        joinedload(RightRequest.right),
        joinedload(RightRequest.decider),
    )


def _record(session: Session, tag: events.Tag, one: RightRequest, actor: Identity, now: datetime) -> None:
    events.record(
        session,
        tag,
        Subject("request", one.id, one.organisation_id, one.person_id),
        actor,
        now,
        facts={
            "kind_id": one.kind_id,
            "membership_id": one.membership_id,
            "right_id": one.granted_right_id or one.right_id,
            "first_day": one.first_day.isoformat(),
            "last_day": one.last_day.isoformat(),
        },
    )
