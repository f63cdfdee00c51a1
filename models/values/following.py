"""What follows a decision: why a contact is looked at again, what was deleted, what was handed out."""

from __future__ import annotations

from enum import StrEnum


class ReviewReason(StrEnum):
    """Why it is due then: the first that comes."""

    LEVEL = "level"
    DOCUMENT = "document"
    LIST = "list"
    LEVEL_ROSE = "level_rose"


class DeletedKind(StrEnum):
    """What was deleted once it had been kept long enough; of a register one entry."""

    CONTACT = "contact"
    DEAL = "deal"
    REGISTER = "register"


class PackKind(StrEnum):
    """For the supervisor, or all that the office has."""

    INSPECTION = "inspection"
    EVERYTHING = "everything"
