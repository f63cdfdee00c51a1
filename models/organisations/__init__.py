"""Organisations, who belongs to them, and what the business register says of enterprises."""

from models.organisations.business import (
    Business,
    BusinessAddress,
    BusinessDelivery,
    BusinessName,
    BusinessUnit,
    BusinessWord,
)
from models.organisations.member import Invitation, Member
from models.organisations.organisation import LOCAL_GOVERNMENT, Membership, Organisation, Representative

__all__ = (
    "LOCAL_GOVERNMENT",
    "Business",
    "BusinessAddress",
    "BusinessDelivery",
    "BusinessName",
    "BusinessUnit",
    "BusinessWord",
    "Invitation",
    "Member",
    "Membership",
    "Organisation",
    "Representative",
)
