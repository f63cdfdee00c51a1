"""Taking a list out of the house is an act like any other, recorded: who, what, how many, which filters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events
from app.lists.home import home_of
from app.policy import Identity
from models.events import Event


def record_export(
    session: Session,
    actor: Identity,
    told: dict[str, Any],
    now: datetime,
    *,
    work_id: int = 0,
    apart: bool = False,
) -> None:
    """Records the export; one that a task made, once, however often the task began. `apart`: the list is AML
    officers' alone, and so is what is recorded.

    Of `told`, what was typed in filters may name a person: it is kept apart, where it can be erased.
    """
    filters = told["filters"]
    facts = {**told, "filters": sorted(filters)}
    home = home_of(actor) if not apart or actor.organisation_id is None else actor.organisation_id
    subject = events.Subject("list", work_id, home)
    personal = {"filters": filters} if filters else None
    if work_id and _is_recorded(session, subject):
        return
    tag = events.Tag.OFFICERS_LIST_EXPORTED if apart else events.Tag.LIST_EXPORTED
    events.record(session, tag, subject, actor, now, facts=facts, personal=personal)


def _is_recorded(session: Session, subject: events.Subject) -> bool:
    found = session.scalar(
        select(Event.id).where(
            Event.organisation_id == subject.organisation_id,
            Event.subject_kind == subject.kind,
            Event.subject_id == subject.id,
        )
    )
    return found is not None
