"""`python -m tests.drill`: a backup while people work, brought back elsewhere, and everything in it verified.

Prints how long it took to be back (RTO) and how much work came after the backup's moment (RPO). The load writes
events with personal values, and documents with their files.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session, sessionmaker

from app import archive, clock, events, operation
from app.database import engine_for, session_factory
from app.documents.services import NewDocument, keep
from app.outside.files import Folder
from app.transaction import Scope, enter, transaction
from models import keyring, migrations
from models.keyring import Keyring
from models.server import Server
from tests.stories.cast import Cast, assemble

BEGAN = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
# What never changes once written: each row of it in the copy must be the row of the original.
_NEVER_CHANGES = ("event", "event_seal", "event_payload", "document", "rights_period")


@dataclass
class Drill:
    """How it went; `faults` is empty when all came back."""

    rows: int = 0
    files: int = 0
    size: int = 0
    backup_seconds: float = 0.0
    restore_seconds: float = 0.0
    after_the_backup: float = 0.0
    events_after: int = 0
    faults: list[str] = field(default_factory=list)

    def told(self) -> str:
        return "\n".join(
            [
                f"backup under load: {self.rows} rows, {self.files} files, {self.size / 1e6:.1f} MB in"
                f" {self.backup_seconds:.1f} s",
                f"RTO {self.restore_seconds:.1f} s: restored elsewhere and verified",
                f"RPO {self.after_the_backup:.1f} s: {self.events_after} events came after the backup's moment",
                *(f"FAULT: {fault}" for fault in self.faults),
            ]
        )


class Load:
    """Writes until told to stop, in one thread."""

    def __init__(self, sessions: sessionmaker[Session], cast: Cast, files: Folder, seed: int) -> None:
        self.sessions, self.cast, self.files = sessions, cast, files
        self.chance = random.Random(seed)  # noqa: S311 - replayed by its seed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def __enter__(self) -> Load:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        filip = self.cast.administrator()
        number = 0
        while not self._stop.is_set():
            number += 1
            with self.sessions() as session, transaction(session):
                enter(session, Scope.organisation(filip.organisation_id or 0))
                content = self.chance.randbytes(self.chance.randrange(20_000))
                new = NewDocument("report", f"{number}.bin", "application/octet-stream")
                keep(session, self.files, filip, new, [content], clock.now())
                subject = events.Subject("tool", number, filip.organisation_id or 0)
                events.record(
                    session, events.Tag.TOOL_ENTERED, subject, filip, clock.now(), personal={"n": number}
                )


def drill(seed: int, seconds: float) -> Drill:
    """The whole of it, on servers of its own, after `seconds` of load."""
    keyring.install(Keyring.fresh())
    with tempfile.TemporaryDirectory(prefix="sleutelbos-drill-") as folder:
        here, there = Path(folder) / "here", Path(folder) / "there"
        here.mkdir()
        there.mkdir()
        server = Server(here / "postgres", fsync=False)
        server.start()
        try:
            return _drilled(server, here, there, seed, seconds)
        finally:
            server.erase()


def _drilled(server: Server, here: Path, there: Path, seed: int, seconds: float) -> Drill:
    found = Drill()
    server.prepare()
    owner = create_engine(server.url("house_owner"))
    migrations.upgrade_to(owner)
    house = engine_for(server.url("house_app"))
    sessions = session_factory(house)
    with sessions.begin() as session:
        cast = assemble(session, BEGAN)
    anchors, backup = here / "anchors.log", here / "house.backup"
    with Load(sessions, cast, Folder(here / "files"), seed):
        time.sleep(seconds)
        with sessions() as session:
            enter(session, Scope.office())
            operation.seal_all(session, anchors, clock.now())
        began = time.monotonic()
        found.files = archive.pack(server.url("house_owner"), here / "files", anchors, backup)
        found.backup_seconds = time.monotonic() - began
        time.sleep(0.5)
    disaster = clock.now()
    found.size = backup.stat().st_size
    house.dispose()
    server.prepare("elsewhere")
    began = time.monotonic()
    elsewhere = server.url("house_owner", "elsewhere")
    said = operation.restore(backup, elsewhere, there / "anchors.log", there / "files")
    found.restore_seconds = time.monotonic() - began
    if not said.startswith("Restored: "):
        found.faults.append(said)
    _compare(owner, create_engine(elsewhere), disaster, found)
    owner.dispose()
    return found


def _compare(original: Engine, copy: Engine, disaster: datetime, found: Drill) -> None:
    """Row by row what never changes: all of the copy must be the original's, and nothing older may lack."""
    with original.connect() as one, copy.connect() as other:
        found.rows = sum(operation.row_counts(other).values())
        for table in _NEVER_CHANGES:
            query = text(f"select t::text from {table} t")
            mine, theirs = set(one.execute(query).scalars()), set(other.execute(query).scalars())
            if theirs - mine:
                found.faults.append(f"{len(theirs - mine)} rows of {table} came back otherwise")
        last = other.execute(text("select max(happened_at) from event")).scalar_one()
        counted = text("select count(*) from event where happened_at <= :last")
        if (here := one.execute(counted, {"last": last}).scalar_one()) - other.execute(
            counted, {"last": last}
        ).scalar_one() > 1:  # the one thread may have had one open
            found.faults.append(f"events of before the backup's last one are missing, of {here}")
        found.after_the_backup = (disaster - last).total_seconds()
        after = text("select count(*) from event where happened_at > :last")
        found.events_after = one.execute(after, {"last": last}).scalar_one()
    copy.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.drill", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="of load before the backup")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args()
    found = drill(asked.seed, asked.seconds)
    sys.stdout.write(f"seed {asked.seed}\n{found.told()}\n")
    sys.exit(1 if found.faults else 0)


if __name__ == "__main__":
    main()
