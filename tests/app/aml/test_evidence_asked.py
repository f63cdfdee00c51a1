"""Which documents a file should hold."""

from __future__ import annotations

import pytest

from app.aml.evidence_asked import asked_evidence
from models.values import IdentifierKind
from models.values.identified import (
    Dealing,
    EvidenceKind,
    IdentityDocument,
    OrganisationDetails,
    PersonDetails,
    Place,
)

CARD, PASSPORT, MANDATE = EvidenceKind.IDENTITY_CARD, EvidenceKind.PASSPORT, EvidenceKind.MANDATE


def _person(country: str = "BE", kind: IdentifierKind | None = None, **more: bool) -> PersonDetails:
    return PersonDetails(
        address=Place(country=country),
        document=IdentityDocument(kind),
        dealing=Dealing(acts_for_other=more.get("other")),
    )


@pytest.mark.parametrize(
    ("details", "asked"),
    [
        (PersonDetails(), (CARD,)),
        (_person(), (CARD,)),
        (_person(kind=IdentifierKind.IDENTITY_CARD), (CARD,)),
        (_person(kind=IdentifierKind.PASSPORT), (PASSPORT,)),
        (_person("FR"), (CARD, PASSPORT)),
        (_person("FR", IdentifierKind.PASSPORT), (CARD, PASSPORT)),
        (_person(other=False), (CARD,)),
        (_person(other=True), (CARD, MANDATE)),
    ],
)
def test_a_person_shows_the_card_and_abroad_the_passport_too(
    details: PersonDetails, asked: tuple[EvidenceKind, ...]
) -> None:
    assert asked_evidence(details) == asked


def test_an_organisation_shows_who_it_is_who_runs_it_and_whose_it_is() -> None:
    asked = asked_evidence(OrganisationDetails())
    assert asked == (
        EvidenceKind.ARTICLES,
        EvidenceKind.DIRECTORS,
        EvidenceKind.POWERS,
        EvidenceKind.OWNERS_EXTRACT,
        EvidenceKind.REPRESENTATIVE_IDENTITY,
        EvidenceKind.OWNER_IDENTITY,
    )
    assert asked_evidence(OrganisationDetails(dealing=Dealing(acts_for_other=True))) == (*asked, MANDATE)
