"""Years later: the application's clock is told in each test, and the database's own day is moved by its owner, who
alone can; and the place where the job is that deletes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.outside.files import Files, Folder
from app.transaction import Scope, enter, transaction, within

T = TypeVar("T")
TODAY = "create or replace function house_today() returns date language sql stable as $$ {} $$"
OWN = "select (now() at time zone 'Europe/Brussels')::date"


@contextmanager
def database_day(owner: Engine, day: date) -> Iterator[None]:
    """The day the database takes it to be."""
    try:
        _says(owner, f"select date '{day:%Y-%m-%d}'")
        yield
    finally:
        _says(owner, OWN)


def _says(owner: Engine, what: str) -> None:
    with owner.begin() as connection:
        connection.execute(text(TODAY.format(what)))


@dataclass
class Night:
    """The workplace of the job, on the session of a test."""

    session: Session
    folder: Path
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def files(self) -> Files:
        return Folder(self.folder)

    def office(self, act: Callable[[Session], T]) -> T:
        """A transaction that ends with it, as the job's do."""
        enter(self.session, Scope.office())
        with transaction(self.session):
            return act(self.session)


def rows_of(session: Session, office: int, tables: tuple[str, ...]) -> dict[str, int]:
    """How many rows an office has in each table, those that only officers read too; none for an empty one."""
    with within(session, Scope.organisation(office, officer=True)):
        counted = {
            table: session.scalar(text(f"select count(*) from {table} where organisation_id = :o"), {"o": office})
            for table in tables
        }
    return {table: count for table, count in counted.items() if count}
