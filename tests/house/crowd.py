"""People by the hundred, with a relation and a right each, for pages that show many rows; without any mark."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from models import keyring
from models.accounts import Person
from models.organisations import Membership
from models.rights import Right
from tests.stories.cast import SINCE, VOORBEELDEGEM, Cast, national_number

BEGAN = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
Ids = dict[str, int]
_FAMILY = (
    "Aerts",
    "Bogaert",
    "Claessens",
    "De Clercq",
    "Évrard",
    "Goossens",
    "Hermans",
    "Jacobs",
    "Lambert",
    "Ünal",
)
_GIVEN = ("Anna", "Brecht", "Céline", "Dieter", "Fatima", "Gust", "Hélène", "Jef", "Lotte", "Noor")


def crowd(session: Session, cast: Cast, number: int) -> Ids:
    """One more person of Voorbeeldegem with one more right; the days differ, so that every state occurs."""
    given, family = _GIVEN[number % 10], _FAMILY[number // 10 % 10]
    born = date(1960, 1, 1) + timedelta(days=number * 37)
    person = known_person(session, family, given, born, 1 + number % 900)
    relation = Membership(
        organisation_id=cast.organisations[VOORBEELDEGEM],
        person_id=person.id,
        category=("employee", "external")[number % 2],
        type="standard",
        state="confirmed",
        first_day=SINCE,
        function="Dossierbehandelaar",
        created_at=BEGAN,
    )
    session.add(relation)
    session.flush()
    first_day = date(2026, 6, 1) + timedelta(days=number % 330)
    right = Right(
        organisation_id=relation.organisation_id,
        membership_id=relation.id,
        person_id=person.id,
        kind_id=cast.kinds["planner"],
        first_day=first_day,
        last_day=first_day + timedelta(days=20 + number * 7 % 340),
        reason="",
        granted_at=BEGAN + timedelta(hours=number),
        granted_by=cast.accounts["Greet"],
        known_from=BEGAN,
    )
    session.add(right)
    session.flush()
    return {"person": person.id, "relation": relation.id, "bystander": relation.id, "right": right.id}


def known_person(session: Session, family: str, given: str, born: date, order: int) -> Person:
    number = national_number(born, order)
    person = Person(
        number=number.digits,
        number_hash=keyring.installed().lookup_hash(number.digits),
        masked_number=number.masked(),
        family_name=family,
        given_names=given,
        birth_date=born,
        sex=str(number.sex),
        source="register",
        created_at=BEGAN,
    )
    session.add(person)
    session.flush()
    return person
