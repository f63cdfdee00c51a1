"""Is this zip as it was made? Told from its bytes and the fingerprints that were kept; of the upload nothing is.

What comes in is hostile until it was read: it is opened with suspicion, unpacked piece by piece and never onto a
disk. A pack that is larger than an upload may be is told by its own fingerprint, or unpacked and asked of
`sha256sum -c`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from app.aml.packs.manifest import MANIFEST, SUMS, Listed
from app.aml.packs.queries import visible_to
from app.documents.archives import Archive, Limits, Part
from app.documents.content import size_of
from app.errors import Refusal
from app.outside.files import chunks_of
from app.policy import Identity, Permission, require
from models.aml import Pack

MOST_BYTES = 10 << 20
LIMITS = Limits(parts=30_000, directory=8 << 20, unpacked=400 << 20)
MOST_TOLD = 200
"""So many files that differ are named; of more, how many."""
_MOST_LIST = 32 << 20
_PRINT = re.compile(r"[0-9a-f]{64}")


class PackAnswer(StrEnum):
    """What became of the question. Repacked: every file is as it was, and the zip around them another one."""

    SAME = "same"
    REPACKED = "repacked"
    DIFFERS = "differs"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verified:
    """The answer, of which pack where that is known, and the files that differ from its list by their paths."""

    answer: PackAnswer
    pack: Pack | None = None
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    list_changed: bool = False


@dataclass
class _Told:
    """What a list says: which pack it is of, and what is in it by path."""

    number: int = 0
    files: dict[str, Listed] = field(default_factory=dict)


def by_print(session: Session, who: Identity, told: str) -> Verified:
    """Whether a fingerprint is that of a pack of this office, or of its list. Raises Forbidden, Refusal
    aml.pack.print."""
    require(who, Permission.PACK_MAKE)
    plain = "".join(told.split()).lower()
    if not _PRINT.fullmatch(plain):
        raise Refusal("aml.pack.print", field="print")
    wanted = bytes.fromhex(plain)
    found = _pack(session, who, or_(Pack.print == wanted, Pack.manifest == wanted))
    return Verified(PackAnswer.SAME if found is not None else PackAnswer.UNKNOWN, found)


def by_file(session: Session, who: Identity, file: BinaryIO) -> Verified:
    """Whether a zip is as it was made, or else which files differ. Raises Forbidden, Refusal documents.file.empty,
    .too_big."""
    require(who, Permission.PACK_MAKE)
    size = size_of(file)
    if not size:
        raise Refusal("documents.file.empty", field="file")
    if size > MOST_BYTES:
        raise Refusal("documents.file.too_big", field="file", most=MOST_BYTES >> 20)
    whole = _digest(chunks_of(file))
    if (found := _pack(session, who, Pack.print == whole)) is not None:
        return Verified(PackAnswer.SAME, found)
    try:
        archive = Archive(file, size, LIMITS)
        manifest = _content(archive, MANIFEST)
    except Refusal:
        return Verified(PackAnswer.UNREADABLE)
    if manifest is None:
        return Verified(PackAnswer.UNKNOWN)
    return _compared(session, who, archive, manifest)


def _compared(session: Session, who: Identity, archive: Archive, manifest: bytes) -> Verified:
    """By the list that is in it: the one that was made, or one that was changed."""
    found = _pack(session, who, Pack.manifest == hashlib.sha256(manifest).digest())
    told, list_changed = _read(manifest), found is None
    if found is None and told is not None:
        found = _pack(session, who, Pack.asked["work"].as_integer() == told.number)
    if found is None or told is None:
        return Verified(PackAnswer.UNKNOWN)
    changed = [
        path for path, part in archive.parts.items() if path in told.files and _differs(archive, part, told)
    ]
    missing = [path for path in told.files if path not in archive.parts]
    added = [path for path in archive.parts if path not in told.files and path not in (MANIFEST, SUMS)]
    if list_changed:
        changed.append(MANIFEST)
    sums = archive.parts.get(SUMS)
    if sums is None:
        missing.append(SUMS)
    elif _print_of(archive, sums) != _sums(told, manifest):
        changed.append(SUMS)
    same = not (changed or missing or added)
    return Verified(
        PackAnswer.REPACKED if same else PackAnswer.DIFFERS,
        found,
        tuple(sorted(changed)),
        tuple(sorted(missing)),
        tuple(sorted(added)),
        list_changed,
    )


def _pack(session: Session, who: Identity, where: ColumnElement[bool]) -> Pack | None:
    return session.scalars(
        select(Pack)
        .where(visible_to(who), where)
        .options(joinedload(Pack.maker))
        .order_by(Pack.id.desc())
        .limit(1)
    ).one_or_none()


def _content(archive: Archive, path: str) -> bytes | None:
    """A part, whole; None where it isn't there. Raises Refusal where it can't be read, or is too large."""
    part = archive.parts.get(path)
    if part is None:
        return None
    if part.size > _MOST_LIST:
        raise Refusal("documents.file.bomb", field="file")
    return b"".join(archive.unpacked(part))


def _read(manifest: bytes) -> _Told | None:
    """What a list says; None for what is none."""
    try:
        told: Any = json.loads(manifest)
        files = {str(one["path"]): Listed(one["path"], int(one["size"]), one["sha256"]) for one in told["files"]}
        return _Told(int(told["number"]), files)
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError):
        return None


def _differs(archive: Archive, part: Part, told: _Told) -> bool:
    listed = told.files[part.name]
    return part.size != listed.size or _print_of(archive, part) != listed.sha256


def _print_of(archive: Archive, part: Part) -> str:
    """In hexadecimal; '' for what can't be read."""
    try:
        return _digest(archive.unpacked(part)).hex()
    except Refusal:
        return ""


def _sums(told: _Told, manifest: bytes) -> str:
    """The fingerprint that the list for `sha256sum` has, where nothing was changed."""
    own = Listed(MANIFEST, len(manifest), hashlib.sha256(manifest).hexdigest())
    lines = (one.line.encode("utf-8", "replace") for one in (*told.files.values(), own))
    return _digest(lines).hex()


def _digest(chunks: Iterable[bytes]) -> bytes:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.digest()
