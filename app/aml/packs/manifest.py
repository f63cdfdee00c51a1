"""The zip as it is written, file after file, and the list of what is in it: each path with its size and SHA-256.

`manifest.json` is that list, with who made it, when and of what; `SHA256SUMS` says the same to `sha256sum -c`.
Nothing is held in memory: a file goes from its place into the zip piece by piece, and the list lies on disk until
it goes in.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.clock import BRUSSELS
from app.outside.files import chunks_of

MANIFEST, SUMS, README = "manifest.json", "SHA256SUMS", "README.txt"
FORMAT = 1
# What is packed already: doing it again costs time and gains nothing.
_PACKED = (".pdf", ".docx", ".jpg", ".jpeg", ".png", ".zip")
_LARGE = 1 << 30


@dataclass(frozen=True)
class Listed:
    """A file of a pack: `sha256` in hexadecimal."""

    path: str
    size: int
    sha256: str

    @property
    def line(self) -> str:
        """As `sha256sum` writes and reads it, by its bytes."""
        return f"{self.sha256} *{self.path}\n"


@dataclass(frozen=True)
class Sealed:
    """A whole pack: how many files are in it, its size, and the fingerprints of its list and of itself."""

    files: int
    size: int
    manifest: bytes
    print: bytes


class Packing:
    """A zip that is being written at `place`, with its list beside it. `told`: after each file, how many there
    are."""

    def __init__(self, place: Path, now: datetime, told: Callable[[int], None] = lambda count: None) -> None:
        self._place, self._list = place, place.with_suffix(".list")
        self._told = told
        local = now.astimezone(BRUSSELS)
        self._at = (local.year, local.month, local.day, local.hour, local.minute, local.second)
        self._zip = zipfile.ZipFile(place, "w", allowZip64=True)
        self._lines = self._list.open("w", encoding="utf-8")
        self.count = 0

    def put(self, path: str, chunks: Iterable[bytes], size: int = 0) -> Listed:
        """A file, from its pieces; `size` where it is known, for what is very large."""
        listed = self._write(path, chunks, size)
        self._lines.write(f"{json.dumps([listed.path, listed.size, listed.sha256], ensure_ascii=False)}\n")
        self._told(self.count)
        return listed

    def text(self, path: str, content: str) -> Listed:
        return self.put(path, [content.encode()])

    def json(self, path: str, content: Any) -> Listed:
        return self.text(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")

    def seal(self, head: dict[str, Any]) -> Sealed:
        """Puts the list in, in both forms, and closes the zip: nothing more goes in."""
        self._lines.close()
        manifest = self._write(MANIFEST, self._manifest(head), 0)
        self._write(SUMS, (one.line.encode() for one in (*self._listed(), manifest)), 0)
        self._zip.close()
        with self._place.open("rb") as file:
            whole = hashlib.file_digest(file, "sha256").digest()
        return Sealed(self.count, self._place.stat().st_size, bytes.fromhex(manifest.sha256), whole)

    def close(self) -> None:
        """Leaves it as it is; twice does no harm."""
        self._lines.close()
        self._zip.close()

    def _write(self, path: str, chunks: Iterable[bytes], size: int) -> Listed:
        told = zipfile.ZipInfo(path, self._at)
        told.compress_type = zipfile.ZIP_STORED if path.lower().endswith(_PACKED) else zipfile.ZIP_DEFLATED
        told.external_attr = 0o644 << 16
        digest, written = hashlib.sha256(), 0
        with self._zip.open(told, "w", force_zip64=size >= _LARGE) as part:
            for chunk in chunks:
                part.write(chunk)
                digest.update(chunk)
                written += len(chunk)
        self.count += 1
        return Listed(path, written, digest.hexdigest())

    def _listed(self) -> Iterator[Listed]:
        with self._list.open(encoding="utf-8") as lines:
            for line in lines:
                yield Listed(*json.loads(line))

    def _manifest(self, head: dict[str, Any]) -> Iterator[bytes]:
        """The head, and a line for each file; one file as large as another never makes it all one string."""
        told = json.dumps({"format": FORMAT, **head}, ensure_ascii=False, indent=1)
        yield (told.removesuffix("\n}") + ',\n "files": [').encode()
        for number, one in enumerate(self._listed()):
            row = {"path": one.path, "size": one.size, "sha256": one.sha256}
            yield (",\n  " if number else "\n  ").encode() + json.dumps(row, ensure_ascii=False).encode()
        yield b"\n ]\n}\n"


def document_chunks(file: Any) -> Iterator[bytes]:
    """The bytes of an open file, which is closed after the last."""
    with file:
        yield from chunks_of(file)
