"""The folder in which somebody, or the bank's own program, puts its files: `in`, and `done` or `refused` after it.

A file moves only after what it told is kept; whoever breaks down in between reads it again, which changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from app.errors import Outage, Refusal
from app.wallet.bank_files import BankStatement, read_bank_file
from app.wallet.bank_files.reading import MOST_BYTES
from app.wallet.bank_import import FileFacts, Taken, take_in
from app.wallet.bank_rules import in_order

T = TypeVar("T")
_STILL_COMING = 60
"""A file that changed less than so many seconds ago may still be on its way."""
_HALF = (".part", ".tmp", ".filepart", ".crdownload", ".swp")
_HOLES = frozenset({"wallet.bank.missing_statement", "wallet.bank.balance_gap"})
_AT_ONCE = 50


class Office(Protocol):
    """Does something in one transaction of its own, in office scope."""

    def __call__(self, act: Callable[[Session], T]) -> T: ...


@dataclass(frozen=True)
class Looked:
    """What became of the files that lay there: taken in, refused, and still waiting."""

    done: int = 0
    refused: int = 0
    waiting: int = 0

    def __str__(self) -> str:
        return f"{self.done} + {self.refused} refused, {self.waiting} waiting"


@dataclass(frozen=True)
class _Read:
    path: Path
    facts: FileFacts
    statements: Sequence[BankStatement]


def look(office: Office, folder: Path, ours: frozenset[str], now: datetime) -> Looked:
    """Takes in the files of `folder`/in, the earliest statements first, each in a transaction of its own.

    A refused one moves with a file beside it that says why. After a hole a file waits as long as another is still
    coming, which may fill it. Raises Outage when the database or the folder is away; what is left is read again.
    """
    try:
        return _look(office, folder, ours, now)
    except OSError as problem:
        raise Outage("files") from problem


def _look(office: Office, folder: Path, ours: frozenset[str], now: datetime) -> Looked:
    for name in ("in", "done", "refused"):
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    whole, coming = _lying_in(folder / "in", now)
    told = Looked(waiting=coming + max(len(whole) - _AT_ONCE, 0))
    read = []
    for path in whole[:_AT_ONCE]:
        try:
            read.append(_read(path))
        except Refusal as problem:
            _refuse(folder, path, problem)
            told = replace(told, refused=told.refused + 1)
    for one in sorted(read, key=_earliest):
        try:
            office(partial(_take_in, one=one, ours=ours, now=now))
        except Refusal as problem:
            if problem.code in _HOLES and told.waiting:
                told = replace(told, waiting=told.waiting + 1)
                continue
            _refuse(folder, one.path, problem)
            told = replace(told, refused=told.refused + 1)
        else:
            _move(one.path, folder / "done", one.facts.sha256)
            told = replace(told, done=told.done + 1)
    return told


def _lying_in(folder: Path, now: datetime) -> tuple[list[Path], int]:
    """The files that are whole, by name; and how many are still coming."""
    whole, coming = [], 0
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.is_symlink() or not path.is_file():
            continue
        state = path.stat()
        young = now.timestamp() - state.st_mtime < _STILL_COMING
        if young or not state.st_size or path.suffix.lower() in _HALF:
            coming += 1
        else:
            whole.append(path)
    return whole, coming


def _read(path: Path) -> _Read:
    """Raises Refusal for what is no bank's file."""
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    facts = FileFacts(path.name, len(content), hashlib.sha256(content).digest())
    return _Read(path, facts, read_bank_file(content))


def _take_in(session: Session, one: _Read, ours: frozenset[str], now: datetime) -> Taken:
    return take_in(session, None, one.facts, one.statements, ours, now)


def _earliest(one: _Read) -> tuple[str, str, int]:
    first = in_order(one.statements)[:1]
    return next(((s.account.digits, s.last_day.isoformat(), s.number or 0) for s in first), ("", "", 0))


def _refuse(folder: Path, path: Path, problem: Refusal) -> None:
    """Why stands beside it before it moves, in the words of the refusal: its code, and what it found."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    reason = folder / "refused" / f"{_named(path, digest)}.why.txt"
    half = reason.with_suffix(".half")
    half.write_text(
        "\n".join([problem.code, *(f"{name}: {value}" for name, value in problem.facts.items())]) + "\n"
    )
    half.replace(reason)
    _move(path, folder / "refused", digest)


def _named(path: Path, digest: bytes) -> str:
    """Its own name behind what its bytes are: another file of that name doesn't take its place."""
    return f"{digest.hex()[:12]}-{path.name}"


def _move(path: Path, folder: Path, digest: bytes) -> None:
    with suppress(FileNotFoundError):  # another worker was first
        path.replace(folder / _named(path, digest))
