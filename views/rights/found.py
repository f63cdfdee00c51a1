"""Whom somebody found by number: what he may read of him; who it was is remembered, never in an address."""

from __future__ import annotations

from flask import session
from flask_babel import gettext

from app.accounts.people import FoundPerson, find_again, lookup_of
from app.errors import Outage
from app.outside.persons import RegisteredPerson
from models.values import NationalNumber
from views.framework.database import db, persons
from views.framework.identity import identity
from views.labels import day, label_of

_FOUND = "found_people"
_REMEMBERED = 20


def facts_of(one: FoundPerson | RegisteredPerson) -> list[tuple[str, str]]:
    """Name, birth date and sex: all that anybody who knows the number may read."""
    return [
        (gettext("Name"), f"{one.given_names} {one.family_name}"),
        (gettext("Birth date"), day(one.birth_date) or gettext("unknown")),
        (gettext("Sex"), label_of(str(one.sex))),
    ]


def remember(found: FoundPerson, number: NationalNumber) -> None:
    """Whoever found somebody may go on with him, in this session; of him only a keyed hash is kept there."""
    kept = {**session.get(_FOUND, {}), str(found.id): lookup_of(number)}
    session[_FOUND] = dict(list(kept.items())[-_REMEMBERED:])


def remembered(person_id: int) -> FoundPerson | None:
    """Somebody who was found in this session; None for anybody else."""
    lookup = session.get(_FOUND, {}).get(str(person_id))
    return find_again(db(), identity(), lookup) if lookup else None


def asked_register(number: NationalNumber | None) -> RegisteredPerson | None:
    """What the register of persons says of him; None where it knows nobody, or can't be asked."""
    if number is None:
        return None
    try:
        return persons().person(number)
    except Outage:
        return None
