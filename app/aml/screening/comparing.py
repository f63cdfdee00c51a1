"""How alike two subjects are, and why: the score that a hit rests on.

Names come first: the best pair of theirs and ours makes up to nine tenths of the score. Facts besides close a
share of what is left, or take a share off. A name alone, the same in every part, is a hit; one of two parts that
differs on both sides is none, even with the same birth date; a missing birth date does nothing, and is told.

Measured with 500,000 invented entries (`benchmarks/screening.py`): of 5,000 names distorted in one to three ways
97.8 % reach the threshold, within the first ten; of 5,962 strangers 1.3 % have a hit. At .70 two strangers in a
hundred have a hit and hardly anybody more is found; at .75 one in a hundred, and half a point is lost. Other
weights than these were tried one by one: how much a missing, an other or a mistyped part counts moves the
threshold, hardly what is found at the same share of strangers; that other countries contradict at .08 rather than
.04 is worth most.

`compare(a, b).score == compare(b, a).score`: each pair of names is compared in one order, that of what is kept of
them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from app.aml.screening.facts import SAME_COUNTRY, SAME_DAY, SAME_SEX, Judged, judged
from app.aml.screening.features import Comparison, Effect, Feature, FeatureCode
from app.aml.screening.names import Name, names_of
from app.aml.screening.pairing import Pairing, paired, same
from models.values.screened import Subject, SubjectKind

THRESHOLD = 0.72
NAMES_ALONE = 0.9
WEAK = 0.75
MOST_PAIRS = 30
SAME_FORM = 0.02
OTHER_FORM = 0.03
_ENOUGH_NAME = 0.6  # from here on other facts count whole


@dataclass(frozen=True, slots=True)
class NamePair:
    """Two names, one of each side, and how alike they are, `WEAK` counted."""

    alike: float
    ours: int
    theirs: int


@dataclass(frozen=True, slots=True)
class Scored:
    """A score before it is explained."""

    score: float
    facts: tuple[Judged, ...]


def compare(ours: Subject, theirs: Subject) -> Comparison:
    """How alike both are. A subject without any name that can be read is only alike by its numbers."""
    names = nearest(_names(ours), _names(theirs), by_firms(ours.kind, theirs.kind))
    return explained(ours, theirs, names, scored(ours, theirs, names))


@lru_cache(maxsize=512)
def _read(subject: Subject) -> tuple[tuple[Name, str], ...]:
    return tuple(names_of(subject))


def _names(subject: Subject) -> tuple[Name, ...]:
    return tuple(name for name, _ in _read(subject))


def by_firms(ours: SubjectKind, theirs: SubjectKind) -> bool:
    """Whether words weigh as in the names of organisations: where neither side is a person."""
    return SubjectKind.PERSON not in (ours, theirs)


def nearest(ours: tuple[Name, ...], theirs: tuple[Name, ...], firm: bool) -> NamePair | None:
    """The pair of names that is most alike; nothing where a side has none."""
    best: tuple[float, str, str, int, int] | None = None
    for i, j in _worth_pairing(ours, theirs):
        our, their = ours[i], theirs[j]
        alike = same(our, firm) if our.words == their.words else _in_order(our, their, firm)[0].alike
        if our.weak or their.weak:
            alike *= WEAK
        if best is None or alike >= best[0]:
            one, other = min(our.kept, their.kept), max(our.kept, their.kept)
            if best is None or (-alike, one, other) < (-best[0], best[1], best[2]):
                best = (alike, one, other, i, j)
    return None if best is None else NamePair(best[0], best[3], best[4])


def _worth_pairing(ours: tuple[Name, ...], theirs: tuple[Name, ...]) -> list[tuple[int, int]]:
    """All pairs of names; where that is many, as two famous people have, those whose letters are most alike."""
    pairs = [(i, j) for i in range(len(ours)) for j in range(len(theirs))]
    if len(pairs) <= MOST_PAIRS:
        return pairs
    ranked: list[tuple[float, str, str, tuple[int, int]]] = []
    for i, j in pairs:
        our, their = ours[i].kept, theirs[j].kept
        ranked.append((-fuzz.token_sort_ratio(our, their), min(our, their), max(our, their), (i, j)))
    return [pair for *_, pair in heapq.nsmallest(MOST_PAIRS, ranked)]


def _in_order(our: Name, their: Name, firm: bool) -> tuple[Pairing, bool]:
    """Compared in the one order there is, and whether that is turned."""
    if our.kept <= their.kept:
        return paired(our, their, firm), False
    return paired(their, our, firm), True


def scored(ours: Subject, theirs: Subject, names: NamePair | None) -> Scored:
    """The score of both, whose nearest names are known."""
    facts = (*_legal_forms(ours, theirs, names), *judged(ours, theirs))
    return Scored(round(_score(names.alike if names else 0.0, facts), 3), facts)


def explained(ours: Subject, theirs: Subject, names: NamePair | None, told: Scored) -> Comparison:
    """A score, with all it is made of."""
    features, missing = _name_features(ours, theirs, names)
    features += [fact.feature for fact in told.facts]
    return Comparison(told.score, tuple(features), missing + sum(fact.open for fact in told.facts))


def most(alike: float, subject: Subject) -> float:
    """The score that names so much alike may reach at most, whatever the other side says; numbers aside."""
    left = (1 - SAME_FORM) * (1 - SAME_SEX if subject.sex else 1.0)
    left *= 1 - SAME_DAY if subject.birth_dates else 1.0
    left *= 1 - SAME_COUNTRY if subject.countries else 1.0
    return round(
        1 - (1 - NAMES_ALONE * alike) * left, 3
    )  # as a score is, which may be rounded up to the threshold


def _score(alike: float, facts: tuple[Judged, ...]) -> float:
    left = against = 1.0
    damped = min(1.0, alike / _ENOUGH_NAME)
    for fact in facts:
        if fact.feature.effect is Effect.SUPPORTS:
            left *= 1 - fact.feature.weight * (1.0 if fact.strong else damped)
        elif fact.feature.effect is Effect.CONTRADICTS:
            against *= 1 - fact.feature.weight
    return max(0.0, min(1.0, (1 - (1 - NAMES_ALONE * alike) * left) * against))


def _legal_forms(ours: Subject, theirs: Subject, names: NamePair | None) -> Iterator[Judged]:
    """Of the two names that are nearest; firms change theirs, so another one says little."""
    if names is None or not by_firms(ours.kind, theirs.kind):
        return
    our, their = _read(ours)[names.ours][0].forms, _read(theirs)[names.theirs][0].forms
    if not our and not their:
        return
    told = " ".join(our).upper(), " ".join(their).upper()
    if not our or not their:
        yield Judged(Feature(FeatureCode.LEGAL_FORM, Effect.UNKNOWN, 0.0, *told))
    elif set(our) & set(their):
        yield Judged(Feature(FeatureCode.LEGAL_FORM, Effect.SUPPORTS, SAME_FORM, *told))
    else:
        yield Judged(Feature(FeatureCode.LEGAL_FORM, Effect.CONTRADICTS, OTHER_FORM, *told))


def _name_features(ours: Subject, theirs: Subject, names: NamePair | None) -> tuple[list[Feature], int]:
    """What the names say, and how many parts only one side has."""
    if names is None:
        return [Feature(FeatureCode.NAME_OTHER, Effect.CONTRADICTS, NAMES_ALONE, "", "")], 0
    firm = by_firms(ours.kind, theirs.kind)
    our, our_text = _read(ours)[names.ours]
    their, their_text = _read(theirs)[names.theirs]
    pairing, turned = _in_order(our, their, firm)
    features: list[Feature] = []
    if our.weak or their.weak:
        features.append(Feature(FeatureCode.NAME_WEAK, Effect.UNKNOWN, 0.0, our_text, their_text))
    if not pairing.pairs:
        return [
            *features,
            Feature(FeatureCode.NAME_OTHER, Effect.CONTRADICTS, NAMES_ALONE, our_text, their_text),
        ], 0
    if our.words == their.words:
        weight = round(NAMES_ALONE * names.alike, 3)
        return [*features, Feature(FeatureCode.NAME_SAME, Effect.SUPPORTS, weight, our_text, their_text)], 0
    parts = _part_features(our, their, pairing, turned, firm, (our_text, their_text))
    return features + parts, sum(one.code is FeatureCode.PART_MISSING for one in parts)


def _part_features(
    our: Name, their: Name, pairing: Pairing, turned: bool, firm: bool, texts: tuple[str, str]
) -> list[Feature]:
    ours_said, theirs_said = _as_written(our, texts[0]), _as_written(their, texts[1])
    whole = sum(one.weight for one in pairing.pairs) + 1e-9
    features: list[Feature] = []
    places: list[int] = []
    for pair in sorted(pairing.pairs, key=lambda one: one.theirs if turned else one.ours):
        mine, yours = (pair.theirs, pair.ours) if turned else (pair.ours, pair.theirs)
        places.append(yours[0])
        told = (" ".join(ours_said[one] for one in mine), " ".join(theirs_said[one] for one in yours))
        weight = round(NAMES_ALONE * pairing.alike * pair.weight * pair.quality / whole, 3)
        features.append(Feature(pair.code, Effect.SUPPORTS, weight, *told))
    if places != sorted(places):
        features.append(Feature(FeatureCode.NAME_ORDER, Effect.SUPPORTS, 0.0, *texts))
    ours_left, theirs_left = (
        (pairing.theirs_left, pairing.ours_left) if turned else (pairing.ours_left, pairing.theirs_left)
    )
    return features + _left_features(our, their, ours_left, theirs_left, ours_said, theirs_said, firm)


def _left_features(
    our: Name,
    their: Name,
    ours_left: tuple[int, ...],
    theirs_left: tuple[int, ...],
    ours_said: list[str],
    theirs_said: list[str],
    firm: bool,
) -> list[Feature]:
    """Parts without a partner: against each other as far as both sides have some, missing beyond that."""
    mine = [one for one in ours_left if not our.parts[one].particle]
    yours = [one for one in theirs_left if not their.parts[one].particle]
    features: list[Feature] = []
    for at in range(max(len(mine), len(yours))):
        left, right = mine[at : at + 1], yours[at : at + 1]
        weighs = [our.parts[one] for one in left] + [their.parts[one] for one in right]
        weight = round(max(one.firm if firm else one.person for one in weighs), 3)
        told = ("".join(ours_said[one] for one in left), "".join(theirs_said[one] for one in right))
        if left and right:
            features.append(Feature(FeatureCode.PART_OTHER, Effect.CONTRADICTS, weight, *told))
        else:
            features.append(Feature(FeatureCode.PART_MISSING, Effect.UNKNOWN, 0.0, *told))
    return features


def _as_written(name: Name, text: str) -> list[str]:
    """Its parts as the name writes them, where they can be told apart; else as they were read."""
    written = text.split()
    if len(written) == len(name.words) and not name.forms:
        return [one.strip(",;.") or one for one in written]
    return [one.lstrip("~") for one in name.words]
