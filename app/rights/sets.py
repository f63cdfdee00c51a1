"""Several rights for one person in one act: a package, or a colleague's rights ticked one by one.

Each lasts as long as its own kind allows, and each is decided by the rule of a single grant; what can't be granted
is told, the rest is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app import clock, events
from app.errors import Refusal
from app.lists.acts import Chosen, Wont
from app.organisations.queries import relation_record
from app.policy import Identity, Permission, require
from app.rights.bulk import revoke_rights
from app.rights.rules import Standing, proposed_last_day, refusals_to_grant
from app.rights.services import facts_of
from models.organisations import Membership
from models.rights import ContextValue, Right, RightKind


@dataclass(frozen=True, order=True)
class Wanted:
    """A kind of right, and the part of the tool it is for ('' for none)."""

    kind_id: int
    context: str = ""

    @classmethod
    def read(cls, text: str) -> Wanted | None:
        """As `key` wrote it; None for anything else."""
        number, _, context = text.partition(":")
        if not (number.isascii() and number.isdigit() and len(number) < 18):
            return None
        return cls(int(number), context[:200])

    @property
    def key(self) -> str:
        return f"{self.kind_id}:{self.context}"


@dataclass(frozen=True)
class Planned:
    """One right of the set: the days it would get, and why it can't be granted (None: it can)."""

    wanted: Wanted
    kind: RightKind
    part: ContextValue | None
    first_day: date
    last_day: date
    refusal: Refusal | None


def plan_set(
    session: Session, actor: Identity, relation_id: int, wanted: Collection[Wanted], first_day: date, today: date
) -> list[Planned]:
    """What granting these on that relation would do, by kind; changes nothing. Raises Missing, Forbidden."""
    require(actor, Permission.RIGHT_GRANT)
    relation = relation_record(session, actor, relation_id)
    require(actor, Permission.RIGHT_GRANT, relation)
    return _planned(session, actor, relation, wanted, first_day, today)


def _planned(
    session: Session,
    actor: Identity,
    relation: Membership,
    wanted: Collection[Wanted],
    first_day: date,
    today: date,
) -> list[Planned]:
    kinds = _kinds(session, wanted)
    parts = _parts(session, wanted)
    standing = _standing(session, relation)
    planned = []
    for one in sorted(wanted):
        kind = kinds.get(one.kind_id)
        if kind is None:
            continue
        begin = max(first_day, relation.first_day)
        last_day = max(begin, proposed_last_day(begin, kind.max_months, relation.last_day))
        facts = replace(
            facts_of(relation, kind, (begin, last_day), today, one.context),
            granted_to_oneself=relation.person_id == actor.person_id,
            standing=standing[one],
            contexts=[code for kind_id, code in parts if kind_id == kind.id] if kind.asks_context else [],
        )
        refusals = refusals_to_grant(facts)
        part = parts.get((one.kind_id, one.context))
        planned.append(Planned(one, kind, part, begin, last_day, refusals[0] if refusals else None))
    return planned


def grant_set(
    session: Session,
    actor: Identity,
    relation_id: int,
    wanted: Collection[Wanted],
    first_day: date,
    reason: str,
    now: datetime,
) -> list[Planned]:
    """Grants those of the set that can be, in one act with one event; gives them all, with what was refused.

    Sent twice it grants once: the second time the person has them already. Raises Missing, Forbidden.
    """
    require(actor, Permission.RIGHT_GRANT)
    session.execute(select(Membership.id).where(Membership.id == relation_id).with_for_update(of=Membership))
    relation = relation_record(session, actor, relation_id)
    require(actor, Permission.RIGHT_GRANT, relation)
    planned = _planned(session, actor, relation, wanted, first_day, clock.day_of(now))
    made = [
        Right(
            organisation_id=relation.organisation_id,
            membership_id=relation.id,
            person_id=relation.person_id,
            kind_id=one.kind.id,
            context=one.wanted.context,
            first_day=one.first_day,
            last_day=one.last_day,
            reason=reason,
            granted_at=now,
            granted_by=actor.account_id,
            granted_under_id=actor.authority_right_id,
            granted_by_law=actor.by_law,
            known_from=now,
        )
        for one in planned
        if one.refusal is None
    ]
    if made:
        session.add_all(made)
        session.flush()
        ids = sorted(right.id for right in made)
        facts = {"ids": ids, "count": len(ids), "membership_id": relation.id}
        subject = events.Subject("right", 0, relation.organisation_id)
        events.record(session, events.Tag.RIGHTS_GRANTED, subject, actor, now, facts=facts)
    return planned


def held(session: Session, actor: Identity, relation_id: int, day: date) -> list[Right]:
    """The rights on that relation that are in force or still to begin, by kind. Raises Missing."""
    relation = relation_record(session, actor, relation_id)
    return list(
        session.scalars(
            select(Right)
            .where(
                Right.organisation_id == relation.organisation_id,
                Right.membership_id == relation.id,
                Right.revoked_at.is_(None),
                Right.last_day >= day,
            )
            .options(joinedload(Right.kind).joinedload(RightKind.tool))
            .order_by(Right.kind_id, Right.first_day)
        )
    )


def revoke_set(
    session: Session, actor: Identity, relation_id: int, wanted: Collection[Wanted], reason: str, now: datetime
) -> tuple[int, Wont]:
    """Revokes what the person has of the set; gives how many, and which couldn't be. Raises Missing, Forbidden."""
    require(actor, Permission.RIGHT_REVOKE)
    rights = held(session, actor, relation_id, clock.day_of(now))
    chosen = [Chosen(one.id, one.version) for one in rights if Wanted(one.kind_id, one.context) in set(wanted)]
    wont = revoke_rights(session, actor, chosen, {"reason": reason}, now) if chosen else {}
    return len(chosen) - len(wont), wont


def _kinds(session: Session, wanted: Collection[Wanted]) -> dict[int, RightKind]:
    found = session.scalars(
        select(RightKind)
        .where(RightKind.id.in_({one.kind_id for one in wanted}))
        .options(joinedload(RightKind.tool))
    )
    return {kind.id: kind for kind in found}


def _parts(session: Session, wanted: Collection[Wanted]) -> dict[tuple[int, str], ContextValue]:
    found = session.scalars(select(ContextValue).where(ContextValue.kind_id.in_({one.kind_id for one in wanted})))
    return {(value.kind_id, value.code): value for value in found}


def _standing(session: Session, relation: Membership) -> dict[Wanted, list[Standing]]:
    """What stands on the relation, by kind and part."""
    found = defaultdict[Wanted, list[Standing]](list)
    for kind_id, context, right_id, first_day, last_day in session.execute(
        select(Right.kind_id, Right.context, Right.id, Right.first_day, Right.last_day)
        .where(
            Right.organisation_id == relation.organisation_id,
            Right.membership_id == relation.id,
            Right.revoked_at.is_(None),
        )
        .order_by(Right.first_day)
    ):
        found[Wanted(kind_id, context)].append(Standing(right_id, first_day, last_day))
    return found
