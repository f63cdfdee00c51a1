"""When a contact in force has to be looked at again, and why then. Pure: `app.aml.reviews` says the same in
the database's words, for many at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from app import clock
from app.aml.vigilance.profiles import ProfileFile
from models.values.following import ReviewReason
from models.values.vigilance import Level

_RANKS = {level: rank for rank, level in enumerate((Level.SIMPLIFIED, Level.STANDARD, Level.RAISED, Level.STOP))}
_TURNS = (ReviewReason.LIST, ReviewReason.LEVEL_ROSE, ReviewReason.DOCUMENT, ReviewReason.LEVEL)
"""Of two reasons on one day the one that asks most is told."""


@dataclass(frozen=True)
class Terms:
    """After how many years: `raised` also where only the officer accepts, `standard` for all others."""

    standard: int = 3
    raised: int = 1

    def years(self, level: Level) -> int:
        return self.raised if level in (Level.RAISED, Level.STOP) else self.standard


FIRST_TERMS = Terms()


@dataclass(frozen=True)
class Looked:
    """A hit of the version in force that counts: confirmed, or open, perhaps since a decision on it was taken back
    (`opened_at`). A cleared one, or one that closed, is none."""

    found_at: datetime
    confirmed_at: datetime | None = None
    opened_at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """What the day rests on. `decided_at` and `decided_level` are of the newest accepted risk profile, or else of
    the decision about the version in force; `level` what the newest rules say of that version. `rose_on`: the day
    on which it was seen that the level is higher, None where that is seen today for the first time."""

    decided_at: datetime
    decided_level: Level
    level: Level | None = None
    expires_on: date | None = None
    hits: tuple[Looked, ...] = ()
    rose_on: date | None = None


@dataclass(frozen=True)
class Due:
    """On which day, and why then."""

    on: date
    why: ReviewReason


def review_due(standing: Standing, terms: Terms, today: date) -> Due:
    """The first of what makes it due: the term of its level; the last day of its identity document; the day on
    which a hit came, was confirmed or was opened again after the decision; the day on which its level was seen to
    be higher than the one decided."""
    return min(_reasons(standing, terms, today), key=lambda one: (one.on, _TURNS.index(one.why)))


def next_review(
    level: Level, accepted_on: date, expires_on: date | None = None, terms: Terms = FIRST_TERMS
) -> date:
    """The day on which it is due: a number of years later, or when the identity document expires, whichever comes
    first. A document that expired already makes it due at once."""
    due = _years_later(accepted_on, terms.years(level))
    return due if expires_on is None else min(due, expires_on)


def review_of(file: ProfileFile, level: Level, accepted_on: date, terms: Terms = FIRST_TERMS) -> date:
    """The same of a file: the document is the person's own."""
    person = file.contact.person
    return next_review(level, accepted_on, person.document.expires_on if person is not None else None, terms)


def _reasons(standing: Standing, terms: Terms, today: date) -> Iterator[Due]:
    decided_on = clock.day_of(standing.decided_at)
    yield Due(_years_later(decided_on, terms.years(standing.decided_level)), ReviewReason.LEVEL)
    if standing.expires_on is not None:
        yield Due(standing.expires_on, ReviewReason.DOCUMENT)
    if (listed_at := _listed_at(standing.hits, standing.decided_at)) is not None:
        yield Due(clock.day_of(listed_at), ReviewReason.LIST)
    if standing.level is not None and _RANKS[standing.level] > _RANKS[standing.decided_level]:
        # A day before the decision is of another rise, which that decision knew.
        known = standing.rose_on is not None and standing.rose_on >= decided_on
        yield Due(standing.rose_on if known and standing.rose_on else today, ReviewReason.LEVEL_ROSE)


def _listed_at(hits: Iterable[Looked], decided_at: datetime) -> datetime | None:
    """The first moment after the decision at which a hit came, or one that was known then was confirmed or opened
    again."""
    moments = (one.found_at if one.found_at > decided_at else one.confirmed_at or one.opened_at for one in hits)
    return min((at for at in moments if at is not None and at > decided_at), default=None)


def _years_later(day: date, years: int) -> date:
    """The same day; of 29 February the 28th in a year without it."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
