"""What the FIU wants: its codes, what it asks of every element and how long each may be. Data, since it changes.

`ours` of a code is our own word for it, the value of an enumeration; the codes without one are chosen by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from models.values.plain import Plain


class Severity(StrEnum):
    """Without what is required no file is made; what is weak is told, and up to the officer."""

    REQUIRED = "required"
    WEAK = "weak"


@dataclass(frozen=True)
class Code:
    """A code of the FIU, and what it says in three languages."""

    code: str
    nl: str
    fr: str
    en: str
    ours: str = ""

    def named(self, language: str) -> str:
        return {"nl": self.nl, "fr": self.fr}.get(language, self.en)


@dataclass(frozen=True)
class Wanted:
    """A field of an element that has to be there, or had better be."""

    element: str
    field: str
    severity: Severity


@dataclass(frozen=True)
class Longest:
    """How many characters a field takes; none is cut."""

    element: str
    field: str
    most: int


@dataclass(frozen=True)
class Profile(Plain):
    """`rentity_id`: under which number the offices report where they don't each have one. `identifications`: what
    stands around the identity documents of a person, '' where nothing does."""

    schema_version: str = ""
    rentity_id: str = ""
    submission_code: str = "E"
    currency: str = "EUR"
    identifications: str = ""
    report_codes: tuple[Code, ...] = ()
    transmodes: tuple[Code, ...] = ()
    roles: tuple[Code, ...] = ()
    funds: tuple[Code, ...] = ()
    deal_kinds: tuple[Code, ...] = ()
    item_types: tuple[Code, ...] = ()
    item_statuses: tuple[Code, ...] = ()
    genders: tuple[Code, ...] = ()
    identification_types: tuple[Code, ...] = ()
    address_types: tuple[Code, ...] = ()
    contact_types: tuple[Code, ...] = ()
    communication_types: tuple[Code, ...] = ()
    indicators: tuple[Code, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    longest: tuple[Longest, ...] = ()

    def most(self, element: str, field: str) -> int | None:
        """How long that field may be; None for as long as one likes."""
        found = (one.most for one in self.longest if (one.element, one.field) == (element, field))
        return next(found, None)


LISTS = tuple(
    one.name for one in fields(Profile) if one.name.endswith("s") and one.name not in ("identifications",)
)
"""The names of the lists of codes."""


def code_of(codes: tuple[Code, ...], ours: str) -> str | None:
    """The FIU's code for our word; None where it has none."""
    return next((one.code for one in codes if one.ours == ours), None)


def codes_in(profile: Profile) -> Iterator[tuple[str, tuple[Code, ...]]]:
    """Every list of codes with its name."""
    for name in LISTS:
        yield name, getattr(profile, name)
