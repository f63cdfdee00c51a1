"""A transaction of a furnished organisation that is a draft; what was told of it bears marks."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from models.aml import Contact, Deal
from models.values.dealt import DealDetails, FinancingKind, FinancingPart
from models.values.identified import Place
from tests.house.crowd import BEGAN, Ids


def dealt(session: Session, contact_id: int, letter: str) -> Ids:
    """Begun by who added the contact, one question answered, not paid."""
    contact, mark = session.get_one(Contact, contact_id), f"zq{letter}p"
    details = DealDetails(
        property=Place(f"{mark}street 8", "9300", "Aalst", "BE"),
        cadastral=f"{mark}cadastral",
        financing=(FinancingPart(FinancingKind.LOAN, 100, f"{mark}bank"),),
        account="BE68539007547034",
        account_holder=f"{mark}holder",
        notary=f"{mark}notary",
        remarks=f"{mark}remark",
    )
    made = Deal(
        organisation_id=contact.organisation_id,
        reference=f"{mark}reference",
        kind="sale",
        price=Decimal("250000.00"),
        details=details.told(),
        answers={"MED1": {"option": "no", "note": f"{mark}paper"}},
        pages=["property"],
        made_by=contact.made_by,
        made_at=BEGAN,
        changed_at=BEGAN,
    )
    session.add(made)
    session.flush()
    return {"deal": made.id}
