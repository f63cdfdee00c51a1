"""Risk profiles and deals that a member handed to the AML officer, as tests of what he does need them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.aml.assessing import answers_told
from app.aml.deciding import accept_contact
from app.aml.handing import hand_over, tell_raised
from app.aml.vigilance.file import Given
from app.aml.vigilance.rule_set import RuleSet
from app.policy import Identity
from models.aml import Contact, Deal, DealParty, Notification, RiskProfile
from models.values.dealt import DealDetails
from models.values.identified import Place
from models.values.matters import Wish
from models.values.vigilance import AsksOf
from tests.app.aml.complete_files import add_complete, answered
from tests.app.aml.rules_of_today import EACH

WHY = "We know the family for years, and the money is explained."
RULES = EACH


def contact(session: Session, who: Identity, now: datetime, *, raised: bool = False) -> Contact:
    """One that was accepted; raised: in spite of it."""
    made = add_complete(session, who, now)
    if raised:
        answered(session, who, made, "R1", Given("yes"), now)
    accept_contact(session, who, made.id, made.version, WHY, now)
    return made


def profile(session: Session, who: Identity, of: Contact, now: datetime, *, rules: RuleSet = RULES) -> RiskProfile:
    """A raised one, assessed, of which the officer was told; every question on it answered."""
    asked = [one for one in rules.rules if AsksOf.PROFILE in one.on and one.options]
    made = RiskProfile(
        organisation_id=of.organisation_id, root_id=of.root_id, contact_id=of.id, number=1, state="assessed",
        answers=answers_told({one.code: Given(one.options[0].code) for one in asked}), level="raised",
        assessed_at=now, made_by=who.account_id, made_at=now, changed_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    tell_raised(session, who, made, now)
    return made


def deal(session: Session, who: Identity, of: Contact, now: datetime, reference: str = "2026/17") -> Deal:
    """One that its party raises, who sells to himself, paid and assessed, of which the officer was told."""
    made = Deal(
        organisation_id=of.organisation_id, reference=reference, kind="sale", price=Decimal("250000"),
        details=DealDetails(property=Place("Molenstraat 8", "9300", "Aalst", "BE")).told(),
        made_by=who.account_id, made_at=now, changed_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add_all(
        DealParty(
            organisation_id=made.organisation_id, deal_id=made.id, root_id=of.root_id, contact_id=of.id,
            role=role, added_by=who.account_id, added_at=now,
        )
        for role in ("seller", "buyer")
    )  # fmt: skip
    session.flush()
    made.paid_at, made.level, made.assessed_at, made.state = now, "raised", now, "assessed"
    session.flush()
    tell_raised(session, who, made, now)
    return made


def handed(session: Session, who: Identity, row: RiskProfile | Deal, now: datetime) -> Notification:
    """He wants to accept it."""
    return hand_over(session, who, row, Wish.ACCEPT, WHY, now)


def notification_about(session: Session, row: RiskProfile | Deal) -> Notification:
    """The only one."""
    column = Notification.deal_id if isinstance(row, Deal) else Notification.profile_id
    return session.scalars(
        select(Notification).where(column == row.id).execution_options(populate_existing=True)
    ).one()
