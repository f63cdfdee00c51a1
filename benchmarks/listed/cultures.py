"""A people, and how its names are put together."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.listed.words import Words

Spell = Callable[[str], tuple[str, ...]]
Letters = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a name as its people write it. Roles: given, second, patronymic, family, family2."""

    role: str
    word: str


@dataclass(frozen=True)
class Culture:
    """A people: `share` of the persons on the lists, about in hundredths; `ways` a word is met in Latin letters
    (the first is the usual one); `letters`: the word in its own alphabet, None where that is Latin.
    """

    code: str
    share: float
    countries: tuple[str, ...]
    men: Words
    women: Words
    families: Words
    families_of_women: Words
    ways: Spell
    letters: Letters | None = None
    fathers: tuple[Words, Words] | None = None
    second: float = 0.2
    family_first: bool = False
    pattern: str = "western"

    def parts(self, chance: random.Random, apart: bool = False) -> tuple[Part, ...]:
        """The parts of a new person's name, family names last; `apart`: of somebody who isn't listed."""
        woman = chance.random() < 0.25
        given, families = (self.women, self.families_of_women) if woman else (self.men, self.families)
        made = [Part("given", given.draw(chance, apart))]
        if self.fathers:
            made += [Part("patronymic", self.fathers[woman].draw(chance))] if chance.random() < self.second else []
        elif self.pattern == "arabic":
            made += [Part("second", self.men.draw(chance)) for most in (0.6, 0.2) if chance.random() < most]
        elif chance.random() < self.second:
            made.append(Part("second", given.draw(chance, apart)))
        made = list({one.word: one for one in reversed(made)}.values())[::-1]
        made.append(Part("family", self._other(families, made, chance, apart)))
        if self.pattern == "iberian" and chance.random() < 0.75:
            made.append(Part("family2", self._other(families, made, chance, apart)))
        return tuple(made)

    @staticmethod
    def _other(families: Words, made: list[Part], chance: random.Random, apart: bool) -> str:
        word = families.draw(chance, apart)
        while word in {one.word for one in made}:
            word = families.draw(chance, apart)
        return word
