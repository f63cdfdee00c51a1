"""For whom somebody may act: the organisations he belongs to, and where a right makes him local administrator.

Asked anew at each request: a right that ended a second ago opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.rights.rules import LOCAL_ADMINISTRATOR
from models.accounts import Person
from models.organisations import Membership, Organisation
from models.rights import Right, RightKind


@dataclass(frozen=True)
class Context:
    """An organisation one may act for; `authority_right_id` is the right that makes one its administrator."""

    organisation_id: int
    name: str
    authority_right_id: int | None

    @property
    def administers(self) -> bool:
        return self.authority_right_id is not None


def acting_person(session: Session, person_id: int, day: date) -> tuple[str, tuple[Context, ...]]:
    """The person's name, and every organisation he belongs to on that day, those he administers first.

    One statement, in the person's own scope; the name is '' when the person isn't there.
    """
    administers = and_(
        Right.organisation_id == Membership.organisation_id,
        Right.membership_id == Membership.id,
        Right.first_day <= day,
        Right.last_day >= day,
        Right.revoked_at.is_(None),
        Right.kind_id.in_(select(RightKind.id).where(RightKind.code == LOCAL_ADMINISTRATOR)),
    )
    belongs = and_(
        Membership.person_id == Person.id,
        Membership.state == "confirmed",
        Membership.first_day <= day,
        or_(Membership.last_day.is_(None), Membership.last_day >= day),
    )
    rows = session.execute(
        select(Person.given_names, Person.family_name, Organisation.id, Organisation.name, Right.id)
        .select_from(Person)
        .outerjoin(Membership, belongs)
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .outerjoin(Right, administers)
        .where(Person.id == person_id)
        .order_by(Right.id.is_(None), Organisation.sort_name, Organisation.id, Right.last_day.desc())
    )
    name, found = "", dict[int, Context]()
    for given_names, family_name, organisation_id, organisation_name, right_id in rows:
        name = f"{given_names} {family_name}"
        if organisation_id is not None:
            found.setdefault(organisation_id, Context(organisation_id, organisation_name, right_id))
    return name, tuple(found.values())
