"""Uploading and removing: a file is looked at, scanned and only then kept; who did it stands in the trail.

Removing takes the file away and leaves the row; the sweep removes the bytes within a day or two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import BinaryIO

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app import events
from app.documents import pictures
from app.documents.content import ATTACHMENT, Content, Use, guard, size_of
from app.documents.kinds import FileKind
from app.documents.queries import visible_to
from app.documents.services import NewDocument, keep
from app.errors import Missing, Refusal
from app.events import Subject
from app.outside.files import Files, chunks_of
from app.outside.virus import Scanner
from app.policy import Identity, Permission, require
from models.documents import Document

MOST_ON_ONE = 100
MOST_A_DAY = 200
MOST_BYTES_A_DAY = 500 << 20


class DocumentKind(StrEnum):
    """What an uploaded document is to us."""

    ATTACHMENT = "attachment"
    SIGNED_TERMS = "signed_terms"
    COUNCIL_MINUTES = "council_minutes"
    SCREENSHOT = "screenshot"
    TAKEOVER_PROOF = "takeover_proof"
    EVIDENCE = "evidence"
    AML_REGISTER = "aml_register"
    MANDATE_PROOF = "mandate_proof"


@dataclass(frozen=True)
class NewUpload:
    """A file as it came in: its name as somebody's machine gave it, and the row it is put with."""

    name: str
    subject: Subject
    kind: DocumentKind = DocumentKind.ATTACHMENT


def upload(
    session: Session,
    files: Files,
    scanner: Scanner,
    actor: Identity,
    new: NewUpload,
    file: BinaryIO,
    now: datetime,
) -> Document:
    """Puts a file with a row of the actor's organisation; the caller showed that the row is there.

    Raises Forbidden, and what `take_in` raises.
    """
    require(actor, Permission.DOCUMENT_ADD, new.subject)
    return take_in(session, files, scanner, actor, new, file, now)


def take_in(
    session: Session,
    files: Files,
    scanner: Scanner,
    actor: Identity,
    new: NewUpload,
    file: BinaryIO,
    now: datetime,
) -> Document:
    """Looks at a file, scans and keeps it; whether this actor may was asked by the caller.

    Pictures are drawn anew. Raises Outage (scanner or place silent), and Refusal documents.file.* as `guard`
    does, documents.file.virus, documents.upload.too_many_here, documents.upload.too_much_today.
    """
    within_bounds(session, actor, new.subject, size_of(file), now)
    found = looked_at(scanner, ATTACHMENT, new.name, file)
    kept = NewDocument(new.kind, new.name, found.media_type, new.subject)
    made = keep(session, files, actor, kept, to_keep(file, found), now)
    events.record(
        session,
        events.Tag.DOCUMENT_UPLOADED,
        new.subject,
        actor,
        now,
        facts={
            "document_id": made.id,
            "media_type": made.media_type,
            "size": made.size,
            "sha256": made.sha256.hex(),
        },
        personal={"name": made.name},
    )
    return made


def looked_at(scanner: Scanner, use: Use, name: str, file: BinaryIO) -> Content:
    """What the file is, once nothing in it acts and the scanner found nothing.

    Raises Outage (scanner silent), Refusal documents.file.virus and what `guard` raises.
    """
    found = guard(file, name, use)
    if scanner.found_in(file) is not None:
        raise Refusal("documents.file.virus", field="file")
    return found


def to_keep(file: BinaryIO, found: Content) -> Iterable[bytes]:
    """The bytes to keep of a file: a picture is drawn anew. Raises Refusal documents.file.damaged."""
    if found.kind in (FileKind.JPEG, FileKind.PNG):
        return [pictures.redrawn(file, found.kind)]
    file.seek(0)
    return chunks_of(file)


def within_bounds(session: Session, actor: Identity, subject: Subject, size: int, now: datetime) -> None:
    """Refuses what would fill the place: too many files with one row, or by one account in a day.

    Raises Refusal documents.upload.too_many_here, documents.upload.too_much_today.
    """
    if _count(session, *_standing_with(subject)) >= MOST_ON_ONE:
        raise Refusal("documents.upload.too_many_here", field="file", most=MOST_ON_ONE)
    today = session.execute(
        select(func.count(), func.coalesce(func.sum(Document.size), 0)).where(
            Document.organisation_id == subject.organisation_id,
            Document.made_at > now - timedelta(days=1),
            Document.account_id == actor.account_id,
            Document.kind.in_(DocumentKind),
        )
    ).one()
    if today[0] >= MOST_A_DAY or int(today[1]) + size > MOST_BYTES_A_DAY:
        raise Refusal("documents.upload.too_much_today", field="file")


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Document).where(*conditions)) or 0


def _standing_with(subject: Subject) -> tuple[ColumnElement[bool], ...]:
    return (
        Document.organisation_id == subject.organisation_id,
        Document.subject_kind == subject.kind,
        Document.subject_id == subject.id,
        Document.kind.in_(DocumentKind),
        Document.file.is_not(None),
    )


def uploaded_with(session: Session, subject: Subject) -> list[Document]:
    """The uploaded files of a row that are still there, the latest first."""
    return list(
        session.scalars(
            select(Document).where(*_standing_with(subject)).order_by(Document.made_at.desc(), Document.id.desc())
        )
    )


def attachment_record(session: Session, actor: Identity, document_id: int) -> Document:
    """One uploaded file that is still there. Raises Missing when it isn't, isn't yours, or is no upload."""
    found = session.scalars(
        select(Document).where(
            Document.id == document_id,
            visible_to(actor),
            Document.kind == DocumentKind.ATTACHMENT,
            Document.file.is_not(None),
        )
    ).one_or_none()
    if found is None:
        raise Missing("document", document_id)
    return found


def remove(session: Session, actor: Identity, document_id: int, reason: str, now: datetime) -> Document:
    """Takes an uploaded file away; its row stays and says that it was there. Raises Missing, Forbidden."""
    require(actor, Permission.DOCUMENT_REMOVE)
    found = attachment_record(session, actor, document_id)
    session.refresh(found, with_for_update=True)
    require(actor, Permission.DOCUMENT_REMOVE, found)
    if found.file is None:
        raise Missing("document", document_id)
    found.file, found.removed_at = None, now
    session.flush()
    events.record(
        session,
        events.Tag.DOCUMENT_REMOVED,
        Subject(found.subject_kind, found.subject_id or 0, found.organisation_id, found.person_id),
        actor,
        now,
        facts={"document_id": found.id, "sha256": found.sha256.hex()},
        personal={"name": found.name, "reason": reason},
    )
    return found
