"""Each night: whatever was kept for ten years after it ended is deleted, with a line in the protocol.

The database decides (`house_files_due`) and deletes (`house_forget_…`): nobody else may, and it refuses what is to
be kept longer, or whose event isn't in the trail. One file is one transaction, so a job that was killed goes on
where it was; bytes whose row is gone and that were left go with the sweep of documents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Protocol, TypeVar

import structlog
from sqlalchemy import select, text, union
from sqlalchemy.orm import Session

from app import clock, events
from app.aml.keeping import YEARS
from app.errors import HouseError
from app.log import told
from app.outside.files import Files
from app.transaction import Scope, refuse_as, within
from models.aml import AnnualReport, Atypical, CashBreach, Contact, Deal, Pack, Policy, Training
from models.values.following import DeletedKind

log = structlog.get_logger("aml.forgetting")
T = TypeVar("T")
JOB = "forget_files"
BATCH = 100
# That there was one of these is for officers only, its end too.
_OF_OFFICERS = {
    "atypical": events.Tag.ATYPICAL_DELETED,
    "annual_report": events.Tag.ANNUAL_DELETED,
    "pack": events.Tag.PACK_DELETED,
}
for _guard in ("kept", "not_yet", "told"):
    refuse_as(f"ck_aml_deletion_{_guard}", "aml.deletion.kept")

_DUE = text("select kind, register, id from house_files_due(:office, :day, :most)")
_FORGET = {
    DeletedKind.CONTACT: text("select house_forget_contact(:office, :id, :at)"),
    DeletedKind.DEAL: text("select house_forget_deal(:office, :id, :at)"),
    DeletedKind.REGISTER: text("select house_forget_entry(:register, :office, :id, :at)"),
}


class Place(Protocol):
    """What of the workplace is needed here."""

    @property
    def stop(self) -> Any: ...

    @property
    def files(self) -> Files: ...

    def office(self, act: Callable[[Session], T]) -> T: ...


@dataclass(frozen=True)
class Due:
    """Something whose last day has passed; of a register, which one."""

    kind: DeletedKind
    register: str
    id: int

    @property
    def subject(self) -> str:
        return self.register or str(self.kind)


def forget_all(place: Place, now: Callable[[], datetime] = clock.now) -> int:
    """Deletes all that is due, office by office; how many files that were."""
    done = 0
    for office in place.office(lambda session: _offices(session, now())):
        stayed: set[Due] = set()
        seen = -1
        while not place.stop.is_set() and seen != done + len(stayed):
            seen = done + len(stayed)
            done += _forget_some(place, office, now, stayed)
    return done


def _forget_some(place: Place, office: int, now: Callable[[], datetime], stayed: set[Due]) -> int:
    """A batch of an office; how many went. What is refused is asked once, and keeps nothing else back."""
    day, done = clock.day_of(now()), 0
    most = BATCH + len(stayed)
    for one in place.office(partial(due, office=office, day=day, most=most)):
        if place.stop.is_set():
            break
        if one in stayed:
            continue
        try:
            names = place.office(partial(forget_file, office=office, one=one, now=now()))
        except HouseError as problem:
            # Somebody went on with it in the meantime, or is at it: the next night asks again.
            log.warning("a file stays for now", office=office, what=one.subject, **told(problem))
            stayed.add(one)
            continue
        done += 1
        for name in names:
            with suppress(HouseError):  # the sweep of documents takes what is left
                place.files.remove(name)
    return done


def due(session: Session, office: int, day: date, most: int = BATCH) -> Sequence[Due]:
    """What of an office goes on that day: deals first, which hold whoever was in them. In office scope."""
    rows = session.execute(_DUE, {"office": office, "day": day, "most": most})
    return [Due(DeletedKind(row.kind), row.register, row.id) for row in rows]


def forget_file(session: Session, office: int, one: Due, now: datetime) -> Sequence[str]:
    """Deletes one file with all that hangs on it, and writes the protocol; returns the names of bytes that nothing
    points at any more. In office scope.

    Raises Refusal aml.deletion.kept for what is to be kept longer.
    """
    tag = _OF_OFFICERS.get(one.register, events.Tag.FILE_DELETED)
    events.record(session, tag, events.Subject(one.subject, one.id, office), None, now)
    asked = {"office": office, "id": one.id, "at": now, "register": one.register}
    wanted = _FORGET[one.kind]
    names: Sequence[str] = session.scalars(wanted, {key: asked[key] for key in wanted.compile().params}).one()
    return names


def _offices(session: Session, now: datetime) -> Sequence[int]:
    """Those in which something is old enough to be due at all."""
    before = now - timedelta(days=YEARS * 365)
    day = clock.day_of(before)
    asked = union(
        select(Contact.organisation_id).where(Contact.made_at < before),
        select(Deal.organisation_id).where(Deal.made_at < before),
        select(Policy.organisation_id).where(Policy.last_day < day),
        select(Training.organisation_id).where(Training.held_on < day),
        select(CashBreach.organisation_id).where(CashBreach.happened_on < day),
        select(Atypical.organisation_id).where(Atypical.noted_on < day),
        select(AnnualReport.organisation_id).where(AnnualReport.signed_at < before),
        select(Pack.organisation_id).where(Pack.made_at < before),
    )
    with within(session, Scope.office(officer=True)):
        return sorted(session.scalars(asked))
