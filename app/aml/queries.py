"""What screens read of contacts and hits, and a name that is tried on the lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from app import clock, events
from app.aml.rules import faults_of, tidied
from app.aml.screening import THRESHOLD, Comparison
from app.aml.shelf import Shelf
from app.errors import Missing, refuse
from app.organisations.members import with_names
from app.policy import Identity, Permission, may, require
from app.transaction import Scope, within
from models.aml import Contact, Hit, Listed, Snapshot
from models.events import PLATFORM
from models.organisations import Member
from models.values import Subject

MOST_TRIED = 20


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The contacts this reader may see: those of the organisation he works for in the tool."""
    return _own(who, Contact)


def hits_visible_to(who: Identity) -> ColumnElement[bool]:
    """The same of hits."""
    return _own(who, Hit)


def _own(who: Identity, table: type[Contact] | type[Hit]) -> ColumnElement[bool]:
    if not may(who, Permission.CONTACT_SEE) or who.organisation_id is None:
        return false()
    return table.organisation_id == who.organisation_id


def shown() -> ColumnElement[bool]:
    """The version of a contact that lists show: the last one decided or else the first, unless it was given up."""
    return and_(Contact.head, Contact.state != "dropped")


def is_live() -> ColumnElement[bool]:
    """Versions that still count: they are compared with lists, and their hits wait."""
    return Contact.state.not_in(("replaced", "dropped"))


def is_open() -> ColumnElement[bool]:
    """Hits that wait for a decision; those of a version that counts no longer are closed."""
    return and_(Hit.state == "open", Hit.closed_at.is_(None))


def open_hits_of() -> ColumnElement[int]:
    """How many hits of a contact wait for a decision, as a column of another question."""
    return (
        select(func.count())
        .where(Hit.organisation_id == Contact.organisation_id, Hit.contact_id == Contact.id, is_open())
        .correlate(Contact)
        .scalar_subquery()
    )


def confirmed_hits_of() -> ColumnElement[int]:
    """How many hits of a contact are confirmed, as a column of another question."""
    confirmed = (Hit.state == "confirmed", Hit.closed_at.is_(None))
    return (
        select(func.count())
        .where(Hit.organisation_id == Contact.organisation_id, Hit.contact_id == Contact.id, *confirmed)
        .correlate(Contact)
        .scalar_subquery()
    )


def along() -> tuple[ORMOption, ...]:
    """What a list of hits reads along; a function, as loader options aren't made while modules load."""
    return (joinedload(Hit.contact), joinedload(Hit.list), joinedload(Hit.listed))


def contacts(session: Session, who: Identity, limit: int, after: int = 0) -> Sequence[tuple[Contact, int]]:
    """Contacts, each in the version lists show, with how many hits are open: those with the most first, then by
    name; `after` so many."""
    waiting = open_hits_of().label("waiting")
    rows = session.execute(
        select(Contact, waiting)
        .where(visible_to(who), shown())
        .order_by(waiting.desc(), Contact.sort_name, Contact.id)
        .limit(limit)
        .offset(after)
    )
    return [(row.Contact, row.waiting) for row in rows]


@dataclass(frozen=True)
class ContactRecord:
    """A contact with its hits, whoever decided on them by account; current ones by score, earlier ones the last
    first."""

    contact: Contact
    current: tuple[Hit, ...]
    earlier: tuple[Hit, ...]


def contact_record(session: Session, who: Identity, contact_id: int) -> ContactRecord:
    """One contact with its hits. Raises Missing when it isn't there or isn't yours."""
    contact = contact_version(session, who, contact_id)
    hits = session.scalars(
        select(Hit)
        .where(Hit.organisation_id == contact.organisation_id, Hit.contact_id == contact.id)
        .options(joinedload(Hit.list), joinedload(Hit.listed))
        .execution_options(populate_existing=True)
    ).all()
    current = sorted((one for one in hits if one.closed_at is None), key=_urgency)
    closed = [(one.closed_at, one.id, one) for one in hits if one.closed_at is not None]
    return ContactRecord(contact, tuple(current), tuple(one for _, _, one in sorted(closed, reverse=True)))


def contact_version(session: Session, who: Identity, contact_id: int) -> Contact:
    """One version of a contact. Raises Missing when it isn't there or isn't yours."""
    found = session.scalars(
        select(Contact).where(Contact.id == contact_id, visible_to(who)).execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("contact", contact_id)
    return found


def _urgency(hit: Hit) -> tuple[Any, ...]:
    return (hit.state != "open", -hit.score, hit.open_facts, hit.found_at, hit.id)


def hit_record(session: Session, who: Identity, hit_id: int) -> Hit:
    """One hit with both sides. Raises Missing when it isn't there or isn't yours."""
    found = session.scalars(
        select(Hit)
        .where(Hit.id == hit_id, hits_visible_to(who))
        .options(*along())
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("hit", hit_id)
    return found


def open_hits(session: Session, who: Identity, limit: int, after: int = 0) -> Sequence[Hit]:
    """Hits that wait for a decision with both sides: the likeliest first, then where the fewest facts lack, then
    the oldest; `after` so many."""
    return session.scalars(
        select(Hit)
        .where(hits_visible_to(who), is_open())
        .order_by(Hit.score.desc(), Hit.open_facts, Hit.found_at, Hit.id)
        .limit(limit)
        .offset(after)
        .options(*along())
    ).all()


@dataclass(frozen=True)
class Waiting:
    """How many hits wait, and since when the oldest."""

    count: int
    oldest: datetime | None


def waiting(session: Session, who: Identity) -> Waiting:
    """What waits for a decision in the organisation one acts for."""
    asked = select(func.count(), func.min(Hit.found_at)).where(hits_visible_to(who), is_open())
    count, oldest = session.execute(asked).one()
    return Waiting(count, oldest)


def deciders(session: Session, hits: Iterable[Hit]) -> dict[int, str]:
    """Who decided on these hits, by account: the name of the member."""
    wanted = {one.decided_by for one in hits if one.decided_by is not None}
    organisations = {one.organisation_id for one in hits}
    if not wanted:
        return {}
    members = session.scalars(
        select(Member)
        .where(Member.organisation_id.in_(organisations), Member.account_id.in_(wanted))
        .options(*with_names())
    )
    return {one.account_id: one.name for one in members if one.account_id is not None}


@dataclass(frozen=True)
class Screened:
    """How far all contacts are compared: with every load up to `edition`, the last of them at `at`; `newest` is
    what the lists are at, so a smaller edition says that a load is being compared."""

    edition: int
    at: datetime | None
    newest: int


def screened(session: Session) -> Screened:
    """How far contacts that nobody changed are compared with the lists, whosever they are."""
    with within(session, Scope.office()):
        loaded = Snapshot.state == "loaded"
        first = select(func.min(Snapshot.edition)).where(loaded, Snapshot.screened_at.is_(None)).scalar_subquery()
        row = session.execute(
            select(
                func.coalesce(first - 1, func.max(Snapshot.edition), 0),
                func.max(Snapshot.screened_at),
                func.coalesce(func.max(Snapshot.edition), 0),
            ).where(loaded)
        ).one()
    return Screened(*row)


@dataclass(frozen=True)
class Tried:
    """Who on the lists a name looks like, the likeliest first, in which edition."""

    edition: int
    found: tuple[tuple[Listed, Comparison], ...]


def tried(
    session: Session,
    shelf: Shelf,
    who: Identity,
    subject: Subject,
    now: datetime,
    limit: int = MOST_TRIED,
    threshold: float = THRESHOLD,
) -> Tried:
    """Tries a name on the lists and keeps neither contact nor name; that one was tried is recorded. Below the
    threshold of a hit where that is asked.

    Raises Forbidden, Refusal aml.contact.… for what isn't a name, aml.lists.being_prepared.
    """
    require(who, Permission.LIST_SEE)
    told = tidied(subject)
    refuse([one for one in faults_of(told, clock.day_of(now)) if one.field != "kind"])
    edition, index = shelf.look(session)
    matches = index.matches(told, limit, threshold)
    rows = {}
    if matches:
        asked = select(Listed).where(Listed.id.in_([one.id for one in matches])).options(joinedload(Listed.list))
        rows = {one.id: one for one in session.scalars(asked)}
    found = tuple((rows[one.id], one.comparison) for one in matches if one.id in rows)
    organisation_id = who.organisation_id or PLATFORM
    best = found[0][1].score if found else None
    events.record(
        session,
        events.Tag.NAME_TRIED,
        events.Subject("lists", organisation_id, organisation_id),
        who,
        now,
        facts={"edition": edition, "found": len(found), "best": best},
    )
    return Tried(edition, found)
