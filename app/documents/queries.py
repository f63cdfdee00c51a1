"""Reads of documents; `visible_to` is the row scope of sets."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from app.errors import Missing
from app.policy import Identity, Permission, may
from models.documents import Document
from models.events import PLATFORM

# Kinds that a tool keeps for whoever works in it, and hands out itself: here they are nobody's, not even his who
# brought them, as he may have left the tool since.
OF_A_TOOL = ("evidence", "aml_register", "mandate_proof", "mandate_paper")


def visible_to(identity: Identity) -> ColumnElement[bool]:
    """The documents this identity may see: those he made in the context he acts in, and his organisation's."""
    here = true() if identity.is_staff else Document.organisation_id == identity.organisation_id
    shared = Document.private.is_(False) if may(identity, Permission.DOCUMENT_SEE) else false()
    where = Document.organisation_id == (identity.organisation_id or PLATFORM)
    own = and_(where, Document.account_id == identity.account_id)
    return and_(here, Document.kind.not_in(OF_A_TOOL), or_(shared, own))


def document_record(session: Session, identity: Identity, document_id: int, now: datetime) -> Document:
    """One document that still has its file. Raises Missing: isn't there, isn't yours, or its time is over."""
    found = session.scalars(
        select(Document).where(
            Document.id == document_id,
            visible_to(identity),
            Document.file.is_not(None),
            or_(Document.expires_at.is_(None), Document.expires_at > now),
        )
    ).one_or_none()
    if found is None:
        raise Missing("document", document_id)
    return found
