"""Tools, the kinds of right that open their roles, and the rights granted on a relation.

Right and period together are the whole truth over time: the row holds what stands, `RightPeriod` what was known
before.
"""

from models.rights.access import (
    Access,
    Admission,
    BranchClosure,
    InvitedAccess,
    Price,
    Requirement,
    ToolRegistration,
)
from models.rights.asking import RightRequest
from models.rights.campaigns import Campaign, CampaignLine
from models.rights.catalogue import ContextValue, Named, RightKind, Tool, ToolOwner, ToolRole, Versioned
from models.rights.granted import Right, RightPeriod
from models.rights.integrations import ANSWER, ApiAnswer, Integration, IntegrationToken
from models.rights.mergers import Merger, MergerLine
from models.rights.openid import SIGNING_KEY, SigningKey, ToolClient, ToolGrant, ToolToken
from models.rights.packages import Package, PackageLine
from models.rights.registration import Registration
from models.rights.telling import Digest, EndingTold
from models.rights.use import ToolUse

__all__ = [
    "ANSWER",
    "SIGNING_KEY",
    "Access",
    "Admission",
    "ApiAnswer",
    "BranchClosure",
    "Campaign",
    "CampaignLine",
    "ContextValue",
    "Digest",
    "EndingTold",
    "Integration",
    "IntegrationToken",
    "InvitedAccess",
    "Merger",
    "MergerLine",
    "Named",
    "Package",
    "PackageLine",
    "Price",
    "Registration",
    "Requirement",
    "Right",
    "RightKind",
    "RightPeriod",
    "RightRequest",
    "SigningKey",
    "Tool",
    "ToolClient",
    "ToolGrant",
    "ToolOwner",
    "ToolRegistration",
    "ToolRole",
    "ToolToken",
    "ToolUse",
    "Versioned",
]
