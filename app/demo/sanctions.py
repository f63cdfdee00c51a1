"""Practice lists as they were: once before the office had a file, then week after week until today, so that there
is something to compare with."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from app import events
from app.aml.lists.loading import ask_load, decide_held, snapshot_of
from app.aml.lists.taking_in import Load
from app.aml.rescreening import Rescreening
from app.aml.shelf import Shelf
from app.clock import day_of
from app.demo.cast import GREET
from app.demo.wallets import staff_of
from app.outside.files import Folder
from app.outside.practice_lists import CODES, PracticeLists
from app.policy import Role
from app.transaction import Scope, enter, transaction
from models.aml import Snapshot
from models.values import LoadState

T = TypeVar("T")
Meanwhile = Callable[[Session, datetime], object]
# The second comes so long after the first that much is gone from each list: Greet says yes.
_AGO = [timedelta(weeks=ago) for ago in (156, 5, 4, 3, 2, 1, 0)]
_LATER = timedelta(minutes=20)


class _Desk:
    """Where contacts are compared, without letters about what happened long ago."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self.stop = threading.Event()
        self._sessions = sessions

    def office(self, act: Callable[[Session], T]) -> T:
        with self._sessions() as session, transaction(session), events.quietly(session):
            enter(session, Scope.office())
            return act(session)


def load_lists(
    session_factory: sessionmaker[Session],
    folder: Path,
    now: datetime,
    meanwhile: Meanwhile = lambda session, until: None,
    shelf: Shelf | None = None,
) -> None:
    """Loads every list at each of these moments, as the clock would have; nothing where one was ever asked for.

    `meanwhile` is done after each of them, with the instant of the next: what happens between them. Contacts are
    compared with each load at once, but for today's: of that a worker hears. `shelf`: the index that is used.
    """
    desk, shelf = _Desk(session_factory), shelf or Shelf(None)
    if desk.office(lambda session: session.scalar(select(func.count()).select_from(Snapshot))):
        return
    for ago, following in zip(_AGO, [*_AGO[1:], None], strict=True):
        at = now - ago
        for code in CODES:
            _load(desk, session_factory, folder, code, at)
        if following is not None:
            Rescreening(desk, shelf, partial(_the, at + 2 * _LATER)).run()
        with session_factory() as session:
            meanwhile(session, now if following is None else now - following)


def _load(desk: _Desk, sessions: sessionmaker[Session], folder: Path, code: str, at: datetime) -> None:
    number = desk.office(lambda session: ask_load(session, None, code, None, at).id)
    source = PracticeLists(day_of(at))
    Load(sessions, Folder(folder), source, number, partial(_the, at)).carry_out()
    if desk.office(lambda session: _agreed(session, number, at + _LATER)):
        Load(sessions, Folder(folder), source, number, partial(_the, at + _LATER)).carry_out()


def _agreed(session: Session, number: int, at: datetime) -> bool:
    """Whether the load waited; then Greet has it carried out."""
    held = snapshot_of(session, number)
    if held.state != LoadState.HELD:
        return False
    decide_held(session, staff_of(session, GREET, Role.CENTRAL), number, held.version, at, load=True)
    return True


def _the(at: datetime) -> datetime:
    """A clock that stands still."""
    return at
