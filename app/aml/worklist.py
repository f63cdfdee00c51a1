"""The worklist of hits and what leads from one to another: what waits next, what was decided of a pair before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.orm import Session, joinedload

from app.aml.queries import hits_visible_to, is_open
from app.panels import COUNT_CAP
from app.policy import Identity
from models.accounts import Account
from models.aml import Contact, Hit, SanctionsList

CLOSED = "closed"


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
    waits, counts = Hit.state == "open", Hit.closed_at.is_(None)
    return _decided(
        session,
        and_(Hit.organisation_id == contact.organisation_id, Hit.contact_id == contact.id),
        [counts.desc(), waits.desc(), Hit.score.desc(), Hit.id.desc()],
    )


def decisions_on_pair(session: Session, hit: Hit) -> list[Decided]:
    """Every hit of the same contact and entry, this one too, the latest first: one for each time facts changed."""
    same = and_(
        Hit.organisation_id == hit.organisation_id,
        Hit.contact_id == hit.contact_id,
        Hit.list_id == hit.list_id,
        Hit.key == hit.key,
    )
    return _decided(session, same, [Hit.found_at.desc(), Hit.id.desc()])


def after(session: Session, who: Identity, hit: Hit) -> Waiting:
    """What waits after this hit in the order of the worklist, and from its beginning again; itself left out."""
    some = select(Hit.id).where(hits_visible_to(who), is_open(), Hit.id != hit.id)
    order = (Hit.urgency, Hit.id)
    later = some.where(tuple_(*order) > (hit.urgency, hit.id)).order_by(*order).limit(1).scalar_subquery()
    first = some.order_by(*order).limit(1).scalar_subquery()
    capped = some.limit(COUNT_CAP + 1).subquery()
    row = session.execute(
        select(func.coalesce(later, first), select(func.count()).select_from(capped).scalar_subquery())
    ).one()
    return Waiting(*row)


def lists_standing(session: Session) -> Sequence[SanctionsList]:
    """The lists something was loaded of, in their order."""
    return session.scalars(select(SanctionsList).where(SanctionsList.edition > 0).order_by(SanctionsList.id)).all()


def lists_known(session: Session) -> Sequence[SanctionsList]:
    return session.scalars(select(SanctionsList).order_by(SanctionsList.id)).all()


def _decided(session: Session, which: ColumnElement[bool], order: list[Any]) -> list[Decided]:
    rows = session.execute(
        select(Hit, Account.username)
        .outerjoin(Account, Account.id == Hit.decided_by)
        .where(which)
        .options(joinedload(Hit.listed), joinedload(Hit.list))
        .order_by(*order)
        .limit(COUNT_CAP)
    )
    return [Decided(hit, username or "") for hit, username in rows]
