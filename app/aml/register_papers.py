"""What registers of an office share: the file that goes with a row, its number before it is written, and that one
writes at a time.

The bytes lie with every other document; `app/documents/queries.py` leaves these out of everybody's register.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import Sequence, text
from sqlalchemy.orm import Session

from app import events
from app.documents.content import EVIDENCE, Content, size_of
from app.documents.services import NewDocument, keep
from app.documents.uploads import DocumentKind, looked_at, to_keep, within_bounds
from app.outside.files import Files
from app.outside.virus import Scanner
from app.policy import Identity
from models.documents import Document

_ONE = text("select pg_advisory_xact_lock(hashtext('sleutelbos.registers'), cast(:organisation as int))")


@dataclass(frozen=True)
class NewFile:
    """A file as it came in, with the name that somebody's machine gave it."""

    name: str
    file: BinaryIO


@dataclass(frozen=True)
class Seen:
    """The same once it was looked at, with its fingerprint."""

    name: str
    file: BinaryIO
    content: Content
    sha256: bytes


def seen(scanner: Scanner, new: NewFile | None) -> Seen | None:
    """What the file is, before anybody has to wait for us. Raises Outage, Refusal documents.file.…."""
    if new is None:
        return None
    content = looked_at(scanner, EVIDENCE, new.name, new.file)
    sha256 = hashlib.file_digest(new.file, "sha256").digest()  # type: ignore[arg-type]
    new.file.seek(0)
    return Seen(new.name, new.file, content, sha256)


def kept(
    session: Session, files: Files, actor: Identity, subject: events.Subject, file: Seen | None, now: datetime
) -> Document | None:
    """Keeps it with that row. Raises Outage, Refusal documents.upload.…."""
    if file is None:
        return None
    within_bounds(session, actor, subject, size_of(file.file), now)
    new = NewDocument(DocumentKind.AML_REGISTER, file.name, file.content.media_type, subject)
    return keep(session, files, actor, new, to_keep(file.file, file.content), now)


def next_number(session: Session, table: str) -> int:
    """The number a row of that table is going to have: its file is kept under it, before the row points at it."""
    return int(session.scalar(Sequence(f"{table}_id_seq")))


def alone(session: Session, organisation_id: int) -> None:
    """Until the transaction ends nobody else writes in the registers of this office."""
    session.execute(_ONE, {"organisation": organisation_id})


def told_of(document: Document | None) -> dict[str, object]:
    """What the trail says of the file."""
    if document is None:
        return {}
    return {"document_id": document.id, "media_type": document.media_type, "sha256": document.sha256.hex()}
