"""The catalogue as anybody may read it: what each tool does, for whom, and what it takes. In office scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from models.columns import among
from models.rights import Price, Requirement, RightKind, Tool, ToolRole


@dataclass
class Offer:
    """A tool with its roles, the accreditations it asks and what it costs on that day; `government_kinds`: for
    which kinds of government a right opens it."""

    tool: Tool
    roles: list[ToolRole] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)
    prices: list[Price] = field(default_factory=list)
    government_kinds: set[str] = field(default_factory=set)


def offers(session: Session, day: date) -> list[Offer]:
    """Every tool that has a role, in no order; four statements."""
    found: dict[int, Offer] = {}
    for role in session.scalars(select(ToolRole).options(joinedload(ToolRole.tool)).order_by(ToolRole.id)):
        found.setdefault(role.tool_id, Offer(role.tool)).roles.append(role)
    ours = among(Requirement.tool_id, found)
    for one in session.scalars(select(Requirement).where(ours).order_by(Requirement.id)):
        found[one.tool_id].requirements.append(one)
    in_force = (Price.first_day <= day, or_(Price.last_day.is_(None), Price.last_day >= day))
    for price in session.scalars(select(Price).where(among(Price.tool_id, found), *in_force).order_by(Price.code)):
        found[price.tool_id].prices.append(price)
    kinds = select(RightKind.tool_id, RightKind.government_kinds).where(RightKind.offered)
    for tool_id, government_kinds in session.execute(kinds.where(among(RightKind.tool_id, found))):
        found[tool_id].government_kinds.update(government_kinds)
    return list(found.values())
