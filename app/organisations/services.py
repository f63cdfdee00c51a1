"""Use cases of organisations: adding a relation to a local government."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app import events
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
