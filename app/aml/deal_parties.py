"""Who is in a deal, and as what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events
from app.aml.deal_changing import editable_deal, keep_changed, tell_of_deal
from app.aml.matters import locked_deal
from app.aml.usable import usable_contact
from app.errors import Missing, Refusal
from app.policy import Identity, Permission, require
from app.transaction import refuse_as
from models.aml import Deal, DealParty
from models.values.identified import FilePart

refuse_as("uq_aml_party_role", "aml.party.twice", field="contact")


def add_party(
    session: Session, actor: Identity, deal_id: int, root_id: int, role: str, version: int, now: datetime
) -> DealParty:
    """A contact is in it, as that: one that is accepted, not blocked, and by its newest risk profile accepted.

    Raises as `save_deal_page`, Refusal aml.party.role, .twice, and what `usable_contact` raises.
    """
    deal = editable_deal(session, actor, deal_id, version)
    if role not in tuple(FilePart):
        raise Refusal("aml.party.role", field="role")
    found = usable_contact(session, deal.organisation_id, root_id)
    if any((one.root_id, one.role) == (root_id, role) for one in parties_of(session, deal)):
        raise Refusal("aml.party.twice", field="contact", name=found.contact.name)
    made = DealParty(
        organisation_id=deal.organisation_id,
        deal_id=deal.id,
        root_id=root_id,
        contact_id=found.contact.id,
        profile_id=found.profile_id,
        role=role,
        added_by=actor.account_id,
        added_at=now,
    )
    session.add(made)
    session.flush()
    keep_changed(deal, now, anew=True)
    session.flush()
    tell_of_deal(session, actor, events.Tag.PARTY_ADDED, deal, {"root_id": root_id, "role": role}, now)
    return made


def remove_party(
    session: Session, actor: Identity, deal_id: int, party_id: int, version: int, now: datetime
) -> DealParty:
    """It is in it no longer; that it was stays readable. Twice does nothing the second time.

    Raises as `save_deal_page`, Missing for one of another deal.
    """
    require(actor, Permission.DEAL_CHANGE)
    deal = locked_deal(session, deal_id)
    require(actor, Permission.DEAL_CHANGE, deal)
    party = session.scalars(
        select(DealParty)
        .where(
            DealParty.organisation_id == deal.organisation_id,
            DealParty.deal_id == deal.id,
            DealParty.id == party_id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if party is None:
        raise Missing("party", party_id)
    if party.removed_at is not None:
        return party
    editable_deal(session, actor, deal_id, version)
    party.removed_by, party.removed_at = actor.account_id, now
    session.flush()
    keep_changed(deal, now, anew=True)
    session.flush()
    facts = {"root_id": party.root_id, "role": party.role}
    tell_of_deal(session, actor, events.Tag.PARTY_REMOVED, deal, facts, now)
    return party


def parties_of(session: Session, deal: Deal) -> list[DealParty]:
    """Those who are in it, in the order in which they came."""
    return list(
        session.scalars(
            select(DealParty)
            .where(
                DealParty.organisation_id == deal.organisation_id,
                DealParty.deal_id == deal.id,
                DealParty.removed_at.is_(None),
            )
            .order_by(DealParty.id)
        )
    )
