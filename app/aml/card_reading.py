"""What an eID tells of a contact: its facts, what differs from what stands in the file, and keeping them.

The national register signed them, which whoever read the card has checked; so they outweigh what was typed, but
whoever keeps the file says which stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.aml.contacts import add_contact
from app.aml.details import BELGIUM, subject_of
from app.aml.identifying import save_page
from app.aml.nationalities import nationality_of
from app.aml.pages import PageName
from app.aml.shelf import Shelf
from app.errors import Refusal
from app.policy import Identity
from eid.verifying import DeskReading
from models import keyring
from models.aml import Contact
from models.values import IdentifierKind, NationalNumber, Sex, ValueProblem
from models.values.identified import Details, IdentityDocument, PersonDetails, Place, Source

CARD_PAGES = (PageName.NAME, PageName.BIRTH, PageName.HOME, PageName.DOCUMENT)
"""The pages that a card fills in."""


@dataclass(frozen=True)
class CardFacts:
    """What a card tells: as details, with the national number beside them. `nationality` is as it stands on the
    card; the details hold it only where we know which country it means."""

    details: PersonDetails = field(repr=False)
    number: NationalNumber | None
    nationality: str
    of_child: bool

    @property
    def knows_nationality(self) -> bool:
        return bool(self.details.nationalities) or not self.nationality

    @property
    def print(self) -> str:
        """By which the same card is known again, without telling anything of it."""
        digits = self.number.digits if self.number else ""
        told = f"contact-card:{digits}:{sorted(self.details.told().items())!r}"
        return keyring.installed().lookup_hash(told).hex()


@dataclass(frozen=True)
class Part:
    """Facts that are taken from a card together: how they are found, and put in the place of others."""

    name: str
    of: Callable[[PersonDetails], Any]
    put: Callable[[PersonDetails, PersonDetails], PersonDetails]


PARTS = (
    Part(
        "name",
        lambda one: (one.family_name, one.given_names) if one.family_name else None,
        lambda mine, card: replace(mine, family_name=card.family_name, given_names=card.given_names),
    ),
    Part(
        "birth_date",
        lambda one: one.birth_date or one.birth_year,
        lambda mine, card: replace(mine, birth_date=card.birth_date, birth_year=card.birth_year),
    ),
    Part(
        "birth_place", lambda one: one.birth_place, lambda mine, card: replace(mine, birth_place=card.birth_place)
    ),
    Part(
        "sex",
        lambda one: one.sex if one.sex is not Sex.UNKNOWN else None,
        lambda mine, card: replace(mine, sex=card.sex),
    ),
    Part(
        "nationalities",
        lambda one: one.nationalities,
        lambda mine, card: replace(mine, nationalities=card.nationalities),
    ),
    Part(
        "address",
        lambda one: one.address if one.address != Place() else None,
        lambda mine, card: replace(mine, address=card.address),
    ),
    Part(
        "document",
        lambda one: one.document if one.document.number else None,
        lambda mine, card: replace(mine, document=card.document),
    ),
)
NUMBER = "number"


def facts_of(reading: DeskReading, today: date) -> CardFacts:
    """What stands on the card; what it leaves empty is empty."""
    told, home = reading.identity, reading.address
    nationality = nationality_of(told.nationality)
    details = PersonDetails(
        family_name=_line(told.family_name),
        given_names=_line(told.given_names),
        birth_date=told.birth_date.whole,
        birth_year=None if told.birth_date.whole else told.birth_date.year,
        birth_place=_line(told.birth_place),
        sex=Sex(told.sex),
        nationalities=(nationality,) if nationality else (),
        address=Place(_line(home.street), _line(home.postal_code), _line(home.municipality), BELGIUM)
        if home.street or home.municipality
        else Place(),
        document=IdentityDocument(
            IdentifierKind.IDENTITY_CARD, _line(told.card_number), BELGIUM, told.valid_from, told.valid_until
        ),
        source=Source.EID,
        source_read_on=today,
    )
    return CardFacts(details, _number(told.national_number), _line(told.nationality), told.is_of_child)


def differing(mine: PersonDetails, number: str | None, card: CardFacts) -> tuple[str, ...]:
    """The parts that stand in the file and are told otherwise by the card, by name; what the file doesn't know
    yet is none of them."""
    found = [
        part.name
        for part in PARTS
        if (theirs := part.of(card.details)) and (ours := part.of(mine)) and not _alike(ours, theirs)
    ]
    if number is not None and card.number is not None and number != card.number.digits:
        found.append(NUMBER)
    return tuple(found)


def taken_over(mine: PersonDetails, card: CardFacts, kept: Iterable[str] = ()) -> PersonDetails:
    """The file with what the card tells in its place, but for the parts that are kept. It says that it was read
    from a card where the card is the document in it."""
    stay = frozenset(kept)
    for part in PARTS:
        if part.name not in stay and part.of(card.details):
            mine = part.put(mine, card.details)
    if mine.document != card.details.document:
        return mine  # another document stands for him, and that one wasn't read
    return replace(mine, source=Source.EID, source_read_on=card.details.source_read_on)


def add_from_card(session: Session, actor: Identity, shelf: Shelf, card: CardFacts, now: datetime) -> Contact:
    """A new contact, whom the card tells of. Raises as `add_contact`."""
    made = add_contact(session, actor, shelf, subject_of(card.details), now)
    return save_page(
        session,
        actor,
        shelf,
        made.id,
        PageName.NAME,
        lambda _: card.details,
        made.version,
        now,
        card.number,
        also=CARD_PAGES,
        signed=True,
    )


def take_card(
    session: Session,
    actor: Identity,
    shelf: Shelf,
    contact_id: int,
    card: CardFacts,
    kept: Iterable[str],
    version: int,
    now: datetime,
) -> Contact:
    """Puts what a card tells in the file of a person that is open. `kept`: parts that stay as they are.

    Raises as `save_page`, Refusal aml.card.not_a_person.
    """
    stay = frozenset(kept)

    def change(details: Details) -> Details:
        if not isinstance(details, PersonDetails):
            raise Refusal("aml.card.not_a_person")
        return taken_over(details, card, stay)

    number = None if NUMBER in stay else card.number
    return save_page(
        session,
        actor,
        shelf,
        contact_id,
        PageName.NAME,
        change,
        version,
        now,
        number,
        also=CARD_PAGES,
        signed=not stay,
    )


def _alike(ours: Any, theirs: Any) -> bool:
    """The same but for capitals and blanks; of nationalities, one of ours is enough."""
    if isinstance(ours, tuple) and isinstance(theirs, tuple) and len(theirs) == 1:
        return theirs[0] in ours
    return bool(repr(ours).casefold() == repr(theirs).casefold())


def _number(digits: str) -> NationalNumber | None:
    try:
        return NationalNumber(digits)
    except ValueProblem:
        return None


def _line(text: str) -> str:
    return " ".join(text.split())
