"""The audit trail made tamper-evident: events sealed in hash-chained batches, heads anchored outside, verified.

Three proofs stack up. Each event carries the application's keyed seal of its own row (not written by us: no
seal). Each batch holds the hash of every row in it and of the batch before (changed, missing, swapped, added
later: the row is named), under the same key: who holds only the database can't write the chain anew. Each day
the heads go to a file outside the database (a cut tail is missed there), and the trail itself remembers each
line of it (a file that was cut is missed here). A backup that comes back knows fewer lines than the file: no flaw.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import delete, exists, func, or_, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from app.events import Subject, Tag, canonical, payload_hash, record
from app.transaction import Scope, scope_of, within
from models import keyring
from models.events import Event, EventPayload, EventSeal, EventWaiting

BATCH = 500
RETENTION = "retention"
"""By whom values are erased whose file was kept for its term and deleted."""
FIRST = b"\0" * 32
_LOCK = text("select pg_advisory_xact_lock(hashtext('sleutelbos.chain'), :organisation)")
_TOLD = (
    Event.uid,
    Event.tag,
    Event.organisation_id,
    Event.subject_kind,
    Event.subject_id,
    Event.person_id,
    Event.actor_id,
    Event.session_reference,
    Event.address,
    Event.happened_at,
    Event.facts,
    Event.payload_hash,
)


def _canonical(row: Any) -> bytes:
    return canonical(**{column.key: getattr(row, column.key) for column in _TOLD})


def event_hash(row: Any) -> bytes:
    """What a batch holds of an event: its id, its content, its seal."""
    return hashlib.sha256(str(row.id).encode() + b"|" + _canonical(row) + b"|" + bytes(row.seal)).digest()


def batch_hash(batch: EventSeal) -> bytes:
    """The link of the chain, keyed: covers place, content, moment and the link before."""
    content = canonical(
        organisation_id=batch.organisation_id,
        number=batch.number,
        event_ids=batch.event_ids,
        event_hashes=[bytes(known).hex() for known in batch.event_hashes],
        previous_hash=batch.previous_hash,
        sealed_at=batch.sealed_at,
    )
    return keyring.installed().seal_of(hashlib.sha256(content).digest())


def seal(session: Session, now: datetime, limit: int = BATCH) -> int:
    """Seals up to `limit` waiting events per organisation, in the caller's transaction, in office scope.

    Returns how many were sealed; 0 means nothing waits. A lock per organisation keeps the chain from forking.
    """
    sealed = 0
    with _whole(session):
        waiting = session.scalars(
            select(EventWaiting.organisation_id).distinct().order_by(EventWaiting.organisation_id)
        )
        for organisation_id in waiting.all():
            sealed += _seal_batch(session, organisation_id, now, limit)
    return sealed


@contextmanager
def _whole(session: Session) -> Iterator[None]:
    """The trail with what only AML officers read: sealed and verified like all of it, by whom it is shown to
    nobody. An owner's session sees it anyway."""
    scope = scope_of(session)
    with within(session, replace(scope, officer=True) if scope == Scope.office() else scope):
        yield


def _seal_batch(session: Session, organisation_id: int, now: datetime, limit: int) -> int:
    session.execute(_LOCK, {"organisation": organisation_id})
    rows = session.execute(
        select(Event.id, Event.seal, *_TOLD)
        .join(
            EventWaiting,
            (EventWaiting.organisation_id == Event.organisation_id) & (EventWaiting.event_id == Event.id),
        )
        .where(Event.organisation_id == organisation_id)
        .order_by(Event.id)
        .limit(limit)
    ).all()
    if not rows:
        return 0
    last = session.execute(
        select(EventSeal.number, EventSeal.hash)
        .where(EventSeal.organisation_id == organisation_id)
        .order_by(EventSeal.number.desc())
        .limit(1)
    ).one_or_none()
    number, previous = (last.number + 1, bytes(last.hash)) if last else (1, FIRST)
    batch = EventSeal(
        organisation_id=organisation_id,
        number=number,
        event_ids=[row.id for row in rows],
        event_hashes=[event_hash(row) for row in rows],
        previous_hash=previous,
        sealed_at=now,
    )
    batch.hash = batch_hash(batch)
    session.add(batch)
    session.flush()
    session.execute(
        delete(EventWaiting).where(
            EventWaiting.organisation_id == organisation_id, EventWaiting.event_id.in_(batch.event_ids)
        )
    )
    return len(rows)


@dataclass(frozen=True)
class Head:
    """The end of one organisation's chain."""

    number: int
    hash: bytes


def heads(session: Session) -> dict[int, Head]:
    """The end of every chain, by organisation."""
    rows = session.execute(
        select(EventSeal.organisation_id, EventSeal.number, EventSeal.hash)
        .ext(distinct_on(EventSeal.organisation_id))
        .order_by(EventSeal.organisation_id, EventSeal.number.desc())
    )
    return {row.organisation_id: Head(row.number, bytes(row.hash)) for row in rows}


def anchor(session: Session, file: Path, now: datetime) -> None:
    """Adds one line with all heads to the file of anchors (0600), and an event that remembers it.

    Each line seals itself and the one before. A line whose transaction is rolled back stays, and does no harm.
    """
    lines = file.read_text().splitlines() if file.exists() else []
    content = {
        "at": int(now.timestamp()),
        "heads": {str(key): [head.number, head.hash.hex()] for key, head in heads(session).items()},
        "before": _line(lines[-1]) if lines else "",
    }
    proof = keyring.installed().seal_of(json.dumps(content, sort_keys=True).encode()).hex()
    line = json.dumps({**content, "proof": proof})
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a") as end:
        end.write(line + "\n")
        end.flush()
        os.fsync(end.fileno())
    record(session, Tag.TRAIL_ANCHORED, Subject("trail", len(lines) + 1), None, now, facts={"line": _line(line)})


def _line(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Flaw(StrEnum):
    """What verifying can find; `PAYLOAD_ERASED` is no flaw but is told, with who erased it and why."""

    CHANGED = "changed"
    MISSING = "missing"
    NOT_OURS = "not_ours"
    UNSEALED = "unsealed"
    PAYLOAD_CHANGED = "payload_changed"
    PAYLOAD_ERASED = "payload_erased"
    BATCH_CHANGED = "batch_changed"
    BATCH_MISSING = "batch_missing"
    TAIL_CUT = "tail_cut"
    ANCHOR_CHANGED = "anchor_changed"
    ANCHORS_GONE = "anchors_gone"


@dataclass(frozen=True)
class Finding:
    """One thing verifying found. `event_id` names the row, `batch` the batch; facts say more."""

    flaw: Flaw
    organisation_id: int
    event_id: int | None = None
    batch: int | None = None
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def grave(self) -> bool:
        return self.flaw is not Flaw.PAYLOAD_ERASED


_EVENT = "event {event} of organisation {organisation}"
_BATCH = "batch {batch} of organisation {organisation}"
_SENTENCES = {
    Flaw.CHANGED: f"{_EVENT} was changed after it was sealed",
    Flaw.MISSING: f"{_EVENT} is gone",
    Flaw.NOT_OURS: f"{_EVENT} was not written by this application, or was changed",
    Flaw.UNSEALED: f"{_EVENT} is in no batch and does not wait for one",
    Flaw.PAYLOAD_CHANGED: f"the personal values of {_EVENT} were changed or removed",
    Flaw.PAYLOAD_ERASED: f"{_EVENT}: payload erased on {{at}}, by {{by}}, why: {{why}}",
    Flaw.BATCH_CHANGED: f"{_BATCH} was changed",
    Flaw.BATCH_MISSING: f"{_BATCH} is gone",
    Flaw.TAIL_CUT: f"{_BATCH} was anchored, and is gone with all after it",
    Flaw.ANCHOR_CHANGED: "line {line} of the file of anchors was changed",
    Flaw.ANCHORS_GONE: "the file of anchors lacks {count} lines, written from {first} to {last}: put back the file"
    " of this installation",
}


def sentence(finding: Finding) -> str:
    """The finding as the operator reads it, in English like the command line."""
    return _SENTENCES[finding.flaw].format(
        event=finding.event_id, batch=finding.batch, organisation=finding.organisation_id, **finding.facts
    )


def verify(session: Session, anchors: Path | None = None) -> Iterator[Finding]:
    """Walks every event, payload, batch and anchor, and yields what doesn't fit; in office scope, flat memory."""
    with _whole(session):
        yield from _batches(session)
        yield from _outside_batches(session)
        yield from _payloads(session)
    if anchors is not None:
        yield from _anchors(session, anchors)


def _batches(session: Session) -> Iterator[Finding]:
    """Each batch in its place, and each event in its batch."""
    expected: dict[int, tuple[int, bytes]] = {}
    seals = session.scalars(
        select(EventSeal)
        .order_by(EventSeal.organisation_id, EventSeal.number)
        .execution_options(yield_per=50, populate_existing=True)
    )
    for batch in seals:
        number, previous = expected.get(batch.organisation_id, (1, FIRST))
        for gone in range(number, batch.number):
            yield Finding(Flaw.BATCH_MISSING, batch.organisation_id, batch=gone)
        fits = batch.number != number or bytes(batch.previous_hash) == previous
        if not fits or not hmac.compare_digest(batch_hash(batch), bytes(batch.hash)):
            yield Finding(Flaw.BATCH_CHANGED, batch.organisation_id, batch=batch.number)
        expected[batch.organisation_id] = (batch.number + 1, bytes(batch.hash))
        yield from _events_of(session, batch)


def _events_of(session: Session, batch: EventSeal) -> Iterator[Finding]:
    rows = {
        row.id: row
        for row in session.execute(
            select(Event.id, Event.seal, *_TOLD).where(
                Event.organisation_id == batch.organisation_id, Event.id.in_(batch.event_ids)
            )
        )
    }
    for event_id, known in zip(batch.event_ids, batch.event_hashes, strict=False):
        row = rows.get(event_id)
        if row is None:
            yield Finding(Flaw.MISSING, batch.organisation_id, event_id, batch.number)
        elif event_hash(row) != bytes(known):
            yield Finding(Flaw.CHANGED, batch.organisation_id, event_id, batch.number)
        elif not _ours(row):
            yield Finding(Flaw.NOT_OURS, batch.organisation_id, event_id, batch.number)


def _ours(row: Any) -> bool:
    return hmac.compare_digest(bytes(row.seal), keyring.installed().seal_of(_canonical(row)))


def _outside_batches(session: Session) -> Iterator[Finding]:
    """Events in no batch: those that wait are checked by their own seal, others were put in behind our back."""
    batched = select(func.unnest(EventSeal.event_ids).label("id"), EventSeal.organisation_id).subquery()
    rows = session.execute(
        select(Event.id, Event.seal, EventWaiting.event_id.label("waits"), *_TOLD)
        .outerjoin(batched, (batched.c.organisation_id == Event.organisation_id) & (batched.c.id == Event.id))
        .outerjoin(
            EventWaiting,
            (EventWaiting.organisation_id == Event.organisation_id) & (EventWaiting.event_id == Event.id),
        )
        .where(batched.c.id.is_(None))
        .order_by(Event.organisation_id, Event.id)
        .execution_options(yield_per=500)
    )
    for row in rows:
        if not _ours(row):
            yield Finding(Flaw.NOT_OURS, row.organisation_id, row.id)
        elif row.waits is None:
            yield Finding(Flaw.UNSEALED, row.organisation_id, row.id)
    gone = session.execute(
        select(EventWaiting.organisation_id, EventWaiting.event_id)
        .outerjoin(
            Event, (Event.organisation_id == EventWaiting.organisation_id) & (Event.id == EventWaiting.event_id)
        )
        .where(Event.id.is_(None))
    )
    for organisation_id, event_id in gone:
        yield Finding(Flaw.MISSING, organisation_id, event_id)


class Hold(StrEnum):
    """How the trail holds one event; `BROKEN` also when it isn't there."""

    SEALED = "sealed"
    WAITS = "waits_for_its_seal"
    BROKEN = "broken"


def holds(session: Session, subject: Subject, tag: Tag, facts: dict[str, Any]) -> Hold:
    """How the trail holds the event of that tag about that subject, told with these facts; in office scope.

    The event's own seal, its hash in its batch and that batch's link are computed anew; the whole chain is not.
    """
    row = session.execute(
        select(Event.id, Event.seal, *_TOLD)
        .where(
            Event.organisation_id == subject.organisation_id,
            Event.subject_kind == subject.kind,
            Event.subject_id == subject.id,
            Event.tag == tag,
        )
        .order_by(Event.id)
        .limit(1)
    ).one_or_none()
    if row is None or not _ours(row) or any(row.facts.get(name) != value for name, value in facts.items()):
        return Hold.BROKEN
    batch = session.scalars(
        select(EventSeal).where(
            EventSeal.organisation_id == subject.organisation_id, EventSeal.event_ids.contains([row.id])
        )
    ).first()
    if batch is None:
        return Hold.WAITS
    known = dict(zip(batch.event_ids, map(bytes, batch.event_hashes), strict=False)).get(row.id)
    sound = known == event_hash(row) and hmac.compare_digest(batch_hash(batch), bytes(batch.hash))
    return Hold.SEALED if sound else Hold.BROKEN


def _payloads(session: Session) -> Iterator[Finding]:
    """Personal values against the hash their event holds; an erased one is told, a vanished one is a flaw."""
    erasure = aliased(Event)
    of_person = (erasure.tag == Tag.PERSON_ERASED.value) & (erasure.person_id == EventPayload.person_id)
    of_file = (
        erasure.tag.in_((Tag.FILE_DELETED.value, Tag.ATYPICAL_DELETED.value))
        & (erasure.organisation_id == EventPayload.organisation_id)
        & (EventPayload.erased_by == RETENTION)
    )
    told = exists().where(or_(of_person, of_file), erasure.happened_at == EventPayload.erased_at)
    organisation_id = func.coalesce(Event.organisation_id, EventPayload.organisation_id).label("organisation_id")
    event_id = func.coalesce(Event.id, EventPayload.event_id).label("event_id")
    erased = (EventPayload.erased_at.is_not(None) & told).label("erased")
    rows = session.execute(
        select(organisation_id, event_id, Event.person_id, Event.payload_hash, EventPayload, erased)
        .outerjoin_from(
            Event,
            EventPayload,
            (EventPayload.organisation_id == Event.organisation_id) & (EventPayload.event_id == Event.id),
            full=True,
        )
        .where((Event.payload_hash.is_not(None)) | (EventPayload.event_id.is_not(None)))
        .order_by(organisation_id, event_id)
        .execution_options(yield_per=500, populate_existing=True)
    )
    for row in rows:
        payload = row.EventPayload
        if payload is None or row.payload_hash is None or payload.person_id != row.person_id:
            yield Finding(Flaw.PAYLOAD_CHANGED, row.organisation_id, row.event_id)
        elif row.erased and payload.content is None and payload.salt is None:
            facts = {"at": payload.erased_at.isoformat(), "by": payload.erased_by, "why": payload.erased_why}
            yield Finding(Flaw.PAYLOAD_ERASED, row.organisation_id, row.event_id, facts=facts)
        elif not _fits(payload, row.payload_hash):
            yield Finding(Flaw.PAYLOAD_CHANGED, row.organisation_id, row.event_id)


def _fits(payload: EventPayload, known: bytes) -> bool:
    """Whether the personal values are those the event was recorded with."""
    if payload.content is None or payload.salt is None or payload.erased_at is not None:
        return False
    return payload_hash(payload.content, bytes(payload.salt)) == bytes(known)


def _anchors(session: Session, file: Path) -> Iterator[Finding]:
    """Each line must seal itself and name the line before; what is remembered of either must still be there."""
    before, changed = "", 0
    wanted: dict[tuple[int, int], str] = {}
    lines = file.read_text().splitlines() if file.exists() else []
    for place, line in enumerate(lines, 1):
        try:
            content = json.loads(line)
            proof = bytes.fromhex(content.pop("proof"))
            sound = content["before"] == before and hmac.compare_digest(
                proof, keyring.installed().seal_of(json.dumps(content, sort_keys=True).encode())
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            sound = False
        if not sound:
            changed += 1
            yield Finding(Flaw.ANCHOR_CHANGED, 0, facts={"line": str(place)})
        else:
            wanted |= {(int(key), number): known for key, (number, known) in content["heads"].items()}
        before = _line(line)
    yield from _lines_gone(session, {_line(line) for line in lines}, changed)
    kept = {
        (row.organisation_id, row.number): bytes(row.hash).hex()
        for row in session.execute(select(EventSeal.organisation_id, EventSeal.number, EventSeal.hash))
    }
    for (organisation_id, number), known in sorted(wanted.items()):
        found = kept.get((organisation_id, number))
        if found is None:
            yield Finding(Flaw.TAIL_CUT, organisation_id, batch=number)
        elif found != known:
            yield Finding(Flaw.BATCH_CHANGED, organisation_id, batch=number)


def _lines_gone(session: Session, there: set[str], changed: int) -> Iterator[Finding]:
    """Lines the trail remembers and the file lacks; those that were changed are told of already."""
    told = session.execute(
        select(Event.happened_at, Event.facts["line"].astext.label("line"))
        .where(Event.tag == Tag.TRAIL_ANCHORED)
        .order_by(Event.happened_at, Event.id)
    )
    gone = [row.happened_at for row in told if row.line not in there][changed:]
    if gone:
        facts = {"count": str(len(gone)), "first": gone[0].isoformat(), "last": gone[-1].isoformat()}
        yield Finding(Flaw.ANCHORS_GONE, 0, facts=facts)
