"""Use cases of documents: keeping one, taking away what expired or what nobody points at."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.errors import Missing
from app.events import Subject
from app.outside.files import Files, chunks_of
from app.policy import Identity
from models.documents import Document
from models.events import PLATFORM

BATCH = 500
ORPHANED = timedelta(days=1)
LONGEST_NAME = 200
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_NOBODY = Subject("", 0)


@dataclass(frozen=True)
class NewDocument:
    """What is to be kept. `subject` names the row it belongs to; `private` shows it to its maker only."""

    kind: str
    name: str
    media_type: str
    subject: Subject = _NOBODY
    private: bool = False
    expires_at: datetime | None = None


def keep(
    session: Session,
    files: Files,
    actor: Identity | None,
    new: NewDocument,
    chunks: Iterable[bytes],
    now: datetime,
    *,
    organisation_id: int | None = None,
) -> Document:
    """Keeps the bytes and the row that says what they are; the caller asked whether this actor may.

    It is the organisation's for which he acts, or the one named.

    Raises Outage when there is no place; a transaction that rolls back leaves bytes for the sweep.
    """
    kept = files.put(chunks)
    made = Document(
        organisation_id=(actor.organisation_id if actor and organisation_id is None else organisation_id)
        or PLATFORM,
        kind=new.kind,
        name=file_name(new.name),
        media_type=new.media_type,
        size=kept.size,
        sha256=kept.sha256,
        file=kept.name,
        subject_kind=new.subject.kind,
        subject_id=new.subject.id or None,
        person_id=new.subject.person_id,
        account_id=actor.account_id if actor else None,
        private=new.private,
        made_at=now,
        expires_at=new.expires_at,
    )
    session.add(made)
    session.flush()
    return made


def file_name(name: str) -> str:
    """A name any system takes: no path, no control or direction mark, at most 200 letters, its ending kept."""
    plain = "".join(c for c in name if unicodedata.category(c) not in ("Cf", "Co", "Cs", "Cc", "Zl", "Zp"))
    plain = _NOT_IN_NAMES.sub("_", plain).strip(" .") or "document"
    stem, dot, ending = plain.rpartition(".")
    if len(plain) <= LONGEST_NAME or not dot or len(ending) > 10:
        return plain[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def forget_expired(session: Session, files: Files, now: datetime) -> int:
    """Takes away a batch of documents whose time is over, bytes first; returns how many. In office scope."""
    over = session.execute(
        select(Document.id, Document.file)
        .where(Document.file.is_not(None), Document.expires_at <= now)
        .order_by(Document.expires_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for row in over:
        files.remove(str(row.file))
    gone = [row.id for row in over]
    session.execute(update(Document).where(Document.id.in_(gone)).values(file=None, removed_at=now))
    return len(gone)


def unfit(session: Session, files: Files) -> Iterator[str]:
    """Each document whose file is gone or isn't what its row says, as a sentence; reads them all. Office scope."""
    rows = session.execute(
        select(Document.organisation_id, Document.id, Document.file, Document.size, Document.sha256)
        .where(Document.file.is_not(None))
        .order_by(Document.organisation_id, Document.id)
        .execution_options(yield_per=500)
    )
    for row in rows:
        name = f"document {row.id} of organisation {row.organisation_id}"
        digest, size = hashlib.sha256(), 0
        try:
            with files.open(str(row.file)) as file:
                for chunk in chunks_of(file):
                    digest.update(chunk)
                    size += len(chunk)
        except Missing:
            yield f"the file of {name} is gone"
            continue
        if (size, digest.digest()) != (row.size, bytes(row.sha256)):
            yield f"the file of {name} was changed"


def sweep(session: Session, files: Files, now: datetime) -> int:
    """Removes files of over a day old that no row points at; returns how many. In office scope."""
    old = list(files.names(now - ORPHANED))
    swept = 0
    for start in range(0, len(old), BATCH):
        some = old[start : start + BATCH]
        known = set(session.scalars(select(Document.file).where(Document.file.in_(some))))
        for name in some:
            if name not in known:
                files.remove(name)
                swept += 1
    return swept


def lost(session: Session, files: Files, now: datetime) -> list[int]:
    """The documents of over a day old whose bytes are gone, though nobody took them away. In office scope."""
    old = now - ORPHANED
    kept = set(files.names(now))
    rows = session.execute(
        select(Document.id, Document.file)
        .where(Document.file.is_not(None), Document.made_at < old)
        .order_by(Document.id)
        .execution_options(yield_per=BATCH)
    )
    return [row.id for row in rows if row.file not in kept]
