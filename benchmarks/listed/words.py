"""Names with how often each occurs: a head that a people's statistics know, and a long tail that they don't.

The head is what `faker` holds or a table of ours; it occurs as often as it says, or by Zipf's law. The tail are
words that a chain of letters learned from the head makes: plausible, and each of them rare. Real tails are so long
that two unrelated people hardly ever share a rare name: so whoever isn't listed draws from a tail of its own.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import accumulate

_TAIL = 2_000  # where a third of the people or more bear one of them; in proportion where fewer do
_LETTERS = 3


@dataclass(frozen=True)
class Words:
    """Words to draw from, with running sums of how often each occurs; `apart`: the same with another tail."""

    words: tuple[str, ...]
    sums: tuple[float, ...]
    apart: tuple[str, ...]

    def draw(self, chance: random.Random, apart: bool = False) -> str:
        """A word, as often as it occurs; `apart`: of somebody who isn't listed."""
        return chance.choices(self.apart if apart else self.words, cum_weights=self.sums)[0]


def words(head: Iterable[str] | Mapping[str, float], tail: float = 0.0, seed: str = "") -> Words:
    """`tail`: the share of people, 0 to 1, whose name is none of the head."""
    chance = random.Random(f"words {seed}")
    if isinstance(head, Mapping):
        weighed = {one: float(weight) for one, weight in head.items()}
    else:
        names = list(dict.fromkeys(head))
        chance.shuffle(names)
        weighed = {one: 1 / (place + 8) ** 0.8 for place, one in enumerate(names)}
    whole = sum(weighed.values())
    rare = _made(tuple(weighed), int(2 * _TAIL * min(1, 3 * tail)), chance) if tail else ()
    half = len(rare) // 2
    apart = (*weighed, *rare[half : 2 * half])
    weighed |= dict.fromkeys(rare[:half], whole * tail / (1 - tail) / max(1, half))
    return Words(tuple(weighed), tuple(accumulate(weighed.values())), apart)


def _made(known: Sequence[str], most: int, chance: random.Random) -> tuple[str, ...]:
    follows: dict[str, list[str]] = defaultdict(list)
    for word in known:
        if " " in word:
            continue
        padded = "^" * _LETTERS + word + "$"
        for at in range(len(word) + 1):
            follows[padded[at : at + _LETTERS]].append(padded[at + _LETTERS])
    longest = max(len(one) for one in known)
    head, made = set(known), dict[str, None]()
    for _ in range(most * 3):
        if len(made) == most:
            break
        word = "^" * _LETTERS
        while not word.endswith("$"):
            next_ones = follows[word[-_LETTERS:]]
            word += next_ones[int(chance.random() * len(next_ones))]
        name = word.strip("^$")
        if 4 <= len(name) <= longest and name not in head:
            made.setdefault(name)
    return tuple(made)


def known(locale: str, *lists: str) -> dict[str, float] | list[str]:
    """What faker holds for a locale, with its weights where it has them."""
    provider = import_module(f"faker.providers.person.{locale}").Provider
    held = [getattr(provider, one) for one in lists]
    if all(isinstance(one, Mapping) for one in held):
        return {name: weight for one in held for name, weight in one.items() if "(" not in name}
    return [name for one in held for name in one if "(" not in name]
