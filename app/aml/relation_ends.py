"""When the relation with a contact ended, and when a deal was closed: what a member records of it. From then on
the law has the office keep their files for ten years more."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, events
from app.aml.matters import locked_deal
from app.aml.queries import visible_to
from app.aml.reviews import renew_reviews
from app.errors import Missing, Refusal
from app.policy import Identity, Permission, require
from app.transaction import refuse_as
from models.aml import Contact, Deal, DealParty, RelationEnd
from models.values.matters import OPEN_STATES, MatterState

refuse_as("uq_aml_relation_end_root", "aml.relation.ended")
refuse_as("ck_aml_deal_closed_long_ago", "aml.closing.long_ago", field="day")
A_YEAR = timedelta(days=365)


def end_relation(session: Session, actor: Identity, root_id: int, day: date, now: datetime) -> RelationEnd:
    """Records on which day the relation with a contact (its first version) ended.

    Raises Forbidden, Missing, Refusal aml.relation.future, .before_begin, .open_deal, .ended.
    """
    contact = _locked(session, actor, root_id)
    begun = clock.day_of(contact.made_at)
    if day > clock.day_of(now):
        raise Refusal("aml.relation.future", field="day")
    if day < begun:
        raise Refusal("aml.relation.before_begin", field="day", begun=begun)
    if (reference := _open_deal(session, contact)) is not None:
        raise Refusal("aml.relation.open_deal", reference=reference)
    if end_of(session, contact.organisation_id, root_id) is not None:
        raise Refusal("aml.relation.ended")
    made = RelationEnd(
        organisation_id=contact.organisation_id,
        root_id=root_id,
        ended_on=day,
        noted_by=actor.account_id,
        noted_at=now,
    )
    session.add(made)
    session.flush()
    renew_reviews(session, now, contact.organisation_id, [root_id])
    _tell(session, events.Tag.DEALINGS_ENDED, actor, contact, day, now)
    return made


def take_back_end(session: Session, actor: Identity, root_id: int, now: datetime) -> RelationEnd:
    """Whoever was mistaken: the relation goes on. What was recorded stays readable in the trail.

    Raises Forbidden, Missing, Refusal aml.relation.not_ended.
    """
    contact = _locked(session, actor, root_id)
    found = end_of(session, contact.organisation_id, root_id)
    if found is None:
        raise Refusal("aml.relation.not_ended")
    found.withdrawn_by, found.withdrawn_at = actor.account_id, now
    session.flush()
    renew_reviews(session, now, contact.organisation_id, [root_id])
    _tell(session, events.Tag.DEALINGS_GO_ON, actor, contact, found.ended_on, now)
    return found


def end_of(session: Session, organisation_id: int, root_id: int) -> RelationEnd | None:
    """What is recorded of it now."""
    return session.scalars(
        select(RelationEnd).where(
            RelationEnd.organisation_id == organisation_id,
            RelationEnd.root_id == root_id,
            RelationEnd.withdrawn_at.is_(None),
        )
    ).one_or_none()


def note_closed_on(session: Session, actor: Identity, deal_id: int, day: date, now: datetime) -> Deal:
    """Another day than that of its decision, on which an accepted deal was closed: the deed, or the key.

    Raises Forbidden, Missing, Refusal aml.closing.not_accepted, .future, .before_decision, .long_ago: one that was
    noted already moves to an earlier day within a year after that day, so that nobody shortens its term once it is
    nearly over.
    """
    require(actor, Permission.RELATION_CLOSE)
    deal = locked_deal(session, deal_id)
    require(actor, Permission.RELATION_CLOSE, deal)
    if deal.state != MatterState.ACCEPTED or deal.decided_at is None:
        raise Refusal("aml.closing.not_accepted")
    decided = clock.day_of(deal.decided_at)
    if day > clock.day_of(now):
        raise Refusal("aml.closing.future", field="day")
    if day < decided:
        raise Refusal("aml.closing.before_decision", field="day", decided=decided)
    if deal.closed_on is not None and day < min(deal.closed_on, clock.day_of(now) - A_YEAR):
        raise Refusal("aml.closing.long_ago", field="day", noted=deal.closed_on)
    before, deal.closed_on = deal.closed_on, day
    session.flush()
    facts = {"closed_on": day.isoformat(), "before": before.isoformat() if before else None}
    subject = events.Subject("deal", deal.id, deal.organisation_id)
    events.record(session, events.Tag.DEAL_CLOSED_ON, subject, actor, now, facts=facts)
    return deal


def _locked(session: Session, actor: Identity, root_id: int) -> Contact:
    """The first version, which stands for the contact; nobody else ends it meanwhile, or takes it into a deal."""
    require(actor, Permission.RELATION_CLOSE)
    found = session.scalars(
        select(Contact)
        .where(Contact.id == root_id, Contact.copy_of.is_(None), visible_to(actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("contact", root_id)
    require(actor, Permission.RELATION_CLOSE, found)
    return found


def _open_deal(session: Session, contact: Contact) -> str | None:
    """The reference of one that isn't decided and in which it is."""
    return session.scalar(
        select(Deal.reference)
        .join(DealParty, (DealParty.organisation_id == Deal.organisation_id) & (DealParty.deal_id == Deal.id))
        .where(
            DealParty.organisation_id == contact.organisation_id,
            DealParty.root_id == contact.root_id,
            DealParty.removed_at.is_(None),
            Deal.state.in_(OPEN_STATES),
        )
        .order_by(Deal.id)
        .limit(1)
    )


def _tell(session: Session, tag: events.Tag, actor: Identity, contact: Contact, day: date, now: datetime) -> None:
    subject = events.Subject("contact", contact.root_id, contact.organisation_id)
    events.record(session, tag, subject, actor, now, facts={"ended_on": day.isoformat()})
