"""Subscriptions to the vigilance of deals: so many a year for one price."""

from __future__ import annotations

from enum import StrEnum


class Plan(StrEnum):
    """What can be bought. The word is also the product's code in the tool's price list."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


UNITS: dict[Plan, int | None] = {Plan.BRONZE: 20, Plan.SILVER: 100, Plan.GOLD: None}
"""How many deals each pays for; None: as many as there are."""
SINGLE = "vigilance"
"""The product's code of one deal without a subscription."""


class PaidBy(StrEnum):
    """With what a deal's vigilance was paid."""

    WALLET = "wallet"
    SUBSCRIPTION = "subscription"
