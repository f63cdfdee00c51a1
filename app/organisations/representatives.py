"""Legal representatives of enterprises, taken over from the register: who is new, who is no longer told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app import clock, events
from app.events import Subject
from app.outside.businesses import Represents
from models import keyring
from models.accounts import Person
from models.organisations import Organisation, Representative
from models.values import OrganisationKind

# A representative whose time was over anyway may be told still: he is looked at for a year.
_LATELY = timedelta(days=366)


def take_over(session: Session, told: Iterable[Represents], now: datetime) -> int:
    """Makes what stands here equal to what the register told of the enterprises we know; returns how many changed.

    Who isn't told any more represents until yesterday: what the law took away opens nothing today. Done again it
    changes nothing. In office scope.
    """
    enterprises = {
        number: organisation_id
        for organisation_id, number in session.execute(
            select(Organisation.id, Organisation.enterprise_number).where(
                Organisation.kind == OrganisationKind.ENTERPRISE
            )
        )
    }
    wanted = [one for one in told if one.enterprise_number in enterprises]
    people = _persons(session, wanted, now)
    known = {(row.organisation_id, row.person_id, row.first_day): row for row in session.scalars(_standing(now))}
    changed = 0
    for one in wanted:
        key = (enterprises[one.enterprise_number], people[one.number.digits], one.first_day)
        row = known.pop(key, None)
        if row is None:
            row = Representative(organisation_id=key[0], person_id=key[1], first_day=key[2])
            session.add(row)
        elif (row.function, row.last_day) == (one.function, one.last_day):
            row.seen_at = now
            continue
        row.function, row.last_day, row.seen_at = one.function, one.last_day, now
        session.flush()
        _record(session, row, now)
        changed += 1
    yesterday = clock.day_of(now) - timedelta(days=1)
    gone = [row for row in known.values() if row.last_day is None or row.last_day > yesterday]
    for row in gone:
        row.last_day = max(row.first_day, yesterday)
        session.flush()
        _record(session, row, now)
    return changed + len(gone)


def _standing(now: datetime) -> Select[Representative]:
    today = clock.day_of(now)
    return select(Representative).where(
        or_(Representative.last_day.is_(None), Representative.last_day >= today - _LATELY)
    )


def _persons(session: Session, told: list[Represents], now: datetime) -> dict[str, int]:
    """The person behind each number, added where nobody knew him yet."""
    ring = keyring.installed()
    hashes = {ring.lookup_hash(one.number.digits): one for one in told}
    found = {
        hashes[number_hash].number.digits: person_id
        for person_id, number_hash in session.execute(
            select(Person.id, Person.number_hash).where(Person.number_hash.in_(list(hashes)))
        )
        if number_hash is not None
    }
    for one in told:
        if one.number.digits in found:
            continue
        person = Person(
            number=one.number.digits,
            number_hash=ring.lookup_hash(one.number.digits),
            masked_number=one.number.masked(),
            family_name=one.family_name,
            given_names=one.given_names,
            birth_date=one.number.birth_date,
            sex=str(one.number.sex or "unknown"),
            source="register",
            created_at=now,
        )
        session.add(person)
        session.flush()
        found[one.number.digits] = person.id
        subject = Subject("person", person.id, person_id=person.id)
        events.record(session, events.Tag.PERSON_ADDED, subject, None, now, facts={"source": "register"})
    return found


def _record(session: Session, row: Representative, now: datetime) -> None:
    events.record(
        session,
        events.Tag.REPRESENTATIVE_TOLD,
        Subject("organisation", row.organisation_id, row.organisation_id, row.person_id),
        None,
        now,
        facts={
            "first_day": row.first_day.isoformat(),
            "last_day": row.last_day.isoformat() if row.last_day else None,
        },
    )
