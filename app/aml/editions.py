"""What the lists' index is made of: the entries of an edition, read a page at a time, and what only this database
says of that edition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.aml.screening import SubjectIndex
from app.transaction import Scope, within
from models.aml import Listed, SanctionsList, Snapshot
from models.values import ListedEntry, Subject

BATCH = 5000
MOST_AT_ONCE = 5000
"""Rows that a page catches up by itself: some seconds at most."""


def edition_of(session: Session) -> int:
    """The newest edition of the lists, 0 before anything was loaded."""
    return int(session.scalar(select(func.coalesce(func.max(SanctionsList.edition), 0))) or 0)


def mark_of(session: Session, edition: int) -> str:
    """What only this database says of that edition."""
    if not edition:
        return ""
    with within(session, Scope.office()):
        row = session.execute(
            select(Snapshot.id, Snapshot.asked_at, Snapshot.sha256).where(Snapshot.edition == edition)
        ).one_or_none()
    return "" if row is None else f"{row.id} {row.asked_at.timestamp()} {(row.sha256 or b'').hex()}"


def few(session: Session, since: int) -> bool:
    """Whether so little changed since that edition that a page brings its index on by itself."""
    changed = or_(Listed.since > since, Listed.until > since)
    some = select(Listed.id).where(changed).limit(MOST_AT_ONCE + 1).subquery()
    return int(session.scalar(select(func.count()).select_from(some)) or 0) <= MOST_AT_ONCE


def bring_on(session: Session, index: SubjectIndex, since: int, newest: int) -> int:
    """Makes an index of one edition that of a newer one, batch by batch; again is as good as once."""
    rows = 0
    if since == newest:
        return 0
    if since:
        for batch in _batches(session, Listed.until, since, newest, select(Listed.id)):
            index.change((), [row.id for row in batch])
            rows += len(batch)
    stands = or_(Listed.until.is_(None), Listed.until > newest)
    for batch in _batches(
        session, Listed.since, since, newest, select(Listed.id, Listed.key, Listed.told).where(stands)
    ):
        index.change((row.id, _subject(row)) for row in batch)
        rows += len(batch)
    return rows


def _subject(row: Any) -> Subject:
    return ListedEntry.read(row.key, row.told).subject


def _batches(session: Session, column: Any, since: int, newest: int, what: Select[Any]) -> Iterator[list[Any]]:
    """Rows whose `column` is an edition after `since`, up to `newest`; in its order, a page at a time."""
    at = (since, 2**62)
    while True:
        page = what.add_columns(column.label("edition")).where(tuple_(column, Listed.id) > at, column <= newest)
        rows = list(session.execute(page.order_by(column, Listed.id).limit(BATCH)))
        if rows:
            yield rows
            at = (rows[-1].edition, rows[-1].id)
        if len(rows) < BATCH:
            return
