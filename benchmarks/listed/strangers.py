"""Whom a Belgian office knows, and no list: Belgians of many origins, and small businesses.

A stranger's full name never stands on the list together with his birth year or without any: no name of an entry,
its words in any order and without accents, is the same unless the entry's birth years are others.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta

from benchmarks.listed import bodies
from benchmarks.listed.alphabets import bare
from benchmarks.listed.peoples import people
from models.values.screened import BirthDate, Subject, SubjectKind, SubjectName

STRANGERS = 99_000_000_000
_ORIGINS = {
    "flemish": 44, "walloon": 26, "maghreb": 8, "turkish": 4, "italian": 5, "polish": 2, "dutch": 3, "french": 3,
    "romanian": 1, "spanish": 1, "german": 1, "kenyan": 0.5, "pakistani": 0.5, "arabic": 1,
}  # fmt: skip
_TRADES = (
    "Immo", "Bouwbedrijf", "Garage", "Bakkerij", "Boulangerie", "Vastgoed", "Agence", "Transport", "Tuinen",
    "Café", "Syndic", "Advocaten", "Studio", "Coiffure", "Elektro", "Consulting", "Architecten", "Invest",
)  # fmt: skip
_FORMS = ("BV", "SRL", "NV", "SA", "VZW", "ASBL", "CommV", "VOF")
_SYLLABLES = (
    "ver",
    "bou",
    "tim",
    "lux",
    "dom",
    "fin",
    "pro",
    "gard",
    "hof",
    "bel",
    "via",
    "no",
    "ra",
    "ti",
    "co",
    "mar",
)


def stranger(number: int) -> Subject:
    """Stranger `number`, in 15 of 100 a business."""
    chance = random.Random(STRANGERS + number)
    culture = people(chance.choices(list(_ORIGINS), list(_ORIGINS.values()))[0])
    if chance.random() < 0.15:
        return _business(chance, culture.ways(culture.families.draw(chance, apart=True))[0])
    parts = culture.parts(chance, apart=True)
    texts = [culture.ways(one.word)[0] for one in parts]
    given = " ".join(text for text, one in zip(texts, parts, strict=True) if not one.role.startswith("family"))
    family = " ".join(text for text, one in zip(texts, parts, strict=True) if one.role.startswith("family"))
    text = f"{given} {family}" if chance.random() < 0.8 else f"{family} {given}"
    name = SubjectName(text, given=given, family=family) if chance.random() < 0.6 else SubjectName(text)
    day = date(1935, 1, 1) + timedelta(days=chance.randrange(365 * 70))
    born = (BirthDate(day, day),) if chance.random() < 0.95 else ()
    origin = chance.choice(culture.countries)
    countries = ("BE",) if chance.random() < 0.7 else tuple(dict.fromkeys((origin, "BE")))
    return Subject(SubjectKind.PERSON, (name,), born, countries)


def _business(chance: random.Random, family: str) -> Subject:
    kind = chance.random()
    made = "".join(chance.choice(_SYLLABLES) for _ in range(chance.choice((2, 3)))).capitalize()
    if kind < 0.45:
        words = [chance.choice(_TRADES), family]
    elif kind < 0.75:
        words = [made, chance.choice(_TRADES)]
    else:
        words = [made, chance.choice(bodies.TRADES)[0]]
    form = [chance.choice(_FORMS)] if chance.random() < 0.8 else []
    return Subject(SubjectKind.ORGANISATION, (SubjectName(" ".join([*words, *form])),), (), ("BE",))


def key(name: str) -> frozenset[str]:
    """The words of a name, without accents, marks and order."""
    plain = "".join(one if one.isalpha() else " " for one in bare(name).casefold())
    return frozenset(plain.split())


def years(subject: Subject) -> set[int]:
    """Every year in which somebody may be born; none: unknown."""
    return {year for one in subject.birth_dates for year in range(one.first_day.year, one.last_day.year + 1)}


def unlisted(strangers: dict[int, Subject], listed: Iterable[Subject]) -> dict[int, Subject]:
    """The strangers that are none of the listed, by their numbers."""
    seen: dict[frozenset[str], list[int]] = {}
    for number, one in strangers.items():
        seen.setdefault(key(one.names[0].text), []).append(number)
    left = dict(strangers)
    for entry in listed:
        for name in entry.names:
            for number in seen.get(key(name.text), ()):
                ours, theirs = years(strangers[number]), years(entry)
                if not ours or not theirs or ours & theirs:
                    left.pop(number, None)
    return left
