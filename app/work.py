"""Long work: asked for on a screen, done by a worker, followed on a progress page.

The row and its job are written in one transaction. A worker that dies leaves the work to another, which begins
it again: so each kind of work does what it does once, however often it begins.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, delete, select, true, update
from sqlalchemy.orm import Session, joinedload

from app.errors import Forbidden, Missing, Outage, Refusal, Stale
from app.outside.files import Files
from app.policy import Identity, Permission, Role, may, require
from app.queue import enqueue
from models.events import PLATFORM
from models.work import Work

JOB = "do_work"
KEPT = timedelta(days=30)
BATCH = 500
_TELL_EVERY = 0.5
ENDED = frozenset({"done", "failed", "stopped"})


class Stopped(Exception):
    """Whoever asked for the work wants it no longer; what it did so far is rolled back or kept by its kind."""


@dataclass(frozen=True)
class Done:
    """What became of the work: figures and codes for its page, and a file to download where there is one.

    `along`: what is written in the transaction that keeps the file, so once; handed in office scope.
    """

    result: dict[str, Any] = field(default_factory=dict)
    content: Path | None = None
    name: str = ""
    media_type: str = ""
    along: Callable[[Session], None] | None = None


class Telling(Protocol):
    """How a kind of work says how far it is."""

    def tell(self, done: int, total: int | None = None) -> None: ...


@dataclass(frozen=True)
class Bench:
    """What a kind of work is handed: sessions in the right scope, files, a folder that is gone afterwards."""

    session: Callable[[], Session]
    files: Files
    folder: Path


Kind = Callable[[Bench, Work, Identity, Telling], Done]


def ask(session: Session, actor: Identity, kind: str, facts: dict[str, Any], now: datetime) -> Work:
    """Writes down what is to be done and puts it in the queue. `facts` are plain values that JSON can hold."""
    require(actor, Permission.WORK_ASK)
    made = Work(
        organisation_id=actor.organisation_id or PLATFORM,
        kind=kind,
        account_id=actor.account_id,
        facts={**facts, "actor": noted(actor)},
        result={},
        asked_at=now,
    )
    session.add(made)
    session.flush()
    enqueue(session, JOB, organisation_id=made.organisation_id, work_id=made.id)
    return made


def noted(actor: Identity) -> dict[str, Any]:
    """Who asks, and as what, as values that JSON can hold; `asker_of` reads them back."""
    return {
        "person_id": actor.person_id,
        "roles": sorted(actor.roles),
        "key_level": actor.key_level,
        "session_reference": actor.session_reference,
        "address": actor.address,
        "language": actor.language,
        "authority_right_id": actor.authority_right_id,
    }


def asker_of(work: Work) -> Identity:
    """Who asked, as he stood then; what he may do now is asked anew before the work begins."""
    noted = work.facts["actor"]
    return Identity(
        account_id=work.account_id,
        person_id=noted["person_id"],
        roles=frozenset(Role(role) for role in noted["roles"]),
        organisation_id=work.organisation_id or None,
        key_level=noted["key_level"],
        authority_right_id=noted["authority_right_id"],
        session_reference=noted["session_reference"],
        address=noted["address"],
        language=noted["language"],
    )


def visible_to(identity: Identity) -> ColumnElement[bool]:
    """The work this identity may see: what he asked for in the context he acts in."""
    if not may(identity, Permission.WORK_ASK):
        return ~true()
    return and_(
        Work.organisation_id == (identity.organisation_id or PLATFORM), Work.account_id == identity.account_id
    )


def work_record(session: Session, identity: Identity, work_id: int) -> Work:
    """One work with its document. Raises Missing when it isn't there or isn't yours."""
    found = session.scalars(
        select(Work).where(Work.id == work_id, visible_to(identity)).options(joinedload(Work.document))
    ).one_or_none()
    if found is None:
        raise Missing("work", work_id)
    return found


def stop(session: Session, actor: Identity, work_id: int, now: datetime) -> None:
    """Asks that it ends: what waits is stopped at once, what runs stops at its next step, what ended stays so."""
    work_record(session, actor, work_id)
    mine = (Work.id == work_id, visible_to(actor))
    session.execute(update(Work).where(*mine, Work.ended_at.is_(None)).values(stop_asked_at=now))
    session.execute(update(Work).where(*mine, Work.state == "waiting").values(state="stopped", ended_at=now))


def begin(session: Session, organisation_id: int, work_id: int, now: datetime) -> Work | None:
    """The work, now running; None when it ended already. In office scope, as all below."""
    found = session.scalars(
        select(Work).where(Work.organisation_id == organisation_id, Work.id == work_id).with_for_update()
    ).one_or_none()
    if found is None or found.state in ENDED:
        return None
    found.state, found.done, found.total, found.started_at = "running", 0, None, now
    session.flush()
    return found


def end(session: Session, work: Work, state: str, now: datetime, result: dict[str, Any]) -> bool:
    """Writes down how it ended; False when it had ended already, by another worker: then nothing is written."""
    row = (
        update(Work)
        .where(Work.organisation_id == work.organisation_id, Work.id == work.id, Work.ended_at.is_(None))
        .values(state=state, ended_at=now, result=result)
        .returning(Work.id)
    )
    return session.scalar(row) is not None


def reopen(session: Session, organisation_id: int, work_id: int) -> None:
    """Waits again, for another try at what failed; what was done or stopped stays so."""
    mine = (Work.organisation_id == organisation_id, Work.id == work_id, Work.state.not_in(["done", "stopped"]))
    session.execute(
        update(Work).where(*mine).values(state="waiting", done=0, total=None, ended_at=None, result={})
    )


def drop(session: Session, organisation_id: int, work_id: int, now: datetime) -> None:
    """The central team gave it up: whoever asked reads that it failed, and that it may be asked for anew."""
    mine = (Work.organisation_id == organisation_id, Work.id == work_id, Work.ended_at.is_(None))
    result = said_no(Refusal("work.given_up"))
    session.execute(update(Work).where(*mine).values(state="failed", ended_at=now, result=result))


def attach(session: Session, work: Work, document_id: int) -> None:
    """Gives the work the file it made."""
    mine = (Work.organisation_id == work.organisation_id, Work.id == work.id)
    session.execute(update(Work).where(*mine).values(document_id=document_id))


def said_no(problem: Exception) -> dict[str, Any]:
    """Why it wasn't done, as a work's result: a code and facts, made a sentence where it is read."""
    if isinstance(problem, Forbidden):
        problem = Refusal("work.forbidden")
    elif isinstance(problem, Missing):
        problem = Refusal("work.missing")
    elif isinstance(problem, Stale):
        problem = Refusal("work.stale")
    elif not isinstance(problem, Refusal):
        problem = Refusal("work.bug")
    return {"refused": problem.code, "facts": {name: str(value) for name, value in problem.facts.items()}}


@dataclass
class Progress:
    """Tells how far a work is, at most twice a second, each time in a transaction of its own.

    Raises Stopped when whoever asked wants it no longer, Outage when this worker is told to end: another goes on.
    """

    office: Callable[[Callable[[Session], Any]], Any]
    work: Work
    ending: Callable[[], bool]
    _told_at: float = 0.0

    def tell(self, done: int, total: int | None = None) -> None:
        if self.ending():
            raise Outage("worker")
        if time.monotonic() - self._told_at < _TELL_EVERY and done != total:
            return
        self._told_at = time.monotonic()
        if self.office(lambda session: self._write(session, done, total)):
            raise Stopped

    def _write(self, session: Session, done: int, total: int | None) -> bool:
        row = (
            update(Work)
            .where(Work.organisation_id == self.work.organisation_id, Work.id == self.work.id)
            .values(done=done, total=total)
            .returning(Work.stop_asked_at)
        )
        return session.scalar(row) is not None


def forget(session: Session, now: datetime) -> int:
    """Removes a batch of work asked for more than 30 days ago; returns how many."""
    old = select(Work.id).where(Work.asked_at < now - KEPT).order_by(Work.asked_at, Work.id).limit(BATCH)
    return len(session.scalars(delete(Work).where(Work.id.in_(old)).returning(Work.id)).all())
