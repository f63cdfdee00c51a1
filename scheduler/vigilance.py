"""The job behind levels of vigilance: all contacts anew once rules, lists of countries or the day are others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from app import clock
from app.aml.reassessing import JOB, reassess_all

T = TypeVar("T")


class Place(Protocol):
    """What of the workplace is needed here."""

    @property
    def stop(self) -> Any: ...

    def office(self, act: Callable[[Session], T]) -> T: ...


def reassess(place: Place) -> str:
    """Assesses every contact that was assessed under something else; how many."""
    return f"{reassess_all(place, clock.now)} contacts"


VIGILANCE_JOBS: dict[str, Callable[..., str]] = {JOB: reassess}
