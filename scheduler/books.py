"""The job behind the books: sums of days that are over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from app import clock
from app.transaction import take_time
from app.wallet.books import days

T = TypeVar("T")


class Place(Protocol):
    """What of the workplace is needed here."""

    def office(self, act: Callable[[Session], T]) -> T: ...

    def in_batches(self, act: Callable[[Session], int]) -> int: ...


def keep_day_sums(place: Place) -> str:
    """Sums the last days anew, and those that aren't kept yet; how many sums."""
    place.office(lambda session: days.forget_latest(session, clock.now()))
    return str(place.in_batches(_keep_some))


def _keep_some(session: Session) -> int:
    take_time(session)
    return days.keep_some(session, clock.now())


BOOKS_JOBS: dict[str, Callable[..., str]] = {"keep_day_sums": keep_day_sums}
