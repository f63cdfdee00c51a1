"""A contact, a risk profile or a deal as one thing that comes before the officer: which columns of other rows name
it, and how it is locked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.errors import Missing
from models.aml import Contact, Deal, RiskProfile
from models.values.matters import Matter, MatterKind

Row = Contact | RiskProfile | Deal
COLUMNS = {MatterKind.CONTACT: "root_id", MatterKind.PROFILE: "profile_id", MatterKind.DEAL: "deal_id"}
"""The column by which a row of another table says which matter it is about."""


def matter_of(row: Row) -> Matter:
    """Of a contact the whole contact, whichever version the row is."""
    if isinstance(row, Contact):
        return Matter(row.organisation_id, MatterKind.CONTACT, row.root_id)
    kind = MatterKind.PROFILE if isinstance(row, RiskProfile) else MatterKind.DEAL
    return Matter(row.organisation_id, kind, row.id)


def matter_in(row: Any) -> Matter:
    """Which matter a row is about that names exactly one: a block, a hold, a report, an act."""
    kind, number = next((kind, told) for kind in COLUMNS if (told := getattr(row, COLUMNS[kind])) is not None)
    return Matter(row.organisation_id, kind, number)


def named(matter: Matter) -> dict[str, int | None]:
    """The columns of a row that is about it."""
    told: dict[str, int | None] = dict.fromkeys(COLUMNS.values())
    return {"organisation_id": matter.organisation_id, **told, COLUMNS[matter.kind]: matter.id}


def is_about(table: Any, matter: Matter) -> ColumnElement[bool]:
    """The rows of a table that are about it."""
    found: ColumnElement[bool] = (table.organisation_id == matter.organisation_id) & (
        getattr(table, COLUMNS[matter.kind]) == matter.id
    )
    return found


def locked_profile(session: Session, profile_id: int) -> RiskProfile:
    """As it stands now, and nobody else changes it until this transaction has ended. Raises Missing."""
    found = session.scalars(
        select(RiskProfile)
        .where(RiskProfile.id == profile_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("profile", profile_id)
    return found


def locked_deal(session: Session, deal_id: int) -> Deal:
    """The same of a deal. Raises Missing."""
    found = session.scalars(
        select(Deal).where(Deal.id == deal_id).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("deal", deal_id)
    return found
