"""Evidence in a contact's file: added, removed, handed out. Only who works in the tool for that office sees it.

The bytes lie with every other document; `app/documents/queries.py` leaves these out of everybody's register.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app import events
from app.aml import assessing
from app.aml.identifying import draft_of, with_page
from app.aml.pages import PageName
from app.aml.queries import visible_to
from app.aml.rules import reason_of
from app.documents.content import EVIDENCE, size_of
from app.documents.services import NewDocument, keep
from app.documents.uploads import DocumentKind, looked_at, to_keep, within_bounds
from app.errors import Missing
from app.outside.files import Files
from app.outside.virus import Scanner
from app.policy import Identity, Permission, require
from models.aml import Contact, Evidence
from models.documents import Document
from models.values.identified import EvidenceKind


@dataclass(frozen=True)
class Added:
    """What was added; `twin` is the same file where it was there already."""

    evidence: Evidence
    document: Document
    twin: Evidence | None


def add_evidence(
    session: Session,
    files: Files,
    scanner: Scanner,
    actor: Identity,
    contact_id: int,
    kind: EvidenceKind,
    name: str,
    file: BinaryIO,
    version: int,
    now: datetime,
) -> Added:
    """Puts a file with a contact nobody decided about yet; the level follows. The same file may stand there twice,
    as one paper can prove two things.

    Raises Forbidden, Missing, Stale, Outage, Refusal aml.contact.decided, documents.file.…, documents.upload.….
    """
    require(actor, Permission.CONTACT_CHANGE)
    # Looked at before anybody has to wait for us.
    found = looked_at(scanner, EVIDENCE, name, file)
    contact = draft_of(session, actor, contact_id, version)
    subject = _subject(contact)
    within_bounds(session, actor, subject, size_of(file), now)
    new = NewDocument(DocumentKind.EVIDENCE, name, found.media_type, subject)
    document = keep(session, files, actor, new, to_keep(file, found), now)
    there = evidence_of(session, contact)
    made = Evidence(
        organisation_id=contact.organisation_id, contact_id=contact.id, kind=str(kind), document_id=document.id,
        added_by=actor.account_id, added_at=now,
    )  # fmt: skip
    session.add(made)
    _followed(session, contact, now)
    facts = {
        "evidence_id": made.id,
        "kind": made.kind,
        "document_id": document.id,
        "media_type": document.media_type,
        "size": document.size,
        "sha256": document.sha256.hex(),
    }
    events.record(
        session, events.Tag.EVIDENCE_ADDED, subject, actor, now, facts=facts, personal={"name": document.name}
    )
    twin = next((one for one in there if one.document.sha256 == document.sha256), None)
    return Added(made, document, twin)


def remove_evidence(
    session: Session, actor: Identity, evidence_id: int, reason: str, version: int, now: datetime
) -> Evidence:
    """Takes a file out of a contact nobody decided about yet, for a reason the trail keeps. Its bytes go too,
    unless another version of the contact rests on them. `version`: the contact's, as it was looked at.

    Raises Forbidden, Missing, Stale, Refusal aml.contact.decided, aml.hit.reason_too_short, .reason_too_long.
    """
    require(actor, Permission.CONTACT_CHANGE)
    known = evidence_record(session, actor, evidence_id)
    contact = draft_of(session, actor, known.contact_id, version)
    told = reason_of(reason)
    known.removed_by, known.removed_at = actor.account_id, now
    document = known.document
    _followed(session, contact, now)
    still = select(Evidence.id).where(
        Evidence.organisation_id == known.organisation_id,
        Evidence.document_id == known.document_id,
        Evidence.removed_at.is_(None),
    )
    if session.scalars(still.limit(1)).first() is None:
        document.file, document.removed_at = None, now
        session.flush()
    facts = {
        "evidence_id": known.id,
        "kind": known.kind,
        "document_id": document.id,
        "sha256": document.sha256.hex(),
    }
    personal = {"name": document.name, "reason": told}
    events.record(
        session, events.Tag.EVIDENCE_REMOVED, _subject(contact), actor, now, facts=facts, personal=personal
    )
    return known


def evidence_of(session: Session, contact: Contact) -> list[Evidence]:
    """What stands in the file of this version, with its documents; the first first."""
    return list(
        session.scalars(
            select(Evidence)
            .where(
                Evidence.organisation_id == contact.organisation_id,
                Evidence.contact_id == contact.id,
                Evidence.removed_at.is_(None),
            )
            .options(joinedload(Evidence.document))
            .order_by(Evidence.added_at, Evidence.id)
        )
    )


def evidence_record(session: Session, who: Identity, evidence_id: int) -> Evidence:
    """One piece of evidence that is still there, with its document and its contact. Raises Missing when it isn't,
    or isn't yours."""
    found = session.scalars(
        select(Evidence)
        .join(Evidence.contact)
        .join(Evidence.document)
        .where(
            Evidence.id == evidence_id, visible_to(who), Evidence.removed_at.is_(None), Document.file.is_not(None)
        )
        .options(joinedload(Evidence.contact), joinedload(Evidence.document))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("evidence", evidence_id)
    return found


def _followed(session: Session, contact: Contact, now: datetime) -> None:
    """The page was seen, and the level is what it is with the file as it stands."""
    contact.pages, contact.changed_at = with_page(contact, PageName.EVIDENCE), now
    session.flush()
    assessing.assess(session, contact, now)


def _subject(contact: Contact) -> events.Subject:
    return events.Subject("contact", contact.id, contact.organisation_id)
