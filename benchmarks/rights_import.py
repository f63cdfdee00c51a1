"""Importing rights with the people and relations they are for, from the bytes of the file to the tables, against
bare COPY.

Ours is everything: reading and putting away encrypted, check digits, encrypting numbers, staging, finding right,
person and relation, deciding each row as a single grant is, writing three tables under row-level security, and
keeping what came of each row. The reference is COPY of the very same rows, ready-made, by the owner, into the same
three tables with their indexes, constraints and triggers. Every round is rolled back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from app.database import engine_for, session_factory
from app.imports import doing, services, staging
from app.rights.rights_import import COLUMNS, RIGHTS
from app.transaction import Scope, enter
from benchmarks.imports import FILIP, NOW, PERSON, RELATION, copied, people_of, ready
from benchmarks.measure import Job, Times, fewer, interleaved, main
from benchmarks.rights_data import filled

JOBS = (Job("import of rights", "COPY into the tables", 2.5, 50_000, growth=12.0),)
SIZES = (5_000, 50_000)
_DAYS = (date(2027, 4, 1), date(2028, 3, 31))
_RIGHT = (
    "organisation_id, id, membership_id, person_id, kind_id, context, first_day, last_day, reason, granted_at,"
    " granted_by, granted_by_law, known_from, version"
)


def _file(size: int) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    names = ("number", "family_name", "given_names", "category", "type", "function", "email", "phone")
    heads = {column.name: column.heads[0] for column in COLUMNS}
    writer.writerow([*(heads[name] for name in names), heads["relation_first"], heads["relation_last"],
                     heads["right"], heads["first_day"], heads["last_day"], heads["reason"]])  # fmt: skip
    for number, family, given, _, _, *told, first, last in people_of(size):
        writer.writerow([number, family, given, *told, first, last, "Recht 3", first, last, "Nieuw"])
    return text.getvalue().encode("utf-8-sig")


def _import(session: Session, content: bytes) -> int:
    """All of it but the person who says yes in between; gives the rows that were good."""
    upload = services.Upload(io.BytesIO(content), "rights.csv", len(content))
    run = services.receive(session, FILIP, RIGHTS.name, upload, NOW)
    facts = doing._facts(run, FILIP, NOW)
    doing._judge(session, run, RIGHTS, facts, doing._silent)
    staging.do(session, RIGHTS.apply, facts)
    doing._persist(session, run)
    return doing._counted(session, doing._COUNTS, doing.ImportVerdict).get("created", 0)


def measured(size: int, rounds: int) -> Iterator[Times]:
    with filled(4_000) as (server, owner):
        engine = engine_for(server.url("house_app"), seconds=600)
        content = _file(size)
        people, relations = ready(size)
        rights = [(1, one[1], one[1], one[2], 3, "", *_DAYS, "Nieuw", NOW, 1, False, NOW, 1) for one in relations]
        tables = {
            ("account_person", PERSON): people,
            ("organisation_membership", RELATION): relations,
            ("rights_right", _RIGHT): rights,
        }
        sessions = session_factory(engine)

        def ours() -> None:
            with sessions() as session:
                enter(session, Scope.organisation(1))
                assert _import(session, content) == size
                session.rollback()

        works = {"ours": ours, "copy": lambda: copied(owner, tables)}
        times = interleaved(works, fewer(rounds, size))
        engine.dispose()
    speed = f"{size / times['ours']:.0f}k rows/s" if times["ours"] else ""
    yield Times("import of rights", times["ours"], times["copy"], note=speed)


if __name__ == "__main__":
    main(__file__)
