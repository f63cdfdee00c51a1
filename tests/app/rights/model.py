"""The model that the house's rights are measured by: lists and dates, nothing of the house's own arithmetic."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from models.values import RightState

MONTHS = {"planner": 12, "half_year": 6}


def longest(first_day: date, months: int) -> date:
    """The last day of so many months, by the calendar's own table."""
    at = first_day.year * 12 + first_day.month - 1 + months
    year, month = divmod(at, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(first_day.day, last)) - timedelta(days=1)


def brussels(moment: datetime) -> date:
    """The day in Brussels, by the rule of the Union: summer time between the last Sundays of March and October."""
    turns = [
        max(
            datetime(moment.year, month, day, 1, tzinfo=UTC)
            for day in range(25, 32)
            if date(moment.year, month, day).weekday() == 6
        )
        for month in (3, 10)
    ]
    return (moment + timedelta(hours=2 if turns[0] <= moment < turns[1] else 1)).date()


@dataclass
class Life:
    """One right as the model remembers it: its periods with the moment each became known."""

    relation: str
    kind: str
    context: str
    periods: list[tuple[datetime, date, date]]
    revoked_on: date | None = None
    here: bool = True
    origin: int | None = None  # the right it was before a merger

    @property
    def first_day(self) -> date:
        return self.periods[-1][1]

    @property
    def last_day(self) -> date:
        return self.periods[-1][2]

    def on(self, day: date) -> tuple[date, date, RightState] | None:
        """What one would have said at the end of that day."""
        told = [(first, last) for at, first, last in self.periods if brussels(at) <= day]
        if not told:
            return None
        first, last = told[-1]
        if self.revoked_on is not None and self.revoked_on <= day:
            return first, last, RightState.REVOKED
        if day < first:
            return first, last, RightState.PENDING
        return first, last, RightState.ACTIVE if day <= last else RightState.EXPIRED


@dataclass
class Model:
    """All rights of the government by number, and until when its relations run."""

    lives: dict[int, Life] = field(default_factory=dict)
    relations: dict[str, date | None] = field(default_factory=lambda: {"Bram": None, "An": date(2027, 12, 31)})

    def revoke(self, number: int, today: date) -> None:
        """Revokes it, and what came of it by a merger and is still to begin."""
        self.lives[number].revoked_on = today
        self.take_back(number, today)

    def take_back(self, number: int, today: date) -> None:
        for life in self.lives.values():
            if life.origin == number and life.revoked_on is None and life.first_day > today:
                life.revoked_on = today

    def free(self, relation: str, kind: str, context: str, first: date, last: date, but: int = 0) -> bool:
        return not any(
            life.first_day <= last and first <= life.last_day
            for number, life in self.lives.items()
            if number != but
            and life.here
            and life.revoked_on is None
            and (life.relation, life.kind, life.context) == (relation, kind, context)
        )

    def may_grant(self, relation: str, kind: str, context: str, first: date, last: date, today: date) -> bool:
        end = self.relations[relation]
        return (
            today <= first <= last <= longest(first, MONTHS[kind])
            and (end is None or last <= end)
            and not (kind == "half_year" and relation == "An")
            and self.free(relation, kind, context, first, last)
        )

    def may_change(self, number: int, first: date, last: date, today: date) -> bool:
        life = self.lives[number]
        end = self.relations.get(life.relation)
        return (
            life.revoked_on is None
            and today <= life.last_day
            and first <= last
            and (first, last) != (life.first_day, life.last_day)
            and (first >= today or first == life.first_day)
            and today <= last <= longest(first, MONTHS[life.kind])
            and (end is None or last <= end)
            and self.free(life.relation, life.kind, life.context, first, last, number)
        )
