"""Under which terms a subject stands in the index, and which are asked for one that is looked up.

Convention: one letter says what a term is: `w` a word (and two neighbours as one), `g` a group of spellings or
forms, `s` a skeleton by sound, `e` a key of eastern names, `b` the bones of a word without vowels and `l` those of
any other, `x` an initial with the skeleton of another part, `n` all skeletons of a name, `3` three letters of a
word, `d` and `y` a birth day and year, `i` a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from app.aml.screening.eastern import eastern_key
from app.aml.screening.names import Name, Part, part_of
from app.aml.screening.rarity import is_particle
from app.aml.screening.sounds import bones, heard, skeleton
from app.aml.screening.spelling import BARE
from models.values.screened import BirthDate, Subject

_LONGEST_NUMBER = 40


def terms_of(subject: Subject, names: Iterable[Name]) -> str:
    """All terms of a subject, parted by spaces."""
    found: list[str] = []
    for name in names:
        words = name.words
        found.extend(map(_of_word, words))
        if len(words) > 1:
            found.extend(joined(words))
            found.extend(near_pairs(name.parts))
        if name.eastern:
            found.extend(easterly(words))
        found.append(whole(name.parts))
    for birth in subject.birth_dates[:20]:
        found.extend(births(birth))
    found.extend(numbers(subject))
    return " ".join(dict.fromkeys(found))


@lru_cache(maxsize=60_000)
def _of_word(word: str) -> str:
    part = part_of(word)
    found = ["w" + word]
    if part.spelling is not None:
        found.append("g" + part.spelling)
    if part.version is not None:
        found.append("g" + part.version)
    if part.trade is not None:
        found.append("g" + part.trade)
    if part.bare:
        found.extend("b" + one for one in part.bones)
    else:
        found.extend("s" + one for one in sounds(part))
        found.extend("l" + one for one in part.bones)
        found.extend("3" + one for one in triples(word))
    return " ".join(found)


def joined(words: tuple[str, ...]) -> Iterator[str]:
    """Neighbours as one word, as they are written and as they sound; three that begin with a particle as well."""
    for at, (left, right) in enumerate(pairwise(words)):
        both = left + right.lstrip(BARE)
        yield "w" + both
        if left[0] == BARE:
            yield from ("b" + one for one in bones(both))
        elif len(left) > 1 and len(right) > 1:
            yield "s" + skeleton(heard(both)[0])
            if is_particle(left) and at + 2 < len(words):
                yield "w" + both + words[at + 2].lstrip(BARE)


def easterly(words: tuple[str, ...]) -> Iterator[str]:
    """Words, and neighbours as one, of a Chinese or Korean name, however romanised."""
    for word in (*words, *(left + right for left, right in pairwise(words))):
        yield "e" + eastern_key(word)


def sounds(part: Part) -> list[str]:
    """Its skeletons, each once."""
    return list(dict.fromkeys(map(skeleton, part.heard)))


def triples(word: str) -> list[str]:
    """Its runs of three letters, the edges counted as one; none of a word of three letters or less."""
    if len(word) < 4:
        return []
    edged = "^" + word + "$"
    return [edged[at : at + 3] for at in range(len(edged) - 2)]


def near_pairs(parts: tuple[Part, ...]) -> Iterator[str]:
    """How each part begins, with how each other one sounds."""
    parts = tuple(part for part in parts if not part.bare and not part.particle)
    for one in parts:
        for other in parts:
            if other is not one and len(other.text) > 1:
                yield "x" + one.text[0] + other.skeleton


def whole(parts: tuple[Part, ...]) -> str:
    """The whole name by sound, in any order."""
    return "n" + ".".join(sorted(part.skeleton for part in parts if not part.particle))


def births(birth: BirthDate) -> Iterator[str]:
    """The day where it is exact; each year of a period of at most three."""
    if birth.first_day == birth.last_day:
        yield "d" + birth.first_day.isoformat()
    for year in range(birth.first_day.year, min(birth.last_day.year, birth.first_day.year + 2) + 1):
        yield f"y{year}"


def numbers(subject: Subject) -> Iterator[str]:
    """Its numbers, of whatever kind."""
    for one in subject.identifiers[:50]:
        number = "".join(one.number.split())[:_LONGEST_NUMBER]
        if len(number) > 3:
            yield "i" + number
