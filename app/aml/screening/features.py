"""What a comparison says: a score, and per fact what supports it, contradicts it, or can't be known.

`FeatureCode` is a closed list; screens label each code. A code names the fact, `Effect` says which way it points:
`birth_date` may support, contradict or be unknown. Weights are shares of the score, above zero whichever way.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    """Which way a fact points. `UNKNOWN`: one side doesn't have it, so it says nothing, yet."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    UNKNOWN = "unknown"


class FeatureCode(StrEnum):
    """The facts that are compared. `PART_…` are about one part of a name, so they may come several times."""

    NAME_SAME = "name_same"  # every part the same, in the same order
    NAME_ORDER = "name_order"  # the same parts stand in another order
    NAME_WEAK = "name_weak"  # what matches is a name the list itself calls of little use
    NAME_OTHER = "name_other"  # nothing in the names is alike
    PART_SAME = "part_same"
    PART_VARIANT = "part_variant"  # a well-known other form: Mohamed and Muhammad, Limited and Ltd
    PART_SOUND = "part_sound"  # sounds alike: another romanisation, or a script without vowels
    PART_TYPO = "part_typo"  # nearly the same letters
    PART_INITIAL = "part_initial"  # one letter that begins the other's part
    PART_JOINED = "part_joined"  # two parts on one side, written as one on the other
    PART_MISSING = "part_missing"  # only one side has it (unknown)
    PART_OTHER = "part_other"  # each side has one, and they differ (contradicts)
    LEGAL_FORM = "legal_form"  # same, other, or only one side tells it
    BIRTH_DATE = "birth_date"  # the same day; or known on one side only; or days that can't be the same
    BIRTH_PERIOD = "birth_period"  # one side knows a year or a period only, and the other lies in it
    BIRTH_SWAPPED = "birth_swapped"  # the same but that day and month changed places
    BIRTH_NEAR = "birth_near"  # another day of the same year, or one digit away (contradicts, weakly)
    COUNTRY = "country"
    IDENTIFIER = "identifier"  # the same number of the same kind; or another number where there is only one
    SEX = "sex"
    KIND = "kind"  # a person, an organisation, a vessel


@dataclass(frozen=True)
class Feature:
    """One fact of both sides: `ours` and `theirs` as they are written there, empty where a side lacks it."""

    code: str
    effect: Effect
    weight: float
    ours: str
    theirs: str


@dataclass(frozen=True)
class Comparison:
    """How alike two subjects are: `score` from 0 to 1 in three decimals, what it is made of, and how many facts
    only one side has (`open_facts`): what could still disagree."""

    score: float
    features: tuple[Feature, ...]
    open_facts: int
