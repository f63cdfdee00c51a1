"""The acts of a government played through the services, in order, each at its own instant by an administrator.

Who acts holds the administrator's right on that day, and that right is written with the act. What has no
service yet (a relation that ends) is written with its event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from sqlalchemy import update
from sqlalchemy.orm import Session

from app import events
from app.accounts.people import add_person, find_person
from app.clock import day_of
from app.demo.cast import Member
from app.demo.plan import Act, Arrival, Departure, Grant, Revocation
from app.organisations.services import NewRelation, add_relation
from app.policy import Identity, Role
from app.rights.rules import LOCAL_ADMINISTRATOR
from app.rights.services import NewRight, grant_right, revoke_right
from models.organisations import Membership
from models.rights import Right, RightKind
from models.values import RelationType


@dataclass(frozen=True)
class Authority:
    """A local administrator's right, with its days."""

    right_id: int
    first_day: date
    last_day: date


@dataclass
class Administrator:
    """Somebody who administers one government, and the rights that make him so."""

    member: Member
    person_id: int
    account_id: int
    membership_id: int
    busy: int
    authorities: list[Authority] = field(default_factory=list)

    def hold(self, right: Right) -> None:
        self.authorities.append(Authority(right.id, right.first_day, right.last_day))

    def authority_on(self, day: date) -> Authority | None:
        return next((held for held in self.authorities if held.first_day <= day <= held.last_day), None)


@dataclass
class Government:
    """One government while its history is played."""

    organisation_id: int
    random: Random
    kinds: Mapping[str, RightKind]
    administrators: list[Administrator] = field(default_factory=list)

    def actor(self, now: datetime, person_id: int = 0) -> Identity:
        """An administrator in force at that moment, never the person it is about when there is another."""
        day = day_of(now)
        able = [one for one in self.administrators if one.authority_on(day)]
        others = [one for one in able if one.person_id != person_id] or able
        one = self.random.choices(others, [other.busy for other in others])[0]
        return identity_of(self.organisation_id, one, now)


def identity_of(organisation_id: int, one: Administrator, now: datetime) -> Identity:
    """The administrator as he acts that day; one session a day, from an address kept for documentation."""
    day = day_of(now)
    authority = one.authority_on(day)
    if authority is None:
        raise LookupError(f"{one.member.username} administers nothing on {day}")
    told = hashlib.sha256(f"{one.member.username} {organisation_id} {day}".encode()).hexdigest()
    return Identity(
        one.account_id,
        one.person_id,
        frozenset({Role.PERSON, Role.LOCAL_ADMINISTRATOR}),
        organisation_id,
        "high",
        authority.right_id,
        told[:8],
        f"192.0.2.{10 + one.person_id % 200}",
        one.member.language,
    )


def play(session: Session, government: Government, acts: Iterable[Act]) -> int:
    """Plays these acts in the caller's transaction, in the government's scope; returns how many."""
    count = 0
    for act in acts:
        match act:
            case Arrival():
                _arrive(session, government, act)
            case Grant():
                _grant(session, government, act)
            case Revocation():
                actor = government.actor(act.at, act.grant.arrival.person_id)
                revoke_right(session, actor, act.grant.right_id, 1, act.reason, act.at)
            case Departure():
                _depart(session, government, act)
        count += 1
    return count


def _arrive(session: Session, government: Government, act: Arrival) -> None:
    actor, human, post = government.actor(act.at), act.post.human, act.post
    found = find_person(session, actor, human.number, act.at) if act.known else None
    act.person_id = found.id if found else add_person(session, actor, human.number, human.new, act.at)
    relation = NewRelation(
        act.person_id,
        post.function.category,
        RelationType.STANDARD,
        act.first_day,
        act.last_day,
        post.function_name,
        post.email,
        post.phone,
    )
    act.membership_id = add_relation(session, actor, relation, act.at).id


def _grant(session: Session, government: Government, act: Grant) -> None:
    actor = government.actor(act.at, act.arrival.person_id)
    kind_id = government.kinds[act.code].id
    new = NewRight(act.arrival.membership_id, kind_id, act.first_day, act.last_day, act.reason, act.context)
    right = grant_right(session, actor, new, act.at)
    act.right_id = right.id
    if act.code == LOCAL_ADMINISTRATOR:
        next(one for one in government.administrators if one.person_id == right.person_id).hold(right)


def _depart(session: Session, government: Government, act: Departure) -> None:
    arrival, day = act.arrival, day_of(act.at)
    session.execute(
        update(Membership)
        .where(Membership.organisation_id == government.organisation_id, Membership.id == arrival.membership_id)
        .values(last_day=day, version=Membership.version + 1)
    )
    events.record(
        session,
        events.Tag.RELATION_ENDED,
        events.Subject("relation", arrival.membership_id, government.organisation_id, arrival.person_id),
        government.actor(act.at, arrival.person_id),
        act.at,
        facts={"last_day": day.isoformat()},
    )
