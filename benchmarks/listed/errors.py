"""Slips of the finger and of the ear, and other small accidents that befall words."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Error = Callable[[random.Random, str], str]
# Peoples whose names are put into Latin by a scheme: a document follows one for the whole name.
SCHEMED = (
    "russian", "ukrainian", "bulgarian", "serbian", "georgian", "armenian", "greek", "chinese", "korean",
    "japanese",
)  # fmt: skip
_BESIDE = {  # on AZERTY and QWERTY alike
    "a": "zqs", "b": "vn", "c": "xv", "d": "sf", "e": "rz", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "km", "m": "ln", "n": "bm", "o": "ip", "p": "ol", "q": "as", "r": "et", "s": "dq", "t": "ry",
    "u": "yi", "v": "cb", "w": "xe", "x": "cs", "y": "tu", "z": "ea",
}  # fmt: skip
_EAR = (
    ("ph", "f"), ("f", "v"), ("ck", "k"), ("c(?=[aou])", "k"), ("k", "c"), ("ij", "y"), ("y", "i"), ("ei", "ij"),
    ("dt", "t"), ("th", "t"), ("t(?=h?$)", "d"), ("d$", "t"), ("sch", "s"), ("sh", "s"), ("z", "s"),
    ("s(?=[aeiou])", "z"), ("ou", "oe"), ("oe", "u"), ("u", "oe"), ("x", "ks"), ("ks", "x"), ("ae", "a"),
    ("aa", "a"), ("ee", "e"), ("oo", "o"), ("eau", "o"), ("au", "ou"), ("qu", "k"), ("w", "v"), ("v", "w"),
    ("g", "ch"), ("ch", "g"), ("j", "y"), ("i", "ie"), ("ie", "i"), (r"([bdfglmnprst])\1", r"\1"),
    (r"(?<=[aeiou])([lmnrst])(?=[aeiou])", r"\1\1"), ("h", ""), ("e$", ""), ("b", "p"), ("en$", "e"), ("o", "au"),
    ("ai", "e"), ("ain$", "in"),
)  # fmt: skip
_PREFIXES = (
    "abdul", "abdel", "abder", "abu", "ben", "bin", "bou", "mohammad", "van", "ver", "de", "le", "la", "mac",
    "san",
)  # fmt: skip
_LOOSE = (
    "al-", "el ", "al ", "ben ", "bin ", "van der ", "van den ", "van de ", "van ", "de la ", "de ", "du ", "d'",
    "le ", "la ",
)  # fmt: skip


def typed(chance: random.Random, text: str) -> str:
    """One slip at the keyboard in a word of four letters or more; rarely at its beginning."""
    places = [at for at in range(len(text)) if text[at].isalpha() and (at or chance.random() < 0.2)]
    if not places or sum(one.isalpha() for one in text) < 4:
        return text
    at = chance.choice(places)
    letter = text[at].lower()
    kind = chance.random()
    if kind < 0.3:
        beside = chance.choice(_BESIDE.get(letter, "e"))
        made = text[:at] + beside + text[at + 1 :]
    elif kind < 0.55:
        made = text[:at] + text[at + 1 :]
    elif kind < 0.75:
        made = text[:at] + letter + text[at:]
    else:
        at = max(1, min(at, len(text) - 2))
        made = text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
    return made[:1].upper() + made[1:]


def heard(chance: random.Random, text: str) -> str:
    """One sound written another way, as a Fleming, a Walloon or a Brit hears it."""
    low = text.lower()
    fit = [(old, new) for old, new in _EAR if re.search(old, low[1:])]
    if len(text) < 4 or not fit:
        return text
    old, new = chance.choice(fit)
    hits = list(re.finditer(old, low[1:]))
    hit = chance.choice(hits)
    rest = text[1 : hit.start() + 1] + hit.expand(new) + text[hit.end() + 1 :]
    return text[0] + rest


def joined(text: str) -> str:
    """Its words in one, with one capital."""
    return re.sub(r"[\s\-]+", "", text).capitalize()


def split(chance: random.Random, text: str) -> str:
    """One long word in two, behind a known beginning or somewhere in the middle."""
    low = text.lower()
    for prefix in _PREFIXES:
        if low.startswith(prefix) and len(text) - len(prefix) >= 3:
            return f"{text[: len(prefix)]} {text[len(prefix) :].capitalize()}"
    at = chance.randrange(3, len(text) - 2)
    return f"{text[:at]} {text[at:].capitalize()}"


def particles(chance: random.Random, text: str) -> str:
    """Al-, van der, de la …: left out, joined, or written small."""
    low = text.lower()
    for one in _LOOSE:
        if low.startswith(one) and len(text) - len(one) >= 4:
            rest = text[len(one) :]
            kind = chance.random()
            if kind < 0.4:
                return rest
            if kind < 0.75:
                return (re.sub(r"[\s\-']", "", one) + rest).capitalize()
            if one in ("van der ", "van den ", "van de "):
                return f"V.d. {rest}"
            return {"al-": "El ", "el ": "Al-", "al ": "El ", "ben ": "Bin ", "bin ": "Ben "}.get(one, one) + rest
    return text
