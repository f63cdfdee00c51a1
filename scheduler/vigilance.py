"""The jobs behind levels of vigilance, all contacts anew once rules, lists of countries or the day are others; and
behind reviews: reckoned anew each night, and told to whoever has files that fall due."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from app import clock
from app.aml.reassessing import JOB, reassess_all
from app.aml.review_telling import tell_reviews
from app.aml.review_terms import JOB as REVIEWS_JOB
from app.aml.reviews import renew_reviews
from app.transaction import take_time

T = TypeVar("T")


class Place(Protocol):
    """What of the workplace is needed here."""

    @property
    def stop(self) -> Any: ...

    def office(self, act: Callable[[Session], T]) -> T: ...


def reassess(place: Place) -> str:
    """Assesses every contact that was assessed under something else; how many."""
    return f"{reassess_all(place, clock.now)} contacts"


def renew_all(place: Place) -> str:
    """Reckons anew when each contact is looked at again; how many reviews were other ones."""
    return f"{place.office(_renewed)} reviews"


def _renewed(session: Session) -> int:
    take_time(session)
    return renew_reviews(session, clock.now())


def tell_all(place: Place) -> str:
    """Tells owners of files and officers what falls due, each once a day at most; of how many offices."""
    told = 0
    while not place.stop.is_set() and (count := place.office(lambda session: tell_reviews(session, clock.now()))):
        told += count
    return f"{told} offices"


VIGILANCE_JOBS: dict[str, Callable[..., str]] = {
    JOB: reassess,
    REVIEWS_JOB: renew_all,
    "tell_reviews": tell_all,
}
