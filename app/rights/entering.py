"""Entering a tool: for whom and in which role one may, which of those is taken, and what is written of it.

Every combination is the access decision's; a tool that asks itself (`app/rights/access_facts.py`) hears the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Refusal
from app.policy import Identity
from app.rights.access_facts import Answer, Asked, decided
from app.rights.claims import subject_of
from models.organisations import DefaultContext
from models.rights import ToolUse


@dataclass(frozen=True)
class Choice:
    """For whom (None: oneself) and in which role."""

    organisation_id: int | None
    role_id: int

    @classmethod
    def of(cls, answer: Answer) -> Choice:
        return cls(answer.organisation_id, answer.role_id)


@dataclass(frozen=True)
class Ways:
    """Every way in for one person: what is open, what isn't, and the one that is taken without asking, if any."""

    open: tuple[Answer, ...]
    closed: tuple[Answer, ...]
    taken: Answer | None


def ways_into(session: Session, who: Identity, tool_id: int, day: date) -> Ways:
    """Every context of his in every role of the tool, with the key of his session. In office scope."""
    asked = Asked(tool_id=tool_id, oneself=True)
    found = decided(session, [who.account_id], asked, day, who.key_level)
    may = tuple(one for one in found if one.decision.allowed)
    return Ways(may, tuple(one for one in found if not one.decision.allowed), _taken(session, who, tool_id, may))


def _taken(session: Session, who: Identity, tool_id: int, may: Sequence[Answer]) -> Answer | None:
    """What he starred for this tool; else the only one there is; else the only one where he comes in."""
    if len(may) < 2:
        return may[0] if may else None
    use = last_use(session, who.account_id, tool_id)
    if use is not None and use.starred:
        starred = Choice(use.organisation_id, use.role_id)
        for one in may:
            if Choice.of(one) == starred:
                return one
    default = session.get(DefaultContext, who.account_id)
    if default is None:
        return None
    there = [one for one in may if one.organisation_id == default.organisation_id]
    return there[0] if len(there) == 1 else None


def last_use(session: Session, account_id: int, tool_id: int) -> ToolUse | None:
    """How he last entered it; None for never. In office scope."""
    return session.get(ToolUse, (account_id, tool_id))


def enter_tool(
    session: Session, actor: Identity, tool_id: int, choice: Choice, now: datetime, *, star: bool | None = None
) -> Answer:
    """Goes in: decides once more, and remembers it. `star`: whether to take it without asking from now on; None
    leaves that as it is. In office scope.

    Raises Refusal rights.tool.not_open when it isn't, or no longer, open so.
    """
    asked = Asked(choice.organisation_id, only=True, oneself=True, tool_id=tool_id, role_id=choice.role_id)
    found = decided(session, [actor.account_id], asked, clock.day_of(now), actor.key_level)
    answer = next((one for one in found if Choice.of(one) == choice), None)
    if answer is None or not answer.decision.allowed:
        raise Refusal("rights.tool.not_open")
    values: dict[str, object] = {
        "organisation_id": choice.organisation_id,
        "role_id": choice.role_id,
        "used_at": now,
        "subject": subject_of(tool_id, actor.account_id),
    }
    if star is not None:
        values["starred"] = star
    session.execute(
        insert(ToolUse)
        .values(account_id=actor.account_id, tool_id=tool_id, **{"starred": False, **values})
        .on_conflict_do_update(index_elements=["account_id", "tool_id"], set_=values)
    )
    subject = events.Subject("tool", tool_id, choice.organisation_id or 0, actor.person_id)
    facts = {"role_id": choice.role_id, "key_level": actor.key_level}
    events.record(session, events.Tag.TOOL_ENTERED, subject, actor, now, facts=facts)
    return answer


def own_uses(session: Session, who: Identity) -> list[ToolUse]:
    """How he last entered each tool, the latest first. In office scope."""
    return list(
        session.scalars(
            select(ToolUse).where(ToolUse.account_id == who.account_id).order_by(ToolUse.used_at.desc())
        )
    )
