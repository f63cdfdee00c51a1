"""Sanctions lists as they stood and stand, the contacts of offices with their files, and where the two look
alike."""

from models.aml.contacts import Contact, Hit
from models.aml.files import ContactDecision, CountryList, Evidence, RuleSet
from models.aml.lists import Listed, SanctionsList, Snapshot, StagedEntry
from models.aml.notifications import Notification, NotificationAct

__all__ = [
    "Contact",
    "ContactDecision",
    "CountryList",
    "Evidence",
    "Hit",
    "Listed",
    "Notification",
    "NotificationAct",
    "RuleSet",
    "SanctionsList",
    "Snapshot",
    "StagedEntry",
]
