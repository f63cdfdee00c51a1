"""Dates as cards write them: a birth date in three languages, perhaps without its day, and days of validity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from eid.errors import EidError, Fault

_MONTHS = (
    ("JAN",),
    ("FEV", "FEB"),
    ("MARS", "MAAR", "MÄR"),
    ("AVR", "APR"),
    ("MAI", "MEI"),
    ("JUIN", "JUN"),
    ("JUIL", "JUL"),
    ("AOUT", "AUG"),
    ("SEPT", "SEP"),
    ("OCT", "OKT"),
    ("NOV",),
    ("DEC", "DEZ"),
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_PARTS = re.compile(r"[ .]+")


@dataclass(frozen=True)
class BirthDate:
    """What is known of it: month and day are None for who doesn't know them."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def whole(self) -> date | None:
        return date(self.year, self.month, self.day) if self.month is not None and self.day is not None else None


def birth_date_of(text: str) -> BirthDate:
    """`12 MEI 1985`, with dots or blanks between, or `1985`. Raises EidError unreadable.

    An unknown month is an error: who takes it for January gives somebody another birthday.
    """
    parts = [part for part in _PARTS.split(text.upper()) if part]
    if len(parts) == 1:
        return BirthDate(_year(parts[0]))
    if len(parts) != 3 or parts[1] not in MONTHS or not re.fullmatch(r"[0-9]{1,2}", parts[0]):
        raise EidError(Fault.UNREADABLE, "no birth date")
    try:
        found = date(_year(parts[2]), MONTHS[parts[1]], int(parts[0]))
    except ValueError:
        raise EidError(Fault.UNREADABLE, "no such day") from None
    return BirthDate(found.year, found.month, found.day)


def _year(text: str) -> int:
    if not re.fullmatch(r"(19|20)[0-9]{2}", text) and not re.fullmatch(r"18[5-9][0-9]", text):
        raise EidError(Fault.UNREADABLE, "no year")
    return int(text)


def validity_day_of(text: str) -> date:
    """`31.12.2030`. Raises EidError unreadable."""
    found = re.fullmatch(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})", text)
    if found is None:
        raise EidError(Fault.UNREADABLE, "no day of validity")
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        raise EidError(Fault.UNREADABLE, "no such day") from None
