"""Use cases of the catalogue: tools and their roles, kept by the central team; kinds of right and their context
values, kept by the application owner of the tool as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events
from app.errors import Forbidden, Missing, Stale
from app.policy import Identity, Permission, Role, may
from app.transaction import Scope, refuse_as, within
from models.rights import Admission, ContextValue, Price, Requirement, RightKind, Tool, ToolOwner, ToolRole

Row = TypeVar("Row", Tool, ToolRole, RightKind, ContextValue, Requirement, Admission, Price)

refuse_as("uq_rights_tool_code", "rights.catalogue.code_taken", field="code")
refuse_as("uq_rights_tool_role_tool_id_code", "rights.catalogue.code_taken", field="code")
refuse_as("uq_rights_kind_code", "rights.catalogue.code_taken", field="code")
refuse_as("uq_rights_context_value_kind_id_code", "rights.catalogue.code_taken", field="code")
refuse_as("ex_rights_admission_overlap", "rights.catalogue.period_taken", field="first_day")
refuse_as("ex_rights_price_overlap", "rights.catalogue.period_taken", field="first_day")
refuse_as("ck_rights_admission_period", "rights.right.end_before_begin", field="last_day")
refuse_as("ck_rights_price_period", "rights.right.end_before_begin", field="last_day")
refuse_as("ck_rights_kind_max_months", "rights.kind.maximum_out_of_range", field="max_months")

# What an event about a row of each calls it.
EVENT_KINDS: dict[type, str] = {
    Tool: "tool",
    ToolRole: "tool_role",
    RightKind: "kind",
    ContextValue: "context_value",
    Requirement: "requirement",
    Admission: "admission",
    Price: "price",
}


def owned_tools(session: Session, who: Identity) -> frozenset[int]:
    """The tools whose kinds of right this identity keeps as application owner; empty for anybody else."""
    if Role.APPLICATION_OWNER not in who.roles or who.person_id is None:
        return frozenset()
    return frozenset(session.scalars(select(ToolOwner.tool_id).where(ToolOwner.person_id == who.person_id)))


def keeps(session: Session, who: Identity, model: type, tool_id: int | None) -> bool:
    """Whether this identity may add to or change that table, for that tool (None: for some tool)."""
    if may(who, Permission.TOOL_CHANGE):
        return True
    if model not in (RightKind, ContextValue) or not may(who, Permission.KIND_KEEP):
        return False
    owned = owned_tools(session, who)
    return bool(owned) if tool_id is None else tool_id in owned


def _require_keeper(session: Session, actor: Identity, model: type, tool_id: int | None) -> None:
    if not keeps(session, actor, model, tool_id):
        raise Forbidden(Permission.KIND_KEEP)


def tool_of(session: Session, model: type, values: Mapping[str, Any]) -> int | None:
    """The tool that a row with these values belongs to; None for a tool itself."""
    if model is ContextValue:
        return session.scalar(select(RightKind.tool_id).where(RightKind.id == values.get("kind_id")))
    return values.get("tool_id")


def add_row(session: Session, actor: Identity, model: type[Row], values: Mapping[str, Any], now: datetime) -> Row:
    """Adds a row of the catalogue. A code that is taken is refused by the database at commit. Raises Forbidden."""
    _require_keeper(session, actor, model, tool_of(session, model, values))
    row = model(**values)
    with within(session, Scope.office()):
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
    Raises Missing, Forbidden, Stale.
    """
    if not may(actor, Permission.KIND_KEEP):
        raise Forbidden(Permission.KIND_KEEP)
    with within(session, Scope.office()):
        row = session.get(model, row_id, with_for_update=True)
    if row is None:
        raise Missing(EVENT_KINDS[model], row_id)
    _require_keeper(session, actor, model, tool_of(session, model, vars(row)))
    if row.version != version:
        raise Stale(EVENT_KINDS[model], row_id)
    changed = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
    if changed:
        for name, (_, value) in changed.items():
            setattr(row, name, value)
        with within(session, Scope.office()):
            session.flush()
        _record(session, actor, row, changed, now)
    return row


def _record(session: Session, actor: Identity, row: Row, changed: dict[str, list[Any]], now: datetime) -> None:
    tag = events.Tag.KIND_CHANGED if isinstance(row, RightKind | ContextValue) else events.Tag.TOOL_CHANGED
    subject = events.Subject(EVENT_KINDS[type(row)], row.id)
    told = {name: [_plain(value) for value in pair] for name, pair in changed.items()}
    events.record(session, tag, subject, actor, now, facts={"changed": told})


def _plain(value: Any) -> Any:
    """As an event holds it: days and amounts as text."""
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
