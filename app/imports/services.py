"""Use cases of imports around the doing: receiving a file, choosing columns, saying yes, dropping, forgetting."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import events
from app.errors import Refusal, refuse
from app.imports import staging
from app.imports.columns import match, refusals_to_mapping, signature
from app.imports.kinds import Kind, kind_named
from app.imports.reading import read
from app.imports.runs import OPEN, UNDOABLE, empty, home_of, let_go, locked, may_be_undone, record, still_open
from app.policy import Identity, Permission, require
from models.events import PLATFORM
from models.imports import ImportMapping, ImportRow, ImportRun
from models.values import ImportMode, ImportState, ImportVerdict

KEPT = timedelta(days=7)
# A file sent twice at once: the second finds the first.
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('sleutelbos.upload'), cast(:organisation_id as int))")


@dataclass(frozen=True)
class Upload:
    """A file as it came in: its content, the name it had, its size in bytes."""

    file: BinaryIO
    name: str
    size: int


def receive(session: Session, actor: Identity, kind_name: str, upload: Upload, now: datetime) -> ImportRun:
    """Reads a file and puts its rows away; columns are proposed as they were chosen last time, or by their heads.

    The same file sent again by the same person before he went on is the same import. Raises Refusal imports.file.…
    """
    kind = kind_named(kind_name)
    require(actor, Permission.IMPORT_MAKE)
    require(actor, kind.permission)
    if actor.organisation_id is None and not kind.of_house:
        raise Refusal("organisations.relation.no_organisation")
    home = PLATFORM if kind.of_house else home_of(actor)
    if home != home_of(actor):
        raise Refusal("imports.file.for_the_house")
    digest = _digest_of(upload.file)
    session.execute(_ONE_AT_A_TIME, {"organisation_id": home})
    if (before := _brought_before(session, actor, kind, digest)) is not None:
        return before
    sheet = read(upload.file, upload.name, kind.columns)
    run = ImportRun(
        organisation_id=home,
        kind=kind.name,
        account_id=actor.account_id,
        file_name=_plain_name(upload.name),
        format=sheet.format,
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        sheet=sheet.title,
        size=upload.size,
        sha256=digest,
        signature=signature(sheet.heads),
        heads=sheet.heads,
        columns=_proposed(session, home, kind, sheet.heads),
        rows=0,
        asked_at=now,
    )
    session.add(run)
    session.flush()
    run.rows = staging.keep_rows(session, run, sheet.rows)
    if not run.rows:
        raise Refusal("imports.file.no_rows")
    session.flush()
    record(session, events.Tag.IMPORT_RECEIVED, run, actor, now, {"rows": run.rows, "sha256": digest.hex()})
    return run


def _digest_of(file: BinaryIO) -> bytes:
    found = hashlib.sha256()
    file.seek(0)
    while part := file.read(65_536):
        found.update(part)
    file.seek(0)
    return found.digest()


def _plain_name(name: str) -> str:
    """The file's own name, without the folders an old browser sends along."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[-200:] or "?"


def _brought_before(session: Session, actor: Identity, kind: Kind, digest: bytes) -> ImportRun | None:
    return session.scalars(
        select(ImportRun)
        .where(
            ImportRun.organisation_id == home_of(actor),
            ImportRun.kind == kind.name,
            ImportRun.account_id == actor.account_id,
            ImportRun.sha256 == digest,
            ImportRun.state.in_(OPEN),
            ImportRun.emptied_at.is_(None),
        )
        .order_by(ImportRun.id.desc())
        .limit(1)
    ).one_or_none()


def _proposed(session: Session, organisation_id: int, kind: Kind, heads: Sequence[str]) -> list[str | None]:
    remembered = session.scalar(
        select(ImportMapping.columns).where(
            ImportMapping.organisation_id == organisation_id,
            ImportMapping.kind == kind.name,
            ImportMapping.signature == signature(heads),
        )
    )
    known = {column.name for column in kind.columns}
    if remembered is not None and len(remembered) == len(heads):
        return [name if name in known else None for name in remembered]
    return [one.column for one in match(heads, kind.columns)]


def choose_columns(
    session: Session, actor: Identity, import_id: int, columns: Sequence[str | None], now: datetime
) -> ImportRun:
    """Says which column each head stands for, and has it remembered; what was checked before counts no more.

    Raises Refusal with everything that is wrong, imports.run.over when the import was done or dropped.
    """
    run = locked(session, actor, import_id)
    still_open(run)
    kind = kind_named(run.kind)
    chosen = [*columns, *[None] * len(run.heads)][: len(run.heads)]
    refuse(refusals_to_mapping(chosen, kind.columns))
    run.columns, run.state, run.refusal, run.work_id = chosen, ImportState.CHECKING, None, None
    session.execute(
        insert(ImportMapping)
        .values(
            organisation_id=run.organisation_id,
            kind=run.kind,
            signature=run.signature,
            columns=chosen,
            used_at=now,
        )
        .on_conflict_do_update(
            index_elements=["organisation_id", "kind", "signature"], set_={"columns": chosen, "used_at": now}
        )
    )
    session.flush()
    return run


def confirm(session: Session, actor: Identity, import_id: int, mode: ImportMode, now: datetime) -> ImportRun:
    """Says yes to what the check showed; `apply` does it. Confirming what was confirmed changes nothing.

    Raises Refusal imports.run.not_all_good, imports.run.nothing_to_do, imports.run.not_checked.
    """
    run = locked(session, actor, import_id)
    if run.state in (ImportState.APPLYING, ImportState.APPLIED, ImportState.UNDOING, ImportState.UNDONE):
        return run
    if run.state != ImportState.CHECKED:
        raise Refusal("imports.run.not_checked")
    if mode is ImportMode.ALL_ROWS and run.counts.get(ImportVerdict.REJECTED):
        raise Refusal("imports.run.not_all_good", field="mode")
    if not worth_doing(run):
        raise Refusal("imports.run.nothing_to_do")
    run.state, run.mode, run.applied_by, run.refusal = ImportState.APPLYING, mode, actor.account_id, None
    session.flush()
    return run


def changes(run: ImportRun) -> int:
    """How many rows change something."""
    counted = (ImportVerdict.CREATED, ImportVerdict.ATTACHED, ImportVerdict.UPDATED)
    return sum(run.counts.get(verdict, 0) for verdict in counted)


def worth_doing(run: ImportRun) -> bool:
    """Whether there is something to say yes to: a register that names the same people was still delivered."""
    return bool(changes(run)) or kind_named(run.kind).of_house


def put_back(session: Session, actor: Identity, import_id: int, code: str | None) -> None:
    """After work that was refused or stopped: the import stands where it stood before, and says why."""
    run = locked(session, actor, import_id)
    before = {
        ImportState.CHECKING: ImportState.MAPPING,
        ImportState.APPLYING: ImportState.CHECKED,
        ImportState.UNDOING: ImportState.APPLIED,
    }
    run.state, run.refusal = before.get(ImportState(run.state), ImportState(run.state)), code
    run.work_id = None
    session.flush()


def drop(session: Session, actor: Identity, import_id: int, now: datetime) -> ImportRun:
    """Lets go of an import that was not confirmed: its rows are deleted. Dropping twice does nothing more."""
    run = locked(session, actor, import_id)
    if run.state == ImportState.DROPPED:
        return run
    if run.state not in (*OPEN, ImportState.CHECKING):
        raise Refusal("imports.run.over")
    let_go(session, run, now)
    record(session, events.Tag.IMPORT_DROPPED, run, actor, now, {})
    return run


def confirm_undo(session: Session, actor: Identity, import_id: int, now: datetime) -> ImportRun:
    """Says yes to undoing; `undo` does it. Saying it again changes nothing."""
    run = locked(session, actor, import_id)
    if run.state in (ImportState.UNDOING, ImportState.UNDONE):
        return run
    may_be_undone(run, now)
    run.state, run.undone_by, run.refusal = ImportState.UNDOING, actor.account_id, None
    session.flush()
    return run


def forget(session: Session, now: datetime, limit: int = 20) -> int:
    """Empties what nobody needs: files kept a week, and values of before once undoing is past. Office scope."""
    runs = session.scalars(
        select(ImportRun)
        .where(ImportRun.emptied_at.is_(None), ImportRun.asked_at < now - KEPT)
        .order_by(ImportRun.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for run in runs:
        if run.state in (ImportState.APPLIED, ImportState.UNDONE):
            empty(session, run, now)
        else:
            let_go(session, run, now)
    old = select(ImportRun.id).where(ImportRun.applied_at < now - UNDOABLE)
    cleared = session.execute(
        update(ImportRow)
        .where(ImportRow.import_id.in_(old), ImportRow.before.is_not(None))
        .values(before=None)
        .returning(ImportRow.line)
    ).all()
    session.flush()
    return len(runs) + len(cleared)
