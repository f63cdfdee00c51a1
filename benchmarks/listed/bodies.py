"""Names of organisations and vessels: what they do, where or whose they are, and their legal form."""

from __future__ import annotations

import random
from dataclasses import dataclass

from benchmarks.listed.alphabets import bare
from benchmarks.listed.cultures import Culture
from benchmarks.listed.tables import table


def _ways(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple((word, *ways) for word, ways in table(name).items())


TRADES, FORMS, PLACES = _ways("trades"), _ways("forms"), _ways("places")
_SHIPS = tuple(table("ships"))
_SYLLABLES = tuple(table("syllables"))


@dataclass(frozen=True, slots=True)
class Body:
    """What a name consists of: words with the other ways they are met, and the ways of its legal form."""

    words: tuple[tuple[str, ...], ...]
    form: tuple[str, ...] = ()
    ship: bool = False

    def text(self) -> str:
        return " ".join(one[0] for one in (*self.words, self.form) if one)


def organisation(chance: random.Random, culture: Culture) -> Body:
    """Somebody's or some place's business, or one with a made-up name."""
    made: list[tuple[str, ...]] = []
    kind = chance.random()
    if kind < 0.4:
        made.append(culture.ways(culture.families.draw(chance)))
    elif kind < 0.85:
        made.append(("".join(chance.choice(_SYLLABLES) for _ in range(chance.choice((2, 3, 3)))).capitalize(),))
    if kind >= 0.4 and (not made or chance.random() < 0.45):
        made.insert(0, chance.choice(PLACES))
    if len(made) < 2 and kind >= 0.85:
        made.append(culture.ways(culture.families.draw(chance)))
    made += chance.sample(TRADES, chance.choice((1, 1, 2)))
    return Body(tuple(dict.fromkeys(made)), chance.choice(FORMS) if chance.random() < 0.85 else ())


def vessel(chance: random.Random, culture: Culture) -> Body:
    """One or two words, and a number at times."""
    made = [(chance.choice(_SHIPS),)]
    if chance.random() < 0.8:
        other = chance.choice(_SHIPS) if chance.random() < 0.5 else bare(culture.women.draw(chance))
        made.append((other,) if culture.letters is None else culture.ways(culture.women.draw(chance)))
    else:
        made.append(("".join(chance.choice(_SYLLABLES) for _ in range(3)).capitalize(),))
    if chance.random() < 0.3:
        made.append(chance.choice((("2", "II"), ("3", "III"), ("5", "V"), ("7", "VII"), ("9", "IX"))))
    return Body(tuple(made), ship=True)
