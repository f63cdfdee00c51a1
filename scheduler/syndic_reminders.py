"""The jobs behind cases of syndics: their applicants are reminded of the last day, and who managed an association
by a mandate that ended no longer does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from app import clock
from app.syndics.management import end_some
from app.syndics.reminding import remind_some

T = TypeVar("T")


class Place(Protocol):
    """What of the workplace is needed here."""

    @property
    def stop(self) -> Any: ...

    def office(self, act: Callable[[Session], T]) -> T: ...


def remind_all(place: Place) -> str:
    """Reminds of each case whose last day comes near, some at a time; of how many."""
    return f"{_all(place, remind_some)} cases"


def end_managements(place: Place) -> str:
    """Ends what mandates gave whose last day is past, some at a time; of how many."""
    return f"{_all(place, end_some)} managers"


def _all(place: Place, some: Callable[..., tuple[int, int | None]]) -> int:
    done, after = 0, 0
    while not place.stop.is_set():
        many, last = place.office(partial(some, now=clock.now(), after=after))
        done += many
        if last is None:
            break
        after = last
    return done


SYNDIC_REMINDERS: dict[str, Callable[..., str]] = {
    "remind_of_cases": remind_all,
    "end_managements": end_managements,
}
