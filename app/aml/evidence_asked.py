"""Which documents a file should hold, by what is known of the contact. Pure."""

from __future__ import annotations

from models.values import IdentifierKind
from models.values.identified import Details, EvidenceKind, PersonDetails

HOME = ("", "BE")
_OF_ORGANISATION = (
    EvidenceKind.ARTICLES,
    EvidenceKind.DIRECTORS,
    EvidenceKind.POWERS,
    EvidenceKind.OWNERS_EXTRACT,
    EvidenceKind.REPRESENTATIVE_IDENTITY,
    EvidenceKind.OWNER_IDENTITY,
)


def asked_evidence(details: Details) -> tuple[EvidenceKind, ...]:
    """What is asked of this contact, in the order in which it is shown: of a person the card, of one abroad the
    passport too, and the passport alone of who identifies by it here; whoever acts for another shows the mandate.

    Source: act of 18 September 2017, art. 26 and 27.
    """
    asked = _of_person(details) if isinstance(details, PersonDetails) else _OF_ORGANISATION
    return (*asked, EvidenceKind.MANDATE) if details.dealing.acts_for_other else asked


def _of_person(known: PersonDetails) -> tuple[EvidenceKind, ...]:
    if known.address.country not in HOME:
        return (EvidenceKind.IDENTITY_CARD, EvidenceKind.PASSPORT)
    if known.document.kind is IdentifierKind.PASSPORT:
        return (EvidenceKind.PASSPORT,)
    return (EvidenceKind.IDENTITY_CARD,)
