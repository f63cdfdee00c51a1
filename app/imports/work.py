"""A long import done by a worker: one transaction from file to tables, so that a worker that dies left nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app import clock
from app import work as long_work
from app.errors import HouseError, Outage
from app.imports import doing, services
from app.policy import Identity
from app.transaction import transaction
from app.work import Bench, Done, Telling
from models.imports import ImportRun
from models.values import WorkKind
from models.work import Work

SMALL = 500
_ACTS = {"check": doing.check, "apply": doing.apply, "undo": doing.undo}


def begin(session: Session, actor: Identity, run: ImportRun, act: str, now: datetime) -> None:
    """Does it at once where that is short, or asks a worker; `run.work_id` says which work it waits for."""
    if run.rows <= SMALL:
        run.work_id = None
        _ACTS[act](session, actor, run.id, now)
    else:
        facts = {"import_id": run.id, "act": act}
        run.work_id = long_work.ask(session, actor, WorkKind.IMPORT, facts, now).id
        session.flush()


def carry_on(bench: Bench, work: Work, actor: Identity, progress: Telling) -> Done:
    """What the worker does; begun again, it finds done what is done. A refusal leaves the import as it was."""
    import_id = int(work.facts["import_id"])
    with bench.session() as session:
        try:
            with transaction(session):
                run = _ACTS[work.facts["act"]](session, actor, import_id, clock.now(), progress.tell)
        except Outage:
            raise
        except Exception as problem:
            with transaction(session):
                services.put_back(session, actor, import_id, getattr(problem, "code", None) or _code(problem))
            raise
        return Done({"import_id": run.id})


def _code(problem: Exception) -> str | None:
    if isinstance(problem, long_work.Stopped):
        return None
    return "work.stale" if isinstance(problem, HouseError) else "work.bug"
