"""Deliveries of the business register: which file is next, taking it in part by part, what came of it.

Each part is a transaction, and what is done stays done: whoever was killed half-way, or runs twice at once, goes
on where the last part ended. A delivery that was taken in is never taken in again; an update fits only the one
just before it. The names of files say nothing, `meta.csv` does.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session, sessionmaker

from app import events
from app.errors import Refusal
from app.organisations.business_parts import PARTS, Counts, take_part
from app.outside.business_extract import PATTERN, Extract, open_extract
from app.queue import enqueue
from app.transaction import Scope, enter, transaction
from models.organisations import BusinessDelivery
from models.values import ExtractKind

log = structlog.get_logger("businesses")
JOB = "read_business_register"
KEY = "business_register"
_TELL_EVERY = 4 << 20
_ONE = text("select pg_advisory_xact_lock(hashtext('sleutelbos.business_register'))")


def take_in_all(
    sessions: sessionmaker[Session], folder: Path, clock: Callable[[], datetime], stop: Callable[[], bool]
) -> int:
    """Takes in every file of the folder that is due, in their order; returns how many were. A file that is refused
    is looked at again once it changed. A full extract makes those before it needless."""
    taken = 0
    found = _in_order(folder)
    for path in found:
        if stop():
            break
        with sessions() as session, transaction(session):
            enter(session, Scope.office())
            delivery_id = _begin(session, path, found, clock())
        if delivery_id is not None:
            taken += _take_in(sessions, path, delivery_id, clock, stop)
    return taken


def look_now(session: Session) -> None:
    """Has the folder looked at as soon as a worker is free, rather than tonight."""
    enqueue(session, JOB, key=KEY)


def latest(session: Session) -> BusinessDelivery | None:
    """The last delivery that was taken in; None when there is none yet."""
    return session.scalars(
        select(BusinessDelivery)
        .where(BusinessDelivery.state == "done")
        .order_by(BusinessDelivery.extract_number.desc(), BusinessDelivery.id.desc())
        .limit(1)
    ).first()


def _in_order(folder: Path) -> list[Path]:
    """Files by the number in them, from the last full extract on; those that can't be read last, to be refused."""
    found: list[tuple[int, bool, Path]] = []
    strange: list[Path] = []
    for path in sorted(folder.glob(PATTERN)):
        try:
            with open_extract(path) as extract:
                found.append((extract.number, extract.kind is ExtractKind.FULL, path))
        except Refusal:
            strange.append(path)
    newest = max((number for number, full, _ in found if full), default=0)
    due = [path for number, full, path in sorted(found) if number > newest or (full and number == newest)]
    return due + strange


def _begin(session: Session, path: Path, found: list[Path], now: datetime) -> int | None:
    """The delivery to go on with, or a new one; None when there is nothing to do with this file."""
    session.execute(_ONE)
    running = session.scalars(select(BusinessDelivery).where(BusinessDelivery.state == "running")).first()
    if running is not None:
        if running.file == path.name:
            return running.id
        if any(running.file == one.name for one in found):
            return None  # its turn comes: what stands before it was taken in long ago, or can't be
        _end(session, running, now, Refusal("organisations.extract.replaced", file=running.file))
        session.flush()
    last = latest(session)
    known = _refused_before(session, path, last)
    made = BusinessDelivery(file=path.name[:200], state="running", started_at=now, examples=[])
    try:
        with open_extract(path) as extract:
            if known or (last is not None and extract.number <= (last.extract_number or 0)):
                return None
            made.extract_number, made.kind = extract.number, str(extract.kind)
            made.snapshot_on = extract.snapshot_on
            made.bytes_total = sum(extract.size(file) for part in PARTS for file in extract.files_of(part.name))
            _check_order(extract, last)
    except Refusal as refusal:
        if not known:
            session.add(made)
            _end(session, made, now, refusal)
        return None
    session.add(made)
    session.flush()
    return made.id


def _refused_before(session: Session, path: Path, last: BusinessDelivery | None) -> bool:
    """Whether this very file was refused, and nothing came since that could make it fit."""
    refused_at = session.scalar(
        select(func.max(BusinessDelivery.started_at)).where(
            BusinessDelivery.file == path.name[:200], BusinessDelivery.state == "failed"
        )
    )
    if refused_at is None or refused_at.timestamp() < path.stat().st_mtime:
        return False
    return last is None or last.ended_at is None or last.ended_at <= refused_at


def _check_order(extract: Extract, last: BusinessDelivery | None) -> None:
    if extract.kind is ExtractKind.FULL:
        return
    if last is None or last.extract_number is None:
        raise Refusal("organisations.extract.full_first", file=extract.name)
    if extract.number != last.extract_number + 1:
        raise Refusal(
            "organisations.extract.out_of_order",
            file=extract.name,
            found=extract.number,
            expected=last.extract_number + 1,
        )


def _take_in(
    sessions: sessionmaker[Session],
    path: Path,
    delivery_id: int,
    clock: Callable[[], datetime],
    stop: Callable[[], bool],
) -> int:
    """Every part that is still to do; returns 1 once the delivery is whole."""
    try:
        with open_extract(path) as extract:
            for step, part in enumerate(PARTS):
                if stop():
                    return 0
                before = sum(extract.size(one) for other in PARTS[:step] for one in extract.files_of(other.name))
                with sessions() as session, transaction(session):
                    enter(session, Scope.office())
                    session.execute(_ONE)
                    delivery = session.get_one(BusinessDelivery, delivery_id)
                    if delivery.state != "running":
                        return 0
                    if delivery.step > step:
                        continue
                    # Its row stays free meanwhile: how far this is, is told in transactions of their own.
                    _count(
                        delivery, step, take_part(session, extract, part, _Progress(sessions, delivery_id, before))
                    )
                    if step + 1 == len(PARTS):
                        _end(session, delivery, clock(), None)
    except Refusal as refusal:
        log.warning("a delivery of the business register was refused", code=refusal.code, **refusal.facts)
        with sessions() as session, transaction(session):
            enter(session, Scope.office())
            delivery = session.get_one(BusinessDelivery, delivery_id, with_for_update=True)
            _end(session, delivery, clock(), refusal)
        return 0
    return 1


def _count(delivery: BusinessDelivery, step: int, counts: Counts) -> None:
    delivery.step = step + 1
    delivery.added += counts.added
    delivery.changed += counts.changed
    delivery.gone += counts.gone
    delivery.left_out += counts.left_out
    delivery.examples = [*delivery.examples, *counts.examples][:20]


def _end(session: Session, delivery: BusinessDelivery, now: datetime, refusal: Refusal | None) -> None:
    delivery.state, delivery.ended_at = ("done" if refusal is None else "failed"), now
    if refusal is None:
        delivery.bytes_done = delivery.bytes_total
    else:
        delivery.problem = {
            "code": refusal.code,
            "facts": {k: v for k, v in refusal.facts.items() if v is not None},
        }
    session.flush()
    tag = events.Tag.BUSINESSES_DELIVERED if refusal is None else events.Tag.BUSINESSES_REFUSED
    facts = {"file": delivery.file, "added": delivery.added, "changed": delivery.changed, "gone": delivery.gone}
    if refusal is not None:
        facts["code"] = refusal.code
    events.record(session, tag, events.Subject("business_delivery", delivery.id), None, now, facts=facts)


class _Progress:
    """Says how many bytes were read, now and then, in a transaction of its own so that others see it meanwhile."""

    def __init__(self, sessions: sessionmaker[Session], delivery_id: int, before: int) -> None:
        self._sessions, self._id = sessions, delivery_id
        self._read, self._told = before, before

    def __call__(self, count: int) -> None:
        self._read += count
        if self._read - self._told < _TELL_EVERY:
            return
        self._told = self._read
        with suppress(Exception), self._sessions() as session, transaction(session):
            enter(session, Scope.office())
            session.execute(
                update(BusinessDelivery).where(BusinessDelivery.id == self._id).values(bytes_done=self._read)
            )
