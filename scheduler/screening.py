"""The jobs behind screening: all contacts against what a load of a list changed, and new ones from a file against
all lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from app import clock
from app.aml import comparing
from app.aml.rescreening import JOB, Rescreening
from app.aml.shelf import FOLDER, Shelf

T = TypeVar("T")


class Place(Protocol):
    """What of the workplace is needed here."""

    @property
    def state(self) -> Path: ...

    @property
    def stop(self) -> Any: ...

    def office(self, act: Callable[[Session], T]) -> T: ...


def rescreen(place: Place, snapshot_id: int | None = None) -> str:
    """Compares all contacts with each load that waits for it; the one that asked is among them. Brings the lists'
    index of this machine up to date as well."""
    shelf = Shelf(place.state / FOLDER, at_once=True)
    done = Rescreening(place, shelf, clock.now).run()
    place.office(shelf.look)
    return f"{done} loads"


def compare_imported(place: Place) -> str:
    """Compares contacts that came from a file with every list that stands; how many."""
    shelf = Shelf(place.state / FOLDER, at_once=True)
    return f"{comparing.compare_all(place, shelf, clock.now)} contacts"


SCREENING_JOBS: dict[str, Callable[..., str]] = {JOB: rescreen, comparing.JOB: compare_imported}
