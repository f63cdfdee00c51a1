"""Doing an import: checking, applying, undoing, by the same statements over sets.

The check is the real thing: the same statements in the same order, and then taken back to where they began. So
what it predicts is what happens; if it wouldn't be, because somebody changed something meanwhile, nothing happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Refusal
from app.imports import staging
from app.imports.kinds import Facts, Kind, kind_named
from app.imports.runs import at_home, empty, locked, may_be_undone, record, still_open
from app.policy import Identity
from app.transaction import take_time
from models.imports import ImportRow, ImportRun
from models.values import ImportState, ImportVerdict, UndoOutcome

Tell = Callable[[int, int], None]
_PATIENCE = text(
    "select set_config('lock_timeout', :wait, true),"
    " set_config('jit', 'off', true), set_config('work_mem', '64MB', true),"
    " pg_advisory_xact_lock(hashtext('sleutelbos.import'), cast(:organisation_id as int))"
)
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
        case when verdict in ('created', 'attached', 'updated') then before end
    from pg_temp.import_staged order by line""")
_UNDO_COUNTS = text("select undo, count(*) from pg_temp.import_taken group by undo")
_UNDO_PERSIST = text("""update import_row r set undo = t.undo, undo_code = t.undo_code from pg_temp.import_taken t
    where r.organisation_id = :organisation_id and r.import_id = :import_id and r.line = t.line""")
_UNDO_IDS = text("""select array_agg(subject_id order by subject_id) filter (where undo = 'taken_back'),
    array_agg(subject_id order by subject_id) filter (where undo = 'kept') from pg_temp.import_taken""")


def _silent(done: int, total: int) -> None:
    """Nobody asks how far it is."""


def check(session: Session, actor: Identity, import_id: int, now: datetime, tell: Tell = _silent) -> ImportRun:
    """Does the whole import and takes it back; keeps what would become of each row. Done again, it looks again."""
    run = locked(session, actor, import_id)
    still_open(run)
    with at_home(session, run):
        return _checked(session, run, actor, now, tell)


def _checked(session: Session, run: ImportRun, actor: Identity, now: datetime, tell: Tell) -> ImportRun:
    kind, facts = kind_named(run.kind), _facts(run, actor, now)
    _judge(session, run, kind, facts, tell)
    predicted = session.scalar(_DIGEST)
    counts = _counted(session, _COUNTS, ImportVerdict)
    found = session.scalar(_FOUND) or []
    with _taken_back(session):
        staging.do(session, kind.apply, facts)
        if session.scalar(_DIGEST) != predicted:
            raise Refusal("imports.run.changed_meanwhile")
    _persist(session, run)
    run.state, run.checked_at, run.digest, run.counts = ImportState.CHECKED, now, predicted, counts
    run.work_id = run.refusal = None
    session.flush()
    record(session, events.Tag.IMPORT_CHECKED, run, actor, now, {"counts": counts, "looked_up": found})
    return run


def _alone(session: Session, run: ImportRun, tell: Tell) -> None:
    """One import of an organisation at a time: the second sees what the first did. A worker waits for long."""
    wait = "10s" if tell is _silent else "120s"
    take_time(session)
    session.execute(_PATIENCE, {"wait": wait, "organisation_id": run.organisation_id})


def _facts(run: ImportRun, actor: Identity, now: datetime) -> Facts:
    return {
        "organisation_id": run.organisation_id,
        "import_id": run.id,
        "account_id": actor.account_id,
        "person_id": actor.person_id or 0,
        "authority_id": actor.authority_right_id,
        "by_law": actor.by_law,
        "now": now,
        "today": clock.day_of(now),
    }


def _judge(session: Session, run: ImportRun, kind: Kind, facts: Facts, tell: Tell) -> None:
    _alone(session, run, tell)
    staging.stage(session, kind, run.columns, staging.kept_rows(session, run), lambda done: tell(done, run.rows))
    if kind.prepare is not None:
        kind.prepare(session, facts)
    # The planner knows what was judged before it is acted upon; otherwise it expects next to nothing.
    staging.do(session, (*kind.judge, "analyze pg_temp.import_staged"), facts)


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


def apply(session: Session, actor: Identity, import_id: int, now: datetime, tell: Tell = _silent) -> ImportRun:
    """Does what was confirmed: exactly what the check predicted, or nothing. Done again, it does nothing more.

    Raises Refusal imports.run.changed_since_check when a row would fare otherwise now.
    """
    run = locked(session, actor, import_id)
    if run.state != ImportState.APPLYING:
        return run
    with at_home(session, run):
        return _applied(session, run, actor, now, tell)


def _applied(session: Session, run: ImportRun, actor: Identity, now: datetime, tell: Tell) -> ImportRun:
    kind, facts = kind_named(run.kind), _facts(run, actor, now)
    _judge(session, run, kind, facts, tell)
    if session.scalar(_DIGEST) != run.digest:
        raise Refusal("imports.run.changed_since_check")
    staging.do(session, kind.apply, facts)
    if session.scalar(_DIGEST) != run.digest:
        raise Refusal("imports.run.changed_since_check")
    _persist(session, run)
    made, changed, persons = session.execute(_IDS).one()
    run.state, run.applied_at, run.work_id = ImportState.APPLIED, now, None
    if not run.counts.get(ImportVerdict.REJECTED):
        empty(session, run, now)
    session.flush()
    told = {"counts": run.counts, "made": made or [], "changed": changed or [], "persons": persons or []}
    record(session, events.Tag.IMPORT_APPLIED, run, actor, now, told)
    for acts in kind.acts:
        _record_acts(session, acts.subject, acts.made, acts.made_ids, run, actor, now)
    if kind.then is not None:
        kind.then(session, run.id)
    return run


def _record_acts(
    session: Session, kind: str, tag: events.Tag, which: str, run: ImportRun, actor: Identity, now: datetime
) -> None:
    """One event with all their numbers: each record's history has it, and whoever is told of acts is told."""
    asked, known = text(which), _facts(run, actor, now)
    ids = session.scalars(asked, {name: known[name] for name in asked.compile().params}).all()
    if not ids:
        return
    subject = events.Subject(kind, 0, run.organisation_id)
    facts = {"ids": sorted(ids), "count": len(ids), "import_id": run.id}
    events.record(session, tag, subject, actor, now, facts=facts)


def foresee_undo(session: Session, actor: Identity, import_id: int, now: datetime) -> dict[str, int]:
    """How many rows undoing would take back, and how many it would leave: decided as undoing decides it."""
    run = locked(session, actor, import_id)
    may_be_undone(run, now)
    with at_home(session, run):
        _begin_undo(session, run, actor, now)
        return _counted(session, _UNDO_COUNTS, UndoOutcome)


def undo(session: Session, actor: Identity, import_id: int, now: datetime, tell: Tell = _silent) -> ImportRun:
    """Takes back, row by row, what the import made and nobody changed or used since; the rest stays.

    Each row that stays has its reason. Undone twice, it does nothing more.
    """
    run = locked(session, actor, import_id)
    if run.state != ImportState.UNDOING:
        return run
    with at_home(session, run):
        return _undone(session, run, actor, now)


def _undone(session: Session, run: ImportRun, actor: Identity, now: datetime) -> ImportRun:
    _begin_undo(session, run, actor, now)
    kind = kind_named(run.kind)
    staging.do(session, kind.undo, _facts(run, actor, now))
    run.undo_counts = _counted(session, _UNDO_COUNTS, UndoOutcome)
    session.execute(_UNDO_PERSIST, {"organisation_id": run.organisation_id, "import_id": run.id})
    taken, kept = session.execute(_UNDO_IDS).one()
    run.state, run.undone_at, run.work_id = ImportState.UNDONE, now, None
    empty(session, run, now)
    session.flush()
    told = {"counts": run.undo_counts, "taken_back": taken or [], "kept": kept or []}
    record(session, events.Tag.IMPORT_UNDONE, run, actor, now, told)
    for acts in kind.acts:
        _record_acts(session, acts.subject, acts.taken_back, acts.taken_ids, run, actor, now)
    return run


def _begin_undo(session: Session, run: ImportRun, actor: Identity, now: datetime) -> None:
    _alone(session, run, _silent)
    facts = _facts(run, actor, now)
    statements = (*staging.STAGE_UNDO, *kind_named(run.kind).judge_undo, "analyze pg_temp.import_taken")
    staging.do(session, statements, facts)
