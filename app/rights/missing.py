"""Why somebody doesn't have a right: the one cause, found in the order in which one would look for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.organisations.queries import relation_record
from app.policy import Identity, Permission, require
from app.rights.rules import state_of
from models.organisations import Membership
from models.rights import Right, RightKind
from models.values import RightState


class WhyNot(Enum):
    """The one cause; `HAS_IT`: nothing is missing."""

    HAS_IT = "has_it"
    RELATION = "relation"
    PENDING = "pending"
    REVOKED = "revoked"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    GOVERNMENT = "government"
    CATEGORY = "category"
    NEVER_GRANTED = "never_granted"


@dataclass(frozen=True)
class Held:
    """A right of that kind on the relation, whatever became of it."""

    first_day: date
    last_day: date
    revoked_on: date | None


@dataclass(frozen=True)
class MissingFacts:
    """All that is looked at. `held`: every right of that kind there ever was, the last one first."""

    day: date
    relation_confirmed: bool
    relation_first_day: date
    relation_last_day: date | None
    held: Sequence[Held]
    kind_offered: bool
    government_kind: str
    government_kinds: Sequence[str]
    category: str
    categories: Sequence[str]
    type: str
    types: Sequence[str]


def cause_of(facts: MissingFacts) -> tuple[WhyNot, int | None]:
    """The cause, and which of `held` shows it; a right in force counts before all."""
    states = [state_of(one.first_day, one.last_day, one.revoked_on, facts.day) for one in facts.held]
    over = facts.relation_last_day is not None and facts.relation_last_day < facts.day
    if not facts.relation_confirmed or over or facts.day < facts.relation_first_day:
        return WhyNot.RELATION, None
    for state, cause in (
        (RightState.ACTIVE, WhyNot.HAS_IT),
        (RightState.PENDING, WhyNot.PENDING),
    ):
        if state in states:
            return cause, states.index(state)
    if states:
        return (WhyNot.REVOKED if states[0] is RightState.REVOKED else WhyNot.EXPIRED), 0
    if not facts.kind_offered:
        return WhyNot.WITHDRAWN, None
    if facts.government_kind not in facts.government_kinds:
        return WhyNot.GOVERNMENT, None
    if facts.category not in facts.categories or facts.type not in facts.types:
        return WhyNot.CATEGORY, None
    return WhyNot.NEVER_GRANTED, None


@dataclass(frozen=True)
class Explained:
    """The cause, with the right that shows it, where one does."""

    cause: WhyNot
    relation: Membership
    kind: RightKind
    right: Right | None


def explain(session: Session, who: Identity, relation_id: int, kind: RightKind, day: date) -> Explained:
    """Why the person of that relation doesn't have that kind of right on the day. Raises Missing, Forbidden."""
    require(who, Permission.RIGHT_SEE)
    relation = relation_record(session, who, relation_id)
    rights = session.scalars(
        select(Right)
        .where(
            Right.organisation_id == relation.organisation_id,
            Right.membership_id == relation.id,
            Right.kind_id == kind.id,
        )
        .options(joinedload(Right.grantor))
        .order_by(Right.last_day.desc(), Right.id.desc())
    ).all()
    facts = MissingFacts(
        day=day,
        relation_confirmed=relation.state == "confirmed",
        relation_first_day=relation.first_day,
        relation_last_day=relation.last_day,
        held=[Held(one.first_day, one.last_day, one.revoked_on) for one in rights],
        kind_offered=kind.offered,
        government_kind=relation.organisation.government_kind or relation.organisation.kind,
        government_kinds=kind.government_kinds,
        category=relation.category,
        categories=kind.categories,
        type=relation.type,
        types=kind.types,
    )
    cause, shown = cause_of(facts)
    return Explained(cause, relation, kind, rights[shown] if shown is not None else None)
