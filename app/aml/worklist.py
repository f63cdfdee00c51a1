"""The worklist of hits and what leads from one to another: what waits next, what was decided of a pair before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.orm import Session, aliased, joinedload

from app.aml.queries import is_open
from app.panels import COUNT_CAP
from app.policy import Identity
from models.accounts import Account
from models.aml import Contact, Hit, SanctionsList

CLOSED = "closed"
# What waits, then what counts, then what no longer does.
_ORDER: list[Any] = [
    Hit.closed_at.is_(None).desc(),
    (Hit.state == "open").desc(),
    Hit.score.desc(),
    Hit.id.desc(),
]


@dataclass(frozen=True)
class Decided:
    """A hit with the name of whoever decided about it; '' for nobody yet."""

    hit: Hit
    by: str


@dataclass(frozen=True)
class Waiting:
    """What still waits for a decision: the first of it, and how many there are, no further than the cap."""

    first: int | None
    count: int


@dataclass(frozen=True)
class Around:
    """A hit among others: every one of the same contact and entry, this one too, the latest first, as there is one
    for each time facts changed; and what waits after it."""

    decided: Sequence[Decided]
    onward: Waiting


def in_state(state: str) -> ColumnElement[bool]:
    """Hits that are current and in that state; or those that are no longer current."""
    if state == CLOSED:
        return Hit.closed_at.is_not(None)
    return and_(Hit.state == state, Hit.closed_at.is_(None))


def with_open_hits(yes: bool) -> ColumnElement[bool]:
    """Contacts with a hit that waits, or without one."""
    some = (
        select(Hit.id).where(
            Hit.organisation_id == Contact.organisation_id, Hit.contact_id == Contact.id, is_open()
        )
    ).exists()
    return some if yes else ~some


def hits_of(session: Session, contact: Contact) -> list[Decided]:
    """Every hit of a contact: what waits first, then what counts, then what no longer does; the likest first."""
    return hits_of_several(session, [contact])[contact.id]


def hits_of_several(session: Session, contacts: Sequence[Contact]) -> dict[int, list[Decided]]:
    """The same of several contacts of one organisation, by contact."""
    mine = and_(
        Hit.organisation_id == contacts[0].organisation_id, Hit.contact_id.in_([one.id for one in contacts])
    )
    found: dict[int, list[Decided]] = {one.id: [] for one in contacts}
    for row in session.execute(_read_along(mine, _ORDER)):
        found[row.Hit.contact_id].append(Decided(row.Hit, row.username or ""))
    return found


def around(session: Session, who: Identity, hit: Hit) -> Around:
    """What was decided of these two, and what waits after this hit in the order of the worklist: from its start
    again, where nothing comes later."""
    same = and_(
        Hit.organisation_id == hit.organisation_id,
        Hit.contact_id == hit.contact_id,
        Hit.list_id == hit.list_id,
        Hit.key == hit.key,
    )
    waits = _onward(who, hit)
    rows = session.execute(_read_along(same, [Hit.found_at.desc(), Hit.id.desc()]).add_columns(*waits)).all()
    decided = [Decided(row.Hit, row.username or "") for row in rows]
    return Around(decided, Waiting(rows[0].first, rows[0].left))


def after(session: Session, who: Identity, hit: Hit) -> Waiting:
    """What waits after this hit."""
    return Waiting(*session.execute(select(*_onward(who, hit))).one())


def _onward(who: Identity, hit: Hit) -> tuple[Any, Any]:
    """The one that waits after this hit, and how many do, itself left out; as columns of another question."""
    other = aliased(Hit)
    some = select(other.id).where(
        other.organisation_id == who.organisation_id,
        other.state == "open",
        other.closed_at.is_(None),
        other.id != hit.id,
    )
    order = (other.urgency, other.id)
    later = some.where(tuple_(*order) > (hit.urgency, hit.id)).order_by(*order).limit(1).scalar_subquery()
    first = some.order_by(*order).limit(1).scalar_subquery()
    capped = some.limit(COUNT_CAP + 1).subquery()
    return (
        func.coalesce(later, first).label("first"),
        select(func.count()).select_from(capped).scalar_subquery().label("left"),
    )


def lists_standing(session: Session) -> Sequence[SanctionsList]:
    """The lists something was loaded of, in their order."""
    return session.scalars(select(SanctionsList).where(SanctionsList.edition > 0).order_by(SanctionsList.id)).all()


def lists_known(session: Session) -> Sequence[SanctionsList]:
    return session.scalars(select(SanctionsList).order_by(SanctionsList.id)).all()


def _read_along(which: ColumnElement[bool], order: list[Any]) -> Select[Any]:
    return (
        select(Hit, Account.username.label("username"))
        .outerjoin(Account, Account.id == Hit.decided_by)
        .where(which)
        .options(joinedload(Hit.listed), joinedload(Hit.list))
        .order_by(*order)
        .limit(COUNT_CAP)
    )
