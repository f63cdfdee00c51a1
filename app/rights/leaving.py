"""Changing and ending a relation with the rights it carries, and somebody who leaves the organisation.

A relation never outlives its rights by accident: which of them stand in the way is told, and they are revoked in
the same act or nothing happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from app import clock
from app.errors import Missing, Refusal, Stale
from app.lists.acts import Chosen
from app.organisations import services as organisations
from app.organisations.queries import visible_to
from app.organisations.services import RelationDetails
from app.policy import Identity, Permission, require
from app.rights.bulk import revoke_rights
from app.rights.following import take_back_there
from models.organisations import Membership
from models.rights import Right, RightKind


@dataclass(frozen=True)
class Ending:
    """How a relation is to end; `revokes`: the rights that go further are revoked with it, for that reason."""

    last_day: date
    reason: str = ""
    revokes: bool = False


def rights_beyond(session: Session, relation: Membership, last_day: date) -> list[Right]:
    """The rights on a relation that would outlast that day, the first to end first."""
    return list(
        session.scalars(
            select(Right)
            .where(
                Right.organisation_id == relation.organisation_id,
                Right.membership_id == relation.id,
                Right.revoked_at.is_(None),
                Right.last_day > last_day,
            )
            .options(joinedload(Right.kind).joinedload(RightKind.tool))
            .order_by(Right.last_day, Right.id)
        )
    )


def _locked(session: Session, actor: Identity, relation_id: int, version: int) -> Membership:
    require(actor, Permission.RELATION_CHANGE)
    relation = session.scalars(
        select(Membership)
        .where(Membership.id == relation_id, visible_to(actor, Permission.RELATION_CHANGE))
        .with_for_update(of=Membership)
    ).one_or_none()
    if relation is None:
        raise Missing("relation", relation_id)
    require(actor, Permission.RELATION_CHANGE, relation)
    if relation.version != version:
        raise Stale("relation", relation_id)
    return relation


def change_relation(
    session: Session, actor: Identity, relation_id: int, version: int, new: RelationDetails, now: datetime
) -> Membership:
    """Changes what a relation is and its days, as long as its rights fit in.

    Raises Missing, Forbidden, Stale, Refusal organisations.relation.end_before_begin, rights_stand, rights_unfit.
    """
    relation = _locked(session, actor, relation_id, version)
    if (new.category, new.type) != (relation.category, relation.type):
        unfit = session.scalar(
            select(func.count())
            .select_from(Right)
            .join(RightKind, RightKind.id == Right.kind_id)
            .where(
                Right.organisation_id == relation.organisation_id,
                Right.membership_id == relation.id,
                Right.revoked_at.is_(None),
                Right.last_day >= clock.day_of(now),
                or_(RightKind.categories.op("@>")([new.category]).is_(False),
                    RightKind.types.op("@>")([new.type]).is_(False)),
            )
        )  # fmt: skip
        if unfit:
            raise Refusal("organisations.relation.rights_unfit", field="category", count=unfit)
    was_until = relation.last_day
    return _followed(
        session, actor, organisations.change_relation(session, actor, relation, new, now), was_until, now
    )


def end_relation(
    session: Session, actor: Identity, relation_id: int, version: int, ending: Ending, now: datetime
) -> Membership:
    """Ends a relation on that day, and revokes at once the rights that would outlast it, where that was asked.

    Raises Missing, Forbidden, Stale, Refusal organisations.relation.over, end_before_begin, rights_stand,
    rights.right.last_administrator.
    """
    relation = _locked(session, actor, relation_id, version)
    if relation.last_day is not None and relation.last_day < clock.day_of(now):
        raise Refusal("organisations.relation.over", last_day=relation.last_day)
    beyond = rights_beyond(session, relation, ending.last_day)
    if beyond and not ending.revokes:
        raise Refusal("organisations.relation.rights_stand", field="last_day")
    _revoke(session, actor, beyond, ending.reason, now)
    was_until = relation.last_day
    ended = organisations.end_relation(session, actor, relation, ending.last_day, ending.reason, now)
    return _followed(session, actor, ended, was_until, now)


def relations_left(
    session: Session, actor: Identity, person_id: int, day: date, *, lock: bool = False
) -> list[Membership]:
    """The relations of a person with the organisation one acts for that go further than that day, by begin."""
    query = (
        select(Membership)
        .where(
            Membership.organisation_id == actor.organisation_id,
            Membership.person_id == person_id,
            Membership.state == "confirmed",
            or_(Membership.last_day.is_(None), Membership.last_day > day),
            visible_to(actor, Permission.RELATION_CHANGE),
        )
        .options(joinedload(Membership.person))
        .order_by(Membership.first_day, Membership.id)
    )
    if lock:
        query = query.with_for_update(of=Membership).execution_options(populate_existing=True)
    return list(session.scalars(query))


def rights_left(session: Session, relations: Sequence[Membership], day: date) -> list[Right]:
    """All rights on these relations that are in force or still to begin."""
    if not relations:
        return []
    return list(
        session.scalars(
            select(Right)
            .where(
                Right.organisation_id == relations[0].organisation_id,
                Right.membership_id.in_([one.id for one in relations]),
                Right.revoked_at.is_(None),
                Right.last_day >= day,
            )
            .options(joinedload(Right.kind).joinedload(RightKind.tool))
            .order_by(Right.last_day, Right.id)
        )
    )


def leave(session: Session, actor: Identity, person_id: int, reason: str, now: datetime) -> int:
    """Somebody leaves: all his rights here are revoked at once, all his relations end today; or nothing happens.

    Returns how many relations ended. Raises Missing when he has none here (any more), Refusal
    rights.right.last_administrator.
    """
    require(actor, Permission.RELATION_CHANGE)
    today = clock.day_of(now)
    relations = relations_left(session, actor, person_id, today, lock=True)
    if not relations:
        raise Missing("person", person_id)
    _revoke(session, actor, rights_left(session, relations, today), reason, now)
    for relation in relations:
        was_until = relation.last_day
        organisations.end_relation(session, actor, relation, today, reason, now)
        _followed(session, actor, relation, was_until, now)
    return len(relations)


def _followed(
    session: Session, actor: Identity, relation: Membership, was_until: date | None, now: datetime
) -> Membership:
    """One that ends sooner now doesn't go on where its government goes."""
    until = relation.last_day
    if relation.state != "confirmed" or (until is not None and (was_until is None or until < was_until)):
        take_back_there(session, actor, relation.organisation_id, now, relations=[relation.id])
    return relation


def _revoke(session: Session, actor: Identity, rights: Sequence[Right], reason: str, now: datetime) -> None:
    if not rights:
        return
    wont = revoke_rights(
        session, actor, [Chosen(right.id, right.version) for right in rights], {"reason": reason}, now
    )
    for refusal in wont.values():
        raise refusal
