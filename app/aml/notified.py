"""Which notifications to the AML officer somebody may see."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased

from app.policy import Identity, Permission, may
from models.aml import Contact, Deal, Notification, NotificationAct, RiskProfile
from models.values.notified import NotificationState as State


def visible_to(who: Identity) -> ColumnElement[bool]:
    """An officer sees all of his office; a member what he sent, handed over or replied to, and what is asked back
    about files he works on: those he may answer."""
    if not may(who, Permission.OFFICER_NOTIFY) or who.organisation_id is None:
        return false()
    mine = Notification.organisation_id == who.organisation_id
    if may(who, Permission.NOTIFICATION_DECIDE):
        return mine
    act = aliased(NotificationAct)
    acted = (
        select(act.id)
        .where(
            act.organisation_id == Notification.organisation_id,
            act.notification_id == Notification.id,
            act.acted_by == who.account_id,
        )
        .exists()
    )
    asked = and_(Notification.state == State.ASKED_BACK, works_on(who))
    return and_(mine, or_(Notification.sent_by == who.account_id, acted, asked))


def works_on(who: Identity) -> ColumnElement[bool]:
    """Whether he made the contact or a version of it, the risk profile or the deal that a notification is about,
    or handed that over."""
    version, profile, deal = aliased(Contact), aliased(RiskProfile), aliased(Deal)
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
            for table, column in ((profile, Notification.profile_id), (deal, Notification.deal_id))
        ),
    )
