"""What organisations and relations offer the desk: people and organisations found, relations of a person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, column, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, load_only

from app import clock
from app.organisations.member_panels import OWN, WORKLISTS
from app.organisations.queries import organisations_visible_to, persons_visible_to, visible_to
from app.panels import (
    SHOWN,
    SORTED_AMONG,
    Hit,
    Item,
    OwnRows,
    Panels,
    PersonPanel,
    SearchSource,
    Waiting,
    Worklist,
    counted,
    rows_of,
    words_in,
    words_of,
)
from app.policy import Identity, Permission, Role, may
from models import keyring
from models.accounts import Person
from models.organisations import Membership, Organisation
from models.values import SearchText

ENDING_DAYS = 14


def find_people(session: Session, who: Identity, text: SearchText, limit: int) -> list[Hit]:
    """Persons, and beside them their relations, by name, by full or by masked number; one statement.

    A full number finds only whom one may see anyway: whoever is known elsewhere alone is not found here.
    """
    if not may(who, Permission.PERSON_SEE) or not (text.words or text.national or text.masked):
        return []
    found = _persons_of_staff(text, limit) if who.is_staff else _persons_of(who, text, limit)
    person = aliased(Person, found.subquery())
    own = Membership.person_id == person.id
    rows = session.execute(
        select(person, Membership)
        .outerjoin(Membership, and_(own, visible_to(who)))
        .options(
            load_only(person.family_name, person.given_names, person.masked_number, raiseload=True),
            joinedload(Membership.organisation).load_only(Organisation.name),
        )
        .order_by(person.sort_name, person.id, Membership.first_day.desc(), Membership.id)
        .limit(limit * 3)
    ).all()
    persons = {one.id: one for one, _ in rows}
    exact = text.national is not None
    hits = [Hit("person", one.id, one.name, (one.masked_number,), exact) for one in persons.values()]
    if exact:
        return hits
    relations = [
        Hit("relation", m.id, one.name, (m.category, m.function, m.organisation.name, (m.first_day, m.last_day)))
        for one, m in rows
        if m is not None
    ]
    return hits[:limit] + relations[:limit]


def _persons_of_staff(text: SearchText, limit: int) -> Select[Any]:
    if not text.words:
        return select(Person).where(_numbered(text)).order_by(Person.sort_name, Person.id).limit(limit)
    some = select(Person.id).where(words_in(Person.sort_name, text)).limit(SORTED_AMONG).subquery()
    return select(Person).join(some, some.c.id == Person.id).order_by(Person.sort_name, Person.id).limit(limit)


def _persons_of(who: Identity, text: SearchText, limit: int) -> Select[Any]:
    """By name among the relations of one's own organisation, which the function reads from the transaction."""
    if not text.words:
        return (
            select(Person)
            .where(_numbered(text), persons_visible_to(who))
            .order_by(Person.sort_name, Person.id)
            .limit(limit)
        )
    some = func.house_members_sought(words_of(text), SORTED_AMONG).table_valued(column("person_id", BigInteger))
    return (
        select(Person)
        .where(Person.id.in_(select(some.c.person_id)), persons_visible_to(who))
        .order_by(Person.sort_name, Person.id)
        .limit(limit)
    )


def _numbered(text: SearchText) -> ColumnElement[bool]:
    if text.national is not None:
        return Person.number_hash == keyring.installed().lookup_hash(text.national.digits)
    return Person.masked_number == text.masked


def find_organisations(session: Session, who: Identity, text: SearchText, limit: int) -> list[Hit]:
    """Organisations by name, enterprise number or OVO code."""
    if not may(who, Permission.ORGANISATION_SEE) or not (text.words or text.enterprise or text.ovo):
        return []
    numbers = [Organisation.enterprise_number == text.enterprise] if text.enterprise else []
    numbers += [Organisation.ovo_code == text.ovo] if text.ovo else []
    found = session.scalars(
        select(Organisation)
        .where(organisations_visible_to(who), or_(*numbers) if numbers else words_in(Organisation.sort_name, text))
        .order_by(Organisation.sort_name, Organisation.id)
        .limit(limit)
    )
    return [
        Hit("organisation", one.id, one.name, (one.government_kind or one.kind, one.place), bool(numbers))
        for one in found
    ]


def ending_relations(session: Session, who: Identity, now: datetime) -> Waiting:
    """Relations of one's own government that end within two weeks, the first to end first."""
    today = clock.day_of(now)
    ending = (
        select(Membership)
        .where(
            visible_to(who),
            Membership.state == "confirmed",
            Membership.last_day.between(today, today + timedelta(days=ENDING_DAYS)),
        )
        .order_by(Membership.last_day, Membership.id)
    )
    rows = session.execute(
        ending.add_columns(counted(ending.with_only_columns(Membership.id)))
        .options(joinedload(Membership.person))
        .limit(SHOWN)
    ).all()
    if not rows:
        return Waiting()
    first = tuple(Item("relation", m.id, m.person.name, (m.category, m.last_day)) for m, _ in rows)
    return Waiting(rows[0][1], rows[0][0].last_day, first)


def relations_of_person(session: Session, who: Identity, person_id: int, day: date) -> list[Membership]:
    """A person's relations that this reader may see, the latest first."""
    return list(
        session.scalars(
            select(Membership)
            .where(Membership.person_id == person_id, visible_to(who))
            .options(joinedload(Membership.organisation))
            .order_by(Membership.first_day.desc(), Membership.id.desc())
            .limit(50)
        )
    )


def own_relations(session: Session, who: Identity) -> list[dict[str, Any]]:
    """The relations of whoever asks, with every organisation, the latest first."""
    told = (
        Organisation.name.label("organisation"),
        Organisation.enterprise_number,
        Membership.category,
        Membership.type,
        Membership.function,
        Membership.email,
        Membership.state,
        Membership.first_day,
        Membership.last_day,
    )
    mine = select(*told).join(Organisation, Organisation.id == Membership.organisation_id)
    return rows_of(
        session,
        mine.where(Membership.person_id == who.person_id, Membership.account_id.is_(None)).order_by(
            Membership.first_day.desc()
        ),
    )


PANELS = Panels(
    worklists=(
        Worklist("organisations.ending", frozenset({Role.LOCAL_ADMINISTRATOR}), ending_relations),
        *WORKLISTS,
    ),
    sources=(
        SearchSource("organisations.people", find_people),
        SearchSource("organisations.organisations", find_organisations),
    ),
    persons=(PersonPanel("organisations.relations", relations_of_person),),
    own=(OwnRows("organisations.relations", own_relations), OWN),
)
