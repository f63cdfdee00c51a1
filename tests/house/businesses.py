"""Rows of the business register, and of what tools ask, for who looks at every door."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from models.organisations import BusinessDelivery
from models.rights import Admission, Price, Requirement, ToolClient
from tests.house.crowd import BEGAN, Ids


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


def conditions(session: Session, tool_id: int) -> Ids:
    """An accreditation a tool asks, an enterprise on its list, a price, and how it signs people in."""
    rows = {
        "requirement": Requirement(tool_id=tool_id, purpose="registration", holder="person", registers=["biv"]),
        "admission": Admission(
            tool_id=tool_id, enterprise_number="0999100592", ground="federation", first_day=BEGAN.date()
        ),
        "price": Price(
            tool_id=tool_id,
            code="search",
            name_nl="Opzoeking",
            name_fr="Recherche",
            name_en="Search",
            net=Decimal("4.50"),
            vat_percent=21,
            first_day=BEGAN.date(),
        ),
        "tool_client": ToolClient(
            tool_id=tool_id,
            client_id="planning-house",
            secret_hash=b"s" * 32,
            redirect_uris=["https://planning.example/back"],
            made_at=BEGAN,
        ),
    }
    session.add_all(rows.values())
    session.flush()
    return {name: one.id for name, one in rows.items()}
