"""What members offer the desk: who waits for a manager, organisations nobody manages, one's memberships."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app.organisations.members import visible_to, with_names
from app.panels import SHOWN, Item, OwnRows, Waiting, Worklist, counted, rows_of
from app.policy import Identity, Role
from models.organisations import LOCAL_GOVERNMENT, Member, Organisation
from models.values import MembershipState


def members_waiting(session: Session, who: Identity, now: datetime) -> Waiting:
    """Who asked to join the organisation one manages, the longest first."""
    waiting = (
        select(Member)
        .where(visible_to(who), Member.state == MembershipState.AWAITING_CONFIRMATION)
        .order_by(Member.created_at, Member.id)
    )
    rows = session.execute(
        waiting.add_columns(counted(waiting.with_only_columns(Member.id))).options(*with_names()).limit(SHOWN)
    ).all()
    if not rows:
        return Waiting()
    first = tuple(Item("member", one.id, one.name, (one.function, one.first_day)) for one, _ in rows)
    return Waiting(rows[0][1], rows[0][0].created_at, first)


def without_manager() -> ColumnElement[bool]:
    """Organisations that have managers, but nobody manages; governments are administered instead."""
    managed = exists().where(
        Member.organisation_id == Organisation.id, Member.is_manager, Member.state == MembershipState.CONFIRMED
    )
    return (Organisation.kind != LOCAL_GOVERNMENT) & ~managed


def unmanaged_organisations(session: Session, who: Identity, now: datetime) -> Waiting:
    """Organisations without a manager, by name: the central team names one on documents."""
    found = select(Organisation).where(without_manager()).order_by(Organisation.sort_name, Organisation.id)
    rows = session.execute(found.add_columns(counted(found.with_only_columns(Organisation.id))).limit(SHOWN)).all()
    if not rows:
        return Waiting()
    return Waiting(
        rows[0][1], None, tuple(Item("organisation", one.id, one.name, (one.place,)) for one, _ in rows)
    )


def own_memberships(session: Session, who: Identity) -> list[dict[str, Any]]:
    """The organisations one joined, asked to join or left, for oneself to take along."""
    return rows_of(
        session,
        select(
            Organisation.name.label("organisation"),
            Member.state,
            Member.is_manager,
            Member.first_day,
            Member.ended_on,
            Member.function,
            Member.email,
            Member.phone,
        )
        .join(Organisation, Organisation.id == Member.organisation_id)
        .where(Member.account_id == who.account_id)
        .order_by(Member.id),
    )


WORKLISTS = (
    Worklist("organisations.waiting", frozenset({Role.MANAGER}), members_waiting),
    Worklist("organisations.unmanaged", frozenset({Role.CENTRAL}), unmanaged_organisations),
)
OWN = OwnRows("organisations.memberships", own_memberships)
