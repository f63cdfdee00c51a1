"""Words of what an officer holds, and of what he reports to the financial intelligence unit (FIU)."""

from __future__ import annotations

from enum import StrEnum


class ReportKind(StrEnum):
    """goAML's: of a suspicious transaction (STR) where there is a deal, of suspicious activity (SAR) elsewhere."""

    STR = "STR"
    SAR = "SAR"


class ReportState(StrEnum):
    """How a report stands. Made: the file is there, to be uploaded; sent: uploaded, the FIU's answer is waited
    for; ended: the officer has gone on with the matter."""

    DRAFT = "draft"
    MADE = "made"
    SENT = "sent"
    NO_OBJECTION = "no_objection"
    OPPOSED = "opposed"
    QUESTION = "question"
    REJECTED = "rejected"
    ENDED = "ended"


class OfficerActKind(StrEnum):
    """What only officers read of a matter's life."""

    HELD = "held"
    RELEASED = "released"
    REPORTED = "reported"
    SENT = "sent"
    NO_OBJECTION = "no_objection"
    OPPOSED = "opposed"
    QUESTION = "question"
    QUESTION_ANSWERED = "question_answered"
    REJECTED = "rejected"
    ENDED = "ended"
