"""A deal between two contacts, as rows, to report; with all that a report wants."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from app.aml.deciding import accept_contact
from app.aml.goaml.told import PartyTold, ReportDetails
from app.policy import Identity
from models.aml import Contact, Deal, DealParty
from models.values.dealt import DealDetails
from models.values.identified import Details, Place
from tests.app.aml.complete_files import add_complete, complete_person

PLACE = Place("Kerkstraat 3", "9300", "Aalst", "BE")


def accepted(session: Session, actor: Identity, details: Details, now: datetime) -> Contact:
    """A contact of whom everything is known, accepted."""
    made = add_complete(session, actor, now, details)
    accept_contact(session, actor, made.id, made.version, "We know him for years.", now)
    session.refresh(made)
    return made


def a_deal(session: Session, actor: Identity, now: datetime, reference: str = "2026-014") -> Deal:
    """A sale from Wim to Rik, its form filled in."""
    made = Deal(
        organisation_id=actor.organisation_id,
        reference=reference,
        kind="sale",
        price=Decimal("425000.00"),
        details=DealDetails(property=PLACE, cadastral="41002A", expected_on=now.date()).told(),
        made_by=actor.account_id,
        made_at=now,
        changed_at=now,
    )
    session.add(made)
    session.flush()
    for details, role in ((complete_person(), "seller"), (complete_person("Baele", "Rik"), "buyer")):
        contact = accepted(session, actor, details, now)
        session.add(
            DealParty(
                organisation_id=made.organisation_id,
                deal_id=made.id,
                root_id=contact.root_id,
                contact_id=contact.id,
                role=role,
                added_by=actor.account_id,
                added_at=now,
            )
        )
    session.flush()
    return made


def complete_details(root_id: int = 0, role: str = "") -> ReportDetails:
    """All that the officer has to write."""
    told = ReportDetails(
        language="en",
        rentity_id="4711",
        reason="He pays in cash.",
        action="None.",
        location=PLACE,
        transmode="CASH",
        transmode_comment="Notes of 500 euro.",
        size="140",
        indicators=("RE03",),
    )
    party = PartyTold(root_id, role, is_suspected=True, significance=9, reason="He pays in cash.")
    return replace(told, parties=(party,)) if root_id else told
