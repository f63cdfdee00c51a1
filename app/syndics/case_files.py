"""Files that prove something in a case: added, removed, and who may be handed them.

Their bytes lie with the platform, whoever the case belongs to; everybody's register of documents leaves them out.
The caller showed that the case may be seen.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import events
from app.documents.content import EVIDENCE, size_of
from app.documents.services import NewDocument, keep
from app.documents.uploads import DocumentKind, looked_at, to_keep, within_bounds
from app.errors import Missing, Refusal
from app.events import Subject
from app.outside.files import Files, chunks_of
from app.outside.virus import Scanner
from app.policy import Identity, Permission, require
from app.syndics.cases import editable_case
from app.syndics.queries import case_record, paper_subject_of, subject_of
from app.transaction import Scope, within
from models.documents import Document
from models.events import PLATFORM
from models.syndics import Case, CaseFile, CaseStep
from models.values.mandates import CaseEvidence, StepKind


@dataclass(frozen=True)
class Proof:
    """A file of a case with what is known of its bytes."""

    file: CaseFile
    document: Document

    @property
    def kind(self) -> CaseEvidence:
        return CaseEvidence(self.file.kind)


def add_file(
    session: Session,
    files: Files,
    scanner: Scanner,
    actor: Identity,
    case_id: int,
    kind: CaseEvidence,
    name: str,
    file: BinaryIO,
    now: datetime,
) -> Proof:
    """Puts a file with one's case; the same one of the same kind is there once.

    Raises Forbidden, Missing, Outage, Refusal syndics.case.closed, documents.file.…, documents.upload.….
    """
    require(actor, Permission.MANDATE_CASE_MAKE)
    # Looked at before anybody has to wait for us.
    found = looked_at(scanner, EVIDENCE, name, file)
    case = editable_case(session, actor, case_id)
    subject, sum_of = paper_subject_of(case), _sum_of(file)
    for one in files_of(session, case):
        if one.kind is kind and one.document.sha256 == sum_of:
            return one
    with within(session, Scope.office()):
        within_bounds(session, actor, subject, size_of(file), now)
        new = NewDocument(DocumentKind.MANDATE_PROOF, name, found.media_type, subject)
        document = keep(session, files, actor, new, to_keep(file, found), now, organisation_id=PLATFORM)
        made = CaseFile(
            case_id=case.id, kind=str(kind), document_id=document.id, added_by=actor.account_id, added_at=now
        )
        session.add(made)
        session.flush()
    _record(session, events.Tag.CASE_FILE_ADDED, case, actor, Proof(made, document), now)
    return Proof(made, document)


def remove_file(session: Session, actor: Identity, case_id: int, file_id: int, now: datetime) -> Proof:
    """Takes a file out of one's case, and its bytes unless another case rests on them; what was handed in stays.

    Raises Forbidden, Missing, Refusal syndics.case.closed, syndics.file.handed_in.
    """
    case = editable_case(session, actor, case_id)
    gone = file_of(session, case, file_id)
    if is_handed_in(case, gone) or _came_with_an_answer(session, case, gone):
        raise Refusal("syndics.file.handed_in")
    with within(session, Scope.office()):
        session.delete(gone.file)
        session.flush()
        other = select(CaseFile.id).where(CaseFile.document_id == gone.document.id).limit(1)
        if session.scalar(other) is None:
            gone.document.file, gone.document.removed_at = None, now
            session.flush()
    _record(session, events.Tag.CASE_FILE_REMOVED, case, actor, gone, now)
    return gone


def is_handed_in(case: Case, proof: Proof) -> bool:
    """Whether the counter got this file when the case was submitted."""
    return case.submitted_at is not None and proof.file.added_at <= case.submitted_at


def _came_with_an_answer(session: Session, case: Case, proof: Proof) -> bool:
    """Whether it was there when the counter asked last: then the counter looked at it."""
    asked = select(func.max(CaseStep.at)).where(CaseStep.case_id == case.id, CaseStep.kind == StepKind.ASKED)
    last = session.scalar(asked)
    return last is not None and proof.file.added_at <= last


def files_of(session: Session, case: Case) -> list[Proof]:
    """What stands in it, the first one first; one whose bytes are gone is left out."""
    with within(session, Scope.office()):
        rows = session.execute(
            select(CaseFile, Document)
            .join(Document, (Document.organisation_id == PLATFORM) & (Document.id == CaseFile.document_id))
            .where(CaseFile.case_id == case.id, Document.file.is_not(None))
            .order_by(CaseFile.id)
        ).all()
    return [Proof(file, document) for file, document in rows]


def kinds_of(session: Session, case: Case) -> frozenset[CaseEvidence]:
    """What is proven by the files that stand in it."""
    return frozenset(one.kind for one in files_of(session, case))


def file_of(session: Session, case: Case, file_id: int) -> Proof:
    """One file of that case. Raises Missing."""
    found = next((one for one in files_of(session, case) if one.file.id == file_id), None)
    if found is None:
        raise Missing("file", file_id)
    return found


def file_for(session: Session, who: Identity, case_id: int, file_id: int) -> Proof:
    """The same, for who may see the case. Raises Missing."""
    return file_of(session, case_record(session, who, case_id), file_id)


def _sum_of(file: BinaryIO) -> bytes:
    file.seek(0)
    told = hashlib.sha256()
    for chunk in chunks_of(file):
        told.update(chunk)
    file.seek(0)
    return told.digest()


def _record(session: Session, tag: events.Tag, case: Case, actor: Identity, proof: Proof, now: datetime) -> None:
    document = proof.document
    subject: Subject = subject_of(case)
    facts = {
        "kind": proof.file.kind,
        "document_id": document.id,
        "media_type": document.media_type,
        "size": document.size,
        "sha256": document.sha256.hex(),
    }
    events.record(session, tag, subject, actor, now, facts=facts, personal={"name": document.name})
