"""Of a contact of a furnished organisation an entry in each of the registers of cash, of differences with the UBO
register and of atypical operations. Their texts bear marks; those of the last nobody but an officer may read."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from app.transaction import Scope, within
from models.aml import Atypical, CashBreach, Contact, Discrepancy
from tests.house.crowd import BEGAN, Ids


def breached(session: Session, contact_id: int, deal_id: int, notification_id: int, letter: str) -> Ids:
    """None of them has come to its end."""
    contact, mark = session.get_one(Contact, contact_id), f"zq{letter}p"
    by, day = contact.made_by, BEGAN.date()
    organisation = contact.organisation_id
    cash = CashBreach(
        organisation_id=organisation,
        root_id=contact.root_id,
        deal_id=deal_id,
        happened_on=day,
        amount=Decimal("15000.00"),
        told=f"{mark}cash",
        measure=f"{mark}measure",
        made_by=by,
        made_at=BEGAN,
    )
    differs = Discrepancy(
        organisation_id=organisation,
        root_id=contact.root_id,
        noted_on=day,
        register_says=f"{mark}says",
        found=f"{mark}found",
        made_by=by,
        made_at=BEGAN,
    )
    session.add_all((cash, differs))
    session.flush()
    for count in range(4):  # so that no form of the house tests was opened on its version
        differs.reported_on, differs.reference = day, f"{mark}{count}"
        session.flush()
    differs.reported_on, differs.reference = None, ""
    session.flush()
    with within(session, Scope.organisation(organisation, officer=True)):
        made = Atypical(
            organisation_id=organisation,
            root_id=contact.root_id,
            notification_id=notification_id,
            noted_on=day,
            title=f"zq{letter}hatypical",
            told=f"zq{letter}htold",
            looked_at=f"zq{letter}hlooked",
            made_by=by,
            made_at=BEGAN,
            changed_at=BEGAN,
        )
        session.add(made)
        session.flush()
    return {"cash_breach": cash.id, "discrepancy": differs.id, "atypical": made.id}
