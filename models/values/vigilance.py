"""How watchful an office must be with a file, and what pushes it there."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """Vigilance, from the least to the most. Screens show *raised* for the last two."""

    SIMPLIFIED = "simplified"
    STANDARD = "standard"
    RAISED = "raised"
    STOP = "stop"


class Effect(StrEnum):
    """What an answer does. Weak: two of them raise. Document: a paper or a text is needed before anybody accepts.
    Officer: nobody but the officer accepts."""

    RAISED = "raised"
    STOP = "stop"
    DOCUMENT = "document"
    LOW = "low"
    WEAK = "weak"
    OFFICER = "officer"


class AsksOf(StrEnum):
    """On what a rule is asked: a person, an organisation, a risk profile, a transaction."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PROFILE = "profile"
    TRANSACTION = "transaction"


class ContactState(StrEnum):
    """How a version of a contact stands. Replaced: a later version was decided; dropped: given up undecided."""

    DRAFT = "draft"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REPLACED = "replaced"
    DROPPED = "dropped"


class Verdict(StrEnum):
    """What was decided of a version of a contact."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
