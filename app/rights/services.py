"""Use cases of rights: granting and revoking. The database refuses what a race would let through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Missing, Stale, refuse
from app.organisations.queries import relation_record
from app.policy import Identity, Permission, require
from app.rights import queries
from app.rights.administrators import in_force_administrators
from app.rights.following import take_back_there
from app.rights.rules import (
    GrantFacts,
    RevokeFacts,
    refusal_to_revoke,
    refusals_to_grant,
)
from app.transaction import refuse_as
from models.organisations import Membership
from models.rights import Right, RightKind

refuse_as("ex_rights_right_overlap", "rights.right.overlaps_meanwhile", field="first_day")
refuse_as("ck_rights_right_period", "rights.right.end_before_begin", field="last_day")
refuse_as("ck_rights_right_maximum", "rights.right.maximum_lowered", field="last_day")
refuse_as("ck_rights_right_within_relation", "rights.right.outside_relation_meanwhile", field="last_day")
refuse_as("ck_rights_right_revoked_is_final", "rights.right.revoked_is_final")
refuse_as("uq_rights_right_organisation_id_form_key", "rights.right.sent_twice")


@dataclass(frozen=True)
class NewRight:
    """A grant as the form gave it. `form_key` makes a second click harmless; `context` '' for none."""

    membership_id: int
    kind_id: int
    first_day: date
    last_day: date
    reason: str = ""
    context: str = ""
    form_key: str | None = None


def grant_facts(session: Session, actor: Identity, new: NewRight, now: datetime) -> GrantFacts:
    """What a grant is decided on, read in one go; also what a preview shows."""
    relation = relation_record(session, actor, new.membership_id)
    kind = _kind(session, new.kind_id)
    return _facts(session, actor, relation, kind, new, now)


def _kind(session: Session, kind_id: int) -> RightKind:
    kind = session.get(RightKind, kind_id)
    if kind is None:
        raise Missing("kind", kind_id)
    return kind


def _facts(
    session: Session, actor: Identity, relation: Membership, kind: RightKind, new: NewRight, now: datetime
) -> GrantFacts:
    contexts = [value.code for value in queries.context_values(session, kind.id)] if kind.asks_context else []
    standing = queries.standing(session, relation.organisation_id, relation.id, kind.id, new.context)
    facts = facts_of(relation, kind, (new.first_day, new.last_day), clock.day_of(now), new.context)
    return replace(
        facts,
        granted_to_oneself=relation.person_id == actor.person_id,
        standing=standing,
        contexts=contexts,
    )


def facts_of(
    relation: Membership, kind: RightKind, days: tuple[date, date], today: date, context: str = ""
) -> GrantFacts:
    """What relation and kind say of a grant over these days; who grants, what stands and which parts there are is
    the caller's to add. The relation has its organisation along."""
    return GrantFacts(
        today=today,
        first_day=days[0],
        last_day=days[1],
        max_months=kind.max_months,
        kind_offered=kind.offered,
        kind_code=kind.code,
        granted_to_oneself=False,
        government_kind=relation.organisation.government_kind or relation.organisation.kind,
        government_kinds=kind.government_kinds,
        category=relation.category,
        categories=kind.categories,
        type=relation.type,
        types=kind.types,
        relation_confirmed=relation.state == "confirmed",
        relation_first_day=relation.first_day,
        relation_last_day=relation.last_day,
        context=context,
    )


def grant_right(session: Session, actor: Identity, new: NewRight, now: datetime) -> Right:
    """Grants a right on a relation of the government the actor administers; usable at once.

    The same form sent twice grants once. Raises Missing, Forbidden, or Refusal with everything that is wrong.
    """
    require(actor, Permission.RIGHT_GRANT)
    relation = relation_record(session, actor, new.membership_id)
    require(actor, Permission.RIGHT_GRANT, relation)
    if new.form_key and (sent := _sent_before(session, relation, new.form_key)):
        return sent
    kind = _kind(session, new.kind_id)
    refuse(refusals_to_grant(_facts(session, actor, relation, kind, new, now)))
    right = Right(
        organisation_id=relation.organisation_id,
        membership_id=relation.id,
        person_id=relation.person_id,
        kind_id=kind.id,
        context=new.context,
        first_day=new.first_day,
        last_day=new.last_day,
        reason=new.reason,
        granted_at=now,
        granted_by=actor.account_id,
        granted_under_id=actor.authority_right_id,
        granted_by_law=actor.by_law,
        known_from=now,
        form_key=new.form_key,
    )
    session.add(right)
    session.flush()
    _record(session, events.Tag.RIGHT_GRANTED, right, actor, now, reason=new.reason)
    return right


def _sent_before(session: Session, relation: Membership, form_key: str) -> Right | None:
    return session.scalars(
        select(Right).where(Right.organisation_id == relation.organisation_id, Right.form_key == form_key)
    ).one_or_none()


def revoke_right(
    session: Session, actor: Identity, right_id: int, version: int, reason: str, now: datetime
) -> Right:
    """Ends a pending or active right at once. Revoking what is already revoked by the same form does nothing more.

    Raises Missing, Forbidden, Stale (somebody changed it since), Refusal rights.right.already_expired,
    rights.right.revoked_already, rights.right.last_administrator: that one can only lapse.
    """
    require(actor, Permission.RIGHT_REVOKE)
    right = session.scalars(
        select(Right).where(Right.id == right_id, queries.visible_to(actor)).with_for_update(of=Right)
    ).one_or_none()
    if right is None:
        raise Missing("right", right_id)
    require(actor, Permission.RIGHT_REVOKE, right)
    day = clock.day_of(now)
    if right.revoked_at is not None and right.revoked_by == actor.account_id and right.version == version + 1:
        return right
    if right.version != version:
        raise Stale("right", right_id)
    facts = RevokeFacts(
        right.id,
        right.first_day,
        right.last_day,
        right.revoked_on,
        day,
        in_force_administrators(session, right.organisation_id, day, right.kind_id),
    )
    if (refusal := refusal_to_revoke(facts)) is not None:
        raise refusal
    right.revoked_at, right.revoked_on, right.revoked_by = now, day, actor.account_id
    right.revoke_reason = reason
    session.flush()
    _record(session, events.Tag.RIGHT_REVOKED, right, actor, now, reason=reason)
    take_back_there(session, actor, right.organisation_id, now, rights=[right.id])
    return right


def _record(
    session: Session, tag: events.Tag, right: Right, actor: Identity, now: datetime, *, reason: str
) -> None:
    events.record(
        session,
        tag,
        events.Subject("right", right.id, right.organisation_id, right.person_id),
        actor,
        now,
        facts={
            "kind_id": right.kind_id,
            "membership_id": right.membership_id,
            "context": right.context,
            "first_day": right.first_day.isoformat(),
            "last_day": right.last_day.isoformat(),
        },
        personal={"reason": reason} if reason else None,
    )
