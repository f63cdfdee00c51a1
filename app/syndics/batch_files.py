"""The one set of documents of a batch: added and removed while it is a draft; each of its cases rests on them.

As those of cases, their bytes lie with the platform.
"""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from sqlalchemy.orm import Session

from app import events
from app.documents.content import EVIDENCE, size_of
from app.documents.services import NewDocument, keep
from app.documents.uploads import DocumentKind, looked_at, to_keep, within_bounds
from app.errors import Missing
from app.outside.files import Files
from app.outside.virus import Scanner
from app.policy import Identity
from app.syndics.batch_queries import batch_record, documents_of, paper_subject_of, subject_of
from app.syndics.batches import draft_of
from app.transaction import Scope, within
from models.documents import Document
from models.events import PLATFORM
from models.syndics import Batch
from models.values.mandates import CaseEvidence

Paper = tuple[CaseEvidence, Document]


def add_document(
    session: Session,
    files: Files,
    scanner: Scanner,
    actor: Identity,
    batch_id: int,
    new: tuple[CaseEvidence, str],
    file: BinaryIO,
    now: datetime,
) -> Document:
    """Puts a file with a draft: what it proves, and its name; the same one of the same kind is there once.

    Raises Forbidden, Missing, Outage, Refusal syndics.batch.confirmed, documents.file.…, documents.upload.….
    """
    kind, name = new
    # Looked at before anybody has to wait for us.
    found = looked_at(scanner, EVIDENCE, name, file)
    batch = draft_of(session, actor, batch_id)
    subject = paper_subject_of(batch)
    with within(session, Scope.office()):
        within_bounds(session, actor, subject, size_of(file), now)
        told = NewDocument(DocumentKind.MANDATE_PROOF, name, found.media_type, subject)
        made = keep(session, files, actor, told, to_keep(file, found), now, organisation_id=PLATFORM)
        for there, document in documents_of(session, batch):
            if there is kind and document.sha256 == made.sha256:
                # Not needed: bytes that no row names are swept away.
                made.file, made.removed_at = None, now
                session.flush()
                return document
    batch.documents = [*batch.documents, [str(kind), made.id]]
    session.flush()
    _record(session, events.Tag.CASE_FILE_ADDED, batch, actor, (kind, made), now)
    return made


def remove_document(session: Session, actor: Identity, batch_id: int, document_id: int, now: datetime) -> Document:
    """Takes a file out of a draft, and its bytes. Raises Forbidden, Missing, Refusal syndics.batch.confirmed."""
    batch = draft_of(session, actor, batch_id)
    kind, gone = _paper(session, batch, document_id)
    batch.documents = [one for one in batch.documents if one[1] != document_id]
    session.flush()
    with within(session, Scope.office()):
        gone.file, gone.removed_at = None, now
        session.flush()
    _record(session, events.Tag.CASE_FILE_REMOVED, batch, actor, (kind, gone), now)
    return gone


def papers_of(session: Session, batch: Batch) -> list[Paper]:
    """What it rests on, the first one first; the caller showed that the batch may be seen."""
    with within(session, Scope.office()):
        return documents_of(session, batch)


def document_for(session: Session, who: Identity, batch_id: int, document_id: int) -> Document:
    """One of its files, for who may see the batch. Raises Missing."""
    return _paper(session, batch_record(session, who, batch_id), document_id)[1]


def _paper(session: Session, batch: Batch, document_id: int) -> Paper:
    found = next((one for one in papers_of(session, batch) if one[1].id == document_id), None)
    if found is None or found[1].file is None:
        raise Missing("document", document_id)
    return found


def _record(session: Session, tag: events.Tag, batch: Batch, actor: Identity, paper: Paper, now: datetime) -> None:
    kind, document = paper
    facts = {
        "kind": str(kind),
        "document_id": document.id,
        "media_type": document.media_type,
        "size": document.size,
        "sha256": document.sha256.hex(),
    }
    events.record(session, tag, subject_of(batch), actor, now, facts=facts, personal={"name": document.name})
