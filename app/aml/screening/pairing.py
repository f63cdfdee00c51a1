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

from app.aml.screening.features import FeatureCode
from app.aml.screening.names import Name, Part, part_of

# What a part that only one side has counts for, and one that differs; measured, see `comparing`.
MISSING = 0.33
OTHER = 1.1
FLAWED = 0.8
LEAST_ALIKE = 0.68
_FEW = 2.6  # how fast what matches becomes enough to go by


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
    found: list[tuple[float, int, int, int, int, float, FeatureCode]] = []
    for i, our in enumerate(our_parts):
        for j, their in enumerate(their_parts):
            if our is their:
                quality, code = 1.0, FeatureCode.PART_SAME
            else:
                quality, code = likeness(our.text, their.text)
                if not quality:
                    continue
                if firm and code in (FeatureCode.PART_INITIAL, FeatureCode.PART_SOUND):
                    quality *= 0.9
            gain = quality * (our_weights[i] + their_weights[j])
            found.append((-gain, abs(i - j), i, j, 1, quality, code))
    if not found and (len(our_parts) == len(their_parts) == 1):
        return _NOTHING
    _joined(our_parts, their_parts, our_weights, their_weights, found, False)
    _joined(their_parts, our_parts, their_weights, our_weights, found, True)
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
) -> None:
    """Adds what two parts of one side are together, where that is one part of the other side."""
    for i in range(len(parts) - 1):
        first, second = parts[i].text, parts[i + 1].text
        size = len(first) + len(second)
        if size < 4 or len(first) == 1 or len(second) == 1:
            continue
        for j, other in enumerate(others):
            text = other.text
            # Cheap first: it begins as the one and ends as the other, within a letter.
            if abs(len(text) - size) > 1 or (text[0] != first[0] and text[-1] != second[-1]):
                continue
            quality, code = (
                (1.0, FeatureCode.PART_JOINED) if text == first + second else likeness(first + second, text)
            )
            if quality < 0.8 or code is FeatureCode.PART_INITIAL:
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
    if one.bare or other.bare:
        return _by_bones(one, other)
    short = min(len(ours), len(theirs))
    if short == 1:
        if ours[0] == theirs[0] and ours[0].isalpha():
            return 0.45, FeatureCode.PART_INITIAL
        return 0.0, FeatureCode.PART_OTHER
    if ours.isdigit() or theirs.isdigit():
        return 0.0, FeatureCode.PART_OTHER
    if one.version is not None and one.version == other.version:
        return 0.8, FeatureCode.PART_VARIANT
    written = OSA.normalized_similarity(ours, theirs)
    sounded = 0.0
    for mine in one.heard:
        for yours in other.heard:
            if mine == yours:
                sounded = 1.0 if len(mine) > 2 else 0.85
                break
            sounded = max(sounded, OSA.normalized_similarity(mine, yours))
    return _graded(ours, theirs, written, sounded, short)


def _graded(ours: str, theirs: str, written: float, sounded: float, short: int) -> tuple[float, FeatureCode]:
    if sounded == 1.0 and written >= 0.4:
        return 0.93, FeatureCode.PART_SOUND
    if short < 3:
        return 0.0, FeatureCode.PART_OTHER
    best = max(written, 0.5 * written + 0.5 * sounded, 0.94 * sounded)
    if best < LEAST_ALIKE:
        return 0.0, FeatureCode.PART_OTHER
    quality = min(0.92, 1 - (1 - best) * 1.45)
    if ours[0] != theirs[0]:
        quality -= 0.08
    return round(quality, 4), FeatureCode.PART_SOUND if sounded > written else FeatureCode.PART_TYPO


def _by_bones(one: Part, other: Part) -> tuple[float, FeatureCode]:
    best = 0.0
    for mine in one.bones:
        for yours in other.bones:
            if mine == yours:
                best = max(best, 0.92 if len(mine) > 2 else 0.85 if len(mine) == 2 else 0.6)
            elif min(len(mine), len(yours)) > 2:
                alike = OSA.normalized_similarity(mine, yours)
                if alike >= 0.75:
                    best = max(best, alike * 0.9)
    return (best, FeatureCode.PART_SOUND) if best else (0.0, FeatureCode.PART_OTHER)
