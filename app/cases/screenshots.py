"""The picture of a page that goes with a reported problem: for who reported it and the helpdesk only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import BinaryIO

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.documents.content import MEGABYTE, Use
from app.documents.kinds import FileKind
from app.documents.services import NewDocument, keep
from app.documents.uploads import DocumentKind, looked_at, to_keep
from app.errors import Missing, Refusal
from app.events import Subject
from app.outside.files import Files
from app.outside.virus import Scanner
from app.policy import Identity
from models.cases import Report
from models.documents import Document
from models.events import PLATFORM

SCREENSHOT = Use(frozenset({FileKind.JPEG, FileKind.PNG, FileKind.PDF}), 5 * MEGABYTE)
# After a case is closed its picture shows what somebody had on his screen, and nobody needs it any more.
KEPT = timedelta(days=90)


def add_screenshot(
    session: Session,
    files: Files,
    scanner: Scanner,
    report: Report,
    actor: Identity | None,
    name: str,
    file: BinaryIO,
    now: datetime,
) -> Document:
    """Puts the picture with a case; a form sent twice puts it there once. In office scope.

    Raises Outage (scanner or place silent), Refusal documents.file.* as `looked_at` does.
    """
    there = session.scalars(select(Document).where(*_of(report.id))).first()
    if there is not None:
        return there
    try:
        found = looked_at(scanner, SCREENSHOT, name, file)
        chunks = to_keep(file, found)
    except Refusal as no:  # the form has it under another name
        raise Refusal(no.code, field="screenshot", **no.facts) from None
    subject = Subject("case", report.id, PLATFORM, report.person_id)
    new = NewDocument(DocumentKind.SCREENSHOT, name, found.media_type, subject, private=True)
    return keep(session, files, actor, new, chunks, now, organisation_id=PLATFORM)


def screenshot_of(session: Session, case_id: int) -> Document | None:
    """The picture of a case that still has its file; None without one. In office scope."""
    return session.scalars(select(Document).where(*_of(case_id), Document.file.is_not(None))).first()


def screenshot_record(session: Session, case_id: int, now: datetime) -> Document:
    """The same, for who may see the case. Raises Missing. In office scope."""
    found = screenshot_of(session, case_id)
    if found is None or (found.expires_at is not None and found.expires_at <= now):
        raise Missing("document", case_id)
    return found


def forget_after_closing(session: Session, case_id: int, now: datetime) -> None:
    """Its picture goes ninety days after a case was closed. In office scope."""
    session.execute(update(Document).where(*_of(case_id)).values(expires_at=now + KEPT))


def _of(case_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Document.organisation_id == PLATFORM,
        Document.subject_kind == "case",
        Document.subject_id == case_id,
        Document.kind == DocumentKind.SCREENSHOT,
    )
