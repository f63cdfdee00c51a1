"""A row of the business register for who looks at every door."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.organisations import BusinessDelivery
from tests.house.crowd import BEGAN


def one_delivery(session: Session) -> int:
    """A delivery that was taken in."""
    made = BusinessDelivery(
        file="KboOpenData_0140_2026_11_Full.zip",
        extract_number=140,
        kind="full",
        snapshot_on=BEGAN.date(),
        state="done",
        step=5,
        examples=[],
        started_at=BEGAN,
        ended_at=BEGAN,
    )
    session.add(made)
    session.flush()
    return made.id
