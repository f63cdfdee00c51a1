"""Taking a list out of the house is an act like any other, recorded: who, what, how many, which filters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app import events
from app.lists.home import home_of
from app.policy import Identity


def record_export(session: Session, actor: Identity, told: dict[str, Any], now: datetime) -> int:
    """Records the export and returns the event's id.

    Of `told`, what was typed in filters may name a person: it is kept apart, where it can be erased.
    """
    filters = told["filters"]
    facts = {**told, "filters": sorted(filters)}
    subject = events.Subject("list", 0, home_of(actor))
    personal = {"filters": filters} if filters else None
    return events.record(session, events.Tag.LIST_EXPORTED, subject, actor, now, facts=facts, personal=personal)
