"""Three years of acts of a government, drawn from a seed: who comes and goes, what is granted, renewed, revoked.

Nothing is written here. An act knows its instant, in office hours on a working day; acts still to come aren't
played. The rules of granting are kept by who draws, and checked by the services that play.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from app.clock import BRUSSELS
from app.demo.people import Post
from app.demo.tools import OPENINGS
from app.demo.words import words
from models.values import is_working_day, last_day_within

_DAY = timedelta(days=1)
_SHORT = 3  # months: what is given for so long comes back now and then, not without a break
_LOADED = 60  # days in which a new government enters the people it has
_LIFE = 1096
_BORN = date(1985, 1, 1)  # of whom no birth date is known


@dataclass
class Arrival:
    """Somebody gets a relation; the ids are known once it is played."""

    at: datetime
    post: Post
    first_day: date
    last_day: date | None = None
    known: bool = False
    person_id: int = 0
    membership_id: int = 0


@dataclass
class Grant:
    """A right to grant on a relation."""

    at: datetime
    arrival: Arrival
    code: str
    first_day: date
    last_day: date
    context: str = ""
    reason: str = ""
    right_id: int = 0


@dataclass
class Revocation:
    at: datetime
    grant: Grant
    reason: str


@dataclass
class Departure:
    """The end of a relation; what stood on it is revoked before."""

    at: datetime
    arrival: Arrival


Act = Arrival | Grant | Revocation | Departure


@dataclass
class Draw:
    """What a government's acts are drawn from; days are Brussels days."""

    random: Random
    language: str
    government_kind: str
    start: date
    today: date
    acts: list[Act] = field(default_factory=list)

    def instant(self, day: date) -> datetime:
        """Some moment in office hours of that day."""
        minutes = self.random.randrange(8 * 60 + 15, 16 * 60 + 45)
        moment = time(minutes // 60, minutes % 60, self.random.randrange(60))
        return datetime.combine(day, moment, BRUSSELS).astimezone(UTC)

    def reason(self, kind: str, often: float) -> str:
        return self.random.choice(words(kind, self.language)) if self.random.random() < often else ""


def working_day(day: date, step: int = 1) -> date:
    """That day, or the first working day after it (before it, with step -1)."""
    while not is_working_day(day):
        day += step * _DAY
    return day


def draw_person(draw: Draw, post: Post, after: date | None = None) -> Arrival:
    """Everything that happens to one person; `after` for somebody who already works elsewhere since that day."""
    random = draw.random
    arrival = _arrival(draw, post, after)
    draw.acts.append(arrival)
    leaves = _departure_day(draw, arrival)
    possible = [*post.function.always, *(code for code in post.function.perhaps if random.random() < 0.3)]
    codes = [code for code in possible if draw.government_kind in OPENINGS[code].governments]
    standing: list[Grant] = []
    for code in codes:
        for grant, revoked_on in _chain(draw, arrival, code, leaves):
            draw.acts.append(grant)
            if revoked_on is not None:
                draw.acts.append(Revocation(draw.instant(revoked_on), grant, draw.reason("revoke", 0.85)))
            elif leaves is not None and grant.last_day > leaves:
                standing.append(grant)
    if leaves is not None:
        at = draw.instant(leaves)
        why = draw.reason("leave", 0.9)
        draw.acts += [
            Revocation(at + timedelta(seconds=2 * place), grant, why) for place, grant in enumerate(standing)
        ]
        draw.acts.append(Departure(at + timedelta(minutes=1), arrival))
    return arrival


def _arrival(draw: Draw, post: Post, after: date | None) -> Arrival:
    random = draw.random
    early = after is None and random.random() < 0.56
    days = random.randrange(3, _LOADED) if early else random.randrange(_LOADED, _LIFE)
    day = draw.start + timedelta(days=days)
    if after is not None:
        day = max(day, after + timedelta(days=30))
    day = working_day(day)
    first_day = day
    if post.function.category == "external":
        until = last_day_within(day, random.randint(6, 36))
        return Arrival(draw.instant(day), post, day, until, known=after is not None)
    if early:
        born = post.human.new.birth_date or _BORN
        hired = day - timedelta(days=random.randrange(200, 6000))
        first_day = min(day, max(hired, date(born.year + 19, 9, 1)))
    elif random.random() < 0.45:
        first_day = day + timedelta(days=random.randrange(3, 50))
    last_day = last_day_within(max(day, first_day), random.choice((6, 12, 24))) if random.random() < 0.08 else None
    return Arrival(draw.instant(day), post, first_day, last_day, known=after is not None)


def _departure_day(draw: Draw, arrival: Arrival) -> date | None:
    """The day somebody leaves before his relation would end; None for most."""
    if arrival.last_day is not None or draw.random.random() > 0.1:
        return None
    begun = max(arrival.first_day, draw.start + timedelta(days=_LOADED))
    day = working_day(begun + timedelta(days=draw.random.randrange(30, 900)))
    return day if day < draw.today else None


def _chain(draw: Draw, arrival: Arrival, code: str, leaves: date | None) -> Iterator[tuple[Grant, date | None]]:
    """A right and its renewals, each with the day it is revoked, if it is."""
    random, opening = draw.random, OPENINGS[code]
    context = random.choice(opening.contexts)[0] if opening.contexts else ""
    ends = min(day for day in (arrival.last_day, leaves, date.max) if day is not None)
    day = max(arrival.at.astimezone(BRUSSELS).date(), draw.start)
    granted = working_day(day + timedelta(days=random.choice((0, 0, 0, 1, 4))))
    first_day, kind = max(granted, arrival.first_day), "grant"
    while granted < draw.today and (leaves is None or granted < leaves) and first_day <= ends:
        last_day = last_day_within(first_day, opening.max_months)
        if random.random() < 0.35:
            last_day = max(first_day + 13 * _DAY, last_day - timedelta(days=random.randrange(1, 10) * 7))
        last_day = min(last_day, last_day_within(first_day, opening.max_months), arrival.last_day or date.max)
        at = draw.instant(granted)
        if granted == arrival.at.astimezone(BRUSSELS).date():
            at = arrival.at + timedelta(minutes=random.randrange(1, 12), seconds=random.randrange(60))
        revoked_on = _revocation_day(draw, granted, last_day) if random.random() < 0.07 else None
        if revoked_on is not None and leaves is not None and revoked_on >= leaves:
            revoked_on = None
        yield Grant(at, arrival, code, first_day, last_day, context, draw.reason(kind, 0.5)), revoked_on
        if revoked_on is not None and random.random() < 0.5:
            return
        over = last_day if revoked_on is None else revoked_on
        if revoked_on is not None or opening.max_months <= _SHORT or random.random() < 0.08:
            granted = working_day(over + timedelta(days=random.randrange(20, 190)))
            first_day, kind = granted, "grant"
        elif random.random() < 0.15:
            return
        else:
            granted = max(
                working_day(over - timedelta(days=random.randrange(0, 15)), -1), working_day(granted + _DAY)
            )
            first_day, kind = max(over + _DAY, granted), "renew"


def _revocation_day(draw: Draw, granted: date, last_day: date) -> date | None:
    """A working day while the right is pending or active; None when there is none."""
    span = (last_day - granted).days
    day = working_day(granted + timedelta(days=draw.random.randint(1, max(1, span))))
    return day if day <= last_day else None
