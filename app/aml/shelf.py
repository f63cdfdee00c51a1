"""The index of every entry that stands on a list, kept in a folder of this machine and shared by its processes.

Whoever finds it behind the database's edition catches up, one at a time by a lock on a file; the others go on
reading what they hold. The folder is no more than a copy: one that is broken, half-written, or of another database
(a backup that was put back) is thrown away and made anew beside it. What is small is caught up at once; what is
large is left to a thread or to the worker, and a page says that lists are being prepared.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.aml import screening
from app.aml.editions import bring_on, edition_of, few, mark_of
from app.aml.screening import SubjectIndex
from app.database import session_factory
from app.errors import HouseError, Outage, Refusal
from app.log import told
from app.transaction import Scope, enter

log = structlog.get_logger("screening")

FOLDER = Path("screening") / "lists"
"""Where it lies, in the folder of the installation."""
_PATIENCE = 2.0
_STATE, _LOCK = "edition.json", "lock"


def _scheme() -> str:
    """Of the code that makes the index: another one can't read what this one wrote."""
    digest = hashlib.sha256()
    for file in sorted(Path(screening.__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:32]


SCHEME = _scheme()


@dataclass(frozen=True)
class _State:
    """What lies in which folder: the entries of that edition. `mark` is of the load that made it, so that the same
    number in another database isn't taken for it; `digest` of the files; `going` says that a newer edition is
    being written over it, so that neither says anything of them any more."""

    folder: str
    edition: int
    entries: int
    mark: str
    digest: str = ""
    going: bool = False
    scheme: str = SCHEME


@dataclass(frozen=True)
class _Held:
    edition: int
    index: SubjectIndex


class Shelf:
    """The lists' index. Without a folder it is in memory and of this object alone.

    `at_once`: the worker's, which builds whatever it finds missing; a page doesn't.
    """

    def __init__(self, folder: Path | None, *, at_once: bool = False) -> None:
        self._folder = folder
        self._at_once = at_once or folder is None
        self._held: _Held | None = None
        self._mine = threading.Lock()
        self._builder: threading.Thread | None = None
        self._state = _State("", 0, 0, "")  # in memory only

    def index(self, session: Session) -> SubjectIndex:
        """Every entry that stands, by the id of its row. Raises Refusal aml.lists.being_prepared."""
        return self.look(session)[1]

    def look(self, session: Session) -> tuple[int, SubjectIndex]:
        """The newest edition and its index.

        Raises Refusal aml.lists.being_prepared; Outage where the folder can't be written.
        """
        held = self._held
        if held is not None and held.edition == edition_of(session):
            return held.edition, held.index
        if not self._mine.acquire(timeout=-1 if self._at_once else _PATIENCE):
            raise Refusal("aml.lists.being_prepared")
        try:
            held = self._caught_up(session)
        except (OSError, ValueError) as problem:  # no room, no right to write: the index has no errors of its own
            log.warning("the index of the lists can't be kept", **told(problem))
            raise Outage("files") from problem
        finally:
            self._mine.release()
        return held.edition, held.index

    def _caught_up(self, session: Session) -> _Held:
        if self._folder is None:
            self._held = self._in_memory(session)
            return self._held
        state = self._usable(session)
        if state is None or state.edition != edition_of(session) or state.going:
            state = self._brought_on(session, state)
        if self._held is None or self._held.edition != state.edition:
            self._held = _Held(state.edition, SubjectIndex.open(self._folder / state.folder))
        return self._held

    def _brought_on(self, session: Session, state: _State | None) -> _State:
        if self._at_once or few(session, state.edition if state else 0):
            with self._locked(None if self._at_once else _PATIENCE) as locked:
                if locked:
                    return self._write(session)
            raise Refusal("aml.lists.being_prepared")
        self._have_it_built(session)
        raise Refusal("aml.lists.being_prepared")

    def _have_it_built(self, session: Session) -> None:
        """By a thread of this process, unless one is at it already; one at a time on this machine."""
        engine = session.get_bind()
        if not isinstance(engine, Engine):  # a connection is nobody else's
            return
        if self._builder is None or not self._builder.is_alive():
            self._builder = threading.Thread(target=self._build, args=(engine,), name="lists", daemon=True)
            self._builder.start()

    def _build(self, engine: Engine) -> None:
        try:
            with self._locked(0) as locked:
                if locked:
                    with session_factory(engine)() as session:
                        enter(session, Scope.office())
                        self._write(session)
        except (OSError, ValueError, SQLAlchemyError, HouseError) as problem:
            log.warning("the index of the lists wasn't made", **told(problem))

    def _write(self, session: Session) -> _State:
        """Brings the folder to the newest edition, under the lock; gives back what lies there then."""
        folder = self._in_place()
        state = self._usable(session)
        newest = edition_of(session)
        if state is not None and state.edition == newest and not state.going:
            return state  # somebody else was first
        if state is None:
            state = _State(secrets.token_hex(8), 0, 0, "")
            index, begun = SubjectIndex.open(folder / state.folder), time.monotonic()
        else:
            self._keep(replace(state, going=True))
            index, begun = SubjectIndex.open(folder / state.folder), time.monotonic()
        rows = bring_on(session, index, state.edition, newest)
        done = replace(
            state,
            edition=newest,
            entries=len(index),
            mark=mark_of(session, newest),
            digest=_digest(folder / state.folder),
            going=False,
        )
        self._keep(done)
        self._sweep(done)
        log.info(
            "the index of the lists is of edition",
            edition=newest,
            rows=rows,
            seconds=round(time.monotonic() - begun, 1),
        )
        return done

    def _usable(self, session: Session) -> _State | None:
        """What lies in the folder, unless it is of no use: not there, broken, ahead, of other code or data."""
        folder = self._in_place()
        try:
            state = _State(**json.loads((folder / _STATE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        if state.scheme != SCHEME or state.edition > edition_of(session):
            return None
        if state.mark != mark_of(session, state.edition):
            return None
        held = self._held
        if held is None or held.edition != state.edition or state.going:
            try:
                whole = _whole(folder / state.folder, state)
            except BaseException as problem:  # a panic of the index has no parent below this one
                if not isinstance(problem, (OSError, ValueError)) and type(problem).__name__ != "PanicException":
                    raise
                whole = False
            if not whole:
                log.warning("the index of the lists isn't whole, and is made anew", edition=state.edition)
                return None
        return state

    def _in_memory(self, session: Session) -> _Held:
        newest, state = edition_of(session), self._state
        if self._held is None or state.edition > newest or state.mark != mark_of(session, state.edition):
            state, index = _State("", 0, 0, ""), SubjectIndex.open()
        else:
            index = self._held.index
        bring_on(session, index, state.edition, newest)
        self._state = replace(state, edition=newest, mark=mark_of(session, newest))
        return _Held(newest, index)

    def _in_place(self) -> Path:
        assert self._folder is not None  # noqa: S101 - asked only where there is one
        return self._folder

    def _keep(self, state: _State) -> None:
        """Whole or not at all: whoever reads meanwhile reads the one before."""
        folder = self._in_place()
        new = folder / f"{_STATE}.new"
        with new.open("w", encoding="utf-8") as file:
            json.dump(asdict(state), file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(folder / _STATE)

    def _sweep(self, state: _State) -> None:
        """Takes away what was thrown away; who still reads it has its files open."""
        for one in self._in_place().iterdir():
            if one.is_dir() and one.name != state.folder:
                shutil.rmtree(one, ignore_errors=True)

    @contextmanager
    def _locked(self, patience: float | None) -> Iterator[bool]:
        """Whether the folder is ours to write, after so many seconds at most; None: however long it takes."""
        folder = self._in_place()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        until = None if patience is None else time.monotonic() + patience
        with (folder / _LOCK).open("a") as file:
            if until is None:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield True
                return
            while True:
                with suppress(BlockingIOError):
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                if time.monotonic() >= until:
                    yield False
                    return
                time.sleep(0.05)
            yield True


def shelf_in(state: Path) -> Shelf:
    """The shelf of a web process, in the folder of this machine's state."""
    return Shelf(state / FOLDER)


def _digest(folder: Path) -> str:
    """Of all files of an index; some tenths of a second for half a million entries."""
    digest = hashlib.blake2b(digest_size=16)
    for file in sorted(one for one in folder.iterdir() if one.is_file() and not one.name.startswith(".")):
        with file.open("rb") as content:
            digest.update(file.name.encode() + hashlib.file_digest(content, "blake2b").digest())
    return digest.hexdigest()


def _whole(folder: Path, state: _State) -> bool:
    """Whether the files are those that were written; of what is being written over, whether it can be read."""
    if not (folder / "meta.json").is_file():
        return False
    if not state.going and _digest(folder) != state.digest:
        return False
    return len(SubjectIndex.open(folder)) == state.entries or state.going
