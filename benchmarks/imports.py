"""Importing people with their relations, from the bytes of the file to the tables, against bare COPY.

Ours is everything: reading the file and putting it away encrypted, parsing it with its check digits, encrypting
numbers, staging, judging by sets, writing persons and relations under row-level security, and keeping what came
of each row. The reference is COPY of the very same rows, ready-made, by the owner: into the same two tables with
their indexes, constraints and triggers; and, to be seen beside it, into a bare table with the same columns. Every
round is rolled back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.database import engine_for, session_factory
from app.imports import doing, services, staging
from app.organisations.people_import import COLUMNS, PEOPLE
from app.policy import Identity, Role
from app.transaction import Scope, enter
from benchmarks.measure import Job, Times, fewer, interleaved, main
from benchmarks.rights_data import filled
from models import keyring
from models.accounts import NUMBER
from models.imports import ImportRun

JOBS = (
    Job("import of people", "COPY into the tables", 2.5, 50_000, growth=12.0),
    Job("import of people, bare", "COPY into a bare table"),
    Job("check of an import", "COPY into the tables"),
)
SIZES = (5_000, 50_000)
NOW = datetime(2027, 3, 15, 9, 0, tzinfo=UTC)
FILIP = Identity(1, None, frozenset({Role.LOCAL_ADMINISTRATOR}), organisation_id=1, key_level="high")
_FAMILY = ("Peeters", "Janssens", "Évrard", "De Clercq", "Dubois", "Ünal", "Van den Broeck", "Lambert")
_GIVEN = ("An", "Zoë", "Jean-Luc", "Fatima", "Gust", "Hélène", "Noor")


def _numbers(size: int) -> Iterator[tuple[str, date]]:
    for number in range(size):
        born = date(1940, 1, 1) + timedelta(days=number % 20_000)
        stem = f"{born:%y%m%d}{2 + number // 20_000 * 2:03}"
        yield f"{stem}{97 - int(stem) % 97:02}", born


def people_of(size: int) -> Iterator[list[str]]:
    for at, (digits, born) in enumerate(_numbers(size)):
        yield [
            f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}-{digits[6:9]}.{digits[9:]}",
            _FAMILY[at % 8],
            _GIVEN[at % 7],
            f"{born:%d/%m/%Y}",
            "V",
            "werknemer",
            "standaard",
            "Dossierbehandelaar",
            f"persoon{at}@example.be",
            "02 555 01 02",
            "01/04/2027",
            "31/03/2028",
        ]


def _file(size: int) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([column.heads[0] for column in COLUMNS])
    writer.writerows(people_of(size))
    return text.getvalue().encode("utf-8-sig")


def _import(session: Session, content: bytes) -> ImportRun:
    """All of it but the person who says yes in between."""
    run = _received(session, content)
    facts = doing._facts(run, FILIP, NOW)
    doing._judge(session, run, PEOPLE, facts, doing._silent)
    staging.do(session, PEOPLE.apply, facts)
    doing._persist(session, run)
    return run


def _received(session: Session, content: bytes) -> ImportRun:
    return services.receive(
        session, FILIP, PEOPLE.name, services.Upload(io.BytesIO(content), "people.csv", len(content)), NOW
    )


def ready(size: int) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The same rows as the tables want them."""
    ring = keyring.installed()
    people, relations = [], []
    for at, (digits, born) in enumerate(_numbers(size)):
        sealed, hashed = ring.encrypt(digits, NUMBER), ring.lookup_hash(digits)
        masked = f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}-***.**"
        names = (_FAMILY[at % 8], _GIVEN[at % 7])
        people.append((10_000_000 + at, sealed, hashed, masked, *names, born, "female", "hand", 1, NOW))
        told = ("Dossierbehandelaar", f"persoon{at}@example.be", "02 555 01 02", "")
        days = (date(2027, 4, 1), date(2028, 3, 31))
        relations.append(
            (1, 10_000_000 + at, 10_000_000 + at, "employee", "standard", "confirmed", *days, *told, 1, NOW)
        )
    return people, relations


PERSON = (
    "id, number, number_hash, masked_number, family_name, given_names, birth_date, sex, source, version,"
    " created_at"
)
RELATION = (
    "organisation_id, id, person_id, category, type, state, first_day, last_day, function, email, phone, note,"
    " version, created_at"
)


Tables = dict[tuple[str, str], list[tuple[Any, ...]]]


def copied(owner: Engine, tables: Tables, bare: bool = False) -> None:
    """COPY of rows into tables, by (table, its columns), rolled back; `bare`: into tables of columns only."""
    with owner.connect() as connection:
        driver: Any = connection.connection.driver_connection
        for (name, columns), rows in tables.items():
            if bare:
                connection.exec_driver_sql(
                    f"create temporary table bare_{name} as select {columns} from {name} limit 0"
                )
            into = f"bare_{name}" if bare else name
            with driver.cursor() as cursor, cursor.copy(f"copy {into} ({columns}) from stdin") as copy:
                for row in rows:
                    copy.write_row(row)
        connection.rollback()


def measured(size: int, rounds: int) -> Iterator[Times]:
    with filled(4_000) as (server, owner):
        engine = engine_for(server.url("house_app"), seconds=600)
        content = _file(size)
        people, relations = ready(size)
        tables = {("account_person", PERSON): people, ("organisation_membership", RELATION): relations}
        sessions = session_factory(engine)

        def ours() -> None:
            with sessions() as session:
                enter(session, Scope.organisation(1))
                made = _import(session, content)
                assert made.rows == size
                session.rollback()

        def check() -> None:
            with sessions() as session:
                enter(session, Scope.organisation(1))
                run = _received(session, content)
                assert doing.check(session, FILIP, run.id, NOW).counts == {"created": size}
                session.rollback()

        works = {"ours": ours, "copy": lambda: copied(owner, tables)}
        if size <= 10_000:  # what costs most of a round is told at the small size only
            works |= {"bare": lambda: copied(owner, tables, bare=True), "check": check}
        times = interleaved(works, fewer(rounds, size))
        engine.dispose()
    speed = f"{size / times['ours']:.0f}k rows/s" if times["ours"] else ""
    yield Times("import of people", times["ours"], times["copy"], note=speed)
    if "check" in times:
        yield Times("import of people, bare", times["ours"], times["bare"])
        yield Times("check of an import", times["check"], times["copy"])


if __name__ == "__main__":
    main(__file__)
