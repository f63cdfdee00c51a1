"""Documents of the older Word (.doc): a file system in a file, whose list of contents tells what is in it."""

from __future__ import annotations

import struct
from typing import BinaryIO

import olefile

from app.documents.archives import damaged
from app.documents.kinds import FileKind
from app.errors import Refusal

_WORD_97 = 0x00C1
_ENCRYPTED = 0x0100
_MACROS = frozenset({"macros", "vba", "_vba_project", "_vba_project_cur", "vbaproject.bin"})
_EMBEDDED = frozenset({"\x01ole10native", "package", "objectpool", "\x03objinfo"})


def is_compound(head: bytes) -> bool:
    return head.startswith(olefile.MAGIC)


def kind_of(file: BinaryIO) -> FileKind:
    """Which program's document it is. Raises Refusal documents.file.encrypted for one behind a password."""
    names = _names(file)
    if "encryptedpackage" in names or "encryptioninfo" in names:
        raise Refusal("documents.file.encrypted", field="file")
    for name, kind in (
        ("worddocument", FileKind.DOC),
        ("workbook", FileKind.XLS),
        ("book", FileKind.XLS),
        ("powerpoint document", FileKind.SLIDES),
    ):
        if name in names:
            return kind
    return FileKind.UNKNOWN


def check(file: BinaryIO) -> None:
    """Raises Refusal documents.file.encrypted, macros, embedded, damaged."""
    names = _names(file)
    if names & _MACROS:
        raise Refusal("documents.file.macros", field="file")
    if names & _EMBEDDED:
        raise Refusal("documents.file.embedded", field="file")
    version, flags = _head(file)
    if flags & _ENCRYPTED:
        raise Refusal("documents.file.encrypted", field="file")
    if version < _WORD_97:  # before it, macros stood among the text
        raise Refusal("documents.file.macros", field="file")


def _names(file: BinaryIO) -> set[str]:
    """Every name in the file's own list of contents, however deep, in small letters."""
    file.seek(0)
    try:
        compound = olefile.OleFileIO(file, raise_defects=olefile.DEFECT_INCORRECT)
        listed = compound.listdir(streams=True, storages=True)
    except Exception:  # a library for files as they should be: of others it stumbles in many ways
        raise damaged() from None
    return {step.lower() for path in listed for step in path}


def _head(file: BinaryIO) -> tuple[int, int]:
    """The version of the format and the flags, from the beginning of the text's own stream."""
    file.seek(0)
    try:
        head = olefile.OleFileIO(file).openstream("WordDocument").read(12)
        mark, version, _, _, _, flags = struct.unpack("<HHHHHH", head)
    except Exception:  # as above
        raise damaged() from None
    if mark not in (0xA5EC, 0xA5DC):
        raise damaged()
    return version, flags
