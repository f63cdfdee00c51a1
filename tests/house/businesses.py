"""Rows of the business register, and of what tools ask, for who looks at every door."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from models.organisations import BusinessDelivery
from models.rights import Admission, Integration, IntegrationToken, Price, Requirement, ToolClient
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


def integration(session: Session, tool_id: int, made_by: int) -> Ids:
    """A program of the makers of that tool, and its token."""
    made = Integration(tool_id=tool_id, name="Night run", made_by=made_by, made_at=BEGAN)
    session.add(made)
    session.flush()
    token = IntegrationToken(
        integration_id=made.id,
        token_hash=b"i" * 32,
        scopes=["may-use"],
        made_at=BEGAN,
        ends_at=BEGAN + timedelta(days=366),
    )
    session.add(token)
    session.flush()
    return {"integration": made.id, "integration_token": token.id}
