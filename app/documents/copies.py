"""Is this copy the one that was issued? Asked by its bytes; answered with number, issuer and date, nothing more.

The answer may concern another organisation's document, so it is read in the office's scope, column by column, and
what the document is about is left out.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from app.documents.issued import CODE_LENGTH
from app.documents.pdf_files import open_text
from app.outside.files import chunks_of
from app.transaction import Scope, within
from models.issued import Issued
from models.organisations import Organisation

MARK = "sleutelbos:"
_CODE = re.compile(rf"[A-Z2-9]{{{CODE_LENGTH}}}")
_MARKED = re.compile(MARK.encode() + rb"([A-Z2-9]{%d})" % CODE_LENGTH)


class Answer(StrEnum):
    """What a copy turned out to be."""

    ISSUED = "issued_as_is"
    ALTERED = "altered"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class Origin:
    """What anybody may know of an issued document who holds a copy. `issuer` '' is the platform itself."""

    id: int
    organisation_id: int
    issuer: str
    series: str
    reference: str
    sha256: bytes
    issued_at: datetime
    current: bool


def origin_of_bytes(session: Session, file: BinaryIO) -> tuple[Answer, Origin | None]:
    """Whether these bytes were issued; if not, whether they are made from a document that was."""
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in chunks_of(file):
        digest.update(chunk)
    if found := _origin(session, Issued.sha256 == digest.digest()):
        return Answer.ISSUED, found
    code = _code_in(file)
    if code and (found := origin_of_code(session, code)):
        return Answer.ALTERED, found
    return Answer.NOT_KNOWN, None


def origin_of_code(session: Session, code: str) -> Origin | None:
    """The document on whose paper that code stands; None for any other text."""
    return _origin(session, Issued.code == code) if _CODE.fullmatch(code) else None


def _code_in(file: BinaryIO) -> str:
    """The code our documents carry, if it is still in there."""
    file.seek(0)
    for piece in open_text(file.read()):
        if found := _MARKED.search(piece):
            return found[1].decode()
    return ""


def _origin(session: Session, condition: ColumnElement[bool]) -> Origin | None:
    later = aliased(Issued)
    replaced = exists().where(
        later.organisation_id == Issued.organisation_id,
        later.series == Issued.series,
        later.subject_kind == Issued.subject_kind,
        later.subject_id == Issued.subject_id,
        later.id > Issued.id,
    )
    statement = (
        select(
            Issued.id,
            Issued.organisation_id,
            Organisation.name,
            Issued.series,
            Issued.reference,
            Issued.sha256,
            Issued.issued_at,
            ~replaced,
        )
        .outerjoin(Organisation, Organisation.id == Issued.organisation_id)
        .where(condition)
        .order_by(Issued.id)
        .limit(1)
    )
    with within(session, Scope.office()):
        row = session.execute(statement).one_or_none()
    if row is None:
        return None
    number, organisation_id, issuer, series, reference, sha256, issued_at, current = row
    return Origin(
        number, organisation_id, issuer or "", series, reference, bytes(sha256), issued_at, bool(current)
    )
