"""Practice lists as they were week after week until today, so that there is something to compare with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from app.aml.lists.loading import ask_load
from app.aml.lists.taking_in import Load
from app.clock import day_of
from app.outside.files import Folder
from app.outside.practice_lists import CODES, PracticeLists
from app.transaction import Scope, enter, transaction
from models.aml import Snapshot

# More seldom, and so much would be gone from a list that somebody has to say yes.
_AGO = [timedelta(weeks=ago) for ago in (5, 4, 3, 2, 1, 0)]


def load_lists(
    session_factory: sessionmaker[Session],
    folder: Path,
    now: datetime,
    afterwards: Callable[[Session, datetime], object] = lambda session, now: None,
) -> None:
    """Loads every list each week, as the clock would have; nothing where one was ever asked for.

    `afterwards` is done once the lists stand for the first time, in office scope: what it adds is compared with
    the later ones by the jobs they leave.
    """
    with session_factory() as session:
        enter(session, Scope.office())
        if session.scalar(select(func.count()).select_from(Snapshot)):
            return
    for ago in _AGO:
        at = now - ago
        for code in CODES:
            with session_factory() as session, transaction(session):
                enter(session, Scope.office())
                number = ask_load(session, None, code, None, at).id
            Load(session_factory, Folder(folder), PracticeLists(day_of(at)), number, partial(_the, at)).carry_out()
        if ago == _AGO[0]:
            with session_factory() as session:
                enter(session, Scope.office())
                afterwards(session, now)


def _the(at: datetime) -> datetime:
    """A clock that stands still."""
    return at
