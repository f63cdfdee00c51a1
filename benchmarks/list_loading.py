"""Loading a sanctions list: the first time, and the next day's edition of it.

Ours is everything: hashing and reading the file, telling each fact, fingerprints, COPY, comparing with what
stands, the table with its indexes, events. References: COPY of the very same rows, ready-made, into the same table
with its indexes and checks; and bare COPY of the file's lines into one column of text. A round empties the tables
first. "The next" differs in a hundredth of its entries. The note shows how much memory was taken.
"""

from __future__ import annotations

import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.aml.lists.loading import ask_load
from app.aml.lists.taking_in import Load
from app.database import engine_for, session_factory
from app.outside.files import Folder
from app.transaction import Scope, enter, transaction
from benchmarks.filling import filled_with
from benchmarks.measure import Job, Times, fewer, main

JOBS = (
    Job("list, the first load", "COPY into the table", 6.0, 20_000, growth=15.0),
    Job("list, the next load", "COPY into the table", 6.0, 20_000),
    Job("list, its file", "COPY of its lines"),
)
SIZES = (2_000, 20_000)
_COLUMNS = "list_id, key, name, kind, topics, judged, whole, told, since"
_TABLES = "aml_staged, aml_hit, aml_listed, aml_snapshot"
_GIVEN = ("Ivan", "Мария", "Yusuf", "Chen", "Aisha", "José", "Olga", "Kofi", "Nadia", "Viktor", "Ángel", "Fatima")
_FAMILY = ("Petrov", "Al-Masri", "Okafor", "Lindqvist", "García", "Nguyen", "Haddad", "Kovač", "Traoré", "Иванов")
_SYLLABLES = ("ba", "ko", "ri", "tel", "mon", "va", "ner", "lo", "sa", "dri", "fen", "gu", "hol", "ju", "qua")
_HEAD = (
    "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,dataset,first_seen,"
    "last_seen,last_change\n"
)


class _File:
    """A list that lies in a file, as its publisher would hand it over."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def fetch(self, code: str, into: BinaryIO) -> None:
        with self._path.open("rb") as file:
            while block := file.read(1 << 20):
                into.write(block)


def _write(path: Path, size: int, day: int, changed: int = 0) -> Path:
    """So many persons and companies, two names each; `changed`: every so many-th tells another address."""
    draw = random.Random(7)
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        for count in range(size):
            made = "".join(draw.choices(_SYLLABLES, k=3)).title()
            given, family = draw.choice(_GIVEN), draw.choice(_FAMILY)
            born, country = (
                f"{1940 + count % 60}-{count % 12 + 1:02}-{count % 28 + 1:02}",
                draw.choice("rubesyirfr"),
            )
            street = "Nieuwstraat" if changed and count % changed == 0 else "Marktstraat"
            person = count % 4
            row = (
                f"NK-{count:08}", "Person" if person else "Company", f"{given} {made} {family}",
                f"{family} {given};{made} {family}", born if person else "", "be;ru" if country == "r" else "sy",
                f"{street} {count % 300 + 1}, Gent", f"BE{count:09}" if count % 3 == 0 else "",
                "Practice regime - freezing", "", "", "Practice", "2026-01-01", f"2026-02-{day:02}",
                f"2026-02-{day:02}",
            )  # fmt: skip
            file.write(",".join(f'"{cell}"' for cell in row) + "\n")
    return path


def _emptied(owner: Engine) -> None:
    with owner.begin() as connection:
        connection.execute(text(f"truncate {_TABLES}"))
        connection.execute(text("delete from procrastinate_jobs"))
        connection.execute(text("update aml_list set edition = 0, published_on = null, entries = 0"))


def _stored(owner: Engine, path: Path) -> Path:
    raw = owner.raw_connection()
    try:
        with path.open("wb") as file, raw.cursor().copy(f"copy aml_listed ({_COLUMNS}) to stdout") as copy:
            for block in copy:
                file.write(block)
    finally:
        raw.rollback()
        raw.close()
    return path


def _copied(owner: Engine, path: Path, into: str) -> None:
    raw = owner.raw_connection()
    try:
        with path.open("rb") as file, raw.cursor().copy(f"copy {into}") as copy:
            while block := file.read(1 << 18):
                copy.write(block)
        raw.commit()
    finally:
        raw.close()


def measured(size: int, rounds: int) -> Iterator[Times]:
    with filled_with(()) as (server, owner), tempfile.TemporaryDirectory(prefix="sleutelbos-bench-") as folder:
        engine = engine_for(server.url("house_app"), seconds=600)
        sessions = session_factory(engine)
        first = _write(Path(folder) / "first.csv", size, 1)
        second = _write(Path(folder) / "second.csv", size, 2, changed=100)
        with owner.begin() as connection:
            connection.execute(text("create unlogged table bare (line text)"))

        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        _emptied(owner)
        _load(sessions, folder, first)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) // 1024
        rows = _stored(owner, Path(folder) / "rows")
        seen: dict[str, list[float]] = {"first": [], "next": [], "copy": [], "bare": []}

        def timed(name: str, work: Callable[[], object]) -> None:
            began = time.perf_counter()
            work()
            seen[name].append((time.perf_counter() - began) * 1000)

        for _ in range(fewer(rounds, size)):
            _emptied(owner)
            timed("first", lambda: _load(sessions, folder, first))
            timed("next", lambda: _load(sessions, folder, second))
            _emptied(owner)
            timed("copy", lambda: _copied(owner, rows, f"aml_listed ({_COLUMNS}) from stdin"))
            timed(
                "bare",
                lambda: _copied(owner, first, "bare from stdin (format csv, delimiter e'\\x01', quote e'\\x02')"),
            )
        middle = {name: statistics.median(times) for name, times in seen.items()}
        speed = f"{size / middle['first']:.1f}k entries/s, memory + {grown} MB"
        yield Times("list, the first load", middle["first"], middle["copy"], note=speed)
        yield Times("list, the next load", middle["next"], middle["copy"])
        yield Times("list, its file", middle["first"], middle["bare"])
        engine.dispose()


def _load(sessions: sessionmaker[Session], folder: str, path: Path) -> None:
    with sessions() as session, transaction(session):
        enter(session, Scope.office())
        number = ask_load(session, None, "opensanctions", None, clock.now()).id
    outcome = Load(sessions, Folder(Path(folder)), _File(path), number, clock.now).carry_out()
    assert " + " in outcome, outcome


if __name__ == "__main__":
    main(__file__)
