"""What screens read of notifications to the AML officer: which one may be seen, what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.policy import Identity, Permission, may
from models.aml import Contact, Notification, NotificationAct
from models.values.notified import NotificationState as State

SHOWN = 20


def visible_to(who: Identity) -> ColumnElement[bool]:
    """An officer sees all of his office; a member what he sent, what is asked back, as any colleague may reply,
    and what he replied to."""
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
    return and_(mine, or_(Notification.state == State.ASKED_BACK, acted))


def in_turn_of(who: Identity) -> State:
    """What waits for this reader: for an officer what was sent, for a member what was asked back."""
    return State.WAITING if may(who, Permission.NOTIFICATION_DECIDE) else State.ASKED_BACK


@dataclass(frozen=True)
class Waiting:
    """The first of what waits, the oldest first, with how many there are and since when."""

    count: int
    oldest: datetime | None
    first: tuple[Notification, ...]


def waiting(session: Session, who: Identity) -> dict[State, Waiting]:
    """What waits for the officer, and what for a reply, as far as this reader sees it; one question."""
    partition = {"partition_by": Notification.state}
    number = func.row_number().over(**partition, order_by=(Notification.moved_at, Notification.id))
    ranked = (
        select(
            Notification.id,
            number.label("number"),
            func.count().over(**partition).label("count"),
            func.min(Notification.moved_at).over(**partition).label("oldest"),
        )
        .where(visible_to(who), Notification.state.in_((State.WAITING, State.ASKED_BACK)))
        .subquery()
    )
    rows = session.execute(
        select(Notification, ranked.c.count, ranked.c.oldest)
        .join(ranked, ranked.c.id == Notification.id)
        .where(ranked.c.number <= SHOWN)
        .options(joinedload(Notification.contact).load_only(Contact.name), joinedload(Notification.sender))
        .order_by(Notification.moved_at, Notification.id)
    ).all()
    found = {}
    for state in (State.WAITING, State.ASKED_BACK):
        mine = [row for row in rows if row.Notification.state == state]
        first = tuple(row.Notification for row in mine)
        found[state] = Waiting(mine[0].count, mine[0].oldest, first) if mine else Waiting(0, None, ())
    return found


def acts_of(session: Session, notification: Notification) -> Sequence[NotificationAct]:
    """Every act, the first first, with who did it."""
    return session.scalars(
        select(NotificationAct)
        .where(
            NotificationAct.organisation_id == notification.organisation_id,
            NotificationAct.notification_id == notification.id,
        )
        .options(joinedload(NotificationAct.actor))
        .order_by(NotificationAct.id)
    ).all()
