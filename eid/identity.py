"""Who a card says somebody is, and where he lives: its identity file and its address file, read by tag.

What is read here is not yet true: `eid/integrity.py` checks that the national register signed it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from eid.dates import BirthDate, birth_date_of, validity_day_of
from eid.errors import EidError, Fault
from eid.tlv import fields_of, text_of


class Tag(IntEnum):
    """The fields of the identity file that we read."""

    CARD_NUMBER = 0x01
    CHIP_NUMBER = 0x02
    VALID_FROM = 0x03
    VALID_UNTIL = 0x04
    MUNICIPALITY = 0x05
    NATIONAL_NUMBER = 0x06
    FAMILY_NAME = 0x07
    GIVEN_NAMES = 0x08
    THIRD_INITIAL = 0x09
    NATIONALITY = 0x0A
    BIRTH_PLACE = 0x0B
    BIRTH_DATE = 0x0C
    SEX = 0x0D
    NOBILITY = 0x0E
    DOCUMENT_TYPE = 0x0F
    PHOTO_HASH = 0x11
    BASIC_KEY_HASH = 0x1A


class AddressTag(IntEnum):
    STREET = 0x01
    POSTAL_CODE = 0x02
    MUNICIPALITY = 0x03


_SEXES = {"M": "male", "F": "female", "V": "female", "W": "female"}
_HASH_SIZES = (20, 32, 48)
# Documents 11 to 28, 31 and on are cards of foreigners; 6 and 61 to 69 those of children.
_CHILDREN = frozenset({6, *range(61, 70)})


@dataclass(frozen=True)
class CardIdentity:
    """The identity file. `national_number` is eleven digits; `photo_hash` 20, 32 or 48 bytes."""

    card_number: str
    valid_from: date
    valid_until: date
    municipality: str
    national_number: str = field(repr=False)
    family_name: str = field(repr=False)
    given_names: str = field(repr=False)
    third_initial: str = field(repr=False)
    nationality: str = field(repr=False)
    birth_place: str = field(repr=False)
    birth_date: BirthDate = field(repr=False)
    sex: str
    document_type: int
    photo_hash: bytes = field(repr=False)
    basic_key_hash: bytes = field(repr=False)

    @property
    def is_of_child(self) -> bool:
        return self.document_type in _CHILDREN


@dataclass(frozen=True, repr=False)
class CardAddress:
    street: str
    postal_code: str
    municipality: str


def identity_of(data: bytes) -> CardIdentity:
    """The identity file. Raises EidError unreadable."""
    fields = fields_of(data)

    def text(tag: Tag, needed: bool = True) -> str:
        if tag not in fields:
            if needed:
                raise EidError(Fault.UNREADABLE, f"no {tag.name.lower()}")
            return ""
        return text_of(fields[tag])

    number = text(Tag.NATIONAL_NUMBER)
    if not (len(number) == 11 and number.isascii() and number.isdigit()):
        raise EidError(Fault.UNREADABLE, "no national number")
    kind = text(Tag.DOCUMENT_TYPE)
    if not (kind.isascii() and kind.isdigit() and len(kind) <= 2):
        raise EidError(Fault.UNREADABLE, "no document type")
    photo_hash = fields.get(Tag.PHOTO_HASH, b"")
    if len(photo_hash) not in _HASH_SIZES:
        raise EidError(Fault.UNREADABLE, "no hash of the photo")
    return CardIdentity(
        card_number=text(Tag.CARD_NUMBER),
        valid_from=validity_day_of(text(Tag.VALID_FROM)),
        valid_until=validity_day_of(text(Tag.VALID_UNTIL)),
        municipality=text(Tag.MUNICIPALITY, needed=False),
        national_number=number,
        family_name=text(Tag.FAMILY_NAME),
        given_names=text(Tag.GIVEN_NAMES, needed=False),
        third_initial=text(Tag.THIRD_INITIAL, needed=False),
        nationality=text(Tag.NATIONALITY, needed=False),
        birth_place=text(Tag.BIRTH_PLACE, needed=False),
        birth_date=birth_date_of(text(Tag.BIRTH_DATE)),
        sex=_SEXES.get(text(Tag.SEX, needed=False).upper(), "unknown"),
        document_type=int(kind),
        photo_hash=photo_hash,
        basic_key_hash=fields.get(Tag.BASIC_KEY_HASH, b""),
    )


def address_of(data: bytes) -> CardAddress:
    """The address file. Raises EidError unreadable."""
    fields = fields_of(data)
    return CardAddress(*(text_of(fields.get(tag, b"")) for tag in AddressTag))
