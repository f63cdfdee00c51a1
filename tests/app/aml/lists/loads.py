"""Loads as the central team and the clock ask for them, and a worker that does them."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.aml.lists.loading import Brought, ask_load, decide_held
from app.aml.lists.taking_in import Load
from app.outside.files import Folder, chunks_of
from app.outside.list_sources import ListSource
from app.policy import Identity, Role
from app.transaction import Scope, enter, transaction
from models.accounts import Account
from models.aml import Listed, SanctionsList, Snapshot

T = TypeVar("T")
NOON = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)


@dataclass
class Desk:
    """Greet at her desk, with a folder of files and a clock that she moves."""

    sessions: sessionmaker[Session]
    files: Folder
    greet: Identity
    source: ListSource | None = None
    moment: datetime = NOON

    def passes(self, **amount: float) -> None:
        self.moment += timedelta(**amount)

    def asks(self, content: bytes, code: str = "eu", name: str = "list.xml") -> tuple[int, str]:
        """Brings a file; the number of the load, and where its file is kept."""
        kept = self.files.put(chunks_of(io.BytesIO(content)))
        brought = Brought(kept.name, name, kept.size)
        return self.office(lambda s: ask_load(s, self.greet, code, brought, self.moment)).id, kept.name

    def does(self, number: int, kept: str = "") -> str:
        return Load(self.sessions, self.files, self.source, number, lambda: self.moment).carry_out(kept)

    def loads(self, content: bytes, code: str = "eu") -> Snapshot:
        """Brings a file, and has it read."""
        number, kept = self.asks(content, code)
        self.does(number, kept)
        return self.load(number)

    def decides(self, number: int, *, load: bool, version: int | None = None) -> None:
        opened = self.load(number).version if version is None else version
        self.office(lambda s: decide_held(s, self.greet, number, opened, self.moment, load=load))

    def load(self, number: int) -> Snapshot:
        return self.office(lambda s: s.get_one(Snapshot, number))

    def list(self, code: str = "eu") -> SanctionsList:
        return self.office(lambda s: s.scalars(select(SanctionsList).where(SanctionsList.code == code)).one())

    def entries(self, edition: int | None = None) -> dict[str, str]:
        """Names by key: of what stands now, or stood in that edition."""

        def read(session: Session) -> dict[str, str]:
            wanted = select(Listed.key, Listed.name).order_by(Listed.key)
            if edition is None:
                wanted = wanted.where(Listed.until.is_(None))
            else:
                gone = Listed.until.is_not(None) & (Listed.until <= edition)
                wanted = wanted.where(Listed.since <= edition, ~gone)
            return {row.key: row.name for row in session.execute(wanted)}

        return self.office(read)

    def rows(self, key: str) -> list[tuple[int, int | None]]:
        """From which edition to which an entry said the same."""
        wanted = select(Listed.since, Listed.until).where(Listed.key == key).order_by(Listed.since)
        return self.office(lambda s: [(row.since, row.until) for row in s.execute(wanted)])

    def office(self, act: Callable[[Session], T]) -> T:
        with self.sessions() as session, transaction(session):
            enter(session, Scope.office())
            return act(session)


@dataclass
class Shelf:
    """A source that has these lists; a code it hasn't is silence."""

    lists: dict[str, bytes] = field(default_factory=dict)

    def fetch(self, code: str, into: BinaryIO) -> None:
        into.write(self.lists[code])


def desk_at(sessions: sessionmaker[Session], folder: Path) -> Desk:
    """Greet, who is of the central team, in an installation of her own."""
    with sessions() as session, transaction(session):
        enter(session, Scope.office())
        account = Account(username="greet", first_name="", last_name="", email="greet@example.be", active=True)
        session.add(account)
        session.flush()
        greet = Identity(account.id, None, frozenset({Role.CENTRAL}))
    return Desk(sessions, Folder(folder / "files"), greet)
