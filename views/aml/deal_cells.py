"""What cells of lists show of a transaction."""

from __future__ import annotations

from typing import Any

from models.aml import Deal
from models.values import Money
from models.values.dealt import DealDetails
from models.values.identified import Place
from views.labels.aml_deals import deal_state, deal_tone


def address(item: Deal) -> str:
    """On one line; '' while nothing is known of it."""
    return address_text(DealDetails.read(item.details).property)


def address_text(at: Place) -> str:
    """Street, postal code and town."""
    return ", ".join(filter(None, (at.street, f"{at.postal_code} {at.place}".strip())))


def price(item: Deal) -> Any:
    return Money(item.price) if item.price is not None else ""


def expected(item: Deal) -> Any:
    """The day on which it is to happen; '' while nobody told one."""
    return DealDetails.read(item.details).expected_on or ""


def state(item: Deal) -> str:
    return deal_state(item.state, item.blocked_since)


def tone(item: Deal) -> str:
    return deal_tone(item.state, item.blocked_since)
