"""When a risk profile that was accepted has to be looked at again. Pure."""

from __future__ import annotations

from datetime import date

from app.aml.vigilance.profiles import ProfileFile
from models.values.vigilance import Level

YEARS = {Level.SIMPLIFIED: 3, Level.STANDARD: 3, Level.RAISED: 1, Level.STOP: 1}
"""After how many years, by level."""


def next_review(level: Level, accepted_on: date, expires_on: date | None = None) -> date:
    """The day on which it is due: a number of years later, or when the identity document expires, whichever comes
    first. A document that expired already makes it due at once."""
    due = _years_later(accepted_on, YEARS[level])
    return due if expires_on is None else min(due, expires_on)


def review_of(file: ProfileFile, level: Level, accepted_on: date) -> date:
    """The same of a file: the document is the person's own."""
    person = file.contact.person
    return next_review(level, accepted_on, person.document.expires_on if person is not None else None)


def _years_later(day: date, years: int) -> date:
    """The same day; of 29 February the 28th in a year without it."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
