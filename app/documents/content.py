"""What an uploaded file is, from its bytes and never from its name, and whether it is one we take.

`guard()` reads a seekable binary file and leaves it at its beginning. It writes nothing to disk and unpacks no
more than its limits, so that its time is limited too. What it refuses, it refuses with a code that says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from app.documents import office, pdf_files, pictures, word_files
from app.documents.archives import Archive
from app.documents.kinds import MEDIA_TYPES, TEXTS, FileKind, by_beginning, by_ending, of_text
from app.errors import Refusal

MEGABYTE = 1 << 20
_CHUNK = 1 << 18
_HEAD = 64
# Bytes that no text holds: what a person types are tabs, line ends and letters.
_NEVER_TYPED = bytes(set(range(32)) - {9, 10, 12, 13, 26, 27})


@dataclass(frozen=True)
class Use:
    """What a file is asked for: the kinds that will do, and how big it may be."""

    kinds: frozenset[FileKind]
    most_bytes: int


ATTACHMENT = Use(
    frozenset({FileKind.PDF, FileKind.DOC, FileKind.DOCX, FileKind.JPEG, FileKind.PNG}), 10 * MEGABYTE
)
TABLE = Use(frozenset({FileKind.XLSX, FileKind.CSV, FileKind.TXT}), 10 * MEGABYTE)
# What proves something of a contact: nothing that is only a picture.
EVIDENCE = Use(frozenset({FileKind.PDF, FileKind.DOC, FileKind.DOCX}), 10 * MEGABYTE)
ISSUED_COPY = Use(frozenset({FileKind.PDF}), 10 * MEGABYTE)


@dataclass(frozen=True)
class Content:
    """What the file was found to be."""

    kind: FileKind
    media_type: str
    extension: str


def guard(file: BinaryIO, name: str, use: Use) -> Content:
    """What the file is, once it has been seen to be what its name says and to hold nothing that acts.

    Raises Refusal documents.file.empty, too_big, not_taken, not_what_it_says, damaged, strange, encrypted, macros,
    active, embedded, bomb, too_many_pixels; each for the field `file`.
    """
    size = size_of(file)
    if not size:
        raise Refusal("documents.file.empty", field="file")
    if size > use.most_bytes:
        raise Refusal("documents.file.too_big", field="file", most=use.most_bytes // MEGABYTE)
    said = by_ending(name)
    if said not in use.kinds:
        raise Refusal("documents.file.not_taken", field="file", kinds=sorted(use.kinds))
    found, archive = _found(file, size)
    if found != said and not (found is FileKind.TXT and said in TEXTS):
        raise Refusal("documents.file.not_what_it_says", field="file", said=said, found=found)
    _look_inside(found, file, archive)
    file.seek(0)
    return Content(said, MEDIA_TYPES[said], said.value)


def size_of(file: BinaryIO) -> int:
    """How many bytes the file has; leaves it at its beginning."""
    size = file.seek(0, 2)
    file.seek(0)
    return size


def _found(file: BinaryIO, size: int) -> tuple[FileKind, Archive | None]:
    """What the bytes are; for what is packed, also its list of contents."""
    head = file.read(_HEAD)
    if (kind := by_beginning(head)) in (FileKind.JPEG, FileKind.PNG):
        return kind, None
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        archive = Archive(file, size)
        return office.kind_of(archive), archive
    if word_files.is_compound(head):
        return word_files.kind_of(file), None
    if _is_text(file):
        return of_text(head), None
    return by_beginning(head), None


def _is_text(file: BinaryIO) -> bool:
    """Whether all of it could have been typed: UTF-16 behind its mark, or bytes without control characters."""
    file.seek(0)
    head = file.read(2)
    encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(head, "")
    file.seek(0)
    while chunk := file.read(_CHUNK):
        if encoding:
            chunk = chunk.decode(encoding, "replace").encode("utf-8", "replace")
        if len(chunk.translate(None, _NEVER_TYPED)) != len(chunk):
            return False
    return True


def _look_inside(kind: FileKind, file: BinaryIO, archive: Archive | None) -> None:
    if archive is not None:
        office.check(archive)
    elif kind is FileKind.DOC:
        word_files.check(file)
    elif kind is FileKind.PDF:
        pdf_files.check(file)
    elif kind in (FileKind.JPEG, FileKind.PNG):
        pictures.check(file)
