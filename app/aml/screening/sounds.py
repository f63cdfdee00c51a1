"""How a word sounds, whoever romanised it: Tchaikovski, Chaykovskiy, Tsjaikovski and Čajkovskij are one.

Convention: `heard` gives one or two spellings by sound. Where c, ch and j are read in the western way and in that
of Slavic, German and Dutch spellings, the two differ; words sound alike when any of theirs do. Vowels count in
three classes (a; e, i, y; o, u). `skeleton` is what is left of it without vowels: the key under which the index
keeps it. `bones` is coarser still, and is only compared with words of scripts that leave vowels out.

The usual keys (Soundex, Metaphone) were made for English surnames and lose names that come by way of French or
Dutch.
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.aml.screening.spelling import BARE

_WEST = {
    "schtsch": "sc", "chtch": "sc", "shtch": "sc", "sjtsj": "sc", "shch": "sc", "szcz": "sc",
    "dzsch": "j", "dsch": "j", "dzh": "j", "dzj": "j", "dj": "j", "dg": "g",
    "tzsch": "c", "tsch": "c", "tch": "c", "tsj": "c", "tsh": "c", "cz": "c", "ts": "c", "tz": "c",
    "sch": "s", "sh": "s", "sj": "s", "sz": "s", "zh": "j", "zj": "j", "z": "s",
    "chr": "kr", "chl": "kl", "ch": "c", "ck": "k", "cqu": "k", "cq": "k", "c": "k",
    "ce": "si", "ci": "si", "cy": "si",
    "qu": "k", "q": "k", "x": "ks", "ph": "f", "gh": "g", "kh": "h", "th": "t", "dh": "d", "bh": "b", "rh": "r",
    "wh": "v", "w": "v",
    "eo": "u", "eu": "u", "ou": "u", "oe": "u", "oo": "u", "o": "u",
    "ae": "a", "ue": "u", "ee": "i", "ea": "i", "e": "i", "y": "i",
}  # fmt: skip
_EAST = {
    **_WEST,
    "chr": "hr",
    "chl": "hl",
    "ch": "h",
    "ce": "ci",
    "ci": "ci",
    "cy": "ci",
    "c": "c",
    "j": "i",
    "zh": "s",
    "zj": "s",
}
_RULE = re.compile("|".join(sorted(_EAST, key=lambda one: (-len(one), one))))
_TWICE = re.compile(r"(.)\1+")
_AMBIGUOUS = re.compile("[cj]|zh")
_GREEK_START = {"nt": "d", "mp": "b", "gk": "g"}
_VOWELS = str.maketrans("", "", "aiu")
_TOLD = str.maketrans("aeiouv", "'yywww")
_BONES = str.maketrans({"p": "b", "v": "f", "j": "g", "c": "s", "q": "k", **dict.fromkeys("aeiouyw'")})
_BONE_WEST = {
    "tsch": "s", "tch": "s", "sch": "s", "sh": "s", "ts": "s", "tz": "s", "ch": "h", "kh": "h", "dh": "z",
    "gh": "g",
    "th": "t", "ph": "f", "ck": "k", "ce": "s", "ci": "s", "cy": "s", "c": "k", "x": "ks",
}  # fmt: skip
_BONE_OTHER = {**_BONE_WEST, "ch": "s", "dh": "d"}
_BONE_RULE = re.compile("|".join(sorted(_BONE_WEST, key=lambda one: (-len(one), one))))


@lru_cache(maxsize=100_000)
def heard(word: str) -> tuple[str, ...]:
    """By sound: the western reading, and that of the east where it differs."""
    if len(word) > 4 and word[-1] == "e" and word[-2] not in "aeiouy":
        word = word[:-1]
    if len(word) > 3 and word[-1] == "h":
        word = word[:-1]
    if word[:2] in _GREEK_START and len(word) > 3:
        word = _GREEK_START[word[:2]] + word[2:]
    west = _ended(_RULE.sub(lambda found: _WEST.get(found[0], found[0]), word))
    if _AMBIGUOUS.search(word) is None:
        return (west,)
    east = _ended(_RULE.sub(lambda found: _EAST[found[0]], word))
    return (west,) if east == west else (west, east)


def _ended(sound: str) -> str:
    sound = _TWICE.sub(r"\1", sound)
    if len(sound) > 3 and sound[-2:] == "uf":
        sound = sound[:-1] + "v"
    return sound


def skeleton(sound: str) -> str:
    """Its consonants, with `*` for a vowel it begins with; the sound itself where that would leave too little."""
    left = sound.translate(_VOWELS)
    if len(left) < 2:
        return sound
    return "*" + left if sound[0] in "aiu" else left


@lru_cache(maxsize=100_000)
def bones(word: str) -> tuple[str, ...]:
    """The consonants a script without vowels would write, `*` for a vowel at the start; more than
    one where letters are read in more than one way."""
    if word.startswith(BARE):
        return (_start(word[1:]) + _TWICE.sub(r"\1", word[1:].translate(_BONES)),)
    start = _start(word)
    # An h at the end is one of two letters in Arabic, of which one is as good as silent.
    forms = (word, word[:-1]) if len(word) > 3 and word[-1] == "h" and word[-2] in "aeiou" else (word,)
    found = (_BONE_RULE.sub(change, form) for form in forms for change in (_in_the_west, _elsewhere))
    return tuple(dict.fromkeys(start + _TWICE.sub(r"\1", one.translate(_BONES)) for one in found))


def _in_the_west(found: re.Match[str]) -> str:
    return _BONE_WEST[found[0]]


def _elsewhere(found: re.Match[str]) -> str:
    return _BONE_OTHER[found[0]]


def _start(word: str) -> str:
    # Which w and y inside is a vowel, such scripts don't tell; at the start they are none.
    first = word[:1]
    return "*" if first in "aeiou'" else "f" if first == "w" else "y" if first == "y" else ""


@lru_cache(maxsize=100_000)
def told_vowels(word: str) -> str:
    """The vowels after its first letter that a script without vowels may tell, as three signs."""
    plain = word.removeprefix(BARE)[1:].translate(_TOLD)
    return _TWICE.sub(r"\1", "".join(letter for letter in plain if letter in "'wy"))


def may_be_told(bare: str, full: str) -> bool:
    """Whether the word without vowels tells none that the other one doesn't have, in that order."""
    vowels = iter(told_vowels(full))
    return all(vowel in vowels for vowel in told_vowels(bare))
