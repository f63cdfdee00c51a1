"""What screens read of notifications to the AML officer: which one may be seen, what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session, aliased

from app.organisations.members import with_names
from app.policy import Identity, Permission, may
from models.accounts import Account
from models.aml import Contact, Deal, Notification, NotificationAct, RiskProfile
from models.organisations import Member
from models.values.notified import NotificationState as State


def visible_to(who: Identity) -> ColumnElement[bool]:
    """An officer sees all of his office; a member what he sent, handed over or replied to, and what is asked back
    about files he works on: those he may answer."""
    if not may(who, Permission.OFFICER_NOTIFY) or who.organisation_id is None:
        return false()
    mine = Notification.organisation_id == who.organisation_id
    if may(who, Permission.NOTIFICATION_DECIDE):
        return mine
    acted = (
        select(NotificationAct.id)
        .where(
            NotificationAct.organisation_id == Notification.organisation_id,
            NotificationAct.notification_id == Notification.id,
            NotificationAct.acted_by == who.account_id,
        )
        .exists()
    )
    asked = and_(Notification.state == State.ASKED_BACK, works_on(who))
    return and_(mine, or_(Notification.sent_by == who.account_id, acted, asked))


def works_on(who: Identity) -> ColumnElement[bool]:
    """Whether he made the contact or a version of it, the risk profile or the deal that a notification is about,
    or handed that over."""
    version = aliased(Contact)
    made = (
        select(version.id)
        .where(
            version.organisation_id == Notification.organisation_id,
            version.root_id == Notification.root_id,
            version.made_by == who.account_id,
        )
        .exists()
    )
    return or_(
        made,
        *(
            select(table.id)
            .where(
                table.organisation_id == Notification.organisation_id,
                table.id == column,
                or_(table.made_by == who.account_id, table.handed_by == who.account_id),
            )
            .exists()
            for table, column in ((RiskProfile, Notification.profile_id), (Deal, Notification.deal_id))
        ),
    )


@dataclass(frozen=True)
class Act:
    """An act with the name of whoever did it: as a member, or else as his account is called."""

    act: NotificationAct
    by: str


def acts_of(session: Session, notification: Notification) -> tuple[Act, ...]:
    """Every act, the first first."""
    rows = session.execute(
        select(NotificationAct, Account.username, Member)
        .join(Account, Account.id == NotificationAct.acted_by)
        .outerjoin(
            Member,
            (Member.organisation_id == NotificationAct.organisation_id)
            & (Member.account_id == NotificationAct.acted_by),
        )
        .where(
            NotificationAct.organisation_id == notification.organisation_id,
            NotificationAct.notification_id == notification.id,
        )
        .options(*with_names())
        .order_by(NotificationAct.id, Member.id)
    )
    # Who left and came back is a member twice.
    found = {row.NotificationAct.id: (row, row.Member.name if row.Member else "") for row in rows}
    return tuple(Act(row.NotificationAct, name or row.username) for row, name in found.values())
