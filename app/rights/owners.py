"""Application owners: who keeps the kinds of right of a tool, appointed and dismissed by the central team."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import events
from app.errors import Missing
from app.events import Subject
from app.policy import Identity, Permission, require
from models.accounts import Person
from models.rights import Tool, ToolOwner


def owners_of(session: Session, tool_id: int) -> list[Person]:
    """The application owners of a tool, by name."""
    return list(
        session.scalars(
            select(Person)
            .join(ToolOwner, ToolOwner.person_id == Person.id)
            .where(ToolOwner.tool_id == tool_id)
            .order_by(Person.sort_name, Person.id)
        )
    )


def appoint_owner(session: Session, actor: Identity, tool_id: int, person_id: int, now: datetime) -> bool:
    """Makes somebody application owner of a tool; False when he was already. In office scope. Raises Missing."""
    require(actor, Permission.TOOL_CHANGE)
    _there(session, tool_id)
    made = session.scalar(
        insert(ToolOwner)
        .values(tool_id=tool_id, person_id=person_id)
        .on_conflict_do_nothing()
        .returning(ToolOwner.person_id)
    )
    if made is not None:
        _record(session, events.Tag.OWNER_APPOINTED, actor, tool_id, person_id, now)
    return made is not None


def dismiss_owner(session: Session, actor: Identity, tool_id: int, person_id: int, now: datetime) -> bool:
    """Takes a tool from its owner; False when he wasn't any more. In office scope. Raises Missing."""
    require(actor, Permission.TOOL_CHANGE)
    _there(session, tool_id)
    gone = session.scalar(
        delete(ToolOwner)
        .where(ToolOwner.tool_id == tool_id, ToolOwner.person_id == person_id)
        .returning(ToolOwner.person_id)
    )
    if gone is not None:
        _record(session, events.Tag.OWNER_DISMISSED, actor, tool_id, person_id, now)
    return gone is not None


def _there(session: Session, tool_id: int) -> None:
    if session.get(Tool, tool_id) is None:
        raise Missing("tool", tool_id)


def _record(
    session: Session, tag: events.Tag, actor: Identity, tool_id: int, person_id: int, now: datetime
) -> None:
    events.record(session, tag, Subject("tool", tool_id, person_id=person_id), actor, now)
