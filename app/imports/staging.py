"""Rows between file and tables: chunks that wait encrypted, and the temporary table a run works in.

COPY can't write into a table behind row-level security, so a run copies into a temporary table: nobody else can
see it, and it is gone with the transaction.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.imports.kinds import Facts, Kind
from models.imports import ImportChunk, ImportRun
from models.values.problem import ValueProblem

CHUNK_ROWS = 500
_NAMED = re.compile(r"(?<!:):([a-z_]+)\b")
_AT_ONCE = 8
_OWN = (
    "line bigint primary key, problems jsonb not null, verdict varchar(10), person_id bigint, subject_id bigint,"
    " subject_version bigint, before jsonb"
)
Line = tuple[int, list[str]]


def keep_rows(session: Session, run: ImportRun, rows: Iterable[Line]) -> int:
    """Puts the rows away in encrypted chunks, as they are read; returns how many."""
    rows, count = iter(rows), 0
    while chunks := list(_chunks(rows)):
        count += sum(len(chunk) for chunk in chunks)
        session.execute(
            insert(ImportChunk),
            [
                {
                    "organisation_id": run.organisation_id,
                    "import_id": run.id,
                    "first_line": chunk[0][0],
                    "last_line": chunk[-1][0],
                    "content": json.dumps(chunk, ensure_ascii=False, separators=(",", ":")),
                }
                for chunk in chunks
            ],
        )
    return count


def _chunks(rows: Iterator[Line]) -> Iterator[list[Line]]:
    for _ in range(_AT_ONCE):
        chunk = list(islice(rows, CHUNK_ROWS))
        if not chunk:
            return
        yield chunk


def kept_rows(session: Session, run: ImportRun, lines: Sequence[int] | None = None) -> Iterator[Line]:
    """The rows again, in order, a few chunks in memory; only those of the chunks that hold `lines`, if given.

    Each handful of chunks is a statement of its own: nothing is open on the connection between them.
    """
    wanted = (
        select(ImportChunk.first_line, ImportChunk.content)
        .where(ImportChunk.organisation_id == run.organisation_id, ImportChunk.import_id == run.id)
        .order_by(ImportChunk.first_line)
        .limit(_AT_ONCE)
    )
    if lines is not None:
        wanted = wanted.where(
            text(
                "exists (select from unnest(cast(:lines as bigint[])) l where l between first_line and last_line)"
            )
        ).params(lines=list(lines))
    after = -1
    while chunks := session.execute(wanted.where(ImportChunk.first_line > after)).all():
        for first_line, content in chunks:
            after = first_line
            yield from json.loads(content)
        if len(chunks) < _AT_ONCE:
            return


def stage(
    session: Session,
    kind: Kind,
    columns: Sequence[str | None],
    rows: Iterable[Line],
    tell: Callable[[int], None] = lambda done: None,
) -> None:
    """Copies every row into the run's table: what its cells say, or what is wrong with them."""
    connection = session.connection()
    own = "".join(f", {name} {sql_type}" for name, sql_type in kind.staged.items())
    connection.execute(text("drop table if exists pg_temp.import_staged"))
    connection.execute(text(f"create temporary table import_staged ({_OWN}{own}) on commit drop"))
    driver: Any = connection.connection.driver_connection
    names = ", ".join(("line", "problems", *kind.staged))
    nothing = (None,) * len(kind.staged)
    readers = [
        (index, column.name, column.read, column.filled)
        for index, name in enumerate(columns)
        if (column := kind.column(name)) is not None
    ]
    rows, staged_rows = iter(rows), 0
    while batch := list(islice(rows, CHUNK_ROWS * _AT_ONCE)):  # read before copying: the connection does one thing
        with driver.cursor() as cursor, cursor.copy(f"copy pg_temp.import_staged ({names}) from stdin") as copy:
            for line, cells in batch:
                staged, problems = _judged(kind, readers, cells, len(columns))
                copy.write_row((line, json.dumps(problems) if problems else "[]", *(staged or nothing)))
        staged_rows += len(batch)
        tell(staged_rows)
    connection.execute(text("analyze pg_temp.import_staged"))


def _judged(
    kind: Kind, readers: Sequence[tuple[int, str, Any, bool]], cells: Sequence[str], width: int
) -> tuple[tuple[Any, ...] | None, list[dict[str, Any]]]:
    """A row's staged values, or every problem its cells have, with what is staged of it all the same."""
    values: dict[str, Any] = {}
    problems: list[dict[str, Any]] = []
    have = len(cells)
    for index, name, read, filled in readers:
        try:
            value = read(cells[index]) if index < have else read("")
            if filled and (value is None or value == ""):
                raise Refusal("imports.cell.missing")
            values[name] = value
        except (Refusal, ValueProblem) as refused:
            problems.append(_told(refused, name))
    if any(cells[width:]):
        problems.append(_told(Refusal("imports.row.too_many_cells"), ""))
    if not problems:
        try:
            return kind.stage(values), []
        except Refusal as refused:
            problems = [_told(one, one.field or "") for one in refused.everything]
    return kind.stage_refused(values) if kind.stage_refused is not None else None, problems


def _told(refused: Refusal | ValueProblem, field: str) -> dict[str, Any]:
    return {"code": refused.code, "field": field, "facts": refused.facts}


# What the import did to each row, in the table that undoing works in.
STAGE_UNDO = (
    "drop table if exists pg_temp.import_taken",
    """create temporary table import_taken on commit drop as
        select line, verdict, person_id, subject_id, subject_version, before, undo, undo_code
        from import_row where organisation_id = :organisation_id and import_id = :import_id
            and verdict in ('created', 'attached', 'updated')""",
    "analyze pg_temp.import_taken",
)


def do(session: Session, statements: Sequence[str], facts: Facts) -> None:
    """All statements, in order, in one trip to the server; the facts are plain values, written out."""
    whole = ";\n".join(_NAMED.sub(lambda found: _literal(facts[found.group(1)]), one) for one in statements)
    session.connection().exec_driver_sql(whole, execution_options={"no_parameters": True})


def _literal(value: int | date | None) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, datetime):
        return f"timestamptz '{value.isoformat()}'"
    return f"date '{value.isoformat()}'" if isinstance(value, date) else str(int(value))
