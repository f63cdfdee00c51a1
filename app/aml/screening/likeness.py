"""Whether two words are one part of a name, written in two ways; how surely, and by what.

Convention: 0 is *no*; what is left of 1 counts against the name. Known variants first, then sound, then letters:
more letters may differ in longer words, and two names that are both well known are two names. Measured on invented
names among 500,000: how steep the way down is makes little difference; that short words may differ by less makes
much.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from app.aml.screening.features import FeatureCode
from app.aml.screening.names import Part, part_of
from app.aml.screening.sounds import may_be_told

LEAST_ALIKE = 0.45
STEEP = 1.45
KNOWN_APART = 0.8  # two well-known names that differ are two names, sooner than one with an error
VOWELS_DIFFER = 0.8
# How many letters may differ in words that long, and how many sounds.
_MAY_DIFFER = (0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3)
_MAY_SOUND = (0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3)
_BY_BONES = {0: 0.0, 1: 0.6, 2: 0.78, 3: 0.9}
_NOT_ALIKE = (0.0, FeatureCode.PART_OTHER)


@lru_cache(maxsize=200_000)
def likeness(ours: str, theirs: str) -> tuple[float, FeatureCode]:
    """How surely two words that aren't the same are one part of a name: 0 where they aren't, and by what.

    The same in both directions.
    """
    one, other = part_of(ours), part_of(theirs)
    if one.spelling is not None and one.spelling == other.spelling:
        return 0.96, FeatureCode.PART_VARIANT
    if one.trade is not None and one.trade == other.trade:
        return 0.93, FeatureCode.PART_VARIANT
    if one.bare or other.bare:
        return _by_bones(one, other)
    if min(len(ours), len(theirs)) == 1:
        if ours[0] == theirs[0] and ours[0].isalpha():
            return 0.45, FeatureCode.PART_INITIAL
        return _NOT_ALIKE
    if ours.isdigit() or theirs.isdigit():
        return _NOT_ALIKE
    if one.version is not None and one.version == other.version:
        return 0.78, FeatureCode.PART_VARIANT
    return _by_letters(one, other)


def _by_letters(one: Part, other: Part) -> tuple[float, FeatureCode]:
    """By what was written and by what is heard; more letters may differ where there are more."""
    long = max(len(one.text), len(other.text))
    apart = OSA.distance(one.text, other.text)
    written = 1 - apart / long
    heard_apart, heard_long = min(
        (OSA.distance(mine, yours), -max(len(mine), len(yours))) for mine in one.heard for yours in other.heard
    )
    if not heard_apart:
        quality = 0.78 + 0.16 * written
        return (quality if heard_long < -2 else 0.9 * quality), FeatureCode.PART_SOUND
    if apart > _MAY_DIFFER[min(long, 14)] and heard_apart > _MAY_SOUND[min(-heard_long, 12)]:
        return _NOT_ALIKE
    sounded = 1 + heard_apart / heard_long
    best = max(written, 0.5 * written + 0.5 * sounded, 0.94 * sounded)
    quality = 1 - (1 - best) * STEEP - (0.05 if long < 5 else 0.0)
    if one.text[0] != other.text[0]:
        quality -= 0.06
    if one.known and other.known:
        quality *= KNOWN_APART
    if quality < LEAST_ALIKE:
        return _NOT_ALIKE
    return min(0.92, quality), FeatureCode.PART_SOUND if sounded > written else FeatureCode.PART_TYPO


def _by_bones(one: Part, other: Part) -> tuple[float, FeatureCode]:
    """By consonants; the fewer there are, the less that says. Vowels that were written have to fit."""
    best = 0.0
    for mine in one.bones:
        for yours in other.bones:
            if mine == yours:
                best = max(best, _BY_BONES.get(len(mine), 0.92))
            elif min(len(mine), len(yours)) > 2:
                apart = OSA.distance(mine, yours)
                if apart == 1:
                    best = max(best, 0.9 * (1 - 1 / max(len(mine), len(yours))))
    if not best:
        return _NOT_ALIKE
    if one.bare is not other.bare:
        bare, full = (one, other) if one.bare else (other, one)
        if not may_be_told(bare.text, full.text):
            best *= VOWELS_DIFFER
    return (best, FeatureCode.PART_SOUND) if best >= LEAST_ALIKE else _NOT_ALIKE
