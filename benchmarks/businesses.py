"""The business register: taking in a full extract, the next one, and finding enterprises by name.

Ours is everything: unzipping, COPY, check digits, days, comparing with what stands, five tables with their
indexes, events. References: COPY of the very same rows, ready-made, into the same tables with their indexes and
checks; and bare COPY of the very same files into tables of text without any. A round empties the tables first.
"The next" differs from the one before in a hundredth of its enterprises. The note shows how much memory was taken.
"""

from __future__ import annotations

import random
import resource
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.database import engine_for, session_factory
from app.organisations.business_deliveries import take_in_all
from app.organisations.businesses import named
from app.outside.business_extract import HEADS, open_extract
from app.outside.business_sample import Rows, write_extract
from app.transaction import Scope, enter
from benchmarks.filling import filled_with
from benchmarks.measure import Job, Times, fewer, main
from models.values import ExtractKind, SearchText

JOBS = (
    Job("business register, full", "COPY into the tables", 3.0, 100_000, growth=30.0),
    Job("business register, the next", "COPY into the tables", 3.0, 100_000),
    Job("business register, staging", "COPY into staging"),
    Job("enterprise by name, p95", "function, bare", 1.5, 100_000),
)
SIZES = (10_000, 100_000)
_TABLES = {
    "organisation_business": "number, is_person, situation, form, gone_on",
    "organisation_business_unit": "number, enterprise_number, gone_on",
    "organisation_business_name": "number, kind, language, name",
    "organisation_business_address": (
        "number, postal_code, place_nl, place_fr, street_nl, street_fr, house_number, box"
    ),
}
_TYPED = (
    "peeters", "immo pe", "vast", "evrard", "bakk jans", "boulangerie dub", "garage", "koritel", "monva ner",
    "de smet taxi", "zzzz", "van den berghe", "syndic le", "apotheek maes", "özdemir", "x y",
)  # fmt: skip
_TRADES = (
    "Immo", "Bouwbedrijf", "Garage", "Bakkerij", "Boulangerie", "Café", "Syndic", "Agence", "Vastgoed",
    "Advocaten", "Studio", "Taxi", "Apotheek", "Pharmacie", "Transport", "Tuinen", "Jardins", "Atelier",
    "Coiffure", "Elektro",
)  # fmt: skip
_OWNERS = (
    "Peeters", "Janssens", "Maes", "Dubois", "Lambert", "Claes", "Goossens", "Wouters", "Willems", "Dupont",
    "Martin", "Leroy", "Mertens", "Aerts", "De Smet", "Van den Berghe", "Évrard", "Lefèvre", "Özdemir",
    "El Amrani",
)  # fmt: skip
_SYLLABLES = (
    "ba",
    "ko",
    "ri",
    "tel",
    "mon",
    "va",
    "ner",
    "lo",
    "sa",
    "dri",
    "fen",
    "gu",
    "hol",
    "ix",
    "ju",
    "qua",
)


def _number(count: int, first: int) -> str:
    base = first + count
    digits = f"{base:08d}{97 - base % 97:02d}"
    if digits[0] in "01":
        return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"
    return f"{digits[0]}.{digits[1:4]}.{digits[4:7]}.{digits[7:]}"


def _enterprises(size: int, skip: int) -> Rows:
    for count in range(size + skip):
        if not skip or count % 200:
            legal = count % 3
            yield (
                _number(count, 2_000_000), "AC", "000", "2" if legal else "1", "610" if legal else "", "",
                "09-08-1960" if count % 7 else "",
            )  # fmt: skip


def _units(size: int) -> Rows:
    for count in range(size // 2):
        yield _number(count, 21_000_000), "01-04-2001", _number(2 * count, 2_000_000)


def _names(size: int) -> Rows:
    draw = random.Random(7)
    for count in range(size):
        made = "".join(draw.choices(_SYLLABLES, k=3)).title()
        number = _number(count, 2_000_000)
        yield number, str(count % 2 + 1), "001", f"{draw.choice(_TRADES)} {draw.choice(_OWNERS)} {made}"
        if count % 3 == 0:
            yield number, "2", "003", f"{''.join(draw.choices(_SYLLABLES, k=2)).title()} {draw.choice(_OWNERS)}"


def _addresses(size: int) -> Rows:
    for count in range(size):
        if count % 3:
            yield (
                _number(count, 2_000_000), "REGO", "", "", "9000", "Gent", "Gand", "Veldstraat", "Rue des Champs",
                str(count % 300 + 1), "", "", "",
            )  # fmt: skip
    for number, _, _ in _units(size):
        yield (
            number,
            "BAET",
            "",
            "",
            "1000",
            "Brussel",
            "Bruxelles",
            "Nieuwstraat",
            "Rue Neuve",
            "12",
            "",
            "",
            "",
        )


def _extract(folder: Path, size: int, number: int, skip: int = 0) -> Path:
    files = {
        "enterprise": _enterprises(size, skip),
        "establishment": _units(size),
        "denomination": _names(size),
        "address": _addresses(size),
    }
    folder.mkdir()
    path = folder / f"KboOpenData_{number:04d}_2026_11_Full.zip"
    return write_extract(path, number, ExtractKind.FULL, date(2026, 11, 1), files)


def _emptied(owner: Engine, *others: str) -> None:
    with owner.begin() as connection:
        connection.execute(text(f"truncate {', '.join((*_TABLES, *others))}"))


def _stored(owner: Engine, folder: Path) -> dict[str, Path]:
    """The rows as they stand, for COPY to bring back."""
    kept = {}
    raw = owner.raw_connection()
    try:
        for table, columns in _TABLES.items():
            kept[table] = folder / table
            with kept[table].open("wb") as file, raw.cursor().copy(f"copy {table} ({columns}) to stdout") as copy:
                for block in copy:
                    file.write(block)
    finally:
        raw.rollback()
        raw.close()
    return kept


def _copied(owner: Engine, kept: dict[str, Path]) -> None:
    raw = owner.raw_connection()
    try:
        for table, path in kept.items():
            with path.open("rb") as file, raw.cursor().copy(f"copy {table} ({_TABLES[table]}) from stdin") as copy:
                while block := file.read(1 << 18):
                    copy.write(block)
        raw.commit()
    finally:
        raw.close()


def _staged(owner: Engine, path: Path) -> None:
    raw = owner.raw_connection()
    try:
        with open_extract(path) as extract, raw.cursor() as cursor:
            for part, heads in HEADS.items():
                cursor.execute(f"create temp table bare_{part} ({', '.join(f'{head} text' for head in heads)})")
                with cursor.copy(f"copy bare_{part} from stdin (format csv)") as copy:
                    for block in extract.blocks(f"{part}.csv"):
                        copy.write(block)
        raw.rollback()
    finally:
        raw.close()


def _searched(sessions: sessionmaker[Session], rounds: int) -> tuple[float, float, str]:
    """The 95th percentiles of finding by name: as the service does, and of the function it asks."""
    seen: tuple[list[float], list[float]] = ([], [])
    bare = text("select number, name from house_businesses_sought(:words, 1000, 21)")
    with sessions() as session:
        enter(session, Scope.own(1, 1))
        for number in range(max(3, rounds) + 1):
            for typed in _TYPED:
                words = SearchText.read(typed)
                works: tuple[Callable[[], object], ...] = (
                    lambda words=words: named(session, words, "nl"),  # type: ignore[misc]
                    lambda words=words: session.execute(bare, {"words": list(words.words)}).all(),  # type: ignore[misc]
                )
                for work, times in zip(works, seen, strict=True):
                    began = time.perf_counter()
                    work()
                    if number:
                        times.append((time.perf_counter() - began) * 1000)
    p95 = [statistics.quantiles(times, n=20)[-1] for times in seen]
    medians = [statistics.median(times) for times in seen]
    return p95[0], p95[1], f"medians {medians[0]:.1f} and {medians[1]:.1f} ms"


def measured(size: int, rounds: int) -> Iterator[Times]:
    with filled_with(()) as (server, owner), tempfile.TemporaryDirectory(prefix="sleutelbos-bench-") as folder:
        engine = engine_for(server.url("house_app"), seconds=600)
        sessions = session_factory(engine)
        first = _extract(Path(folder) / "first", size, 140)
        second = _extract(Path(folder) / "second", size, 141, skip=size // 200)
        never = threading.Event().is_set

        def taken(path: Path) -> None:
            assert take_in_all(sessions, path.parent, clock.now, never) == 1

        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        _emptied(owner, "organisation_business_delivery")
        taken(first)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) // 1024
        kept = _stored(owner, Path(folder))
        few = fewer(rounds, size)
        seen: dict[str, list[float]] = {"full": [], "next": [], "copy": [], "staged": []}

        def timed(name: str, work: Callable[[], object]) -> None:
            began = time.perf_counter()
            work()
            seen[name].append((time.perf_counter() - began) * 1000)

        for _ in range(few):
            _emptied(owner, "organisation_business_delivery")
            timed("full", lambda: taken(first))
            timed("next", lambda: taken(second))
            _emptied(owner)
            timed("copy", lambda: _copied(owner, kept))
            timed("staged", lambda: _staged(owner, first))
        middle = {name: statistics.median(times) for name, times in seen.items()}
        yield Times("business register, full", middle["full"], middle["copy"], note=f"memory + {grown} MB")
        yield Times("business register, the next", middle["next"], middle["copy"])
        yield Times("business register, staging", middle["full"], middle["staged"])
        with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"vacuum analyze {', '.join(_TABLES)}"))
        yield Times("enterprise by name, p95", *_searched(sessions, rounds))
        engine.dispose()


if __name__ == "__main__":
    main(__file__)
