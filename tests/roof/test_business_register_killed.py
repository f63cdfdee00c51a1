"""The business register, taken in by a process that is killed again and again: the rows are those of one run."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

import run
from app.database import engine_for, session_factory
from app.demo.enterprises import number_of, unit_of
from app.organisations.business_parts import PARTS
from app.outside.business_sample import Rows
from app.transaction import Scope, enter
from models import keyring
from models.base import Base
from models.events import Event
from models.organisations import BusinessDelivery
from models.values import ExtractKind
from tests.app.organisations.extracts import WORDS, address, enterprise, name, written
from tests.database import TestServer

ROOT = Path(run.__file__).parent
SEED, SIZE = 20261103, 20_000
# How long an importer lives at most, as a share of a whole run; one that got no further is followed by one that
# may live longer. More kills than the last number are never needed.
SHARE, MORE, MOST = 0.12, 1.8, 60
TABLES = [table for key, table in Base.metadata.tables.items() if key.startswith("organisation_business")]
# What is a delivery's own: which row it is, and when it came and was whole.
OWN = {"id", "started_at", "ended_at"}
IMPORTER = """
import sys
from pathlib import Path
from app import clock
from app.database import engine_for, session_factory
from app.organisations.business_deliveries import latest, take_in_all
from app.transaction import Scope, enter
from models import keyring

folder = Path(sys.argv[2])
keyring.install(keyring.Keyring.from_text((folder / "keys.json").read_text()))
sessions = session_factory(engine_for(sys.argv[1]))
with sessions() as session:
    enter(session, Scope.office())
    latest(session)  # what is slow the first time
print("begins", flush=True)
take_in_all(sessions, folder, clock.now, lambda: False)
"""


@dataclass
class Register:
    """A database with the business register, and the folder its deliveries come from."""

    url: str
    folder: Path
    sessions: sessionmaker[Session]

    def begins(self) -> subprocess.Popen[str]:
        """A process of its own that takes in what is due, and is about to begin."""
        told = [sys.executable, "-c", IMPORTER, self.url, str(self.folder)]
        process = subprocess.Popen(told, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        with process.stdout:
            assert process.stdout.readline() == "begins\n"
        return process

    def deliveries(self) -> list[BusinessDelivery]:
        """All of them, in the order they came."""
        with self.sessions() as session:
            enter(session, Scope.office())
            return list(session.scalars(select(BusinessDelivery).order_by(BusinessDelivery.id)))

    def rows(self) -> dict[str, Counter[str]]:
        """What every table of the register holds, but for what is a delivery's own."""
        with self.sessions() as session:
            enter(session, Scope.office())
            return {
                table.name: Counter(
                    str(tuple(row))
                    for row in session.execute(select(*(one for one in table.columns if one.name not in OWN)))
                )
                for table in TABLES
            }

    def recorded(self) -> list[tuple[str, dict[str, object]]]:
        """What the trail tells of deliveries, in order."""
        with self.sessions() as session:
            enter(session, Scope.office())
            told = select(Event.tag, Event.facts).where(Event.subject_kind == "business_delivery")
            return [(tag, facts) for tag, facts in session.execute(told.order_by(Event.id))]


@contextmanager
def _register(server: TestServer, database: str, folder: Path) -> Iterator[Register]:
    """The register in that database, with sessions that really commit."""
    url = server.url("house_app", database)
    engine = engine_for(url)
    yield Register(url, folder, session_factory(engine))
    engine.dispose()


def _lines(counts: Iterable[int], word: str, form: str, moved: int = 0) -> dict[str, list[tuple[str, ...]]]:
    """Enterprises with names and addresses, and one line that can't be. Every other one has an establishment,
    which moves to the enterprise so many before it."""
    numbers = {count: str(number_of(2_000_000 + count)) for count in counts}
    units = {
        str(unit_of(21_000_000 + count)): str(number_of(2_000_000 + count - moved))
        for count in numbers
        if count % 2
    }
    return {
        "address": [address(one, f"{word}straat") for one in (*numbers.values(), *units)],
        "denomination": [
            *(name(number, f"{word} {count} Peeters") for count, number in numbers.items()),
            *(name(unit, f"{word} aan zee") for unit in units),
        ],
        "establishment": [(unit, "01-04-2001", number) for unit, number in units.items()],
        "enterprise": [*(enterprise(one, form) for one in numbers.values()), enterprise(f"0999.{form}.000")],
    }


def _put_deliveries(folder: Path) -> None:
    """Everything; and an update in which a third of it changes, a sixth goes and a third as much comes."""
    all_of_it = _lines(range(SIZE), "Immo", "610")
    written(folder, 140, ExtractKind.FULL, {"code": WORDS, **all_of_it})
    changed, gone, new = range(0, SIZE, 3), range(1, SIZE, 6), range(SIZE, SIZE * 4 // 3)
    update: dict[str, Rows] = {"code": [*WORDS, ("JuridicalForm", "014", "NL", "Naamloze vennootschap")]}
    for part, lines in _lines((*changed, *new), "Vastgoed", "014", moved=1).items():
        update[f"{part}_insert"] = lines
    for part, lines in _lines((*changed, *gone), "", "").items():
        update[f"{part}_delete"] = [line[:1] for line in lines]
    written(folder, 141, ExtractKind.UPDATE, update)


def _kill_until_whole(register: Register, whole: float, chance: random.Random) -> list[tuple[str, int]]:
    """Kills one importer after the other, each after a moment by chance, until both deliveries are done.

    Where each kill hit: the kind of the last delivery and how many of its parts were done; '' and 0 before the
    first. `whole`: the seconds that a run takes which nobody kills.
    """
    hits: list[tuple[str, int]] = []
    limit, before = whole * SHARE, ("", 0)
    while len(hits) < MOST:
        process = register.begins()
        time.sleep(chance.uniform(0, limit))
        process.kill()
        ended = process.wait()
        here = next(((str(one.kind), one.step) for one in reversed(register.deliveries())), ("", 0))
        if ended == 0 or here == (ExtractKind.UPDATE, len(PARTS)):
            return hits
        assert ended == -signal.SIGKILL, f"it ended with {ended}; seed {SEED}, kills {hits}"
        hits.append(here)
        limit = min(limit * MORE, whole) if here == before else whole * SHARE
        before = here
    raise AssertionError(f"it is never done; seed {SEED}, kills {hits}")


def _unlike(
    wanted: dict[str, Counter[str]], found: dict[str, Counter[str]]
) -> dict[str, tuple[list[str], list[str]]]:
    """Tables that aren't the same: the first rows that are lacking, and the first that are too many."""
    apart = {table: (rows - found[table], found[table] - rows) for table, rows in wanted.items()}
    return {table: (list(lack)[:3], list(more)[:3]) for table, (lack, more) in apart.items() if lack or more}


@pytest.mark.slow
def test_an_importer_that_is_killed_again_and_again_leaves_the_rows_of_one_that_never_was(
    server: TestServer, cloned_database: str, tmp_path: Path
) -> None:
    keyring.write(tmp_path / "keys.json", keyring.installed())
    _put_deliveries(tmp_path)
    with (
        server.copy() as other,
        _register(server, other, tmp_path) as whole,
        _register(server, cloned_database, tmp_path) as killed,
    ):
        assert whole.begins().wait() == 0
        full, update = whole.deliveries()
        assert (full.state, update.state) == ("done", "done")
        assert min(full.added, update.added, update.changed, update.gone, full.left_out, update.left_out) > 0
        assert update.ended_at is not None
        lasted = (update.ended_at - full.started_at).total_seconds()
        hits = _kill_until_whole(killed, lasted, random.Random(SEED))  # noqa: S311 - replayed by its seed
        told = f"seed {SEED}, kills {hits}"
        assert killed.begins().wait() == 0, told
        assert {kind for kind, step in hits if kind and step < len(PARTS)} == {"full", "update"}, told
        assert [one.state for one in killed.deliveries()] == ["done", "done"], told
        assert _unlike(whole.rows(), killed.rows()) == {}, told
        assert killed.recorded() == whole.recorded(), told
