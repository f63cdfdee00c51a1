"""What happens to a right or a relation between the day a merger was carried out and the day it begins.

The government that merges into another one carries on until the eve; what it takes back in those days doesn't
begin at the other one either. Nothing of this is for the time before a merger, nor for after its day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from app import clock, events
from app.policy import Identity
from app.transaction import Scope, within
from models.columns import among
from models.organisations import Membership, Organisation
from models.rights import Right


def take_back_there(
    session: Session,
    actor: Identity | None,
    organisation_id: int,
    now: datetime,
    *,
    rights: Collection[int] = (),
    relations: Collection[int] = (),
) -> None:
    """Revokes what came from these rights and begins later, and withdraws what came from these relations.

    `actor` None: a rule did it. A relation that carries a right there stays: somebody there wants it.
    """
    today = clock.day_of(now)
    merged_on = session.scalar(select(Organisation.merged_on).where(Organisation.id == organisation_id))
    if merged_on is None or merged_on <= today:
        return
    with within(session, Scope.office()):
        if rights:
            gone = session.execute(_revoked(actor, rights, today, now)).all()
            _record(session, events.Tag.RIGHTS_REVOKED, "right", gone, actor, now)
        if relations:
            left = session.execute(_withdrawn(relations, today)).all()
            _record(session, events.Tag.RELATIONS_ENDED, "relation", left, actor, now)


def _revoked(actor: Identity | None, rights: Collection[int], today: date, now: datetime) -> Any:
    return (
        update(Right)
        .where(among(Right.came_from_id, rights), Right.revoked_at.is_(None), Right.first_day > today)
        .values(
            revoked_at=now,
            revoked_on=today,
            revoked_by=actor.account_id if actor is not None else None,
            version=Right.version + 1,
        )
        .returning(Right.organisation_id, Right.id)
        .execution_options(synchronize_session=False)
    )


def _withdrawn(relations: Collection[int], today: date) -> Any:
    carries = select(Right.id).where(
        Right.organisation_id == Membership.organisation_id,
        Right.membership_id == Membership.id,
        Right.revoked_at.is_(None),
    )
    return (
        update(Membership)
        .where(
            among(Membership.came_from_id, relations),
            Membership.state == "confirmed",
            Membership.first_day > today,
            ~carries.exists(),
        )
        .values(state="withdrawn", version=Membership.version + 1)
        .returning(Membership.organisation_id, Membership.id)
        .execution_options(synchronize_session=False)
    )


def _record(
    session: Session,
    tag: events.Tag,
    kind: str,
    rows: Sequence[Row[int, int]],
    actor: Identity | None,
    now: datetime,
) -> None:
    found = defaultdict[int, list[int]](list)
    for organisation_id, number in rows:
        found[organisation_id].append(number)
    for organisation_id, ids in found.items():
        subject = events.Subject(kind, 0, organisation_id)
        events.record(session, tag, subject, actor, now, facts={"ids": sorted(ids), "count": len(ids)})
