"""What comes before the AML officer of an office: a contact, a risk profile or a deal, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MatterKind(StrEnum):
    """Of a contact all versions are one matter, by its root id."""

    CONTACT = "contact"
    PROFILE = "profile"
    DEAL = "deal"


@dataclass(frozen=True)
class Matter:
    """One of them, in its office."""

    organisation_id: int
    kind: MatterKind
    id: int


class MatterState(StrEnum):
    """How a risk profile or a deal stands. Assessed: its level is known and nobody has decided yet."""

    DRAFT = "draft"
    ASSESSED = "assessed"
    WITH_OFFICER = "with_officer"
    ASKED_BACK = "asked_back"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DROPPED = "dropped"


class Wish(StrEnum):
    """What a member told the officer that he wants of a raised matter."""

    ACCEPT = "accept"
    REFUSE = "refuse"


OPEN_STATES = (MatterState.DRAFT, MatterState.ASSESSED, MatterState.WITH_OFFICER, MatterState.ASKED_BACK)
"""Nothing final was said yet."""
