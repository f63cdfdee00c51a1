"""What stands in the registers of an office, and how it is called."""

from __future__ import annotations

from enum import StrEnum


class PolicyKind(StrEnum):
    """Procedures there are many of; of the others one at a time is in force."""

    PROCEDURE = "procedure"
    RISK_ASSESSMENT = "risk_assessment"
    ACCEPTANCE_POLICY = "acceptance_policy"


class OfficeRisk(StrEnum):
    """The risk of laundering that the office runs itself, all in all."""

    LOW = "low"
    STANDARD = "standard"
    HIGH = "high"


class Conclusion(StrEnum):
    """What the officer concludes of an atypical operation; what is suspicious he reports to the FIU."""

    UNSUSPICIOUS = "unsuspicious"
    SUSPICIOUS = "suspicious"
