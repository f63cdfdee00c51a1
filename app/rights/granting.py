"""Granting one kind of right to many people at once: in sets, with one event that names all the rights.

What is foretold and what is done come from one plan, and each person is decided by the rule of a single grant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, insert, literal, select
from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Missing, Refusal
from app.lists.acts import Chosen, Wont
from app.organisations.queries import visible_to
from app.policy import Identity, Permission, may, require
from app.rights import queries
from app.rights.rules import GrantFacts, Standing, refusals_to_grant
from models.columns import among
from models.organisations import Membership, Organisation
from models.rights import Right, RightKind


@dataclass(frozen=True)
class Grant:
    """What all of them are to get; `context` '' for none."""

    kind_id: int
    first_day: date
    last_day: date
    context: str = ""

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Grant:
        """As `told` wrote it."""
        return cls(
            int(values["kind_id"]),
            date.fromisoformat(values["first_day"]),
            date.fromisoformat(values["last_day"]),
            str(values["context"]),
        )

    @property
    def told(self) -> dict[str, Any]:
        """The same as plain words, to be kept with the act."""
        return {
            "kind_id": self.kind_id,
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "context": self.context,
        }


def foretell_grants(
    session: Session, actor: Identity, chosen: Sequence[Chosen], values: Mapping[str, Any], now: datetime
) -> Wont:
    """On which of these relations the right would not be granted, and why; changes and locks nothing."""
    require(actor, Permission.RIGHT_GRANT)
    return _plan(session, actor, chosen, Grant.read(values), now, lock=False)


def grant_rights(
    session: Session, actor: Identity, chosen: Sequence[Chosen], values: Mapping[str, Any], now: datetime
) -> Wont:
    """Grants the right on all these relations where it can be; gives those where it couldn't, and why.

    `values`: a Grant as `told`, and the reason.
    """
    require(actor, Permission.RIGHT_GRANT)
    grant = Grant.read(values)
    wont = _plan(session, actor, chosen, grant, now, lock=True)
    wanted = sorted(one.id for one in chosen if one.id not in wont)
    if not wanted:
        return wont
    ids = session.scalars(_written(actor, grant, wanted, str(values.get("reason") or ""), now)).all()
    facts = {"ids": sorted(ids), "count": len(ids), **grant.told}
    subject = events.Subject("right", 0, actor.organisation_id or 0)
    events.record(session, events.Tag.RIGHTS_GRANTED, subject, actor, now, facts=facts)
    return wont


def _written(actor: Identity, grant: Grant, relations: Sequence[int], reason: str, now: datetime) -> Any:
    """One statement that grants it on all these relations, and gives the rights' numbers."""
    columns: dict[str, Any] = {
        "organisation_id": Membership.organisation_id,
        "membership_id": Membership.id,
        "person_id": Membership.person_id,
        "kind_id": literal(grant.kind_id),
        "context": literal(grant.context),
        "first_day": literal(grant.first_day),
        "last_day": literal(grant.last_day),
        "reason": literal(reason),
        "granted_at": literal(now, Right.granted_at.type),
        "granted_by": literal(actor.account_id),
        "granted_under_id": literal(actor.authority_right_id, BigInteger),
        "granted_by_law": literal(actor.by_law),
        "known_from": literal(now, Right.known_from.type),
        "version": literal(1),
    }
    rows = (
        select(*columns.values())
        .where(Membership.organisation_id == actor.organisation_id, among(Membership.id, relations))
        .order_by(Membership.id)
    )
    return insert(Right).from_select(list(columns), rows, include_defaults=False).returning(Right.id)


def _plan(
    session: Session, actor: Identity, chosen: Sequence[Chosen], grant: Grant, now: datetime, *, lock: bool
) -> Wont:
    kind = session.get(RightKind, grant.kind_id)
    if kind is None:
        raise Missing("kind", grant.kind_id)
    organisation = session.get(Organisation, actor.organisation_id)
    if organisation is None:
        raise Missing("organisation", actor.organisation_id)
    relations = _relations(session, actor, chosen, lock=lock)
    standing = _standing(session, organisation.id, grant, [one.id for one in chosen])
    contexts = [value.code for value in queries.context_values(session, kind.id)] if kind.asks_context else []
    decided: dict[tuple[object, ...], tuple[Refusal, ...]] = {}
    wont: Wont = {}
    for one in chosen:
        relation = relations.get(one.id)
        if relation is None:
            wont[one.id] = Refusal("lists.row.gone")
            continue
        if relation.version != one.version:
            wont[one.id] = Refusal("lists.row.changed")
            continue
        if not may(actor, Permission.RIGHT_GRANT, relation):
            wont[one.id] = Refusal("lists.row.not_yours")
            continue
        # Of ten thousand people most are alike to the rule: who is decided like another is decided once.
        own, others = relation.person_id == actor.person_id, tuple(standing.get(one.id, ()))
        alike = (
            relation.category,
            relation.type,
            relation.state,
            relation.first_day,
            relation.last_day,
            own,
            others,
        )
        if alike not in decided:
            decided[alike] = refusals_to_grant(
                GrantFacts(
                    today=clock.day_of(now),
                    first_day=grant.first_day,
                    last_day=grant.last_day,
                    max_months=kind.max_months,
                    kind_offered=kind.offered,
                    kind_code=kind.code,
                    granted_to_oneself=own,
                    government_kind=organisation.government_kind or organisation.kind,
                    government_kinds=kind.government_kinds,
                    category=relation.category,
                    categories=kind.categories,
                    type=relation.type,
                    types=kind.types,
                    relation_confirmed=relation.state == "confirmed",
                    relation_first_day=relation.first_day,
                    relation_last_day=relation.last_day,
                    standing=others,
                    context=grant.context,
                    contexts=contexts,
                )
            )
        if decided[alike]:
            wont[one.id] = decided[alike][0]
    return wont


def _relations(session: Session, actor: Identity, chosen: Sequence[Chosen], *, lock: bool) -> dict[int, Any]:
    """The chosen relations this actor sees, locked by id: what is granted on them meanwhile waits."""
    query = (
        select(
            Membership.id,
            Membership.organisation_id,
            Membership.version,
            Membership.person_id,
            Membership.category,
            Membership.type,
            Membership.state,
            Membership.first_day,
            Membership.last_day,
        )
        .where(among(Membership.id, [one.id for one in chosen]), visible_to(actor))
        .order_by(Membership.id)
    )
    return {row.id: row for row in session.execute(query.with_for_update(of=Membership) if lock else query)}


def _standing(
    session: Session, organisation_id: int, grant: Grant, relations: Sequence[int]
) -> dict[int, list[Standing]]:
    """The rights of that kind and part that stand on these relations and meet the days."""
    found = defaultdict[int, list[Standing]](list)
    for relation_id, right_id, first_day, last_day in session.execute(
        select(Right.membership_id, Right.id, Right.first_day, Right.last_day)
        .where(
            Right.organisation_id == organisation_id,
            Right.kind_id == grant.kind_id,
            Right.context == grant.context,
            Right.revoked_at.is_(None),
            Right.last_day >= grant.first_day,
            among(Right.membership_id, relations),
        )
        .order_by(Right.first_day)
    ):
        found[relation_id].append(Standing(right_id, first_day, last_day))
    return found


def holders(
    session: Session, organisation_id: int, kind_id: int, relations: Sequence[int], day: date
) -> dict[int, date]:
    """Who of these has that right on the day or later already: relation → its last day."""
    rows = session.execute(
        select(Right.membership_id, Right.last_day)
        .where(
            Right.organisation_id == organisation_id,
            Right.kind_id == kind_id,
            Right.revoked_at.is_(None),
            Right.last_day >= day,
            among(Right.membership_id, relations),
        )
        .order_by(Right.last_day)
    )
    return dict(rows.all())
