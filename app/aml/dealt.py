"""Deals of an office as screens read them. Reading only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session, joinedload, undefer
from sqlalchemy.orm.interfaces import ORMOption

from app.aml.choosing import SHOWN
from app.aml.usable import is_usable
from app.errors import Missing
from app.panels import words_in
from app.policy import Identity, Permission, may
from models.aml import Block, Contact, Deal, DealParty, MatterDecision
from models.values import SearchText
from models.values.matters import MatterState


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The deals this reader may see: those of the organisation he works for in the tool."""
    if not may(who, Permission.DEAL_SEE) or who.organisation_id is None:
        return false()
    return Deal.organisation_id == who.organisation_id


def along() -> tuple[ORMOption, ...]:
    """What lists and records read along; a function, as loader options aren't made while modules load."""
    return (undefer(Deal.blocked_since), undefer(Deal.paid_way), joinedload(Deal.maker), joinedload(Deal.owner))


def is_blocked() -> ColumnElement[bool]:
    """Whether members read that it is blocked: not while the officer asks them something about it."""
    block = select(Block.id).where(
        Block.organisation_id == Deal.organisation_id, Block.deal_id == Deal.id, Block.ended_at.is_(None)
    )
    found: ColumnElement[bool] = and_(Deal.state != MatterState.ASKED_BACK, block.exists())
    return found


def has_party(role: str) -> ColumnElement[bool]:
    """Somebody is in it as that."""
    return (
        select(DealParty.id)
        .where(
            DealParty.organisation_id == Deal.organisation_id,
            DealParty.deal_id == Deal.id,
            DealParty.role == role,
            DealParty.removed_at.is_(None),
        )
        .exists()
    )


def has_party_named(pattern: str, role: str | None = None) -> ColumnElement[bool]:
    """Somebody of that name is in it; as that, where it is said. Asked once for the whole list: the names first,
    then where they are."""
    named = (
        select(DealParty.deal_id)
        .join(
            Contact,
            and_(Contact.organisation_id == DealParty.organisation_id, Contact.id == DealParty.contact_id),
        )
        .where(
            DealParty.removed_at.is_(None),
            Contact.sort_name.like(func.house_sort_name(pattern)),
            *(() if role is None else (DealParty.role == role,)),
        )
    )
    return Deal.id.in_(named)


def expected_within(first: date | None, last: date | None) -> ColumnElement[bool]:
    """Expected on one of these days, both included; a day is written so that it sorts as it falls."""
    told = Deal.details["expected_on"].astext
    since = told >= (first or date.min).isoformat()
    return since if last is None else and_(since, told <= last.isoformat())


def says(pattern: str) -> ColumnElement[bool]:
    """The reference, the address or the name of who is in it has that in it."""
    at = Deal.details["property"]
    return or_(
        Deal.reference.ilike(pattern),
        func.concat_ws(" ", at["street"].astext, at["postal_code"].astext, at["place"].astext).ilike(pattern),
        has_party_named(pattern),
    )


def deal_record(session: Session, who: Identity, deal_id: int) -> Deal:
    """One deal. Raises Missing when it isn't there or isn't yours."""
    found = session.scalars(
        select(Deal)
        .where(Deal.id == deal_id, visible_to(who))
        .options(*along())
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("deal", deal_id)
    return found


def decision_record(session: Session, deal: Deal) -> MatterDecision | None:
    """What was decided of it, under which rules and by whom."""
    return session.scalars(
        select(MatterDecision)
        .where(MatterDecision.organisation_id == deal.organisation_id, MatterDecision.deal_id == deal.id)
        .options(joinedload(MatterDecision.rule_set), joinedload(MatterDecision.decider))
    ).one_or_none()


@dataclass(frozen=True)
class Found:
    """A contact that may be chosen as party; `usable`: it may enter a deal now."""

    contact: Contact
    usable: bool


def found_for_deal(session: Session, who: Identity, text: str, limit: int = SHOWN) -> Sequence[Found]:
    """Accepted contacts with every word at the beginning of a word of their name, those who may enter a deal
    first; one more than `limit` when there are more."""
    sought = SearchText.read(text)
    if not sought.words or who.organisation_id is None or not may(who, Permission.DEAL_SEE):
        return []
    usable = is_usable().label("usable")
    rows = session.execute(
        select(Contact, usable)
        .where(
            Contact.organisation_id == who.organisation_id,
            Contact.state == "accepted",
            words_in(Contact.sort_name, sought),
        )
        .order_by(usable.desc(), Contact.sort_name, Contact.id)
        .limit(limit + 1)
    )
    return [Found(row.Contact, bool(row.usable)) for row in rows]


@dataclass(frozen=True)
class Part:
    """A deal in which a contact is, and as what; `removed`: it is in it no longer."""

    deal: Deal
    role: str
    removed: bool


def deals_of(session: Session, organisation_id: int, root_id: int) -> Sequence[Part]:
    """The deals of a contact, whatever its version, the last begun first."""
    rows = session.execute(
        select(DealParty.role, DealParty.removed_at, Deal)
        .join(Deal, and_(Deal.organisation_id == DealParty.organisation_id, Deal.id == DealParty.deal_id))
        .where(DealParty.organisation_id == organisation_id, DealParty.root_id == root_id)
        .options(undefer(Deal.blocked_since))
        .order_by(Deal.id.desc(), DealParty.id)
    )
    return [Part(row.Deal, row.role, row.removed_at is not None) for row in rows]
