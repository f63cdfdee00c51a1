"""Until when contacts and deals are kept, as screens tell it, and what was deleted. Reading only.

What screens tell of a contact rests on what every member sees: that an officer holds or reports something changes
nothing here, though the database keeps the file as long as he does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from app import clock
from app.aml.keeping import ContactFacts, DealFacts
from app.policy import Identity, Permission, may
from models.aml import (
    Block,
    CashBreach,
    Contact,
    ContactDecision,
    Deal,
    DealParty,
    Deletion,
    Discrepancy,
    RelationEnd,
    RiskProfile,
)
from models.values.following import DeletedKind
from models.values.matters import OPEN_STATES, MatterState


def deletions_visible_to(who: Identity) -> ColumnElement[bool]:
    """The lines of the protocol this reader may see: those of the office of which he is AML officer."""
    if not may(who, Permission.DELETION_SEE) or who.organisation_id is None:
        return false()
    return Deletion.organisation_id == who.organisation_id


def contact_facts(session: Session, organisation_id: int, root_id: int) -> ContactFacts:
    """What is known of the end of a contact, by its first version."""
    row = session.execute(_contacts(organisation_id).where(Contact.id == root_id)).one()
    return contact_told(row)


def deal_facts(session: Session, deal: Deal) -> DealFacts:
    """The same of a deal; whether it is blocked has to be read along."""
    noted = session.scalar(_noted(deal.organisation_id, CashBreach.deal_id == deal.id))
    return DealFacts(
        state=MatterState(deal.state),
        begun_on=clock.day_of(deal.made_at),
        changed_on=clock.day_of(deal.changed_at),
        decided_on=clock.day_of(deal.decided_at) if deal.decided_at else None,
        closed_on=deal.closed_on,
        open=deal.blocked_since is not None,
        noted_on=noted,
    )


@dataclass(frozen=True)
class Year:
    """How many files of each kind are kept until some day of a year."""

    year: int
    counts: dict[DeletedKind, int]


def forecast(session: Session, organisation_id: int) -> list[Year]:
    """By year, the first first: files whose last day is known, since nothing of them is open."""
    found: dict[DeletedKind, Sequence[ContactFacts | DealFacts]] = {
        DeletedKind.CONTACT: [contact_told(row) for row in session.execute(_contacts(organisation_id))],
        DeletedKind.DEAL: [_deal(row) for row in session.execute(_deals(organisation_id))],
    }
    counts = {kind: Counter(_years(one.kept_until for one in of_kind)) for kind, of_kind in found.items()}
    years = sorted({year for one in counts.values() for year in one})
    return [Year(year, {kind: counted[year] for kind, counted in counts.items()}) for year in years]


def _years(days: Iterable[date | None]) -> Iterable[int]:
    return (one.year for one in days if one is not None)


def _contacts(organisation_id: int) -> Select[Any]:
    """A row for each contact of the office."""
    return select(*contact_columns(organisation_id)).where(
        Contact.organisation_id == organisation_id, Contact.copy_of.is_(None)
    )


def contact_columns(organisation_id: int) -> tuple[Any, ...]:
    """The same of whichever version of a contact a question is about, as columns of it."""
    version = aliased(Contact)
    mine = and_(version.organisation_id == organisation_id, version.root_id == Contact.root_id)
    profiles = and_(RiskProfile.organisation_id == organisation_id, RiskProfile.root_id == Contact.root_id)
    decided = func.greatest(
        select(func.max(ContactDecision.decided_at))
        .where(ContactDecision.organisation_id == organisation_id, ContactDecision.root_id == Contact.root_id)
        .scalar_subquery(),
        select(func.max(RiskProfile.decided_at)).where(profiles).scalar_subquery(),
    )
    in_work = or_(
        select(version.id).where(mine, version.state == "draft", version.copy_of.is_not(None)).exists(),
        select(RiskProfile.id).where(profiles, RiskProfile.state.in_(OPEN_STATES)).exists(),
        select(Block.id)
        .outerjoin(
            RiskProfile,
            and_(RiskProfile.organisation_id == Block.organisation_id, RiskProfile.id == Block.profile_id),
        )
        .where(
            Block.organisation_id == organisation_id,
            Block.ended_at.is_(None),
            or_(Block.root_id == Contact.root_id, RiskProfile.root_id == Contact.root_id),
        )
        .exists(),
    )
    noted = func.greatest(
        _noted(organisation_id, CashBreach.root_id == Contact.root_id).scalar_subquery(),
        select(
            func.max(
                func.greatest(
                    Discrepancy.noted_on,
                    Discrepancy.reported_on,
                    Discrepancy.settled_on,
                    func.house_day(Discrepancy.made_at),
                )
            )
        )
        .where(Discrepancy.organisation_id == organisation_id, Discrepancy.root_id == Contact.root_id)
        .scalar_subquery(),
    )
    ends = and_(RelationEnd.organisation_id == organisation_id, RelationEnd.root_id == Contact.root_id)
    recorded = select(RelationEnd.ended_on).where(ends, RelationEnd.withdrawn_at.is_(None)).scalar_subquery()
    went_on = select(func.max(func.house_day(RelationEnd.withdrawn_at))).where(ends).scalar_subquery()
    changed = select(func.max(func.greatest(version.changed_at, version.made_at))).where(mine).scalar_subquery()
    begun = select(func.min(version.made_at)).where(mine).scalar_subquery()
    return (
        func.house_day(begun).label("begun_on"),
        func.house_day(changed).label("changed_on"),
        func.house_day(decided).label("decided_on"),
        recorded.label("recorded_on"),
        went_on.label("went_on"),
        in_work.label("open"),
        noted.label("noted_on"),
        _deals_of_contact(organisation_id).label("deals"),
    )


_DEAL = {
    "state": Deal.state,
    "begun_on": func.house_day(Deal.made_at),
    "changed_on": func.house_day(Deal.changed_at),
    "decided_on": func.house_day(Deal.decided_at),
    "closed_on": Deal.closed_on,
}
_FACTS = ("begun_on", "changed_on", "decided_on", "recorded_on", "went_on", "open", "noted_on", "deals")
_DAYS = ("begun_on", "changed_on", "decided_on", "closed_on", "noted_on")


def _deal_columns(organisation_id: int) -> dict[str, Any]:
    blocked = select(Block.id).where(
        Block.organisation_id == organisation_id, Block.deal_id == Deal.id, Block.ended_at.is_(None)
    )
    noted = _noted(organisation_id, CashBreach.deal_id == Deal.id).scalar_subquery()
    return {**_DEAL, "open": case((blocked.exists(), True), else_=False), "noted_on": noted}


def _deals(organisation_id: int) -> Select[Any]:
    columns = [column.label(name) for name, column in _deal_columns(organisation_id).items()]
    return select(*columns).where(Deal.organisation_id == organisation_id)


def _deals_of_contact(organisation_id: int) -> Any:
    told = [part for pair in _deal_columns(organisation_id).items() for part in pair]
    within = and_(DealParty.organisation_id == Deal.organisation_id, DealParty.deal_id == Deal.id)
    return (
        select(func.jsonb_agg(func.jsonb_build_object(*told)))
        .select_from(Deal)
        .join(DealParty, within)
        .where(DealParty.organisation_id == organisation_id, DealParty.root_id == Contact.root_id)
        .correlate(Contact)
        .scalar_subquery()
    )


def _noted(organisation_id: int, about: ColumnElement[bool]) -> Select[Any]:
    """The latest day of a cash breach: when it happened, or when it was written down."""
    latest = func.max(func.greatest(CashBreach.happened_on, func.house_day(CashBreach.made_at)))
    return select(latest).where(CashBreach.organisation_id == organisation_id, about)


def contact_told(row: Any) -> ContactFacts:
    """What those columns of a row say."""
    told = {name: row._mapping[name] for name in _FACTS}
    return ContactFacts(**{**told, "deals": tuple(_deal_told(one) for one in told["deals"] or ())})


def _deal(row: Any) -> DealFacts:
    return DealFacts(**{**row._mapping, "state": MatterState(row.state)})


def _deal_told(told: dict[str, Any]) -> DealFacts:
    days = {name: date.fromisoformat(told[name]) if told[name] else None for name in _DAYS}
    return DealFacts(**{**told, **days, "state": MatterState(told["state"])})
