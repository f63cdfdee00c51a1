"""An example of what each address for programs answers, about wallets."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from views.framework.database import address
from views.rights.api_shapes import Words
from views.wallet.api_shapes import (
    BALANCE,
    CHARGE,
    QUOTE,
    REVERSAL,
    Balance,
    ChargeMade,
    Quoted,
    ReversalMade,
)


def examples() -> dict[str, Any]:
    """By the name of the address."""
    top_up, at = f"{address()}/top-up/", datetime(2027, 3, 15, 9, 5, tzinfo=UTC)
    letter = Words("Herinneringsbrief", "Lettre de rappel", "Reminder letter")
    return {
        BALANCE.name: Balance("48.30", "0.00", "EUR", False, top_up),
        QUOTE.name: Quoted(
            letter, "1.20", 2, "2.40", 21, "0.50", "2.90", "EUR", "48.30", "45.40", True, [], top_up
        ),
        CHARGE.name: ChargeMade(4711, "2027-000018", at, "2.40", 21, "0.50", "2.90", "EUR", "45.40"),
        REVERSAL.name: ReversalMade(4715, "2027-000019", at, "2.90", "EUR", "48.30"),
    }
