"""Persons: found by full number, added, shown in full; every look-up and every unmasking is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app import events
from app.errors import Missing
from app.policy import Identity, Permission, require
from models import keyring
from models.accounts import Person
from models.values import NationalNumber


@dataclass(frozen=True)
class FoundPerson:
    """What anybody who knows the full number may learn: name, birth date and sex, nothing of elsewhere."""

    id: int
    family_name: str
    given_names: str
    birth_date: date | None
    sex: str
    masked_number: str

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}"


@dataclass(frozen=True)
class NewPerson:
    """A person nobody knew yet, as typed or as a register gave it (`source`: hand, register, card)."""

    family_name: str
    given_names: str
    birth_date: date | None
    sex: str
    source: str = "hand"


_BY_NUMBER = text(
    "select id, family_name, given_names, birth_date, sex, masked_number"
    " from house_person_by_number(:wanted) where anonymised_at is null"
)


def find_person(session: Session, actor: Identity, number: NationalNumber, now: datetime) -> FoundPerson | None:
    """The person with this number, wherever he is known; the look-up itself is recorded."""
    require(actor, Permission.PERSON_FIND)
    row = session.execute(_BY_NUMBER, {"wanted": keyring.installed().lookup_hash(number.digits)}).one_or_none()
    found = FoundPerson(*row) if row else None
    events.record(
        session,
        events.Tag.PERSON_LOOKED_UP,
        events.Subject(
            "person", found.id if found else 0, actor.organisation_id or 0, found.id if found else None
        ),
        actor,
        now,
        facts={"found": found is not None},
        personal={"number": number.masked()} if found else None,
    )
    return found


def lookup_of(number: NationalNumber) -> str:
    """What finds the person again without his number: meaningless to whoever lacks our key."""
    return keyring.installed().lookup_hash(number.digits).hex()


def find_again(session: Session, actor: Identity, lookup: str) -> FoundPerson | None:
    """Somebody this actor found a moment ago, by `lookup_of`; that look-up is recorded, this one is the same."""
    require(actor, Permission.PERSON_FIND)
    row = session.execute(_BY_NUMBER, {"wanted": bytes.fromhex(lookup)}).one_or_none()
    return FoundPerson(*row) if row else None


def add_person(session: Session, actor: Identity, number: NationalNumber, new: NewPerson, now: datetime) -> int:
    """Adds a person and returns the id; the caller adds the relation that makes him visible here."""
    require(actor, Permission.RELATION_ADD)
    person_id = int(session.execute(text("select nextval('account_person_id_seq')")).scalar_one())
    ring = keyring.installed()
    # No RETURNING: until the relation stands, the row isn't visible to who adds it.
    session.execute(
        insert(Person)
        .values(
            id=person_id,
            number=number.digits,
            number_hash=ring.lookup_hash(number.digits),
            masked_number=number.masked(),
            family_name=new.family_name,
            given_names=new.given_names,
            birth_date=new.birth_date,
            sex=new.sex,
            source=new.source,
            version=1,
            created_at=now,
        )
        .inline()
    )
    events.record(
        session,
        events.Tag.PERSON_ADDED,
        events.Subject("person", person_id, actor.organisation_id or 0, person_id),
        actor,
        now,
        facts={"source": new.source},
        personal={"after": {"family_name": new.family_name, "given_names": new.given_names}},
    )
    return person_id


def show_number(session: Session, actor: Identity, person_id: int, why: str, now: datetime) -> NationalNumber:
    """The full number of a person one may see; recorded with the reason."""
    require(actor, Permission.NUMBER_UNMASK)
    person = session.get(Person, person_id)
    if person is None or person.number is None:
        raise Missing("person", person_id)
    events.record(
        session,
        events.Tag.NUMBER_SHOWN,
        events.Subject("person", person_id, actor.organisation_id or 0, person_id),
        actor,
        now,
        personal={"why": why},
    )
    return NationalNumber.parse(person.number)
