"""Organisations, who belongs to them, and what the business register says of enterprises."""

from models.organisations.branch import Branch, Placement
from models.organisations.business import (
    Business,
    BusinessAddress,
    BusinessDelivery,
    BusinessName,
    BusinessUnit,
    BusinessWord,
)
from models.organisations.member import DefaultContext, Invitation, Member
from models.organisations.organisation import LOCAL_GOVERNMENT, Membership, Organisation, Representative
from models.organisations.takeover import Takeover

__all__ = (
    "LOCAL_GOVERNMENT",
    "Branch",
    "Business",
    "BusinessAddress",
    "BusinessDelivery",
    "BusinessName",
    "BusinessUnit",
    "BusinessWord",
    "DefaultContext",
    "Invitation",
    "Member",
    "Membership",
    "Organisation",
    "Placement",
    "Representative",
    "Takeover",
)
