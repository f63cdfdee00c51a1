"""Cards in software for a demonstration: whose they are, and what is the matter with each."""

from __future__ import annotations

from app.accounts.people import NewPerson
from eid.virtual_drawer import Held, Kind
from eid.virtual_people import Human
from models.values import NationalNumber, Sex


def held(name: str, number: NationalNumber, person: NewPerson, kind: str = "good") -> Held:
    """A card of that person; `kind` is one of good, old, expired, revoked, blocked, tampered, child."""
    if person.birth_date is None:
        raise ValueError("a card tells a birth date")
    human = Human(
        national_number=number.digits,
        family_name=person.family_name,
        given_names=person.given_names,
        birth_date=person.birth_date,
        sex="F" if person.sex == Sex.FEMALE else "M",
        document_type=6 if kind == Kind.CHILD else 1,
    )
    return Held(name, human, Kind(kind))
