"""Which part of one name goes with which of the other, how well, and how alike that makes the names.

A name is alike by what its parts say (their rarity), not by letters: parts that match count for what they weigh; a
part that only one side has counts against it a little, since people and lists leave parts out; where both sides
have a part that the other lacks, that is a contradiction and counts whole. That difference is what measures as
whole strings don't make: to them *Jan Peeters* is nearer to *Jan Pieters* than to *Peeters, Jan Willem*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp

from app.aml.screening.eastern import eastern_key
from app.aml.screening.features import FeatureCode
from app.aml.screening.likeness import likeness
from app.aml.screening.names import Name, Part

# What a part that only one side has counts for, and one that differs; measured, see `comparing`.
MISSING = 0.33
MORE_MISSING = 0.6  # beyond one: who leaves out one part of six leaves out two
OTHER = 1.1
FLAWED = 0.8
EASTERN = 0.88
_SON_OF = frozenset(("bin", "ben", "ibn", "ibnu", "bint", "ould", "uld"))
_SETTLED = 0.9
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


# What it gains, below zero; how far apart its places are; places and sizes; quality; by what.
_Found = tuple[float, int, int, int, int, int, float, FeatureCode]
_Side = tuple[tuple[Part, ...], list[float], set[int]]  # parts, what they say, which have no partner for sure
_NOTHING = Pairing(0.0, (), (), ())


def paired(ours: Name, theirs: Name, firm: bool) -> Pairing:
    """The best way these names go together. `firm`: words weigh as they do in names of organisations."""
    our_parts, their_parts = ours.parts, theirs.parts
    our_weights, their_weights = _weights(our_parts, firm), _weights(their_parts, firm)
    eastern = ours.eastern and theirs.eastern
    found: list[_Found] = []
    ours_open, theirs_open = set(range(len(our_parts))), set(range(len(their_parts)))
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
            if quality >= _SETTLED:
                ours_open.discard(i)
                theirs_open.discard(j)
            gain = quality * (our_weights[i] + their_weights[j])
            found.append((-gain, abs(i - j), i, j, 1, 1, quality, code))
    if not found and (len(our_parts) == len(their_parts) == 1):
        return _NOTHING
    if ours_open and theirs_open:
        ours_told, theirs_told = (our_parts, our_weights, ours_open), (their_parts, their_weights, theirs_open)
        _joined(ours_told, theirs_told, found, False, eastern)
        _joined(theirs_told, ours_told, found, True, eastern)
    if not found:
        return _NOTHING
    found.sort()
    return _chosen(found, our_weights, their_weights)


def same(name: Name, firm: bool) -> float:
    """How alike a name is to itself: the less its parts say, the less that is."""
    return 1 - exp(-_FEW * sum(_weights(name.parts, firm)))


def _weights(parts: tuple[Part, ...], firm: bool) -> list[float]:
    """What each part says. Fathers, between name and family name, are told by one list and not by the other."""
    if firm:
        return [part.firm for part in parts]
    weights = [part.person for part in parts]
    for at in range(1, len(parts) - 1):
        if parts[at - 1].text in _SON_OF:
            weights[at] *= 0.5
    return weights


def _joined(mine: _Side, yours: _Side, found: list[_Found], turned: bool, eastern: bool) -> None:
    """Adds what neighbours of one side are together, where that is one part of the other side.

    Only where both have parts without a sure partner. Two of them; or three where they begin with a particle, as
    Van den Broucke and Vandenbroucke.
    """
    parts, weights, open_parts = mine
    others, other_weights, open_others = yours
    for i, size in _runs(parts):
        if open_parts.isdisjoint(range(i, i + size)):
            continue
        run = parts[i : i + size]
        both = run[0].text + "".join(one.letters for one in run[1:])
        plain = not (eastern or run[0].bare)
        for j in open_others:
            other = others[j]
            # Cheap first: it begins as the one or ends as the other, within a letter.
            if plain and not other.bare:
                text = other.text
                if not -2 < len(text) - len(both) < 2 or (text[0] != both[0] and text[-1] != both[-1]):
                    continue
            quality = _as_one(both, run[0].bare, other, eastern)
            if quality:
                gain = quality * (sum(weights[i : i + size]) + other_weights[j])
                places = (j, i, 1, size) if turned else (i, j, size, 1)
                found.append((-gain, abs(i - j), *places, quality, FeatureCode.PART_JOINED))


def _runs(parts: tuple[Part, ...]) -> Iterator[tuple[int, int]]:
    for i in range(len(parts) - 1):
        if len(parts[i].text) > 1 and len(parts[i + 1].text) > 1:
            yield i, 2
            if parts[i].particle and i + 2 < len(parts):
                yield i, 3


def _as_one(both: str, bare: bool, other: Part, eastern: bool) -> float:
    if other.text == both:
        return 0.98
    if eastern and eastern_key(both) == eastern_key(other.text):
        return EASTERN * 0.98
    if len(both) < 4 or ((bare or other.bare) and (bare is other.bare or min(len(both), len(other.letters)) < 5)):
        return 0.0
    quality = likeness(both, other.text)[0]
    return quality * 0.98 if quality >= 0.7 else 0.0


def _chosen(
    found: list[_Found],
    our_weights: list[float],
    their_weights: list[float],
) -> Pairing:
    """Takes pairs from the best on, each part once, and weighs what matched against what didn't."""
    our_free, their_free = [True] * len(our_weights), [True] * len(their_weights)
    pairs: list[Pair] = []
    matched = flawed = 0.0
    for _, _, i, j, our_size, their_size, quality, code in found:
        ours, theirs = tuple(range(i, i + our_size)), tuple(range(j, j + their_size))
        if not (all(our_free[one] for one in ours) and all(their_free[one] for one in theirs)):
            continue
        for one in ours:
            our_free[one] = False
        for one in theirs:
            their_free[one] = False
        ours_say = sum(our_weights[one] for one in ours)
        theirs_say = sum(their_weights[one] for one in theirs)
        uneven = our_size != their_size or code is FeatureCode.PART_INITIAL
        weight = max(ours_say, theirs_say) if uneven else (ours_say + theirs_say) / 2
        matched += weight * quality
        flawed += weight * (1 - quality)
        pairs.append(Pair(ours, theirs, code, quality, weight))
    our_left = tuple(one for one, free in enumerate(our_free) if free)
    their_left = tuple(one for one, free in enumerate(their_free) if free)
    ours_lack = sum(our_weights[one] for one in our_left)
    theirs_lack = sum(their_weights[one] for one in their_left)
    other = min(ours_lack, theirs_lack)
    missing = max(ours_lack, theirs_lack) - other
    if missing > 1:
        missing = 1 + (missing - 1) * MORE_MISSING
    whole = matched + FLAWED * flawed + OTHER * other + MISSING * missing
    alike = matched / whole * (1 - exp(-_FEW * matched)) if whole else 0.0
    return Pairing(alike, tuple(pairs), our_left, their_left)
