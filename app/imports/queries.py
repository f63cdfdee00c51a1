"""Reads of imports: which may be seen, and the rows of one, a page at a time, with what stood in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, select
from sqlalchemy.orm import Session

from app.errors import Missing
from app.imports.kinds import kinds_for, kinds_of_offices
from app.imports.runs import home_of
from app.imports.staging import kept_rows
from app.policy import Identity, Permission, may
from models.imports import ImportRow, ImportRun

PAGE = 50


def visible_to(identity: Identity) -> ColumnElement[bool]:
    """The imports this identity may see, as a condition."""
    if not may(identity, Permission.IMPORT_SEE):
        return false()
    if identity.is_staff:
        return ImportRun.kind.not_in(kinds_of_offices())
    return and_(ImportRun.organisation_id == identity.organisation_id, ImportRun.kind.in_(kinds_for(identity)))


def import_record(session: Session, identity: Identity, import_id: int) -> ImportRun:
    """One import of the organisation one acts for. Raises Missing when it isn't there or isn't yours."""
    run = session.scalars(select(ImportRun).where(ImportRun.id == import_id, visible_to(identity))).one_or_none()
    is_his = run is not None and run.organisation_id == home_of(identity)
    if run is None or not is_his or not may(identity, Permission.IMPORT_MAKE, run):
        raise Missing("import", import_id)
    return run


@dataclass(frozen=True)
class RowPage:
    """A page of rows; `earlier` and `later` are the line to ask on from, None at an end."""

    rows: Sequence[ImportRow]
    cells: dict[int, list[str]]
    earlier: int | None
    later: int | None


def rows_of(
    session: Session, run: ImportRun, condition: ColumnElement[bool], after: int = 0, before: int | None = None
) -> RowPage:
    """Rows in the order of the file, after a line or before one, with their cells while the file is kept."""
    wanted = select(ImportRow).where(
        ImportRow.organisation_id == run.organisation_id, ImportRow.import_id == run.id, condition
    )
    if before is None:
        found = session.scalars(
            wanted.where(ImportRow.line > after).order_by(ImportRow.line).limit(PAGE + 1)
        ).all()
        rows, more = list(found[:PAGE]), len(found) > PAGE
        earlier, later = (rows[0].line if rows and after else None), (rows[-1].line if more else None)
    else:
        found = session.scalars(
            wanted.where(ImportRow.line < before).order_by(ImportRow.line.desc()).limit(PAGE + 1)
        ).all()
        rows = list(reversed(found[:PAGE]))
        earlier, later = (rows[0].line if len(found) > PAGE else None), (rows[-1].line if rows else None)
    cells: dict[int, list[str]] = {}
    if rows and run.emptied_at is None:
        lines = {row.line for row in rows}
        cells = {line: kept for line, kept in kept_rows(session, run, sorted(lines)) if line in lines}
    return RowPage(rows, cells, earlier, later)


def sample(session: Session, run: ImportRun, count: int = 3) -> list[list[str]]:
    """The first rows, as they were read."""
    found: list[list[str]] = []
    for _, cells in kept_rows(session, run, [2, 3, 4]) if run.emptied_at is None else ():
        found.append(cells)
        if len(found) == count:
            break
    return found
