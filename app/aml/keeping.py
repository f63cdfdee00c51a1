"""Until when what the office knows of a contact or a deal is kept: ten years after the relation or the deal ended.
Pure.

Source: act of 18 September 2017, article 60; spelled out in `docs/retention.md`. The database asks the same before
it deletes anything (`house_contact_term`, `house_deal_term`), of more than members may see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from models.values.matters import OPEN_STATES, MatterState

YEARS = 10


def ten_years_after(day: date) -> date:
    """The same day ten years later; after a 29 February the 1 March."""
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:
        return day.replace(year=day.year + YEARS, day=28) + timedelta(days=1)


def is_over(kept_until: date | None, today: date) -> bool:
    """Whether it may go: the last day it is kept has passed. `kept_until` None: nobody can say yet."""
    return kept_until is not None and kept_until < today


@dataclass(frozen=True)
class DealFacts:
    """What is known of a deal. `open`: it is blocked, or something about it waits for the officer; `noted_on`: the
    latest day of what registers say of it."""

    state: MatterState
    begun_on: date
    changed_on: date
    decided_on: date | None = None
    closed_on: date | None = None
    open: bool = False
    noted_on: date | None = None

    @property
    def ended_on(self) -> date | None:
        """When it was closed, refused or given up; None while it goes on. A closing that is told earlier than the
        decision doesn't count."""
        if self.state in OPEN_STATES or self.open:
            return None
        return _latest(self.begun_on, self.closed_on, self.decided_on or self.changed_on)

    @property
    def kept_until(self) -> date | None:
        """The last day on which it is kept; None while it goes on."""
        return _kept_until(self.ended_on, self.noted_on)


@dataclass(frozen=True)
class ContactFacts:
    """What is known of a contact, all versions together. `decided_on`: the last decision about a version or a risk
    profile; `recorded_on`: what a member recorded as the end of the relation; `went_on`: the last day on
    which such an end was taken back; `deals`: those it is or was in;
    `open`: a later version or a risk profile is worked on, it is blocked, or something waits for the officer."""

    begun_on: date
    changed_on: date
    decided_on: date | None = None
    recorded_on: date | None = None
    went_on: date | None = None
    deals: tuple[DealFacts, ...] = ()
    open: bool = False
    noted_on: date | None = None

    @property
    def ended_on(self) -> date | None:
        """The latest of the end that was recorded or taken back, the end of each deal and the last decision; of
        one that nobody decided about its last change. None while something is open."""
        ends = [one.ended_on for one in self.deals]
        if self.open or None in ends:
            return None
        return _latest(self.begun_on, self.recorded_on, self.went_on, self.decided_on or self.changed_on, *ends)

    @property
    def kept_until(self) -> date | None:
        """The last day on which it is kept, unless another one that is kept names it; None while something is
        open. Not before the last of its deals."""
        own = _kept_until(self.ended_on, self.noted_on)
        return None if own is None else _latest(own, *(one.kept_until for one in self.deals))


def _kept_until(ended_on: date | None, noted_on: date | None) -> date | None:
    if ended_on is None:
        return None
    return max(ten_years_after(day) for day in (ended_on, noted_on) if day is not None)


def _latest(*days: date | None) -> date | None:
    return max((one for one in days if one is not None), default=None)
