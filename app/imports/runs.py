"""What use cases of imports begin and end with: the import locked for who may, its rows let go, its event."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import events
from app.errors import Missing, Refusal
from app.imports.kinds import kind_named
from app.policy import Identity, Permission, require
from app.transaction import Scope, within
from models.events import PLATFORM
from models.imports import ImportChunk, ImportRow, ImportRun
from models.values import ImportState

UNDOABLE = timedelta(days=90)
OPEN = (ImportState.MAPPING, ImportState.CHECKED)


def home_of(actor: Identity) -> int:
    """For whom somebody brings files in: the organisation he acts for, or the house itself."""
    return actor.organisation_id or PLATFORM


@contextmanager
def at_home(session: Session, run: ImportRun) -> Iterator[None]:
    """Works on what belongs to the house under its own scope: staging rows isn't for the office's role."""
    if run.organisation_id != PLATFORM:
        yield
        return
    with within(session, Scope.organisation(PLATFORM)):
        yield


def locked(session: Session, actor: Identity, import_id: int) -> ImportRun:
    """The import, locked, for who may work on it. Raises Forbidden, Missing."""
    require(actor, Permission.IMPORT_MAKE)
    run = session.scalars(
        select(ImportRun)
        .where(ImportRun.organisation_id == home_of(actor), ImportRun.id == import_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if run is None:
        raise Missing("import", import_id)
    require(actor, Permission.IMPORT_MAKE, run)
    require(actor, kind_named(run.kind).permission, run)
    return run


def still_open(run: ImportRun) -> None:
    if run.state not in (*OPEN, ImportState.CHECKING) or run.emptied_at is not None:
        raise Refusal("imports.run.over")


def empty(session: Session, run: ImportRun, now: datetime) -> None:
    """Nobody needs the file's rows any more."""
    session.execute(
        delete(ImportChunk).where(
            ImportChunk.organisation_id == run.organisation_id, ImportChunk.import_id == run.id
        )
    )
    run.emptied_at = now


def let_go(session: Session, run: ImportRun, now: datetime) -> None:
    of_this = (ImportRow.organisation_id == run.organisation_id, ImportRow.import_id == run.id)
    session.execute(delete(ImportRow).where(*of_this))
    empty(session, run, now)
    run.state = ImportState.DROPPED
    session.flush()


def record(
    session: Session, tag: events.Tag, run: ImportRun, actor: Identity, now: datetime, facts: dict[str, Any]
) -> None:
    subject = events.Subject("import", run.id, run.organisation_id)
    events.record(session, tag, subject, actor, now, facts={"kind": run.kind, **facts})


def may_be_undone(run: ImportRun, now: datetime) -> None:
    if run.state not in (ImportState.APPLIED, ImportState.UNDOING) or run.applied_at is None:
        raise Refusal("imports.run.not_applied")
    if run.applied_at < now - UNDOABLE:
        raise Refusal("imports.run.too_long_ago")
