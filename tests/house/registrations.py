"""Registrations in each government's marks: a draft with a paper, and one that waits for a decision."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.documents import Document
from models.rights import Registration
from tests.house.crowd import BEGAN, Ids
from tests.stories.cast import VOORBEELDEGEM, Cast


def registrations(session: Session, cast: Cast, name: str, mark: str) -> Ids:
    """Signed by the administrator of that government, for two others nobody knows yet."""
    signer = "Filip" if name == VOORBEELDEGEM else "Chloé"
    found = {}
    for kind, number in (("registration", "0999000030"), ("handed_in", "0999000129")):
        one = Registration(
            person_id=cast.persons[signer],
            account_id=cast.accounts[signer],
            government_kind="municipality",
            name=f"{mark}stad",
            enterprise_number=number,
            street=f"{mark}straat 1",
            postal_code="9999",
            place="Nergens",
            email=f"{mark}@example.be",
            language="nl",
            capacity="acting_secretary",
            state="draft" if kind == "registration" else "handed_in",
            started_at=BEGAN,
            handed_in_at=None if kind == "registration" else BEGAN,
        )
        session.add(one)
        session.flush()
        found[kind] = one.id
    paper = Document(
        organisation_id=0,
        kind="signed_terms",
        name=f"{mark}terms.pdf",
        media_type="application/pdf",
        size=8,
        sha256=bytes(32),
        file=f"{mark}-terms",
        subject_kind="registration",
        subject_id=found["registration"],
        person_id=cast.persons[signer],
        account_id=cast.accounts[signer],
        made_at=BEGAN,
    )
    session.add(paper)
    session.flush()
    return {**found, "paper": paper.id}
