"""One long work, carried out: who asked is asked for anew, the kind does it, and the result is kept with its file.

It runs as whoever asked, in his scope. A refusal is a result and is read on its page; a bug is one too, without
its words, and fails the job as well.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app import work as long_work
from app.documents.services import NewDocument, keep
from app.errors import HouseError, Outage
from app.events import Subject
from app.outside.files import Files, chunks_of
from app.policy import Identity
from app.rights.authority import scope_for, still
from app.transaction import enter
from app.work import Bench, Done, Kind, Progress, Stopped
from models.values import WorkKind
from models.work import Work

T = TypeVar("T")
RESULT_KEPT = timedelta(days=7)
_SHARED = frozenset({WorkKind.IMPORT, WorkKind.MANDATES})
"""What members of an organisation have done for all of them."""


class Place(Protocol):
    """What of the workplace is needed here."""

    @property
    def sessions(self) -> sessionmaker[Session]: ...

    @property
    def files(self) -> Files: ...

    @property
    def kinds(self) -> Mapping[str, Kind]: ...

    @property
    def stop(self) -> Any: ...

    def office(self, act: Callable[[Session], T]) -> T: ...


def carry_out(place: Place, organisation_id: int, work_id: int) -> str:
    """Does one long work that somebody asked for; returns how it ended. Raises what the queue tries again."""
    work = place.office(lambda session: long_work.begin(session, organisation_id, work_id, clock.now()))
    if work is None:
        return "nothing to do"
    try:
        actor = place.office(lambda session: still(session, long_work.asker_of(work), clock.today()))
        with _bench(place, actor, shared=work.kind in _SHARED) as bench:
            done = place.kinds[work.kind](bench, work, actor, Progress(place.office, work, place.stop.is_set))
            place.office(partial(_keep, place=place, work=work, actor=actor, done=done))
    except Outage:
        raise
    except Stopped:
        place.office(partial(long_work.end, work=work, state="stopped", now=clock.now(), result={}))
        return "stopped"
    except Exception as problem:
        said = long_work.said_no(problem)
        place.office(partial(long_work.end, work=work, state="failed", now=clock.now(), result=said))
        if not isinstance(problem, HouseError):
            raise
        return f"refused: {said['refused']}"
    return "done"


@contextmanager
def _bench(place: Place, actor: Identity, *, shared: bool) -> Iterator[Bench]:
    """`shared`: what members of an organisation have done for all of them."""
    scope = scope_for(actor, shared=shared)

    def session() -> Session:
        made = place.sessions()
        enter(made, scope)
        return made

    with tempfile.TemporaryDirectory(prefix="work-") as folder:
        yield Bench(session, place.files, Path(folder))


def _keep(session: Session, place: Place, work: Work, actor: Identity, done: Done) -> None:
    """The result, and its file as a document of whoever asked, for a week; neither if another was first."""
    now = clock.now()
    if not long_work.end(session, work, "done", now, done.result) or done.content is None:
        return
    subject = Subject("work", work.id)
    new = NewDocument(work.kind, done.name, done.media_type, subject, private=True, expires_at=now + RESULT_KEPT)
    with done.content.open("rb") as file:
        long_work.attach(session, work, keep(session, place.files, actor, new, chunks_of(file), now).id)
    if done.along is not None:
        done.along(session)
