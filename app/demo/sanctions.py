"""Practice lists as they were a week ago and as they are today, so that there is something to compare with."""

from __future__ import annotations

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

_AGO = (timedelta(days=7), timedelta())


def load_lists(session_factory: sessionmaker[Session], folder: Path, now: datetime) -> None:
    """Loads every list twice, as the clock would have; nothing where one was ever asked for."""
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


def _the(at: datetime) -> datetime:
    """A clock that stands still."""
    return at
