"""Use cases of the catalogue: tools, their roles, kinds of right and context values, kept by the central team."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app import events
from app.errors import Missing, Stale
from app.policy import Identity, Permission, require
from app.transaction import refuse_as
from models.rights import ContextValue, RightKind, Tool, ToolRole

Row = TypeVar("Row", Tool, ToolRole, RightKind, ContextValue)

refuse_as("uq_rights_tool_code", "rights.catalogue.code_taken", field="code")
refuse_as("uq_rights_tool_role_tool_id_code", "rights.catalogue.code_taken", field="code")
refuse_as("uq_rights_kind_code", "rights.catalogue.code_taken", field="code")
refuse_as("uq_rights_context_value_kind_id_code", "rights.catalogue.code_taken", field="code")
refuse_as("ck_rights_kind_max_months", "rights.kind.maximum_out_of_range", field="max_months")

# What an event about a row of each calls it.
EVENT_KINDS: dict[type, str] = {
    Tool: "tool",
    ToolRole: "tool_role",
    RightKind: "kind",
    ContextValue: "context_value",
}


def add_row(session: Session, actor: Identity, model: type[Row], values: Mapping[str, Any], now: datetime) -> Row:
    """Adds a row of the catalogue. A code that is taken is refused by the database at commit."""
    require(actor, Permission.TOOL_CHANGE)
    row = model(**values)
    session.add(row)
    session.flush()
    _record(session, actor, row, {name: [None, value] for name, value in values.items()}, now)
    return row


def change_row(
    session: Session,
    actor: Identity,
    model: type[Row],
    row_id: int,
    version: int,
    values: Mapping[str, Any],
    now: datetime,
) -> Row:
    """Changes a row of the catalogue that was opened at `version`; a form that changes nothing records nothing.

    A maximum that is lowered binds new grants and extensions; a right that stands keeps its days.
    Raises Missing, Stale.
    """
    require(actor, Permission.TOOL_CHANGE)
    row = session.get(model, row_id, with_for_update=True)
    if row is None:
        raise Missing(EVENT_KINDS[model], row_id)
    if row.version != version:
        raise Stale(EVENT_KINDS[model], row_id)
    changed = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
    if changed:
        for name, (_, value) in changed.items():
            setattr(row, name, value)
        session.flush()
        _record(session, actor, row, changed, now)
    return row


def _record(session: Session, actor: Identity, row: Row, changed: dict[str, list[Any]], now: datetime) -> None:
    tag = events.Tag.KIND_CHANGED if isinstance(row, RightKind | ContextValue) else events.Tag.TOOL_CHANGED
    subject = events.Subject(EVENT_KINDS[type(row)], row.id)
    events.record(session, tag, subject, actor, now, facts={"changed": changed})
