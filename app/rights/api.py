"""What a program of a tool may ask: whether somebody may use that tool, and the catalogue. In office scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Missing
from app.rights.access import Check, Condition
from app.rights.access_facts import Answer, Asked, decided
from models.organisations import Organisation
from models.rights import Tool, ToolRole, ToolUse


@dataclass(frozen=True)
class About:
    """About whom a tool asks: what it calls him, for which enterprise number (None: himself), in which role."""

    subject: str
    enterprise_number: str | None
    role: str


def asked_by(session: Session, tool_id: int, about: About, day: date) -> Answer:
    """The access decision for somebody whom this tool knows; which key he would show isn't asked.

    Raises Missing where the tool doesn't know him, has no such role, or there is no such organisation; all three
    cost the same two statements.
    """
    known = select(ToolUse.account_id).where(ToolUse.tool_id == tool_id, ToolUse.subject == about.subject)
    place = select(Organisation.id).where(Organisation.enterprise_number == about.enterprise_number)
    role = select(ToolRole.id).where(ToolRole.tool_id == tool_id, ToolRole.code == about.role)
    account_id, organisation_id, role_id = session.execute(
        select(known.scalar_subquery(), place.scalar_subquery(), role.scalar_subquery())
    ).one()
    himself = about.enterprise_number is None
    asked = Asked(
        organisation_id=None if himself else organisation_id or 0,
        only=True,
        oneself=himself,
        tool_id=tool_id,
        role_id=role_id or 0,
    )
    found = decided(session, [account_id or 0], asked, day)
    if account_id is None or role_id is None or (organisation_id is None and not himself) or not found:
        raise Missing("asked_about", "")
    return found[0]


def told_of(answer: Answer) -> tuple[Condition, ...]:
    """The conditions a tool hears of.

    Where the organisation doesn't use it, that alone: who belongs there is none of its business.
    """
    conditions = answer.decision.conditions
    closed = tuple(one for one in conditions if one.check is Check.REGISTERED and not one.met)
    return closed or conditions


@dataclass(frozen=True)
class Page:
    """A page of the catalogue, by number; `next_after` is the last tool on it where others follow."""

    tools: Sequence[Tool]
    roles: dict[int, list[ToolRole]]
    next_after: int | None


def tools_after(session: Session, after: int, limit: int) -> Page:
    """Up to `limit` tools beyond that number, each with its roles by code."""
    found = list(session.scalars(select(Tool).where(Tool.id > after).order_by(Tool.id).limit(limit + 1)))
    shown = found[:limit]
    roles = defaultdict[int, list[ToolRole]](list)
    theirs = select(ToolRole).where(ToolRole.tool_id.in_([one.id for one in shown]))
    for role in session.scalars(theirs.order_by(ToolRole.code)):
        roles[role.tool_id].append(role)
    return Page(shown, roles, shown[-1].id if len(found) > limit else None)
