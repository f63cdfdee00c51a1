"""Closed lists of the domain: people, organisations, relations, rights."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.rights.differences import Difference
from models.values import (
    CampaignOutcome,
    CampaignPolicy,
    GovernmentKind,
    KeyLevel,
    MembershipState,
    OrganisationKind,
    RegistrationState,
    RelationCategory,
    RelationType,
    RequestState,
    RightState,
    Sex,
    SignerCapacity,
)

LABELS: dict[Any, Any] = {
    Sex.FEMALE: _l("Female"),
    Sex.MALE: _l("Male"),
    Sex.UNKNOWN: _l("Unknown"),
    OrganisationKind.ENTERPRISE: _l("Enterprise"),
    OrganisationKind.LOCAL_GOVERNMENT: _l("Local government"),
    OrganisationKind.OWNERS_ASSOCIATION: _l("Association of co-owners"),
    GovernmentKind.MUNICIPALITY: _l("Municipality"),
    GovernmentKind.CITY: _l("City"),
    GovernmentKind.PROVINCE: _l("Province"),
    GovernmentKind.SOCIAL_WELFARE: _l("Public centre for social welfare"),
    GovernmentKind.OTHER: _l("Other local government"),
    MembershipState.AWAITING_CONFIRMATION: _l("Awaiting confirmation"),
    MembershipState.CONFIRMED: _l("Confirmed"),
    MembershipState.ENDED: _l("Ended"),
    MembershipState.REFUSED: _l("Refused"),
    MembershipState.WITHDRAWN: _l("Withdrawn"),
    RelationCategory.EMPLOYEE: _l("Employee"),
    RelationCategory.EXTERNAL: _l("External"),
    RelationType.STANDARD: _l("Standard"),
    RelationType.SECRETARY: _l("Secretary, general director"),
    RightState.PENDING: _l("Pending"),
    RightState.ACTIVE: _l("Active"),
    RightState.EXPIRED: _l("Expired"),
    RightState.REVOKED: _l("Revoked"),
    Difference.GAINED: _l("Gained"),
    Difference.LOST: _l("Lost"),
    Difference.CHANGED: _l("Changed"),
    KeyLevel.BASIC: _l("Basic"),
    KeyLevel.CODE: _l("Basic + security code"),
    KeyLevel.HIGH: _l("High"),
    CampaignPolicy.REVOKE: _l("Is revoked"),
    CampaignPolicy.FLAG: _l("Stays, flagged"),
    CampaignOutcome.KEPT: _l("Kept"),
    CampaignOutcome.TAKEN: _l("Revoked by an administrator"),
    CampaignOutcome.LAPSED: _l("Revoked: not confirmed"),
    CampaignOutcome.FLAGGED: _l("Flagged: not confirmed"),
    CampaignOutcome.GONE: _l("Ended by itself"),
    RequestState.ASKED: _l("Asked"),
    RequestState.GRANTED: _l("Granted"),
    RequestState.DECLINED: _l("Declined"),
    RequestState.DROPPED: _l("No longer asked"),
    SignerCapacity.REGISTRAR: _l("Registrar of the province"),
    SignerCapacity.ACTING_SECRETARY: _l("Acting secretary"),
    RegistrationState.DRAFT: _l("Not handed in yet"),
    RegistrationState.HANDED_IN: _l("Waiting for the central team"),
    RegistrationState.APPROVED: _l("Approved"),
    RegistrationState.NOT_APPROVED: _l("Not approved"),
}
