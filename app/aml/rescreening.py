"""All contacts against what a load of a list changed: entries that came or changed, and entries that went.

In steps, each a transaction of its own that is written down on the load: whoever is killed between two, or runs
beside another, goes on where the last one ended. Loads are done in the order of their editions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app import events
from app.aml import turns
from app.aml.contacts import ours_of, screen
from app.aml.finding import Pair, Settled, Stands, settle_pairs
from app.aml.following import levels_follow
from app.aml.queries import is_live
from app.aml.screening import THRESHOLD, SubjectIndex, compare
from app.aml.shelf import Shelf
from app.queue import enqueue
from models.aml import Contact, Hit, Listed, Snapshot
from models.values import ListedEntry, Subject

log = structlog.get_logger("screening")
T = TypeVar("T")

JOB = "rescreen"
ENTRIES, CONTACTS = "entries", "contacts"
STEP = 200
READ = 5000
MOST_ALIKE = 1_000_000
"""Contacts one entry may look like, of all offices together: none is left out, however common its name."""
CHEAPER = 1.0
"""Entries per contact, above which each contact is compared with the lists rather than each entry with the
contacts. Both take about as long: 4.1 ms an entry with 4,000 contacts, 2.9 ms a contact with 4,000 entries."""


def ask(session: Session, snapshot_id: int) -> None:
    """Has all contacts compared with what this load changed, as soon as a worker is free."""
    enqueue(session, JOB, key=f"{JOB}:{snapshot_id}", snapshot_id=snapshot_id)


def unscreened(session: Session) -> Sequence[int]:
    """Loads whose contacts aren't all compared yet, the oldest first."""
    return session.scalars(
        select(Snapshot.id)
        .where(Snapshot.state == "loaded", Snapshot.screened_at.is_(None))
        .order_by(Snapshot.edition)
    ).all()


class Place(Protocol):
    """Where it is done: transactions in office scope, and whether it is time to stop."""

    @property
    def stop(self) -> Any: ...

    def office(self, act: Callable[[Session], T]) -> T: ...


class Rescreening:
    """One run: every load that waits, with one index of all contacts, which is made when it is first needed."""

    def __init__(self, place: Place, shelf: Shelf, now: Callable[[], datetime]) -> None:
        self._place, self._shelf, self._now = place, shelf, now
        self._contacts = SubjectIndex.open()
        self._versions: dict[int, int] = {}

    def run(self) -> int:
        """Does what waits, until nothing does or it is time to stop; returns how many loads were finished."""
        done = 0
        while not self._place.stop.is_set():
            loads = self._place.office(unscreened)
            if not loads:
                break
            done += self._begin(loads[0]) and self._finish(loads[0])
        return done

    def _finish(self, snapshot_id: int) -> bool:
        while not self._place.stop.is_set():
            if self._place.office(lambda session: self._step(session, snapshot_id)):
                return True
        return False

    def _begin(self, snapshot_id: int) -> bool:
        """Chooses the way, then waits for everybody who screens a contact without knowing of this load."""
        way = self._place.office(lambda session: _way(session, snapshot_id))
        self._place.office(turns.after_everybody)
        if way == ENTRIES:
            self._place.office(self._read_contacts)
        elif way == CONTACTS:
            self._place.office(self._shelf.look)
        return way != ""

    def _read_contacts(self, session: Session) -> None:
        """Brings the index of all contacts up to date: those that came or changed since it was made."""
        known = [(one, version) for one, version in _versions(session) if self._versions.get(one) != version]
        for first in range(0, len(known), READ):
            some = known[first : first + READ]
            rows = session.execute(
                select(Contact.id, Contact.facts).where(Contact.id.in_([one for one, _ in some]))
            )
            self._contacts.change((row.id, Subject.read(row.facts)) for row in rows)
        self._versions.update(known)

    def _step(self, session: Session, snapshot_id: int) -> bool:
        """One step of one load; True once nothing is left of it."""
        turns.alone(session)
        load = session.get_one(Snapshot, snapshot_id, with_for_update=True, populate_existing=True)
        if load.screened_at is not None or unscreened(session)[0] != snapshot_id:
            return True
        if load.screened_by == CONTACTS:
            settled, at = self._some_contacts(session, load)
        else:
            settled, at = self._some_entries(session, load)
        self._count(session, load, settled)
        if at is not None:
            load.screened_to = at
            return False
        gone = _gone(session, load, self._now()) if load.screened_by == ENTRIES else Settled()
        self._count(session, load, gone)
        if gone.closed:
            return False
        _end(session, load, self._now())
        return True

    def _count(self, session: Session, load: Snapshot, settled: Settled) -> None:
        """Writes down what a step found; the level of those it found something of follows at once."""
        _count(load, settled)
        levels_follow(session, settled.touched, self._now())

    def _some_contacts(self, session: Session, load: Snapshot) -> tuple[Settled, int | None]:
        """The next contacts, each with every entry that stands; those that knew of this load when they came aren't
        looked at."""
        edition, index = self._shelf.look(session)
        contacts = _locked(session, Contact.id > load.screened_to, limit=STEP)
        if not contacts:
            return Settled(), None
        due = [(one, Subject.read(one.facts)) for one in contacts if one.edition < (load.edition or 0)]
        return screen(session, due, index, edition, self._now()), contacts[-1].id

    def _some_entries(self, session: Session, load: Snapshot) -> tuple[Settled, int | None]:
        """The next entries that came or changed, each as it stands now with the contacts it looks like."""
        came = _entries(session, load)
        if not came:
            return Settled(), None
        rows = [row for _, row in came if row is not None]
        return self._with_contacts(session, load, rows), came[-1][0]

    def _with_contacts(self, session: Session, load: Snapshot, rows: Sequence[Listed]) -> Settled:
        by_key = {(row.list_id, row.key): row for row in rows}
        theirs = {key: ListedEntry.read(row.key, row.told).subject for key, row in by_key.items()}
        alike = {
            (contact_id, key)
            for key in set(by_key) - _same_facts(session, load, rows)
            for contact_id in self._near(theirs[key])
        }
        held = session.execute(
            select(Hit.contact_id, Hit.list_id, Hit.key).where(
                Hit.list_id == load.list_id, Hit.key.in_([row.key for row in rows]), Hit.closed_at.is_(None)
            )
        )
        asked = alike | {(row.contact_id, (row.list_id, row.key)) for row in held}
        contacts = {
            one.id: (ours_of(one), Subject.read(one.facts))
            for one in _locked(session, Contact.id.in_(sorted({one for one, _ in asked})))
        }
        pairs = []
        for contact_id, key in sorted(asked):
            if contact_id not in contacts:
                continue
            ours, subject = contacts[contact_id]
            comparison = compare(subject, theirs[key])  # as it is now, whatever the index said
            stands = Stands(by_key[key].id, key, by_key[key].judged)
            pairs.append(Pair(ours, key, stands, comparison if comparison.score >= THRESHOLD else None))
        newest = max((row.since for row in rows), default=0)
        return settle_pairs(session, pairs, max(load.edition or 0, newest), self._now())

    def _near(self, subject: Subject) -> Iterator[int]:
        return (match.id for match in self._contacts.matches(subject, limit=MOST_ALIKE))


def _way(session: Session, snapshot_id: int) -> str:
    """How a load is compared, chosen once; '' when it is done already."""
    load = session.get_one(Snapshot, snapshot_id, with_for_update=True, populate_existing=True)
    if load.screened_at is not None:
        return ""
    if not load.screened_by:
        came = load.added + load.changed
        some = select(Contact.id).where(is_live()).limit(int(came / CHEAPER) + 1).subquery()
        contacts = session.scalar(select(func.count()).select_from(some)) or 0
        load.screened_by = CONTACTS if came > contacts * CHEAPER else ENTRIES
    return load.screened_by


def _entries(session: Session, load: Snapshot) -> list[tuple[int, Listed | None]]:
    """The next rows this load made, by id, each with what stands of its entry now. A later load may have changed
    remarks alone, and relies on us for the rest; None where the entry went."""
    came = aliased(Listed)
    stands = (Listed.list_id == came.list_id) & (Listed.key == came.key) & Listed.until.is_(None)
    rows = session.execute(
        select(came.id, Listed)
        .outerjoin(Listed, stands)
        .where(came.since == load.edition, came.list_id == load.list_id, came.id > load.screened_to)
        .order_by(came.id)
        .limit(STEP)
    )
    return [(row.id, row.Listed) for row in rows]


def _same_facts(session: Session, load: Snapshot, rows: Sequence[Listed]) -> set[tuple[int, str]]:
    """Entries of which only remarks and the like are new: nobody has to be compared with them."""
    new = aliased(Listed)
    found = session.execute(
        select(new.list_id, new.key)
        .join(
            Listed,
            (Listed.list_id == new.list_id)
            & (Listed.key == new.key)
            & (Listed.until == load.edition)
            & (Listed.judged == new.judged),
        )
        .where(new.id.in_([row.id for row in rows]))
    )
    return {(row.list_id, row.key) for row in found}


def _gone(session: Session, load: Snapshot, now: datetime) -> Settled:
    """Closes some of the hits on entries that the list has no longer."""
    stands = select(Listed.id).where(Listed.list_id == Hit.list_id, Listed.key == Hit.key, Listed.until.is_(None))
    rows = session.execute(
        select(Hit.contact_id, Hit.key)
        .where(Hit.list_id == load.list_id, Hit.closed_at.is_(None), ~stands.exists())
        .order_by(Hit.contact_id)
        .limit(STEP)
    ).all()
    contacts = {one.id: ours_of(one) for one in _locked(session, Contact.id.in_({row.contact_id for row in rows}))}
    pairs = [Pair(contacts[row.contact_id], (load.list_id, row.key), None, None) for row in rows]
    return settle_pairs(session, pairs, load.edition or 0, now)


def _locked(session: Session, which: object, limit: int | None = None) -> Sequence[Contact]:
    """Versions that count, as they are now, in their order; they don't change until the step is written."""
    return session.scalars(
        select(Contact)
        .where(which, is_live())  # type: ignore[arg-type]
        .order_by(Contact.id)
        .limit(limit)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def _versions(session: Session) -> Iterator[tuple[int, int]]:
    """Every version that counts by its id, and how often it changed."""
    after = 0
    while True:
        asked = (
            select(Contact.id, Contact.version)
            .where(Contact.id > after, is_live())
            .order_by(Contact.id)
            .limit(READ)
        )
        rows = session.execute(asked).all()
        yield from ((row.id, row.version) for row in rows)
        if len(rows) < READ:
            return
        after = rows[-1].id


def _count(load: Snapshot, settled: Settled) -> None:
    load.new_hits += settled.opened.total()
    load.gone_hits += settled.closed
    if settled.opened:
        told = Counter({int(one): count for one, count in load.opened.items()})
        told.update(settled.opened)
        load.opened = {str(one): count for one, count in told.items()}


def _end(session: Session, load: Snapshot, now: datetime) -> None:
    """All contacts are compared: each office hears once how many hits opened on its contacts."""
    load.screened_at = now
    for organisation_id, count in sorted(load.opened.items()):
        subject = events.Subject("snapshot", load.id, int(organisation_id))
        facts = {"count": count, "list_id": load.list_id, "edition": load.edition}
        events.record(session, events.Tag.HITS_FOUND, subject, None, now, facts=facts)
    session.flush()
    log.info(
        "contacts were compared with a list", edition=load.edition, way=load.screened_by, opened=load.new_hits
    )
