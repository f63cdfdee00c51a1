"""What entries of the registers are about, and what of it a reader sees; and the lock by which a form that is sent
twice notes once. Reading only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, select, text
from sqlalchemy.orm import Session

from app.aml.choosing import SHOWN, by_root
from app.aml.dealt import says
from app.aml.dealt import visible_to as deals_visible_to
from app.errors import Missing
from app.panels import words_in
from app.policy import Identity, Permission, may
from models.aml import Contact, Deal, DealParty, Notification
from models.columns import among
from models.values import SearchText

_ONE = text("select pg_advisory_xact_lock(hashtext('sleutelbos.' || :register), cast(:organisation as int))")


@dataclass(frozen=True)
class Named:
    """A contact as lists show it: the version that counts."""

    contact_id: int
    name: str


def one_at_a_time(session: Session, register: str, organisation_id: int) -> None:
    """Until this transaction has ended nobody else of the office writes in that register."""
    session.execute(_ONE, {"register": register, "organisation": organisation_id})


def rows_of(table: Any, who: Identity, permission: Permission) -> ColumnElement[bool]:
    """The rows of the office this reader works for, where he may read them."""
    if not may(who, permission) or who.organisation_id is None:
        return false()
    found: ColumnElement[bool] = table.organisation_id == who.organisation_id
    return found


def with_contact(table: Any) -> Any:
    """Joins the version of the contact that counts."""

    def joined(statement: Select[Any]) -> Select[Any]:
        same = and_(Contact.organisation_id == table.organisation_id, Contact.root_id == table.root_id)
        return statement.outerjoin(Contact, and_(same, Contact.head))

    return joined


def with_deal(table: Any) -> Any:
    """Joins the deal."""

    def joined(statement: Select[Any]) -> Select[Any]:
        return statement.outerjoin(
            Deal, and_(Deal.organisation_id == table.organisation_id, Deal.id == table.deal_id)
        )

    return joined


def names_of(session: Session, rows: Iterable[Any]) -> dict[int, Named]:
    """The contacts these rows are about, by root id, in one question; those that are gone are left out."""
    found = list(rows)
    roots = {one.root_id for one in found if one.root_id is not None}
    if not roots:
        return {}
    offices = {one.organisation_id for one in found}
    told = session.execute(
        select(Contact.root_id, Contact.id, Contact.name).where(
            among(Contact.organisation_id, offices), among(Contact.root_id, roots), Contact.head
        )
    )
    return {one.root_id: Named(one.id, one.name) for one in told}


def chosen_contact(session: Session, who: Identity, root_id: int) -> Contact:
    """In the version lists show. Raises Missing when it isn't there or isn't yours."""
    found = by_root(session, who, [root_id]).get(root_id)
    if found is None:
        raise Missing("contact", root_id)
    return found


def chosen_deal(session: Session, who: Identity, deal_id: int) -> Deal:
    """Raises Missing when it isn't there or isn't yours."""
    found = session.scalars(select(Deal).where(Deal.id == deal_id, deals_visible_to(who))).one_or_none()
    if found is None:
        raise Missing("deal", deal_id)
    return found


def root_of(session: Session, who: Identity, contact_id: int) -> int:
    """Of whichever version. Raises Missing."""
    found = session.scalar(
        select(Contact.root_id).where(Contact.id == contact_id, Contact.organisation_id == who.organisation_id)
    )
    if found is None or not may(who, Permission.CONTACT_SEE):
        raise Missing("contact", contact_id)
    return found


def parties_of(session: Session, deal: Deal) -> list[Contact]:
    """Who is in a deal now, each in the version lists show."""
    in_it = select(DealParty.root_id).where(
        DealParty.organisation_id == deal.organisation_id,
        DealParty.deal_id == deal.id,
        DealParty.removed_at.is_(None),
    )
    return list(
        session.scalars(
            select(Contact)
            .where(Contact.organisation_id == deal.organisation_id, Contact.head, Contact.root_id.in_(in_it))
            .order_by(Contact.sort_name, Contact.id)
        )
    )


def deals_named(session: Session, who: Identity, typed: str, pattern: str, limit: int = SHOWN) -> list[Deal]:
    """Deals whose reference or address has that in it (`pattern`), or that a party of that name is in, the last
    begun first; one more than `limit` when there are more."""
    sought = SearchText.read(typed)
    if not sought.words:
        return []
    named = (
        select(DealParty.id)
        .join(
            Contact,
            and_(
                Contact.organisation_id == DealParty.organisation_id,
                Contact.root_id == DealParty.root_id,
                Contact.head,
            ),
        )
        .where(
            DealParty.organisation_id == Deal.organisation_id,
            DealParty.deal_id == Deal.id,
            DealParty.removed_at.is_(None),
            words_in(Contact.sort_name, sought),
        )
        .exists()
    )
    return list(
        session.scalars(
            select(Deal)
            .where(deals_visible_to(who), says(pattern) | named)
            .order_by(Deal.id.desc())
            .limit(limit + 1)
        )
    )


def notification_of(session: Session, who: Identity, notification_id: int) -> Notification:
    """Of this office; for its officers. Raises Missing."""
    found = session.scalars(
        select(Notification).where(
            Notification.id == notification_id, rows_of(Notification, who, Permission.NOTIFICATION_DECIDE)
        )
    ).one_or_none()
    if found is None:
        raise Missing("notification", notification_id)
    return found


def year_is(column: Any, told: str) -> ColumnElement[bool]:
    """A day of that calendar year; it is found by the index on the day."""
    return and_(column >= func.make_date(int(told), 1, 1), column <= func.make_date(int(told), 12, 31))
