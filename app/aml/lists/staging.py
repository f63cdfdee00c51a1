"""A list between its file and the table: entries go by COPY into a temporary one, to be compared in sets.

COPY can't write into a table behind row-level security; a temporary table needs no log either, and is gone with
the transaction. In office scope.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.values import ListedEntry
from models.values.screened import prints_of

AT_ONCE = 2_000
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
Telling = Callable[[int], None]
Row = tuple[str, str, str, list[str], bytes, bytes, str]

_COLUMNS = "key, name, kind, topics, judged, whole, told"
_FRESH = text("drop table if exists staged, difference")
_STAGED = text(
    "create temp table staged (key text, name text, kind text, topics varchar(16)[], judged bytea, whole bytea,"
    " told jsonb) on commit drop"
)
_COPY = f"copy staged ({_COLUMNS}) from stdin"
_KEEP = text(
    f"insert into aml_staged (snapshot_id, {_COLUMNS}) select :snapshot, {_COLUMNS} from staged"  # noqa: S608
)
_AGAIN = text(
    f"create temp table staged on commit drop as select {_COLUMNS} from aml_staged"  # noqa: S608
    " where snapshot_id = :snapshot"
)
_DROP = text("delete from aml_staged where snapshot_id = :snapshot")
# What it compares is large on both sides, so never row by row.
_PLAN = ("set local enable_nestloop = off", "set local work_mem = '64MB'", "set local jit = off")
_DIFFERENCE = text(
    """create temp table difference on commit drop as
    select s.key, l.id as was, l.id is null as comes, s.key is null as goes
    from staged s full join
        (select id, key, whole from aml_listed where list_id = :list and until is null) l on l.key = s.key
    where s.key is null or l.id is null or l.whole <> s.whole"""
)
_COUNTS = text(
    """select count(*) filter (where comes) as added, count(*) filter (where not comes and not goes) as changed,
        count(*) filter (where goes) as removed from difference"""
)
_STAND = text("select count(*) from aml_listed where list_id = :list and until is null")
_END = text("update aml_listed l set until = :edition from difference d where l.id = d.was")
_ADD = text(
    f"insert into aml_listed (list_id, since, {_COLUMNS})"  # noqa: S608
    " select :list, :edition, s.key, s.name, s.kind, s.topics, s.judged, s.whole, s.told"
    " from staged s join difference d on d.key = s.key"
)


@dataclass(frozen=True)
class Counts:
    """What a load would change of a list of which `stand` entries stand now."""

    stand: int
    added: int
    changed: int
    removed: int


def stage(session: Session, entries: Iterable[ListedEntry], tell: Telling) -> int:
    """Copies all entries away, so many at once, and `tell`s after each lot how many that were; returns how many.
    What reading raises goes through."""
    session.execute(_FRESH)
    session.execute(_STAGED)
    count, left = 0, iter(entries)
    driver: Any = session.connection().connection.driver_connection
    while rows := [_row(entry) for entry in islice(left, AT_ONCE)]:
        with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
            for row in rows:
                copy.write_row(row)
        count += len(rows)
        tell(count)
    return count


def put_aside(session: Session, snapshot_id: int) -> None:
    """What was staged waits until somebody decides about it."""
    session.execute(_KEEP, {"snapshot": snapshot_id})


def stage_again(session: Session, snapshot_id: int) -> None:
    """What was put aside is staged once more."""
    session.execute(_FRESH)
    session.execute(_AGAIN, {"snapshot": snapshot_id})


def drop(session: Session, snapshot_id: int) -> None:
    """Forgets what was put aside; nothing happens when nothing was."""
    session.execute(_DROP, {"snapshot": snapshot_id})


def compare(session: Session, list_id: int) -> Counts:
    """What is staged beside what stands; kept for `merge`."""
    for setting in _PLAN:
        session.execute(text(setting))
    session.execute(text("analyze staged"))
    session.execute(_DIFFERENCE, {"list": list_id})
    session.execute(text("analyze difference"))
    found = session.execute(_COUNTS).one()
    stand = session.execute(_STAND, {"list": list_id}).scalar_one()
    return Counts(stand, found.added, found.changed, found.removed)


def merge(session: Session, list_id: int, edition: int) -> None:
    """What differs stands from that edition on: changed and vanished entries end, changed and new ones come."""
    session.execute(_END, {"edition": edition})
    session.execute(_ADD, {"list": list_id, "edition": edition})


def _row(entry: ListedEntry) -> Row:
    told = entry.told()
    judged, whole = prints_of(told)
    written = _JSON.encode(told)
    return entry.key, entry.name, str(entry.subject.kind), told["topics"], judged, whole, written
