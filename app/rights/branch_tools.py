"""Tools per branch: what the organisation registered is open in each, unless its manager closed it there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Missing, Refusal
from app.policy import Identity, Permission, require
from app.rights.tool_access import registered_tools
from app.transaction import refuse_as
from models.organisations import Branch
from models.rights import BranchClosure

refuse_as("uq_rights_branch_closure_open", "rights.access.changed_meanwhile")


def closed_tools(session: Session, branch_id: int) -> dict[int, BranchClosure]:
    """What is closed for a branch today, by tool."""
    standing = (BranchClosure.branch_id == branch_id, BranchClosure.ended_on.is_(None))
    return {one.tool_id: one for one in session.scalars(select(BranchClosure).where(*standing))}


def set_branch_tools(
    session: Session, actor: Identity, branch_id: int, closed: Collection[int], was: Collection[int], now: datetime
) -> int:
    """Closes these tools of the organisation for the branch, and opens its others; how many changed.

    `was`: which were closed when the choice was made. Raises Forbidden, Missing, Refusal
    organisations.branch.over, rights.access.changed_meanwhile.
    """
    require(actor, Permission.TOOL_REGISTER)
    branch = session.scalars(
        select(Branch)
        .where(Branch.id == branch_id, Branch.organisation_id == actor.organisation_id)
        .with_for_update()
    ).one_or_none()
    if branch is None:
        raise Missing("branch", branch_id)
    if branch.closed_on is not None:
        raise Refusal("organisations.branch.over")
    registered = set(registered_tools(session, branch.organisation_id))
    if set(closed) - registered:
        raise Missing("tool", sorted(set(closed) - registered))
    standing, today = closed_tools(session, branch_id), clock.day_of(now)
    if set(standing) & registered != set(was) & registered:
        raise Refusal("rights.access.changed_meanwhile")
    opened = (set(standing) & registered) - set(closed)
    for tool_id in opened:
        standing[tool_id].ended_on = today
    added = set(closed) - set(standing)
    session.add_all(
        [
            BranchClosure(
                organisation_id=branch.organisation_id,
                branch_id=branch_id,
                tool_id=tool_id,
                closed_on=today,
                closed_by=actor.account_id,
            )
            for tool_id in sorted(added)
        ]
    )
    session.flush()
    if opened or added:
        subject = events.Subject("branch", branch.id, branch.organisation_id)
        facts = {"name": branch.name, "opened": sorted(opened), "closed": sorted(added)}
        events.record(session, events.Tag.BRANCH_TOOLS_SET, subject, actor, now, facts=facts)
    return len(opened) + len(added)
