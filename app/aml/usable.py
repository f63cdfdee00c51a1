"""Whether a contact may enter a deal: accepted, not blocked, and by its newest risk profile accepted. The database
asks the same of every party (`house_contact_usable`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.aml.handing import RAISED
from app.errors import Refusal
from app.transaction import refuse_as
from models.aml import Block, Contact, Deal, DealParty, RiskProfile
from models.values.matters import MatterState

refuse_as("ck_aml_party_usable", "aml.party.not_usable", field="contact")
refuse_as("ck_aml_party_version", "aml.party.not_usable", field="contact")
refuse_as("ck_aml_party_deal", "aml.deal.settled")
refuse_as("ck_aml_deal_parties", "aml.deal.parties")
SETTLED = (MatterState.WITH_OFFICER, MatterState.ASKED_BACK, MatterState.ACCEPTED, MatterState.REFUSED)
"""The newest profile in one of these states says whether its contact may be dealt with; a raised one as soon as it
is assessed, which isn't left aside for an earlier one."""


@dataclass(frozen=True)
class Usable:
    """What stands for a contact in a deal: the version in force, and the profile, if it needed one."""

    contact: Contact
    profile_id: int | None


def is_usable(contact: type[Contact] = Contact) -> ColumnElement[bool]:
    """As a condition of a question about contacts."""
    found: ColumnElement[bool] = func.house_contact_usable(contact.organisation_id, contact.root_id)
    return found


def usable_contact(session: Session, organisation_id: int, root_id: int) -> Usable:
    """What stands for this contact now.

    Raises Refusal aml.party.not_accepted, .blocked, .profile_open, .profile_refused, .needs_profile, each with
    `name`; all with field `contact`.
    """
    contact = session.scalars(
        select(Contact)
        .where(Contact.organisation_id == organisation_id, Contact.root_id == root_id, Contact.state == "accepted")
        .execution_options(populate_existing=True)
    ).one_or_none()
    if contact is None:
        named = session.scalar(
            select(Contact.name).where(Contact.organisation_id == organisation_id, Contact.id == root_id)
        )
        raise Refusal("aml.party.not_accepted", field="contact", name=named or "")
    mine = (RiskProfile.organisation_id == organisation_id) & (RiskProfile.root_id == root_id)
    blocked = session.scalar(
        select(Block.id)
        .outerjoin(
            RiskProfile,
            (RiskProfile.organisation_id == Block.organisation_id) & (RiskProfile.id == Block.profile_id),
        )
        .where(
            Block.organisation_id == organisation_id,
            Block.ended_at.is_(None),
            or_(Block.root_id == root_id, RiskProfile.root_id == root_id),
        )
        .limit(1)
    )
    if blocked is not None:
        raise Refusal("aml.party.blocked", field="contact", name=contact.name)
    newest = session.scalars(
        select(RiskProfile).where(mine, _settles()).order_by(RiskProfile.number.desc()).limit(1)
    ).one_or_none()
    if newest is not None and newest.state == MatterState.REFUSED:
        raise Refusal("aml.party.profile_refused", field="contact", name=contact.name)
    if newest is not None and newest.state != MatterState.ACCEPTED:
        raise Refusal("aml.party.profile_open", field="contact", name=contact.name)
    if newest is None and was_in_closed_deal(session, organisation_id, root_id):
        raise Refusal("aml.party.needs_profile", field="contact", name=contact.name)
    return Usable(contact, newest.id if newest is not None else None)


def _settles() -> ColumnElement[bool]:
    raised = (RiskProfile.state == MatterState.ASSESSED) & RiskProfile.level.in_(RAISED)
    return or_(RiskProfile.state.in_(SETTLED), raised)


def was_in_closed_deal(session: Session, organisation_id: int, root_id: int) -> bool:
    """Whether the contact was in a deal that was closed: from then on it needs a risk profile."""
    return session.scalar(closed_deals_of(organisation_id, root_id).limit(1)) is not None


def closed_deals_of(organisation_id: Any, root_id: Any) -> Select[int]:
    """The parties that the contact was in closed deals; of numbers, or of columns of another question."""
    return (
        select(DealParty.id)
        .join(Deal, (Deal.organisation_id == DealParty.organisation_id) & (Deal.id == DealParty.deal_id))
        .where(
            DealParty.organisation_id == organisation_id,
            DealParty.root_id == root_id,
            DealParty.removed_at.is_(None),
            Deal.state == MatterState.ACCEPTED,
        )
    )
