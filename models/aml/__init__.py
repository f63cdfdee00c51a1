"""Sanctions lists as they stood and stand, the contacts of offices, and where the two look alike."""

from models.aml.contacts import Contact, Hit
from models.aml.lists import Listed, SanctionsList, Snapshot, StagedEntry

__all__ = ["Contact", "Hit", "Listed", "SanctionsList", "Snapshot", "StagedEntry"]
