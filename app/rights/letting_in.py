"""Letting somebody in together with what he may use: on confirming him, and when he accepts an invitation.

Whoever is invited may have no account yet, so what he is to use is written down with the invitation; when he
accepts, each role whose conditions he meets is set, and the others his manager finds on his page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.organisations import inviting, members
from app.organisations.joining import WorkDetails
from app.organisations.members import Decision
from app.policy import Identity
from app.rights.tool_access import USER, cells_of, put_access, roles_in_use, set_access
from models.organisations import Invitation, Member
from models.rights import InvitedAccess


def let_in(
    session: Session,
    actor: Identity,
    membership_id: int,
    version: int,
    decision: Decision,
    wanted: Mapping[int, str],
    now: datetime,
) -> Member:
    """Decides on somebody who asked, and sets what he may use: `wanted` is role → user, blocked or ''.

    All or nothing. Raises what `decide_on_member` and `set_access` raise.
    """
    member = members.decide_on_member(session, actor, membership_id, version, decision, now)
    if decision.accepts and wanted:
        set_access(session, actor, {(member.id, role_id): state for role_id, state in wanted.items()}, now)
    return member


def invite(
    session: Session,
    actor: Identity,
    details: WorkDetails,
    is_manager: bool,
    role_ids: Collection[int],
    now: datetime,
) -> Invitation:
    """Invites somebody, with the roles he is to have. Raises what `inviting.invite` raises; a role of a tool that
    isn't registered is left out."""
    made = inviting.invite(session, actor, details, is_manager, now)
    tools = {one.id: one.tool_id for one in roles_in_use(session, made.organisation_id)}
    session.add_all(
        [
            InvitedAccess(
                organisation_id=made.organisation_id,
                invitation_id=made.id,
                role_id=role_id,
                tool_id=tools[role_id],
            )
            for role_id in sorted(set(role_ids) & set(tools))
        ]
    )
    session.flush()
    return made


def invited_roles(session: Session, membership_id: int) -> set[int]:
    """The roles that were meant for a member when he was invited. In scope of his organisation."""
    return set(
        session.scalars(
            select(InvitedAccess.role_id)
            .join(
                Invitation,
                (Invitation.organisation_id == InvitedAccess.organisation_id)
                & (Invitation.id == InvitedAccess.invitation_id),
            )
            .where(Invitation.membership_id == membership_id)
        )
    )


def accept_invitation(session: Session, actor: Identity, token: str, now: datetime) -> Member:
    """Becomes a member at once, and a user in the roles that were meant for him, as far as he has what they ask.

    In office scope. Raises what `inviting.accept_invitation` raises.
    """
    member = inviting.accept_invitation(session, actor, token, now)
    in_use = {one.id: one for one in roles_in_use(session, member.organisation_id)}
    meant = invited_roles(session, member.id) & set(in_use)
    if not meant:
        return member
    given_by = session.scalars(select(Invitation.invited_by).where(Invitation.membership_id == member.id)).first()
    for cell in cells_of(session, member.organisation_id, [member], None, clock.day_of(now)):
        facts = cell.answer.facts
        if cell.answer.role_id in meant and facts.access != USER and facts.linked and not facts.person_lacks:
            put_access(session, actor, member, in_use[cell.answer.role_id], USER, now, given_by)
    return member
