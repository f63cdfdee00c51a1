"""An annual report of a furnished organisation, of the year in which everything of it began, as a draft; what was
written bears a mark, which nobody but an AML officer may ever read."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.transaction import Scope, within
from models.aml import AnnualReport, Contact
from tests.house.crowd import BEGAN, Ids


def reported_yearly(session: Session, contact_id: int, letter: str) -> Ids:
    """Begun by who added the contact."""
    contact = session.get_one(Contact, contact_id)
    with within(session, Scope.organisation(contact.organisation_id, officer=True)):
        made = AnnualReport(
            organisation_id=contact.organisation_id,
            year=BEGAN.year,
            texts={"plan": f"zq{letter}yplan"},
            begun_by=contact.made_by,
            begun_at=BEGAN,
        )
        session.add(made)
        session.flush()
    return {"annual_report": made.id}
