"""The jobs behind sanctions lists: fetching them each night, and reading one that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

import structlog
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.aml.lists import loading
from app.aml.lists.taking_in import Load
from app.outside.files import Files
from app.outside.list_settings import Published

log = structlog.get_logger("jobs")
T = TypeVar("T")


class Place(Protocol):
    """What of the workplace is needed here."""

    @property
    def sessions(self) -> sessionmaker[Session]: ...

    @property
    def files(self) -> Files: ...

    @property
    def lists(self) -> Published | None: ...

    def office(self, act: Callable[[Session], T]) -> T: ...


def fetch_lists(place: Place) -> str:
    """Asks for every list that is published where this installation looks; which of them."""
    if place.lists is None:
        return "loaded by hand"
    codes = place.lists.codes
    asked = place.office(lambda session: loading.ask_loads(session, codes, clock.now()))
    if left := [code for code in codes if code not in asked]:
        log.warning("lists weren't asked for: a load is under way or waits for a decision", lists=left)
    return " ".join(asked) or "none"


def read_list(place: Place, snapshot_id: int, kept: str = "") -> str:
    """Reads one list and merges what is new in it; what it changed, or why nothing."""
    return Load(place.sessions, place.files, place.lists, snapshot_id, clock.now).carry_out(kept)


SANCTIONS_JOBS: dict[str, Callable[..., str]] = {"fetch_lists": fetch_lists, loading.JOB: read_list}
