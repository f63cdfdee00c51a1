"""Changing and extending a right: new days for one that is pending or in force. What it was before stays known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app import clock, events
from app.errors import Missing, Stale, refuse
from app.policy import Identity, Permission, require
from app.rights import queries
from app.rights.administrators import in_force_administrators
from app.rights.following import take_back_there
from app.rights.rules import (
    ADMINISTRATIONS,
    ChangeFacts,
    begins_later,
    proposed_last_day,
    refusals_to_change,
)
from models.rights import Right


@dataclass(frozen=True)
class Days:
    """The days a right is to have, both inclusive."""

    first_day: date
    last_day: date


def proposed_extension(right: Right, today: date) -> Days:
    """One click: from today as long as the kind allows, within the relation; a pending right keeps its begin."""
    first_day = max(today, right.membership.first_day, right.first_day)
    return Days(first_day, proposed_last_day(first_day, right.kind.max_months, right.membership.last_day))


def change_facts(session: Session, actor: Identity, right: Right, days: Days, now: datetime) -> ChangeFacts:
    """What these days are decided on; also what a page warns of before it is done."""
    today = clock.day_of(now)
    others = queries.standing(session, right.organisation_id, right.membership_id, right.kind_id, right.context)
    guarded = right.kind.code in ADMINISTRATIONS
    return ChangeFacts(
        right_id=right.id,
        today=today,
        was_first=right.first_day,
        was_last=right.last_day,
        revoked_on=right.revoked_on,
        first_day=days.first_day,
        last_day=days.last_day,
        max_months=right.kind.max_months,
        kind_offered=right.kind.offered,
        own_administration=guarded and right.person_id == actor.person_id,
        relation_first_day=right.membership.first_day,
        relation_last_day=right.membership.last_day,
        standing=[one for one in others if one.right_id != right.id],
        in_force_administrators=in_force_administrators(session, right.organisation_id, today, right.kind_id)
        if guarded
        else frozenset(),
    )


def warned_of(session: Session, actor: Identity, right: Right, days: Days, now: datetime) -> bool:
    """Whether these days may be given but put the right off until its new begin. Raises what forbids them."""
    facts = change_facts(session, actor, right, days, now)
    refuse(refusals_to_change(facts))
    return begins_later(facts)


def change_right(
    session: Session, actor: Identity, right_id: int, version: int, days: Days, now: datetime
) -> Right:
    """Gives a right that is pending or in force other days, at once. The same form sent twice changes once.

    Raises Missing, Forbidden, Stale, or Refusal with everything that is wrong: rights.right.over,
    own_extension, end_before_begin, begins_in_the_past, ends_in_the_past, move_the_begin, longer_than_maximum,
    outside_relation, overlaps, last_administrator_shortened, rights.kind.withdrawn.
    """
    require(actor, Permission.RIGHT_GRANT)
    right = session.scalars(
        select(Right)
        .where(Right.id == right_id, queries.visible_to(actor))
        .options(joinedload(Right.membership), joinedload(Right.kind))
        .with_for_update(of=Right)
    ).one_or_none()
    if right is None:
        raise Missing("right", right_id)
    require(actor, Permission.RIGHT_GRANT, right)
    if right.version == version + 1 and (right.first_day, right.last_day) == (days.first_day, days.last_day):
        return right
    if right.version != version:
        raise Stale("right", right_id)
    refuse(refusals_to_change(change_facts(session, actor, right, days, now)))
    before = Days(right.first_day, right.last_day)
    right.first_day, right.last_day, right.known_from = days.first_day, days.last_day, now
    session.flush()
    events.record(
        session,
        events.Tag.RIGHT_CHANGED,
        events.Subject("right", right.id, right.organisation_id, right.person_id),
        actor,
        now,
        facts={
            "kind_id": right.kind_id,
            "membership_id": right.membership_id,
            "context": right.context,
            "first_day": right.first_day.isoformat(),
            "last_day": right.last_day.isoformat(),
            "changed": {
                name: [getattr(before, name).isoformat(), getattr(days, name).isoformat()]
                for name in ("first_day", "last_day")
                if getattr(before, name) != getattr(days, name)
            },
        },
    )
    if days.last_day < before.last_day:
        take_back_there(session, actor, right.organisation_id, now, rights=[right.id])
    return right
