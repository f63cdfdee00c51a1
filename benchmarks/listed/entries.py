"""Invented entries of a list: entry number n is the same one in every run, and can be made alone.

Of a hundred: 80 persons, 14 organisations, 6 vessels. A person has none to four aliases (another spelling, the own
alphabet, a part left out, a name of war), a birth date that is exact, a year, or missing, and one country mostly.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from benchmarks.listed import bodies, peoples
from benchmarks.listed.bodies import Body
from benchmarks.listed.cultures import Culture, Part
from models.values.screened import (
    BirthDate,
    Identifier,
    IdentifierKind,
    NameKind,
    Subject,
    SubjectKind,
    SubjectName,
)

SEED = 1_300_000_000
_SIGNS = ("chinese", "korean", "japanese")  # written without spaces
_WARRIORS = ("Abu", "Abou", "Umm", "Haji", "Mullah", "Sheikh", "Commander")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list tells (`subject`), and what the name really is: its parts, or the words of a body."""

    number: int
    subject: Subject
    culture: Culture
    parts: tuple[Part, ...] = ()
    body: Body | None = None


def entry(number: int) -> Entry:
    """Entry `number`, from 0."""
    chance = random.Random(SEED + number)
    kind = chance.random()
    culture = peoples.drawn(chance)
    if kind < 0.8:
        return _person(number, chance, culture)
    made = bodies.organisation(chance, culture) if kind < 0.94 else bodies.vessel(chance, culture)
    return _body(number, chance, culture, made)


def changed(old: Entry) -> Subject:
    """What the list tells after a change: one more name, and in a fifth another country."""
    chance = random.Random(-SEED - old.number)
    if old.body:
        alias = SubjectName(" ".join(chance.choice(one) for one in old.body.words), NameKind.ALIAS)
    else:
        alias = _alias(chance, old.culture, old.parts)
    moved = (chance.choice(old.culture.countries),) if chance.random() < 0.2 else ()
    countries = tuple(dict.fromkeys((*old.subject.countries, *moved)))
    return replace(old.subject, names=(*old.subject.names, alias), countries=countries)


def _person(number: int, chance: random.Random, culture: Culture) -> Entry:
    parts = culture.parts(chance)
    names = [_main(chance, culture, parts)]
    for _ in range(chance.choices((0, 1, 2, 3, 4), (35, 30, 20, 10, 5))[0]):
        names.append(_alias(chance, culture, parts))
    country = chance.choice(culture.countries) if chance.random() < 0.92 else ""
    others = [chance.choice(culture.countries)] if chance.random() < 0.05 else []
    subject = Subject(
        SubjectKind.PERSON,
        tuple(dict.fromkeys(names)),
        _born(chance),
        tuple(dict.fromkeys(one for one in (country, *others) if one)),
        _papers(chance, country),
    )
    return Entry(number, subject, culture, parts)


def _main(chance: random.Random, culture: Culture, parts: tuple[Part, ...]) -> SubjectName:
    latin = [culture.ways(one.word)[0] for one in parts]
    return _named(chance, culture, parts, latin, NameKind.MAIN)


def _named(
    chance: random.Random, culture: Culture, parts: tuple[Part, ...], words: list[str], kind: NameKind
) -> SubjectName:
    given = " ".join(word for part, word in zip(parts, words, strict=True) if not part.role.startswith("family"))
    family = " ".join(word for part, word in zip(parts, words, strict=True) if part.role.startswith("family"))
    style = chance.random()
    signs = culture.code in _SIGNS and not words[0].isascii() and "ü" not in words[0].lower()
    if signs:
        text = family + given
    elif culture.family_first and style < 0.8:
        text = f"{family} {given}"
    elif style < 0.1 and culture.code != "georgian":
        text = f"{family.upper()} {given}"
    elif style < 0.22:
        text = f"{family}, {given}"
    else:
        text = f"{given} {family}"
    told = chance.random() < 0.6
    return SubjectName(text, kind, given if told else "", family if told else "")


def _alias(chance: random.Random, culture: Culture, parts: tuple[Part, ...]) -> SubjectName:
    choice = chance.random()
    if culture.letters and choice < 0.4:
        words = [culture.letters(one.word) for one in parts]
    elif choice < 0.75:
        words = [chance.choice(culture.ways(one.word)) for one in parts]
    elif choice < 0.9 or culture.code not in ("arabic", "maghreb", "persian", "pakistani"):
        parts = tuple(one for one in parts if one.role in ("given", "family"))
        words = [culture.ways(one.word)[0] for one in parts]
    else:
        word = chance.choice(culture.ways(culture.men.draw(chance)))
        return SubjectName(f"{chance.choice(_WARRIORS)} {word}", NameKind.WEAK)
    return _named(chance, culture, parts, words, NameKind.ALIAS)


def _born(chance: random.Random) -> tuple[BirthDate, ...]:
    known = chance.random()
    if known < 0.12:
        return ()
    year = min(2006, max(1928, round(chance.gauss(1963, 14))))
    if known < 0.25:
        return (BirthDate(date(year, 1, 1), date(year, 12, 31), chance.random() < 0.2),)
    day = date(year, 1, 1) + timedelta(days=chance.randrange(365))
    exact = BirthDate(day, day)
    if known < 0.28:
        other = day + timedelta(days=chance.randrange(-900, 900))
        return (exact, BirthDate(other, other))
    return (exact,)


def _papers(chance: random.Random, country: str) -> tuple[Identifier, ...]:
    if chance.random() < 0.85:
        return ()
    kind = chance.choice((IdentifierKind.PASSPORT, IdentifierKind.PASSPORT, IdentifierKind.NATIONAL))
    letter = chance.choice("ABCEGKNPRT") if chance.random() < 0.6 else ""
    return (Identifier(kind, f"{letter}{chance.randrange(10**6, 10**8)}", country),)


def _body(number: int, chance: random.Random, culture: Culture, body: Body) -> Entry:
    names = [SubjectName(body.text())]
    for _ in range(chance.choices((0, 1, 2), (55, 30, 15))[0]):
        words = [chance.choice(one) for one in body.words]
        form = chance.choice(body.form) if body.form and chance.random() < 0.6 else ""
        names.append(SubjectName(" ".join([*words, form]).strip(), NameKind.ALIAS))
    country = chance.choice(culture.countries) if chance.random() < 0.9 else ""
    papers: tuple[Identifier, ...] = ()
    if body.ship and chance.random() < 0.9:
        papers = (Identifier(IdentifierKind.VESSEL, f"IMO{chance.randrange(7_000_000, 9_999_999)}"),)
    elif chance.random() < 0.2:
        papers = (Identifier(IdentifierKind.REGISTRATION, str(chance.randrange(10**8, 10**10)), country),)
    kind = SubjectKind.VESSEL if body.ship else SubjectKind.ORGANISATION
    subject = Subject(kind, tuple(dict.fromkeys(names)), (), (country,) if country else (), papers)
    return Entry(number, subject, culture, body=body)
