"""Use cases of organisations: adding a relation to a local government."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Refusal
from app.policy import Identity, Permission, require
from app.transaction import refuse_as
from models.organisations import Membership

refuse_as("ex_organisation_membership_overlap", "organisations.relation.overlaps", field="first_day")
refuse_as("ck_organisation_membership_period", "organisations.relation.end_before_begin", field="last_day")
refuse_as("ck_organisation_membership_rights_stand", "organisations.relation.rights_stand", field="last_day")


@dataclass(frozen=True)
class NewRelation:
    """A relation as the administrator typed it; `last_day` None means until further notice."""

    person_id: int
    category: str
    type: str
    first_day: date
    last_day: date | None = None
    function: str = ""
    email: str = ""
    phone: str = ""


def add_relation(session: Session, actor: Identity, new: NewRelation, now: datetime) -> Membership:
    """Adds a relation to the government the actor administers; it needs no confirmation.

    Raises Refusal organisations.relation.end_before_begin; overlaps is refused by the database at commit.
    """
    require(actor, Permission.RELATION_ADD)
    if actor.organisation_id is None:
        raise Refusal("organisations.relation.no_organisation")
    if new.last_day is not None and new.last_day < new.first_day:
        raise Refusal(
            "organisations.relation.end_before_begin",
            field="last_day",
            first_day=new.first_day,
            last_day=new.last_day,
        )
    relation = Membership(
        organisation_id=actor.organisation_id,
        person_id=new.person_id,
        category=new.category,
        type=new.type,
        state="confirmed",
        first_day=new.first_day,
        last_day=new.last_day,
        function=new.function,
        email=new.email,
        phone=new.phone,
        created_at=now,
    )
    session.add(relation)
    session.flush()
    events.record(
        session,
        events.Tag.RELATION_ADDED,
        events.Subject("relation", relation.id, relation.organisation_id, relation.person_id),
        actor,
        now,
        facts={
            "category": new.category,
            "type": new.type,
            "first_day": new.first_day.isoformat(),
            "last_day": new.last_day.isoformat() if new.last_day else None,
        },
        personal={"after": {"function": new.function, "email": new.email, "phone": new.phone}},
    )
    return relation


@dataclass(frozen=True)
class RelationDetails:
    """Everything of a relation that may change; `last_day` None means until further notice."""

    category: str
    type: str
    first_day: date
    last_day: date | None
    function: str
    email: str
    phone: str
    note: str


_TOLD = ("category", "type", "first_day", "last_day")


def change_relation(
    session: Session, actor: Identity, relation: Membership, new: RelationDetails, now: datetime
) -> Membership:
    """Writes what changed of a relation the caller locked; nothing when nothing did.

    Raises Refusal organisations.relation.end_before_begin; rights_stand and overlaps the database says.
    """
    if new.last_day is not None and new.last_day < new.first_day:
        raise Refusal(
            "organisations.relation.end_before_begin",
            field="last_day",
            first_day=new.first_day,
            last_day=new.last_day,
        )
    changed = {name: (getattr(relation, name), value) for name, value in vars(new).items()}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if not changed:
        return relation
    for name, (_, value) in changed.items():
        setattr(relation, name, value)
    session.flush()
    _record(session, events.Tag.RELATION_CHANGED, relation, actor, now, changed)
    return relation


def end_relation(
    session: Session, actor: Identity, relation: Membership, last_day: date, reason: str, now: datetime
) -> Membership:
    """Ends a relation the caller locked on that day; one that hasn't begun by then never counts.

    Raises Refusal organisations.relation.end_before_begin; rights_stand the database says.
    """
    today = clock.day_of(now)
    if relation.first_day > today and last_day <= today:
        before = relation.state
        relation.state = "withdrawn"
        changed: dict[str, tuple[Any, Any]] = {"state": (before, relation.state)}
    else:
        if last_day < relation.first_day:
            raise Refusal(
                "organisations.relation.end_before_begin",
                field="last_day",
                first_day=relation.first_day,
                last_day=last_day,
            )
        changed = {"last_day": (relation.last_day, last_day)}
        relation.last_day = last_day
    session.flush()
    _record(session, events.Tag.RELATION_ENDED, relation, actor, now, changed, reason)
    return relation


def _record(
    session: Session,
    tag: events.Tag,
    relation: Membership,
    actor: Identity,
    now: datetime,
    changed: dict[str, tuple[Any, Any]],
    reason: str = "",
) -> None:
    """What isn't personal stands in the facts; function, addresses, note and reason where they can be erased."""
    plain = {
        name: [one.isoformat() if isinstance(one, date) else one for one in pair]
        for name, pair in changed.items()
        if name in (*_TOLD, "state")
    }
    own = {name: pair for name, pair in changed.items() if name not in plain}
    personal: dict[str, Any] = {"reason": reason} if reason else {}
    if own:
        personal["before"] = {name: before for name, (before, _) in own.items()}
        personal["after"] = {name: after for name, (_, after) in own.items()}
    subject = events.Subject("relation", relation.id, relation.organisation_id, relation.person_id)
    events.record(session, tag, subject, actor, now, facts={"changed": plain}, personal=personal or None)
