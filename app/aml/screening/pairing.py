"""Which part of one name goes with which of the other, how well, and how alike that makes the names.

A name is alike by what its parts say (their rarity), not by letters: parts that match count for what they weigh; a
part that only one side has counts against it a little, since people and lists leave parts out; where both sides
have a part that the other lacks, that is a contradiction and counts whole. That difference is what measures as
whole strings don't make: to them *Jan Peeters* is nearer to *Jan Pieters* than to *Peeters, Jan Willem*.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp

from rapidfuzz.distance import OSA

from app.aml.screening.eastern import eastern_key
from app.aml.screening.features import FeatureCode
from app.aml.screening.names import Name, Part, part_of
from app.aml.screening.sounds import may_be_told

# What a part that only one side has counts for, and one that differs; measured, see `comparing`.
MISSING = 0.33
OTHER = 1.1
FLAWED = 0.8
LEAST_ALIKE = 0.45
STEEP = 1.45
KNOWN_APART = 0.8  # two well-known names that differ are two names, sooner than one with an error
VOWELS_DIFFER = 0.8
EASTERN = 0.88
# How many letters may differ in words that long, and how many sounds.
_MAY_DIFFER = (0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3)
_MAY_SOUND = (0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3)
_BY_BONES = {0: 0.0, 1: 0.6, 2: 0.78, 3: 0.9}
_NOT_ALIKE = (0.0, FeatureCode.PART_OTHER)
_FEW = 3.0  # how fast what matches becomes enough to go by


@dataclass(frozen=True, slots=True)
class Pair:
    """Parts that go together, by their places (two of them where they are joined on the other side)."""

    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    code: FeatureCode
    quality: float
    weight: float


@dataclass(frozen=True, slots=True)
class Pairing:
    """How two names go together; `alike` from 0 to 1."""

    alike: float
    pairs: tuple[Pair, ...]
    ours_left: tuple[int, ...]
    theirs_left: tuple[int, ...]


_NOTHING = Pairing(0.0, (), (), ())


def paired(ours: Name, theirs: Name, firm: bool) -> Pairing:
    """The best way these names go together. `firm`: words weigh as they do in names of organisations."""
    our_parts, their_parts = ours.parts, theirs.parts
    our_weights = [part.firm for part in our_parts] if firm else [part.person for part in our_parts]
    their_weights = [part.firm for part in their_parts] if firm else [part.person for part in their_parts]
    eastern = ours.eastern and theirs.eastern
    found: list[tuple[float, int, int, int, int, float, FeatureCode]] = []
    for i, our in enumerate(our_parts):
        for j, their in enumerate(their_parts):
            if our is their:
                quality, code = 1.0, FeatureCode.PART_SAME
            else:
                quality, code = likeness(our.text, their.text)
                if eastern and quality < EASTERN and eastern_key(our.text) == eastern_key(their.text):
                    quality, code = EASTERN, FeatureCode.PART_SOUND
                if not quality:
                    continue
                if firm and code in (FeatureCode.PART_INITIAL, FeatureCode.PART_SOUND):
                    quality *= 0.9
            gain = quality * (our_weights[i] + their_weights[j])
            found.append((-gain, abs(i - j), i, j, 1, quality, code))
    if not found and (len(our_parts) == len(their_parts) == 1):
        return _NOTHING
    _joined(our_parts, their_parts, our_weights, their_weights, found, False, eastern)
    _joined(their_parts, our_parts, their_weights, our_weights, found, True, eastern)
    if not found:
        return _NOTHING
    found.sort()
    return _chosen(found, our_weights, their_weights)


def _joined(
    parts: tuple[Part, ...],
    others: tuple[Part, ...],
    weights: list[float],
    other_weights: list[float],
    found: list[tuple[float, int, int, int, int, float, FeatureCode]],
    turned: bool,
    eastern: bool,
) -> None:
    """Adds what two parts of one side are together, where that is one part of the other side."""
    for i in range(len(parts) - 1):
        first, second = parts[i].text, parts[i + 1].text
        size = len(first) + len(second)
        if size < 4 or len(first) == 1 or len(second) == 1:
            continue
        for j, other in enumerate(others):
            text = other.text
            if eastern and eastern_key(first + second) == eastern_key(text):
                quality = EASTERN
            # Cheap first: it begins as the one or ends as the other, within a letter.
            elif abs(len(text) - size) > 1 or (text[0] != first[0] and text[-1] != second[-1]):
                continue
            elif text == first + second:
                quality = 1.0
            else:
                quality = likeness(first + second, text)[0]
            if quality < 0.7:
                continue
            quality *= 0.98
            gain = quality * (weights[i] + weights[i + 1] + other_weights[j])
            places = (j, i) if turned else (i, j)
            found.append((-gain, abs(i - j), *places, 3 if turned else 2, quality, FeatureCode.PART_JOINED))


def _chosen(
    found: list[tuple[float, int, int, int, int, float, FeatureCode]],
    our_weights: list[float],
    their_weights: list[float],
) -> Pairing:
    """Takes pairs from the best on, each part once, and weighs what matched against what didn't."""
    our_free, their_free = [True] * len(our_weights), [True] * len(their_weights)
    pairs: list[Pair] = []
    matched = flawed = 0.0
    for _, _, i, j, shape, quality, code in found:
        ours = (i, i + 1) if shape == 2 else (i,)
        theirs = (j, j + 1) if shape == 3 else (j,)
        if not (all(our_free[one] for one in ours) and all(their_free[one] for one in theirs)):
            continue
        for one in ours:
            our_free[one] = False
        for one in theirs:
            their_free[one] = False
        ours_say = sum(our_weights[one] for one in ours)
        theirs_say = sum(their_weights[one] for one in theirs)
        weight = max(ours_say, theirs_say) if shape > 1 else (ours_say + theirs_say) / 2
        if code is FeatureCode.PART_INITIAL:
            weight = max(ours_say, theirs_say)
        matched += weight * quality
        flawed += weight * (1 - quality)
        pairs.append(Pair(ours, theirs, code, quality, weight))
    our_left = tuple(one for one, free in enumerate(our_free) if free)
    their_left = tuple(one for one, free in enumerate(their_free) if free)
    ours_lack = sum(our_weights[one] for one in our_left)
    theirs_lack = sum(their_weights[one] for one in their_left)
    other = min(ours_lack, theirs_lack)
    missing = max(ours_lack, theirs_lack) - other
    whole = matched + FLAWED * flawed + OTHER * other + MISSING * missing
    alike = matched / whole * (1 - exp(-_FEW * matched)) if whole else 0.0
    return Pairing(alike, tuple(pairs), our_left, their_left)


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
