"""The jobs behind the bank: files that lie in its folder, and who paid long ago."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

import structlog
from sqlalchemy.orm import Session

from app import clock
from app.wallet import bank_folder, bank_keeping

log = structlog.get_logger("jobs")
T = TypeVar("T")


class Place(Protocol):
    """What of the workplace is needed here."""

    @property
    def state(self) -> Path: ...

    @property
    def bank_accounts(self) -> frozenset[str]: ...

    def office(self, act: Callable[[Session], T]) -> T: ...

    def in_batches(self, act: Callable[[Session], int]) -> int: ...


def read_bank_files(place: Place) -> str:
    """Takes in the bank's files that lie in the folder of this installation; without an account there is none."""
    if not place.bank_accounts:
        return "no account"
    looked = bank_folder.look(place.office, place.state / "bank", place.bank_accounts, clock.now())
    if looked.refused:
        log.warning("files of the bank were refused: why stands beside them", count=looked.refused)
    return str(looked)


def forget_payers(place: Place) -> str:
    """Empties who paid, of payments of before the books that must be kept."""
    return str(place.in_batches(lambda session: bank_keeping.forget(session, clock.now())))


BANK_JOBS: dict[str, Callable[..., str]] = {
    "read_bank_files": read_bank_files,
    "forget_payers": forget_payers,
}
