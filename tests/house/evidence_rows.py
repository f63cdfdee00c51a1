"""A piece of evidence in the file of a contact, whose name bears the mark of its organisation."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.aml import Contact, Evidence
from models.documents import Document
from models.values.identified import EvidenceKind
from tests.house.crowd import BEGAN, Ids


def evidence(session: Session, contact: Contact, mark: str) -> Ids:
    """Its bytes aren't there, as of no document here."""
    paper = Document(
        organisation_id=contact.organisation_id,
        kind="evidence",
        name=f"{mark}proof.pdf",
        media_type="application/pdf",
        size=1,
        sha256=bytes(31) + b"e",
        file=f"{contact.id:031x}e",
        subject_kind="contact",
        subject_id=contact.id,
        account_id=contact.made_by,
        made_at=BEGAN,
    )
    session.add(paper)
    session.flush()
    made = Evidence(
        organisation_id=contact.organisation_id,
        contact_id=contact.id,
        kind=str(EvidenceKind.IDENTITY_CARD),
        document_id=paper.id,
        added_by=contact.made_by,
        added_at=BEGAN,
    )
    session.add(made)
    session.flush()
    return {"evidence": made.id, "evidence_document": paper.id}
