"""The job behind cases of syndics: their applicants are reminded of the last day."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from app import clock
from app.syndics.reminding import remind_some

T = TypeVar("T")


class Place(Protocol):
    """What of the workplace is needed here."""

    @property
    def stop(self) -> Any: ...

    def office(self, act: Callable[[Session], T]) -> T: ...


def remind_all(place: Place) -> str:
    """Reminds of each case whose last day comes near, some at a time; of how many."""
    told, after = 0, 0
    while not place.stop.is_set():
        many, last = place.office(partial(remind_some, now=clock.now(), after=after))
        told += many
        if last is None:
            break
        after = last
    return f"{told} cases"


SYNDIC_REMINDERS: dict[str, Callable[..., str]] = {"remind_of_cases": remind_all}
