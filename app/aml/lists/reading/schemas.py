"""Kinds of things in data of OpenSanctions: which of them can be a subject, and what kind of one.

Source: FollowTheMoney, schemata.
"""

from __future__ import annotations

from models.values import SubjectKind

_KINDS = {
    "Person": SubjectKind.PERSON,
    "Organization": SubjectKind.ORGANISATION,
    "Company": SubjectKind.ORGANISATION,
    "PublicBody": SubjectKind.ORGANISATION,
    "Vessel": SubjectKind.VESSEL,
    # Which of both isn't known of a legal entity; the others are no party to anything, but have names.
    **dict.fromkeys(("LegalEntity", "Airplane", "Vehicle", "Asset", "Thing"), SubjectKind.OTHER),
}


def kind_of(schema: str) -> SubjectKind | None:
    """What kind of subject that is; None for what is none: an address, a passport, a family tie."""
    return _KINDS.get(schema.strip())
