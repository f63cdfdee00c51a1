"""What becomes of the name of an organisation or vessel in an office."""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.listed import errors
from benchmarks.listed.bodies import PLACES, TRADES, Body

Change = Callable[[random.Random, list[str], Body], str]


def _in_other_words(chance: random.Random, words: list[str], body: Body) -> str:
    """A trade or place in another language or short, a number in other figures, a name in another romanisation."""
    at = chance.randrange(len(words))
    ways = [one for one in body.words[at][1:] if one != words[at]]
    if not ways:
        return ""
    words[at] = chance.choice(ways)
    return "word in other words" if body.words[at] in TRADES + PLACES or body.ship else "other romanisation"


def _missing(chance: random.Random, words: list[str], body: Body) -> str:
    """The last of three words or more, which says what it does."""
    if len(words) < 3 or body.ship:
        return ""
    words.pop()
    return "word missing"


def _order(chance: random.Random, words: list[str], body: Body) -> str:
    if len(words) < 2:
        return ""
    words[0], words[1] = words[1], words[0]
    return "order"


def _wrong(chance: random.Random, words: list[str], body: Body) -> str:
    """A slip of the finger or the ear in its longest word."""
    at = max(range(len(words)), key=lambda one: len(words[one]))
    before = words[at]
    words[at] = errors.typed(chance, before) if chance.random() < 0.6 else errors.heard(chance, before)
    return "typing error or heard" if words[at] != before else ""


def _joined(chance: random.Random, words: list[str], body: Body) -> str:
    if len(words) < 2 or min(len(one) for one in words[:2]) < 3:
        return ""
    words[:2] = [words[0] + words[1].lower()]
    return "joined"


def _legal_form(chance: random.Random, words: list[str], body: Body) -> str:
    """Left out, or another way of the same one."""
    if len(body.form) < 2:
        return ""
    if chance.random() < 0.55:
        words.append(chance.choice(body.form[1:]))
    return "legal form"


def _kind_of_vessel(chance: random.Random, words: list[str], body: Body) -> str:
    if not body.ship:
        return ""
    words.insert(0, chance.choice(("MV", "M/V", "MT", "M/T")))
    return "kind of vessel"


# In the order in which they are done, with how often each is chosen.
_CHANGES: tuple[tuple[int, Change], ...] = (
    (20, _in_other_words),
    (10, _missing),
    (7, _order),
    (25, _wrong),
    (8, _joined),
    (25, _legal_form),
    (10, _kind_of_vessel),
)


def renamed(chance: random.Random, body: Body) -> tuple[str, tuple[str, ...]]:
    """A name as an office writes it, and what happened to it: no kinds when nothing did.

    Words that are joined keep their order: nobody would know them again otherwise.
    """
    words, kinds = [one[0] for one in body.words], []
    wanted = set(
        chance.choices(range(len(_CHANGES)), [weight for weight, _ in _CHANGES], k=chance.choice((1, 2, 2, 3)))
    )
    if {2, 4} <= wanted:
        wanted.remove(2)
    for at, (_, change) in enumerate(_CHANGES):
        if at in wanted:
            kinds.append(change(chance, words, body))
    if body.form and "legal form" not in kinds:
        words.append(body.form[0])
    text = " ".join(words)
    return text, tuple(one for one in kinds if one) if text != body.text() else ()
