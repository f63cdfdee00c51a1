"""Where the bytes of documents lie: outside the web root, under a random name that says nothing of them.

A file is whole before its row is written; a row that rolls back leaves a file nobody points at, which the sweep
takes away after a day.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from app.errors import Missing, Outage

CHUNK = 1 << 16
_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Kept:
    """A file as it was kept: its random name, size in bytes, SHA-256."""

    name: str
    size: int
    sha256: bytes


class Files(Protocol):
    """A place for files. Raises Missing for a name that isn't there, Outage when the place is away or full."""

    def put(self, chunks: Iterable[bytes]) -> Kept: ...

    def open(self, name: str) -> BinaryIO: ...

    def remove(self, name: str) -> None:
        """Takes a file away; one that is gone already is no error."""
        ...

    def names(self, before: datetime) -> Iterator[str]:
        """The files kept before that instant, in no order."""
        ...


class Folder:
    """Files in a folder of this machine (or one that several machines share), closed to others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, chunks: Iterable[bytes]) -> Kept:
        name = secrets.token_hex(16)
        place = self._place(name)
        half = place.with_suffix(".half")
        digest, size = hashlib.sha256(), 0
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                file.flush()
                os.fsync(file.fileno())
            half.rename(place)
        except OSError as problem:
            raise Outage("files") from problem
        finally:
            with suppress(OSError):
                half.unlink(missing_ok=True)
        return Kept(name, size, digest.digest())

    def open(self, name: str) -> BinaryIO:
        try:
            return self._place(name).open("rb")
        except FileNotFoundError:
            raise Missing("file", name) from None
        except OSError as problem:
            raise Outage("files") from problem

    def remove(self, name: str) -> None:
        try:
            self._place(name).unlink(missing_ok=True)
        except OSError as problem:
            raise Outage("files") from problem

    def names(self, before: datetime) -> Iterator[str]:
        for place in self.folder.glob("??/*"):
            with suppress(FileNotFoundError):
                if datetime.fromtimestamp(place.stat().st_mtime, UTC) < before:
                    yield place.stem

    def _place(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise Missing("file", name)
        return self.folder / name[:2] / name


def chunks_of(file: BinaryIO) -> Iterator[bytes]:
    """The rest of an open file, piece by piece."""
    while chunk := file.read(CHUNK):
        yield chunk
