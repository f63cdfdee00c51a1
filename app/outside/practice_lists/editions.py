"""Who stands on a practice list in which edition; from one to the next a few come, change, go and return.

Of 120 who stay, three change a day and one is away for three days; besides them one comes each day, who is taken
off after 120 days. So a list has about 120 entries in its first edition and 240 later on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.outside.practice_lists.invented import (
    IDENTITY_CARD,
    NOTICE,
    PERSON,
    Address,
    Birth,
    Invented,
    Name,
    Number,
    day_of,
    invent,
)

EPOCH = date(2020, 1, 1)
_STAYING, _CHANGING, _AROUND = 120, 90, 30
_AWAY = 3
_LASTS = 120
_FIRST, _FIRST_NEW = 1_000, 5_000


def listed_in(code: str, number: int) -> Iterator[Invented]:
    """All who stand on that list in that edition, in the order of their numbers."""
    yield from ALWAYS.get(code, ())
    for place in range(_STAYING):
        if not _is_away(place, number):
            changed, version = _changes(place, number)
            yield invent(code, _FIRST + place, EPOCH, day_of(changed, EPOCH), version)
    for came in range(max(1, number - _LASTS + 1), number + 1):
        day = day_of(came, EPOCH)
        yield invent(code, _FIRST_NEW + came, day, day, 0)


def _is_away(place: int, number: int) -> bool:
    return place >= _CHANGING and (number - place) % _AROUND < _AWAY


def _changes(place: int, number: int) -> tuple[int, int]:
    """In which edition it changed last, and how many times it did; it doesn't while it comes and goes."""
    if place >= _CHANGING:
        return 0, 0
    turn = place % _AROUND or _AROUND
    times = (number - turn) // _AROUND + 1 if number >= turn else 0
    return (turn + (times - 1) * _AROUND if times else 0), times


ALWAYS: dict[str, tuple[Invented, ...]] = {
    "eu": (
        Invented(
            number=1,
            version=0,
            kind=PERSON,
            names=(
                Name("Casper Vandersmissen-Okafor", "Casper", "Vandersmissen-Okafor"),
                Name("Kasper Van der Smissen", "Kasper", "Van der Smissen"),
            ),
            programme="PRACTICE-1",
            listed_on=EPOCH,
            changed_on=EPOCH,
            sex="M",
            births=(Birth(1969, 4, 17),),
            countries=("BE",),
            numbers=(Number(IDENTITY_CARD, "592-0000000-00", "BE"),),
            address=Address("Kievitsnest 1", "Nieuw-Zandegem", "BE"),
            remark=NOTICE,
        ),
    ),
    "belgium": (
        Invented(
            number=2,
            version=0,
            kind=PERSON,
            names=(
                Name("Lieven Droogenbroodt-Mwangi", "Lieven", "Droogenbroodt-Mwangi"),
                Name("Abu Droogenbroodt", weak=True),
            ),
            programme="BE",
            listed_on=EPOCH,
            changed_on=EPOCH,
            sex="M",
            births=(Birth(1988, 2, 9),),
            countries=("BE",),
        ),
    ),
    "peps": (
        Invented(
            number=3,
            version=0,
            kind=PERSON,
            names=(
                Name("Nadia El Ghazouani-Drăgan", "Nadia", "El Ghazouani-Drăgan"),
                Name("نادية الغزواني", "نادية", "الغزواني", "ar"),
            ),
            programme="PRACTICE-2",
            listed_on=EPOCH,
            changed_on=EPOCH,
            sex="F",
            births=(Birth(1974, 9, 23),),
            countries=("BE",),
            function="Member of an invented parliament",
            why="pep",
        ),
    ),
}
