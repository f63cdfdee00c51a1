"""What is known of a person, put right: by asking the register of persons again, or by hand.

By hand only where he works now, and it is marked; aligning overwrites it. Both are recorded, before and after.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app import clock, events
from app.errors import Missing, Refusal, Stale
from app.organisations.queries import persons_visible_to, relations_of
from app.outside.persons import PersonRegister
from app.policy import Identity, Permission, require
from models.accounts import Person
from models.values import NationalNumber, PersonSource


@dataclass(frozen=True)
class PersonDetails:
    """All of a person that can be put right."""

    family_name: str
    given_names: str
    birth_date: date | None
    sex: str


def works_here(session: Session, who: Identity, person_id: int, today: date) -> bool:
    """Whether he has a relation with the reader's organisation that runs today or is still to begin."""
    return bool(relations_of(session, who.organisation_id or 0, person_id, today))


def align_person(
    session: Session, actor: Identity, person_id: int, register: PersonRegister, now: datetime
) -> dict[str, Any]:
    """Takes over what the register says today; gives what changed, by column, as it was.

    Raises Missing, Forbidden, Outage, Refusal accounts.person.elsewhere, not_in_register.
    """
    person = _to_put_right(session, actor, person_id, now)
    if person.number is None:
        raise Missing("person", person_id)
    told = register.person(NationalNumber(person.number))
    if told is None:
        raise Refusal("accounts.person.not_in_register")
    new = PersonDetails(told.family_name, told.given_names, told.birth_date, str(told.sex))
    return _put(session, actor, person, new, PersonSource.REGISTER, now)


def correct_person(
    session: Session, actor: Identity, person_id: int, version: int, new: PersonDetails, now: datetime
) -> dict[str, Any]:
    """Puts it right by hand, and marks it so; gives what changed, by column, as it was.

    Raises Missing, Forbidden, Stale, Refusal accounts.person.elsewhere, from_card, nameless, born_in_the_future.
    """
    person = _to_put_right(session, actor, person_id, now)
    if person.version != version:
        raise Stale("person", person_id)
    if person.source == PersonSource.CARD:
        raise Refusal("accounts.person.from_card")
    if not (new.family_name and new.given_names):
        raise Refusal("accounts.person.nameless", field="given_names" if new.family_name else "family_name")
    if new.birth_date is not None and new.birth_date > clock.day_of(now):
        raise Refusal("accounts.person.born_in_the_future", field="birth_date", day=new.birth_date)
    return _put(session, actor, person, new, PersonSource.HAND, now)


def _to_put_right(session: Session, actor: Identity, person_id: int, now: datetime) -> Person:
    require(actor, Permission.PERSON_CORRECT)
    person = session.scalars(
        select(Person)
        .where(Person.id == person_id, persons_visible_to(actor), Person.anonymised_at.is_(None))
        .options(undefer(Person.number))
        .with_for_update(of=Person)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if person is None:
        raise Missing("person", person_id)
    if not works_here(session, actor, person_id, clock.day_of(now)):
        raise Refusal("accounts.person.elsewhere")
    return person


def _put(
    session: Session, actor: Identity, person: Person, new: PersonDetails, source: PersonSource, now: datetime
) -> dict[str, Any]:
    """By hand, what didn't change leaves no trace; an alignment is recorded whatever it finds."""
    changed = {
        name: getattr(person, name) for name, value in asdict(new).items() if getattr(person, name) != value
    }
    if not changed and source is PersonSource.HAND:
        return changed
    for name in changed:
        setattr(person, name, getattr(new, name))
    before, person.source = person.source, source
    session.flush()
    plain = {name: _plain(value) for name, value in changed.items()}
    events.record(
        session,
        events.Tag.PERSON_ALIGNED if source is PersonSource.REGISTER else events.Tag.PERSON_CORRECTED,
        events.Subject("person", person.id, actor.organisation_id or 0, person.id),
        actor,
        now,
        facts={"changed": {"source": [before, str(source)]}} if before != source else {},
        personal={"before": plain, "after": {name: _plain(getattr(new, name)) for name in changed}}
        if changed
        else None,
    )
    return changed


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
