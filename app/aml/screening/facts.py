"""What is compared besides names: birth dates, countries, identifiers, sex, kind.

Convention: a `Judged` is a feature and what it does to the score. What only one side has is unknown: it does
nothing, and counts as an open fact. Supports close a share of the distance to 1, contradictions take a share of
the score off; so neither can make up for a name that isn't alike, and the order in which they are taken makes no
difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.aml.screening.features import Effect, Feature, FeatureCode
from models.values.screened import BirthDate, Identifier, IdentifierKind, Subject, SubjectKind

# Shares of the score; measured together with the threshold, see `comparing`.
SAME_DAY = 0.55
SWAPPED_DAY = 0.42
SAME_YEAR = 0.28
OTHER_BIRTH = 0.36
NEAR_BIRTH = 0.14
OTHER_FOUNDED = 0.12
SAME_COUNTRY = 0.1
OTHER_COUNTRY = 0.08
SAME_NUMBER = 0.9
LIKE_NUMBER = 0.45
SAME_SEX = 0.01
OTHER_SEX = 0.12
OTHER_KIND = 0.5
SHORT_NUMBER = 5
_LONGEST_TOLD = 200

# What somebody has one of per country, so that another number speaks against.
_ONE_EACH = {
    IdentifierKind.NATIONAL: 0.15,
    IdentifierKind.TAX: 0.08,
    IdentifierKind.REGISTRATION: 0.12,
    IdentifierKind.VESSEL: 0.4,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A feature of a fact. `strong`: it supports whatever the names are."""

    feature: Feature
    strong: bool = False
    open: bool = False


def judged(ours: Subject, theirs: Subject) -> Iterator[Judged]:
    """Each fact that at least one side has."""
    yield from _kinds(ours, theirs)
    yield from _births(ours, theirs)
    yield from _countries(ours, theirs)
    yield from _numbers(ours, theirs)
    yield from _sexes(ours, theirs)


def _fact(
    code: FeatureCode, effect: Effect, weight: float, ours: str, theirs: str, strong: bool = False
) -> Judged:
    told = Feature(code, effect, weight, ours[:_LONGEST_TOLD], theirs[:_LONGEST_TOLD])
    return Judged(told, strong, effect is Effect.UNKNOWN)


def _kinds(ours: Subject, theirs: Subject) -> Iterator[Judged]:
    if ours.kind is theirs.kind or SubjectKind.OTHER in (ours.kind, theirs.kind):
        return
    apart = {ours.kind, theirs.kind} == {SubjectKind.PERSON, SubjectKind.VESSEL}
    yield _fact(FeatureCode.KIND, Effect.CONTRADICTS, 1.0 if apart else OTHER_KIND, ours.kind, theirs.kind)


def _births(ours: Subject, theirs: Subject) -> Iterator[Judged]:
    if not ours.birth_dates and not theirs.birth_dates:
        return
    if not ours.birth_dates or not theirs.birth_dates:
        yield _fact(
            FeatureCode.BIRTH_DATE, Effect.UNKNOWN, 0.0, _told_births(ours), _told_births(theirs)
        )  # fmt: skip
        return
    founded = SubjectKind.PERSON not in (ours.kind, theirs.kind)
    best = max(
        (
            (*_birth(our, their, founded), our, their)
            for our in ours.birth_dates[:20]
            for their in theirs.birth_dates[:20]
        ),
        key=lambda one: one[0],
    )
    share, code, our, their = best
    effect = Effect.SUPPORTS if share > 0 else Effect.CONTRADICTS
    yield _fact(code, effect, abs(share), told_birth(our), told_birth(their))


def _birth(ours: BirthDate, theirs: BirthDate, founded: bool) -> tuple[float, FeatureCode]:
    """A share above zero that supports, below zero that contradicts."""
    about = ours.about or theirs.about
    our_days, their_days = _days(ours), _days(theirs)
    first, last = max(ours.first_day, theirs.first_day), min(ours.last_day, theirs.last_day)
    if our_days == their_days == 1:
        if ours.first_day == theirs.first_day:
            return SAME_DAY * (0.75 if about else 1.0), FeatureCode.BIRTH_DATE
        if _swapped(ours.first_day, theirs.first_day):
            return SWAPPED_DAY * (0.75 if about else 1.0), FeatureCode.BIRTH_SWAPPED
    elif first <= last:
        wide = max(our_days, their_days) / 366
        return SAME_YEAR / max(1.0, wide), FeatureCode.BIRTH_PERIOD
    other = OTHER_FOUNDED if founded else OTHER_BIRTH
    if _near(ours.first_day, theirs.first_day) or (about and abs((first - last).days) <= 2 * 366):
        return -min(other, NEAR_BIRTH), FeatureCode.BIRTH_NEAR
    return -other, FeatureCode.BIRTH_DATE


def _days(birth: BirthDate) -> int:
    return max(1, (birth.last_day - birth.first_day).days + 1)


def _swapped(one: date, other: date) -> bool:
    return one.year == other.year and one.month == other.day and one.day == other.month


def _near(one: date, other: date) -> bool:
    """Another day of the same year; or the same day of a year one typing error away, or of the year beside it."""
    if one.year == other.year:
        return True
    if (one.month, one.day) != (other.month, other.day):
        return False
    ours, theirs = f"{one.year:04}", f"{other.year:04}"
    return sum(mine != yours for mine, yours in zip(ours, theirs, strict=True)) == 1 or sorted(ours) == sorted(
        theirs
    )


def told_birth(birth: BirthDate) -> str:
    """As ISO dates: a day, a year, or a period with `/`; `~` before what is about."""
    first, last = birth.first_day, birth.last_day
    if first == last:
        told = first.isoformat()
    elif (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        told = f"{first.year:04}" if first.year == last.year else f"{first.year:04}/{last.year:04}"
    else:
        told = f"{first.isoformat()}/{last.isoformat()}"
    return "~" + told if birth.about else told


def _told_births(subject: Subject) -> str:
    return ", ".join(sorted({told_birth(one) for one in subject.birth_dates[:20]}))


def _countries(ours: Subject, theirs: Subject) -> Iterator[Judged]:
    our_ones, their_ones = {one.upper() for one in ours.countries}, {one.upper() for one in theirs.countries}
    if not our_ones and not their_ones:
        return
    told = ", ".join(sorted(our_ones)), ", ".join(sorted(their_ones))
    if not our_ones or not their_ones:
        yield _fact(FeatureCode.COUNTRY, Effect.UNKNOWN, 0.0, *told)
    elif both := ", ".join(sorted(our_ones & their_ones)):
        yield _fact(FeatureCode.COUNTRY, Effect.SUPPORTS, SAME_COUNTRY, both, both)
    else:
        yield _fact(FeatureCode.COUNTRY, Effect.CONTRADICTS, OTHER_COUNTRY, *told)


def _numbers(ours: Subject, theirs: Subject) -> Iterator[Judged]:
    if not ours.identifiers and not theirs.identifiers:
        return
    if not ours.identifiers or not theirs.identifiers:
        yield _fact(FeatureCode.IDENTIFIER, Effect.UNKNOWN, 0.0, _told_numbers(ours), _told_numbers(theirs))
        return
    best: tuple[float, str] = (0.0, "")
    for our in ours.identifiers:
        for their in theirs.identifiers:
            if our.number == their.number and our.number:
                best = max(best, (_same_number(our, their), our.number))
    if best[0]:
        yield _fact(FeatureCode.IDENTIFIER, Effect.SUPPORTS, best[0], best[1], best[1], strong=best[0] > 0.5)
        return
    against, ours_told, theirs_told = _other_numbers(ours, theirs)
    if against:
        yield _fact(FeatureCode.IDENTIFIER, Effect.CONTRADICTS, against, ours_told, theirs_told)


def _same_number(ours: Identifier, theirs: Identifier) -> float:
    if ours.country and theirs.country and ours.country != theirs.country:
        return 0.0
    if len(ours.number) < SHORT_NUMBER:
        return 0.1
    return SAME_NUMBER if ours.kind is theirs.kind and ours.kind is not IdentifierKind.OTHER else LIKE_NUMBER


def _other_numbers(ours: Subject, theirs: Subject) -> tuple[float, str, str]:
    """What speaks against: another number, where both sides have one of a kind that one has one of."""
    worst = (0.0, "", "")
    for kind, share in _ONE_EACH.items():
        our_ones = {(one.country, one.number) for one in ours.identifiers if one.kind is kind and one.number}
        their_ones = {(one.country, one.number) for one in theirs.identifiers if one.kind is kind and one.number}
        same = {one for one, _ in our_ones} & {one for one, _ in their_ones}
        for country in sorted(same) if kind is IdentifierKind.VESSEL else sorted(same - {""}):
            mine = sorted(number for one, number in our_ones if one == country)
            yours = sorted(number for one, number in their_ones if one == country)
            if share > worst[0]:
                worst = (share, ", ".join(mine), ", ".join(yours))
    return worst


def _told_numbers(subject: Subject) -> str:
    return ", ".join(sorted({one.number for one in subject.identifiers[:20]}))


def _sexes(ours: Subject, theirs: Subject) -> Iterator[Judged]:
    one, other = ours.sex.strip().lower()[:1], theirs.sex.strip().lower()[:1]
    if not one and not other:
        return
    if not one or not other:
        yield _fact(FeatureCode.SEX, Effect.UNKNOWN, 0.0, ours.sex, theirs.sex)
    elif one == other:
        yield _fact(FeatureCode.SEX, Effect.SUPPORTS, SAME_SEX, ours.sex, theirs.sex)
    else:
        yield _fact(FeatureCode.SEX, Effect.CONTRADICTS, OTHER_SEX, ours.sex, theirs.sex)
