"""Somebody or something invented: all that any of the lists can tell about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.outside.practice_lists.words import (
    CITIES,
    CULTURES,
    FORMS,
    SHIP_NAMES,
    SHIPS,
    STREETS,
    TRADES,
    Culture,
)

PERSON, ORGANISATION, VESSEL = "person", "organisation", "vessel"
PASSPORT, IDENTITY_CARD, REGISTRATION, IMO = "passport", "id", "regnumber", "imo"
NOTICE = "Invented for practice; nobody is meant."
_POSITIONS = ("Minister of an invented country", "Judge of an invented court", "Mayor of an invented city")


@dataclass(frozen=True)
class Name:
    """A name; `language` is that of its letters, `weak` one that is of little use alone."""

    text: str
    given: str = ""
    family: str = ""
    language: str = "en"
    weak: bool = False


@dataclass(frozen=True)
class Birth:
    """A day, a month (day 0), a year (month 0), about, or a range of years up to `last_year`."""

    year: int
    month: int = 0
    day: int = 0
    about: bool = False
    last_year: int = 0


@dataclass(frozen=True)
class Number:
    """A number of a document or register, and the country that gave it."""

    kind: str
    number: str
    country: str


@dataclass(frozen=True)
class Address:
    """Where it is."""

    street: str
    city: str
    country: str


@dataclass(frozen=True)
class Invented:
    """`number` stays; `version` grows with each change. `why`: sanction, pep or rca. The first name is its own."""

    number: int
    version: int
    kind: str
    names: tuple[Name, ...]
    programme: str
    listed_on: date
    changed_on: date
    sex: str = ""
    births: tuple[Birth, ...] = ()
    countries: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    address: Address | None = None
    function: str = ""
    remark: str = NOTICE
    why: str = "sanction"


def invent(code: str, number: int, listed_on: date, changed_on: date, version: int) -> Invented:
    """Whoever has that number on that list, as he is in that version: always the same."""
    dice = Random(f"{code} {number}")  # noqa: S311 - the same one each time
    culture = dice.choice(CULTURES)
    persons_only = code == "peps"
    kind = PERSON if persons_only or number % 8 < 5 else ORGANISATION if number % 8 < 7 else VESSEL
    names, sex = _person(dice, culture) if kind == PERSON else (_thing(dice, kind), "")
    numbers = _numbers(dice, kind, culture.country)
    # What changes: another name comes and goes, or a number does; the address and the remark always do.
    if number % 3 == 0 and version % 2:
        names = (*names, Name(f"{names[0].text} {'the Younger' if kind == PERSON else 'International'}"))
    if number % 3 == 1 and version % 2:
        numbers = numbers[1:]
    return Invented(
        number=number,
        version=version,
        kind=kind,
        names=names,
        programme=f"PRACTICE-{dice.randrange(1, 5)}",
        listed_on=listed_on,
        changed_on=changed_on,
        sex=sex,
        births=(_birth(dice),) if kind == PERSON and dice.random() < 0.9 else (),
        countries=(culture.country,) if dice.random() < 0.8 else (),
        numbers=numbers,
        address=Address(f"{dice.choice(STREETS)} {version + 1}", dice.choice(CITIES), culture.country),
        function=dice.choice(_POSITIONS) if persons_only else "",
        remark=f"{NOTICE} Version {version + 1}.",
        why=("rca" if number % 6 == 0 else "pep") if persons_only else "sanction",
    )


def _person(dice: Random, culture: Culture) -> tuple[tuple[Name, ...], str]:
    """Names and sex; where the country has letters of its own, the name in them too."""
    sex = dice.choice("MF")
    given = dice.choice(culture.men if sex == "M" else culture.women)
    family = dice.choice(culture.families)
    other = dice.choice([one for one in CULTURES if one is not culture])
    second = dice.choice(other.families)[0]
    whole = f"{family[0]}-{second}"
    names = [Name(f"{given[0]} {whole}", given[0], whole)]
    if given[1] and family[1]:
        names.append(Name(f"{given[1]} {family[1]}", given[1], family[1], culture.language))
    if dice.random() < 0.6:
        names.append(Name(f"{whole} {given[0]}", given[0], whole))
    if dice.random() < 0.3:
        names.append(Name(f"{given[0]} the {dice.choice(SHIP_NAMES)}", weak=True))
    return tuple(names), sex


def _thing(dice: Random, kind: str) -> tuple[Name, ...]:
    if kind == VESSEL:
        return (Name(f"{dice.choice(SHIPS)} {dice.choice(SHIP_NAMES)} {dice.randrange(2, 99)}".upper()),)
    first, second = (dice.choice(one.families) for one in dice.sample(CULTURES, 2))
    trade, form = dice.choice(TRADES), dice.choice(FORMS)
    names = [Name(f"{first[0]} & {second[0]} {trade} {form}")]
    if dice.random() < 0.5:
        names.append(Name(f"{first[0]} {trade}"))
    if first[1] and dice.random() < 0.5:
        names.append(Name(f"{first[1]} {second[1]}".strip(), language="xx"))
    return tuple(names)


def _birth(dice: Random) -> Birth:
    year = dice.randrange(1935, 1996)
    day = Birth(year, dice.randrange(1, 13), dice.randrange(1, 29))
    other = (Birth(year), Birth(year, about=True), Birth(year, last_year=year + 3), Birth(year, day.month))
    return day if dice.random() < 0.7 else dice.choice(other)


def _numbers(dice: Random, kind: str, country: str) -> tuple[Number, ...]:
    kinds = {PERSON: (PASSPORT, IDENTITY_CARD), ORGANISATION: (REGISTRATION,), VESSEL: (IMO,)}[kind]
    made = (Number(one, _number(dice, one), country) for one in kinds)
    return tuple(one for one in made if dice.random() < 0.6 or one.kind == IMO)


def _number(dice: Random, kind: str) -> str:
    digits = dice.randrange(1_000_000, 10_000_000)
    return {PASSPORT: f"ZX {digits}", IMO: f"IMO {digits}"}.get(kind, f"{digits}-00")


def day_of(number: int, epoch: date) -> date:
    """The day of an edition."""
    return epoch + timedelta(days=number)
