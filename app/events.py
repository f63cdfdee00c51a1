"""What happened: `record()` writes it in the caller's transaction, by one of the tags.

A bulk act records one event with its ids. Facts must hold nothing personal: names, numbers, addresses and
free text go into `personal`, which is stored apart and can be erased without breaking the chain.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, insert
from sqlalchemy.orm import Session

from app.queue import enqueue
from app.tags import CLOSING as CLOSING
from app.tags import NOTICED as NOTICED
from app.tags import OFFICERS_ONLY as OFFICERS_ONLY
from app.tags import Tag as Tag
from app.transaction import quick_row
from models import keyring
from models.events import PLATFORM, Event, EventPayload

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


ASK_GRANTS_AGAIN = "ask_grants_again"
_QUIET = "events.quiet"


_COLUMNS = {
    "organisation_id": "bigint", "uid": "uuid", "tag": "text", "subject_kind": "text", "subject_id": "bigint",
    "person_id": "bigint", "actor_id": "integer", "session_reference": "text", "address": "text",
    "happened_at": "timestamptz", "facts": "jsonb", "payload_hash": "bytea", "seal": "bytea",
}  # fmt: skip
# Numbered apart: RETURNING would need the right to read the row, which a platform event doesn't give. What only
# officers read counts in numbers of its own: a gap in those that others see would tell of it.
_KEEP = (
    "with numbered as (select nextval(%(numbers)s::text::regclass) as id),"  # noqa: S608 - our own names
    f" kept as (insert into event (id, {', '.join(_COLUMNS)}) select id,"
    f" {', '.join(f'%({name})s::{kind}' for name, kind in _COLUMNS.items())} from numbered)"
    " select id from numbered"
)
_NUMBERS, _OFFICERS_NUMBERS = "event_id_seq", "event_of_officers_id_seq"


def for_everybody() -> ColumnElement[bool]:
    """Events that may stand in a trail, a list, a search or a file: all but what only AML officers read, which no
    reader of the trail is shown, whoever he is. The database asks the same of every transaction but an officer's
    (`app.officer`)."""
    return Event.tag.not_like(f"{OFFICERS_ONLY}%")


class Actor(Protocol):
    """Who did it: the account, and from which session and address."""

    @property
    def account_id(self) -> int: ...

    @property
    def session_reference(self) -> str: ...

    @property
    def address(self) -> str: ...


@dataclass(frozen=True)
class Subject:
    """What an event is about: the row, the organisation it belongs to, the person it concerns."""

    kind: str
    id: int
    organisation_id: int = PLATFORM
    person_id: int | None = None


@dataclass(frozen=True)
class Told:
    """One event before it is written; `canonical()` is what seal and chain cover."""

    uid: str
    tag: str
    subject: Subject
    actor_id: int | None
    session_reference: str
    address: str
    happened_at: datetime
    facts: dict[str, Any] = field(default_factory=dict)
    payload_hash: bytes | None = None

    def canonical(self) -> bytes:
        return canonical(
            uid=self.uid,
            tag=self.tag,
            organisation_id=self.subject.organisation_id,
            subject_kind=self.subject.kind,
            subject_id=self.subject.id,
            person_id=self.subject.person_id,
            actor_id=self.actor_id,
            session_reference=self.session_reference,
            address=self.address,
            happened_at=self.happened_at,
            facts=self.facts,
            payload_hash=self.payload_hash,
        )


def canonical(**columns: Any) -> bytes:
    """The bytes a seal covers: sorted JSON; instants as UTC microseconds, so that storing changes nothing."""

    def plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return (value - _EPOCH) // timedelta(microseconds=1)
        if isinstance(value, (bytes, memoryview)):
            return bytes(value).hex()
        return value

    return json.dumps(
        {name: plain(value) for name, value in columns.items()},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    ).encode()


def payload_hash(content: dict[str, Any], salt: bytes) -> bytes:
    return hashlib.sha256(salt + canonical(**content)).digest()


def record(
    session: Session,
    tag: Tag,
    subject: Subject,
    actor: Actor | None,
    now: datetime,
    *,
    facts: dict[str, Any] | None = None,
    personal: dict[str, Any] | None = None,
) -> int:
    """Writes the event in the caller's transaction and returns its id; nothing is kept if that rolls back.

    Where somebody gets a letter about it, or may have lost a way into a tool by it, the job that looks after that
    is put in the queue with it.
    """
    salt = secrets.token_bytes(16) if personal else None
    told = Told(
        uid=str(uuid.uuid4()),
        tag=tag.value,
        subject=subject,
        actor_id=actor.account_id if actor else None,
        session_reference=actor.session_reference if actor else "",
        address=actor.address if actor else "",
        happened_at=now,
        facts=facts or {},
        payload_hash=payload_hash(personal, salt) if personal and salt else None,
    )
    kept = {
        "numbers": _OFFICERS_NUMBERS if tag.startswith(OFFICERS_ONLY) else _NUMBERS,
        "organisation_id": subject.organisation_id,
        "uid": told.uid,
        "tag": told.tag,
        "subject_kind": subject.kind,
        "subject_id": subject.id,
        "person_id": subject.person_id,
        "actor_id": told.actor_id,
        "session_reference": told.session_reference,
        "address": told.address,
        "happened_at": now,
        "facts": json.dumps(told.facts),
        "payload_hash": told.payload_hash,
        "seal": keyring.installed().seal_of(told.canonical()),
    }
    event_id = int(quick_row(session.connection(), _KEEP, kept).id)
    if personal:
        session.execute(
            insert(EventPayload).values(
                organisation_id=subject.organisation_id,
                event_id=event_id,
                person_id=subject.person_id,
                content=personal,
                salt=salt,
            )
        )
    if session.info.get(_QUIET, False):
        return event_id
    if tag in NOTICED:
        enqueue(session, "notify", organisation_id=subject.organisation_id, event_id=event_id)
    if tag in CLOSING:
        # A deleted account is named by nothing any more.
        named = subject.kind == "account" and tag is not Tag.ACCOUNT_DELETED
        account = subject.id if named else None
        enqueue(session, ASK_GRANTS_AGAIN, organisation_id=subject.organisation_id, account_id=account)
    return event_id


def is_quiet(session: Session) -> bool:
    """Whether what is recorded now is history, told long after it happened."""
    return bool(session.info.get(_QUIET, False))


@contextmanager
def quietly(session: Session) -> Iterator[None]:
    """What is recorded in here sends nobody a letter: history that is told long after it happened."""
    before = session.info.get(_QUIET, False)
    session.info[_QUIET] = True
    try:
        yield
    finally:
        session.info[_QUIET] = before
