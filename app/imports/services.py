"""Use cases of imports: receiving a file, choosing its columns, checking, applying, undoing, dropping.

The check is the real thing: the same statements in the same order, and then taken back to where they began. So
what it predicts is what happens; if it wouldn't be, because somebody changed something meanwhile, nothing happens.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from sqlalchemy import delete, literal_column, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Missing, Refusal, refuse
from app.imports import staging
from app.imports.columns import match, refusals_to_mapping, signature
from app.imports.kinds import Kind, kind_named
from app.imports.reading import read
from app.policy import Identity, Permission, require
from models.imports import ImportChunk, ImportMapping, ImportRow, ImportRun
from models.values import ImportMode, ImportState, ImportVerdict, UndoOutcome

KEPT = timedelta(days=7)
UNDOABLE = timedelta(days=90)
_OPEN = (ImportState.MAPPING, ImportState.CHECKED)
_PATIENCE = text(
    "select set_config('statement_timeout', '600s', true), set_config('lock_timeout', :wait, true),"
    " set_config('jit', 'off', true), set_config('work_mem', '64MB', true)"
)
# One import of an organisation at a time: the second sees what the first did.
_ALONE = text("select pg_advisory_xact_lock(hashtext('sleutelbos.import'), cast(:organisation_id as int))")
_DIGEST = text("select md5(string_agg(line || verdict, ',' order by line)) from pg_temp.import_staged")
_COUNTS = text("select verdict, count(*) from pg_temp.import_staged group by verdict")
_IDS = text("""select array_agg(subject_id order by subject_id) filter (where verdict in ('created', 'attached')),
    array_agg(subject_id order by subject_id) filter (where verdict = 'updated'),
    array_agg(distinct person_id) filter (where verdict = 'created') from pg_temp.import_staged""")
_FOUND = text("""select array_agg(distinct person_id) from pg_temp.import_staged
    where person_id is not null and subject_id is null""")
_PERSIST = text("""insert into import_row (organisation_id, import_id, line, verdict, problems, subject_id,
        subject_version, person_id, before)
    select :organisation_id, :import_id, line, verdict, problems, subject_id, subject_version, person_id,
        case verdict when 'updated' then before end
    from pg_temp.import_staged order by line""")
_UNDO_COUNTS = text("select undo, count(*) from pg_temp.import_taken group by undo")
_UNDO_PERSIST = text("""update import_row r set undo = t.undo, undo_code = t.undo_code from pg_temp.import_taken t
    where r.organisation_id = :organisation_id and r.import_id = :import_id and r.line = t.line""")
_UNDO_IDS = text("""select array_agg(subject_id order by subject_id) filter (where undo = 'taken_back'),
    array_agg(subject_id order by subject_id) filter (where undo = 'kept') from pg_temp.import_taken""")


@dataclass(frozen=True)
class Upload:
    """A file as it came in: its content, the name it had, its size in bytes."""

    file: BinaryIO
    name: str
    size: int


def _locked(session: Session, actor: Identity, import_id: int) -> ImportRun:
    """The import, locked, for who may work on it. Raises Forbidden, Missing."""
    require(actor, Permission.IMPORT_MAKE)
    run = session.scalars(
        select(ImportRun)
        .where(ImportRun.organisation_id == actor.organisation_id, ImportRun.id == import_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if run is None:
        raise Missing("import", import_id)
    require(actor, Permission.IMPORT_MAKE, run)
    require(actor, kind_named(run.kind).permission, run)
    return run


def receive(session: Session, actor: Identity, kind_name: str, upload: Upload, now: datetime) -> ImportRun:
    """Reads a file and puts its rows away; the columns are proposed as they were chosen last time, or by their heads.

    The same file sent again by the same person before he went on is the same import. Raises Refusal imports.file.…
    """
    kind = kind_named(kind_name)
    require(actor, Permission.IMPORT_MAKE)
    require(actor, kind.permission)
    if actor.organisation_id is None:
        raise Refusal("organisations.relation.no_organisation")
    digest = _digest_of(upload.file)
    session.execute(_ALONE, {"organisation_id": actor.organisation_id})
    if (before := _brought_before(session, actor, kind, digest)) is not None:
        return before
    sheet = read(upload.file, upload.name, kind.columns)
    run = ImportRun(
        organisation_id=actor.organisation_id,
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
        columns=_proposed(session, actor.organisation_id, kind, sheet.heads),
        rows=0,
        asked_at=now,
    )
    session.add(run)
    session.flush()
    run.rows = staging.keep_rows(session, run, sheet.rows)
    if not run.rows:
        raise Refusal("imports.file.no_rows")
    session.flush()
    _record(session, events.Tag.IMPORT_RECEIVED, run, actor, now, {"rows": run.rows, "sha256": digest.hex()})
    return run


def _digest_of(file: BinaryIO) -> bytes:
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").digest()
    file.seek(0)
    return found


def _plain_name(name: str) -> str:
    """The file's own name, without the folders an old browser sends along."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[-200:] or "?"


def _brought_before(session: Session, actor: Identity, kind: Kind, digest: bytes) -> ImportRun | None:
    return session.scalars(
        select(ImportRun)
        .where(
            ImportRun.organisation_id == actor.organisation_id,
            ImportRun.kind == kind.name,
            ImportRun.account_id == actor.account_id,
            ImportRun.sha256 == digest,
            ImportRun.state.in_(_OPEN),
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
    run = _locked(session, actor, import_id)
    _still_open(run)
    kind = kind_named(run.kind)
    chosen = [*columns, *[None] * len(run.heads)][: len(run.heads)]
    refuse(refusals_to_mapping(chosen, kind.columns))
    run.columns, run.state, run.refusal = chosen, ImportState.CHECKING, None
    session.execute(
        insert_or(ImportMapping)
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


def _still_open(run: ImportRun) -> None:
    if run.state not in (*_OPEN, ImportState.CHECKING) or run.emptied_at is not None:
        raise Refusal("imports.run.over")


def check(session: Session, actor: Identity, import_id: int, now: datetime) -> ImportRun:
    """Does the whole import and takes it back; keeps what would become of each row. Done again, it looks again."""
    run = _locked(session, actor, import_id)
    _still_open(run)
    kind, facts = kind_named(run.kind), _facts(run, actor, now)
    _judge(session, run, kind, facts)
    predicted = session.scalar(_DIGEST)
    counts = _counted(session, _COUNTS, ImportVerdict)
    found = session.scalar(_FOUND) or []
    with _taken_back(session):
        staging.do(session, kind.apply, facts)
        if session.scalar(_DIGEST) != predicted:
            raise Refusal("imports.run.changed_meanwhile")
    _persist(session, run)
    run.state, run.checked_at, run.digest, run.counts = ImportState.CHECKED, now, predicted, counts
    session.flush()
    _record(session, events.Tag.IMPORT_CHECKED, run, actor, now, {"counts": counts, "looked_up": found})
    return run


def _facts(run: ImportRun, actor: Identity, now: datetime) -> dict[str, Any]:
    return {
        "organisation_id": run.organisation_id,
        "import_id": run.id,
        "account_id": actor.account_id,
        "now": now,
        "today": clock.day_of(now),
    }


def _judge(session: Session, run: ImportRun, kind: Kind, facts: dict[str, Any]) -> None:
    session.execute(_PATIENCE, {"wait": "120s"})
    session.execute(_ALONE, {"organisation_id": run.organisation_id})
    staging.stage(session, kind, run.columns, staging.kept_rows(session, run))
    staging.do(session, kind.judge, facts)


@contextmanager
def _taken_back(session: Session) -> Iterator[None]:
    """Whatever is done inside, is undone when it ends."""
    nested = session.begin_nested()
    try:
        yield
    finally:
        nested.rollback()


def _counted(session: Session, statement: Any, words: type[ImportVerdict] | type[UndoOutcome]) -> dict[str, int]:
    found = {str(word): int(count) for word, count in session.execute(statement)}
    return {str(word): found[word] for word in words if word in found}


def _persist(session: Session, run: ImportRun) -> None:
    session.execute(
        delete(ImportRow).where(ImportRow.organisation_id == run.organisation_id, ImportRow.import_id == run.id)
    )
    session.execute(_PERSIST, {"organisation_id": run.organisation_id, "import_id": run.id})


def confirm(session: Session, actor: Identity, import_id: int, mode: ImportMode, now: datetime) -> ImportRun:
    """Says yes to what the check showed; `apply` does it. Confirming what was confirmed changes nothing.

    Raises Refusal imports.run.not_all_good, imports.run.nothing_to_do, imports.run.not_checked.
    """
    run = _locked(session, actor, import_id)
    if run.state in (ImportState.APPLYING, ImportState.APPLIED, ImportState.UNDOING, ImportState.UNDONE):
        return run
    if run.state != ImportState.CHECKED:
        raise Refusal("imports.run.not_checked")
    if mode is ImportMode.ALL_ROWS and run.counts.get(ImportVerdict.REJECTED):
        raise Refusal("imports.run.not_all_good", field="mode")
    if not changes(run):
        raise Refusal("imports.run.nothing_to_do")
    run.state, run.mode, run.applied_by, run.refusal = ImportState.APPLYING, mode, actor.account_id, None
    session.flush()
    return run


def changes(run: ImportRun) -> int:
    """How many rows change something."""
    counted = (ImportVerdict.CREATED, ImportVerdict.ATTACHED, ImportVerdict.UPDATED)
    return sum(run.counts.get(verdict, 0) for verdict in counted)


def apply(session: Session, actor: Identity, import_id: int, now: datetime) -> ImportRun:
    """Does what was confirmed: exactly what the check predicted, or nothing. Done again, it does nothing more.

    Raises Refusal imports.run.changed_since_check when a row would fare otherwise now.
    """
    run = _locked(session, actor, import_id)
    if run.state != ImportState.APPLYING:
        return run
    kind, facts = kind_named(run.kind), _facts(run, actor, now)
    _judge(session, run, kind, facts)
    if session.scalar(_DIGEST) != run.digest:
        raise Refusal("imports.run.changed_since_check")
    staging.do(session, kind.apply, facts)
    if session.scalar(_DIGEST) != run.digest:
        raise Refusal("imports.run.changed_since_check")
    _persist(session, run)
    made, changed, persons = session.execute(_IDS).one()
    run.state, run.applied_at = ImportState.APPLIED, now
    if not run.counts.get(ImportVerdict.REJECTED):
        _empty(session, run, now)
    session.flush()
    told = {"counts": run.counts, "made": made or [], "changed": changed or [], "persons": persons or []}
    _record(session, events.Tag.IMPORT_APPLIED, run, actor, now, told)
    return run


def put_back(session: Session, actor: Identity, import_id: int, code: str | None) -> None:
    """After work that was refused or stopped: the import stands where it stood before, and says why."""
    run = _locked(session, actor, import_id)
    before = {
        ImportState.CHECKING: ImportState.MAPPING,
        ImportState.APPLYING: ImportState.CHECKED,
        ImportState.UNDOING: ImportState.APPLIED,
    }
    run.state, run.refusal = before.get(ImportState(run.state), ImportState(run.state)), code
    session.flush()


def _empty(session: Session, run: ImportRun, now: datetime) -> None:
    """Nobody needs the file's rows any more."""
    session.execute(
        delete(ImportChunk).where(
            ImportChunk.organisation_id == run.organisation_id, ImportChunk.import_id == run.id
        )
    )
    run.emptied_at = now


def drop(session: Session, actor: Identity, import_id: int, now: datetime) -> ImportRun:
    """Lets go of an import that was not confirmed: its rows are deleted. Dropping twice does nothing more."""
    run = _locked(session, actor, import_id)
    if run.state == ImportState.DROPPED:
        return run
    if run.state not in (*_OPEN, ImportState.CHECKING):
        raise Refusal("imports.run.over")
    _let_go(session, run, now)
    _record(session, events.Tag.IMPORT_DROPPED, run, actor, now, {})
    return run


def _let_go(session: Session, run: ImportRun, now: datetime) -> None:
    of_this = (ImportRow.organisation_id == run.organisation_id, ImportRow.import_id == run.id)
    session.execute(delete(ImportRow).where(*of_this))
    _empty(session, run, now)
    run.state = ImportState.DROPPED
    session.flush()


def foresee_undo(session: Session, actor: Identity, import_id: int, now: datetime) -> dict[str, int]:
    """How many rows undoing would take back, and how many it would leave; nothing is kept of it."""
    run = _locked(session, actor, import_id)
    _may_be_undone(run, now)
    with _taken_back(session):
        return _undone(session, run, actor, now)


def confirm_undo(session: Session, actor: Identity, import_id: int, now: datetime) -> ImportRun:
    """Says yes to undoing; `undo` does it. Saying it again changes nothing."""
    run = _locked(session, actor, import_id)
    if run.state in (ImportState.UNDOING, ImportState.UNDONE):
        return run
    _may_be_undone(run, now)
    run.state, run.undone_by, run.refusal = ImportState.UNDOING, actor.account_id, None
    session.flush()
    return run


def _may_be_undone(run: ImportRun, now: datetime) -> None:
    if run.state not in (ImportState.APPLIED, ImportState.UNDOING) or run.applied_at is None:
        raise Refusal("imports.run.not_applied")
    if run.applied_at < now - UNDOABLE:
        raise Refusal("imports.run.too_long_ago")


def undo(session: Session, actor: Identity, import_id: int, now: datetime) -> ImportRun:
    """Takes back, row by row, what the import made and nobody changed or used since; the rest stays, with the reason.

    Undone twice, it does nothing more.
    """
    run = _locked(session, actor, import_id)
    if run.state != ImportState.UNDOING:
        return run
    run.undo_counts = _undone(session, run, actor, now)
    session.execute(_UNDO_PERSIST, {"organisation_id": run.organisation_id, "import_id": run.id})
    taken, kept = session.execute(_UNDO_IDS).one()
    run.state, run.undone_at = ImportState.UNDONE, now
    _empty(session, run, now)
    session.flush()
    told = {"counts": run.undo_counts, "taken_back": taken or [], "kept": kept or []}
    _record(session, events.Tag.IMPORT_UNDONE, run, actor, now, told)
    return run


def _undone(session: Session, run: ImportRun, actor: Identity, now: datetime) -> dict[str, int]:
    kind, facts = kind_named(run.kind), _facts(run, actor, now)
    session.execute(_PATIENCE, {"wait": "120s"})
    session.execute(_ALONE, {"organisation_id": run.organisation_id})
    staging.stage_undo(session, run)
    staging.do(session, (*kind.judge_undo, *kind.undo), facts)
    return _counted(session, _UNDO_COUNTS, UndoOutcome)


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
            _empty(session, run, now)
        else:
            _let_go(session, run, now)
    old = select(ImportRun.id).where(ImportRun.applied_at < now - UNDOABLE)
    cleared = session.execute(
        update(ImportRow)
        .where(ImportRow.import_id.in_(old), ImportRow.before.is_not(None))
        .values(before=None)
        .returning(literal_column("1"))
    ).all()
    session.flush()
    return len(runs) + len(cleared)


def _record(
    session: Session, tag: events.Tag, run: ImportRun, actor: Identity, now: datetime, facts: dict[str, Any]
) -> None:
    subject = events.Subject("import", run.id, run.organisation_id)
    events.record(session, tag, subject, actor, now, facts={"kind": run.kind, **facts})
