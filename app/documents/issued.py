"""Issuing: a document gets the next number of its series, and row, file and event stand together or not at all.

One at a time per organisation: whoever rolls back gives his number to the next. What was issued never changes;
its SHA-256 stands in its event, and so in the sealed trail.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, false, select, text, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import clock, events
from app.documents.services import NewDocument, keep
from app.events import Subject
from app.outside.files import Files
from app.policy import Identity, Permission, may, require
from app.transaction import refuse_as
from models.events import PLATFORM
from models.issued import Issued, NumberSeries

refuse_as("uq_document_issued_organisation_id_form_key", "documents.issued.sent_twice")
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH = 24
_LOCK = text("select pg_advisory_xact_lock(hashtext('sleutelbos.series'), :organisation)")


class Series(StrEnum):
    """What is numbered apart: each series has its own numbers, beginning anew each year."""

    RIGHT_STATEMENT = "right_statement"
    RIGHTS_OVERVIEW = "rights_overview"


@dataclass(frozen=True)
class NewIssue:
    """What is to be issued. The same `form_key` issues once; {reference} in the file's `name` is the number."""

    series: Series
    subject: Subject
    language: str
    name: str
    form_key: str | None = None


Make = Callable[[str, str], bytes]


def issue(session: Session, files: Files, actor: Identity, new: NewIssue, make: Make, now: datetime) -> Issued:
    """Issues the document that `make` gives for its number and code; the caller asked about the subject.

    The same form sent twice gives the first one again. Raises Forbidden, Outage.
    """
    require(actor, Permission.DOCUMENT_ISSUE)
    organisation_id = actor.organisation_id or PLATFORM
    if new.form_key and (before := _sent_before(session, organisation_id, new.form_key)):
        return before
    session.execute(_LOCK, {"organisation": organisation_id})
    if new.form_key and (before := _sent_before(session, organisation_id, new.form_key)):
        return before  # sent by another window, while this one waited
    year = clock.day_of(now).year
    number = _next_number(session, organisation_id, new.series, year)
    reference, code = f"{year}-{number:06d}", "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))
    kept = NewDocument(new.series, new.name.format(reference=reference), "application/pdf", new.subject)
    document = keep(session, files, actor, kept, [make(reference, code)], now)
    made = Issued(
        organisation_id=organisation_id,
        series=new.series,
        year=year,
        number=number,
        code=code,
        document_id=document.id,
        sha256=document.sha256,
        language=new.language,
        subject_kind=new.subject.kind,
        subject_id=new.subject.id,
        person_id=new.subject.person_id,
        issued_at=now,
        issued_by=actor.account_id,
        form_key=new.form_key,
    )
    session.add(made)
    session.flush()
    events.record(
        session,
        events.Tag.DOCUMENT_ISSUED,
        Subject("issued", made.id, organisation_id, new.subject.person_id),
        actor,
        now,
        facts={
            "series": new.series,
            "reference": reference,
            "sha256": document.sha256.hex(),
            "document_id": document.id,
            "subject_kind": new.subject.kind,
            "subject_id": new.subject.id,
        },
    )
    return made


def _sent_before(session: Session, organisation_id: int, form_key: str) -> Issued | None:
    return session.scalars(
        select(Issued).where(Issued.organisation_id == organisation_id, Issued.form_key == form_key)
    ).one_or_none()


def _next_number(session: Session, organisation_id: int, series: Series, year: int) -> int:
    """The number after the last one; given back when the transaction rolls back."""
    taken = (
        insert(NumberSeries)
        .values(organisation_id=organisation_id, series=series, year=year, last_number=1)
        .on_conflict_do_update(
            index_elements=[NumberSeries.organisation_id, NumberSeries.series, NumberSeries.year],
            set_={"last_number": NumberSeries.last_number + 1},
        )
        .returning(NumberSeries.last_number)
    )
    return session.scalars(taken).one()


def visible_to(identity: Identity) -> ColumnElement[bool]:
    """The issued documents this identity may see, as a condition."""
    if not may(identity, Permission.DOCUMENT_SEE):
        return false()
    return true() if identity.is_staff else Issued.organisation_id == identity.organisation_id
