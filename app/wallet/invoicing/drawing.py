"""The PDF of an invoicing document: drawn from its values, with its file inside, and kept once it was needed.

What is kept is handed out ever after, the same bytes to everybody; until then it is drawn anew each time.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import pdf
from app.documents.services import NewDocument, keep
from app.errors import Missing
from app.events import Subject
from app.outside.files import Files, chunks_of
from app.wallet.invoicing.papers import papers_of
from app.wallet.invoicing.sheet import sheet
from app.words import words_in
from models.documents import Document
from models.wallet import Invoice, InvoiceFile, InvoicePaper

MEDIA_TYPE = "application/pdf"
_LOCK = text("select pg_advisory_xact_lock(hashtextextended('sleutelbos.invoice_paper', :invoice))")


def pdf_of(session: Session, files: Files, invoice: Invoice, now: datetime) -> Document:
    """The PDF that is kept of a document; drawn and kept now, in the caller's transaction, when there is none.

    Raises Outage when there is no place for it.
    """
    kept = kept_of(session, invoice)
    if kept is not None:
        return kept
    session.execute(_LOCK, {"invoice": invoice.id})
    kept = kept_of(session, invoice)
    if kept is not None:  # somebody else drew it while this one waited
        return kept
    subject = Subject("invoice", invoice.id, invoice.organisation_id)
    # Private, and nobody's: who may read it, the invoice says, and not the register of documents.
    new = NewDocument(invoice.kind, f"{invoice.reference}.pdf", MEDIA_TYPE, subject, private=True)
    content = drawn(session, invoice)
    made = keep(session, files, None, new, [content], now, organisation_id=invoice.organisation_id)
    session.add(
        InvoicePaper(
            organisation_id=invoice.organisation_id, invoice_id=invoice.id, document_id=made.id, made_at=now
        )
    )
    session.flush()
    return made


def pdf_bytes(session: Session, files: Files, invoice: Invoice) -> bytes:
    """The PDF's bytes, for who just looks: of the one that is kept, or drawn, and then not kept. Where the file of
    the kept one is gone, it is drawn again, if that still makes the same bytes.

    Raises Missing when it doesn't, Outage.
    """
    kept = kept_of(session, invoice)
    if kept is None:
        return drawn(session, invoice)
    try:
        with files.open(str(kept.file)) as file:
            return b"".join(chunks_of(file))
    except Missing:
        again = drawn(session, invoice)
        if hashlib.sha256(again).digest() != kept.sha256:
            raise
        return again


def kept_of(session: Session, invoice: Invoice) -> Document | None:
    """The PDF that is kept of it; None while nobody needed it."""
    return session.scalars(
        select(Document)
        .join(
            InvoicePaper,
            (InvoicePaper.organisation_id == Document.organisation_id) & (InvoicePaper.document_id == Document.id),
        )
        .where(InvoicePaper.organisation_id == invoice.organisation_id, InvoicePaper.invoice_id == invoice.id)
    ).one_or_none()


def drawn(session: Session, invoice: Invoice) -> bytes:
    """The PDF as it is drawn in the document's language, with its file as it was issued inside."""
    paper = papers_of(session, [invoice.id])[invoice.id]
    return pdf.made(sheet(words_in(invoice.language), paper, file_of(session, invoice).xml))


def file_of(session: Session, invoice: Invoice) -> InvoiceFile:
    """The document as a file of Peppol, as it was issued, and its SHA-256."""
    return session.scalars(
        select(InvoiceFile).where(
            InvoiceFile.organisation_id == invoice.organisation_id, InvoiceFile.invoice_id == invoice.id
        )
    ).one()
