"""Every act about a contact, a risk profile or a deal, in the order of time: what was said in notifications, and
for officers what they held and reported. Members see nothing of that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.aml.matters import is_about
from app.aml.notified import visible_to
from app.organisations.members import with_names
from app.policy import Identity, Permission, may
from models.accounts import Account
from models.aml import Notification, NotificationAct, OfficerAct
from models.organisations import Member
from models.values.fiu import OfficerActKind
from models.values.matters import Matter, MatterKind
from models.values.notified import NotificationActKind


@dataclass(frozen=True)
class Act:
    """Who did what, when, with which text. `hidden`: only officers read it. `until` and `reference`: what the FIU
    said."""

    kind: NotificationActKind | OfficerActKind
    by: str
    at: datetime
    text: str
    by_officer: bool
    self_decided: bool = False
    hidden: bool = False
    until: date | None = None
    reference: str = ""


def matter_told(notification: Notification) -> Matter:
    """What a notification is about."""
    office = notification.organisation_id
    if notification.deal_id is not None:
        return Matter(office, MatterKind.DEAL, notification.deal_id)
    if notification.profile_id is not None:
        return Matter(office, MatterKind.PROFILE, notification.profile_id)
    return Matter(office, MatterKind.CONTACT, notification.root_id or 0)


def acts_about(session: Session, who: Identity, matter: Matter) -> tuple[Act, ...]:
    """Of all notifications about it that this reader may see, and of officers; the first first."""
    about = is_about(Notification, matter)
    if matter.kind is MatterKind.CONTACT:
        about = about & Notification.profile_id.is_(None)
    return _in_order(session, who, matter, about & visible_to(who))


def acts_of(session: Session, who: Identity, notification: Notification) -> tuple[Act, ...]:
    """Of this notification, which the reader may see, and of officers about the same; the first first."""
    mine = (Notification.organisation_id == notification.organisation_id) & (Notification.id == notification.id)
    return _in_order(session, who, matter_told(notification), mine)


def _in_order(session: Session, who: Identity, matter: Matter, which: ColumnElement[bool]) -> tuple[Act, ...]:
    said = (
        select(NotificationAct, Account.username, Member)
        .join(
            Notification,
            (Notification.organisation_id == NotificationAct.organisation_id)
            & (Notification.id == NotificationAct.notification_id),
        )
        .where(which)
    )
    found = list(_named(session, said, NotificationAct, _said))
    if may(who, Permission.FIU_SEE):
        hidden = select(OfficerAct, Account.username, Member).where(is_about(OfficerAct, matter))
        found += _named(session, hidden, OfficerAct, _done)
    return tuple(sorted(found, key=lambda one: one.at))


def _named(session: Session, statement: Any, table: Any, act: Any) -> Iterable[Act]:
    """With the name of whoever did it: as a member, or else as his account is called."""
    rows = session.execute(
        statement.join(Account, Account.id == table.acted_by)
        .outerjoin(
            Member,
            (Member.organisation_id == table.organisation_id) & (Member.account_id == table.acted_by),
        )
        .options(*with_names())
        .order_by(table.id, Member.id)
    )
    # Who left and came back is a member twice.
    found = {row[0].id: (row[0], row.Member.name if row.Member else row.username) for row in rows}
    return [act(one, name or "") for one, name in found.values()]


def _said(one: NotificationAct, by: str) -> Act:
    return Act(
        NotificationActKind(one.kind), by, one.acted_at, one.text, one.by_officer, self_decided=one.self_decided
    )


def _done(one: OfficerAct, by: str) -> Act:
    return Act(
        OfficerActKind(one.kind), by, one.acted_at, one.text, by_officer=True, hidden=True, until=one.until,
        reference=one.reference,
    )  # fmt: skip
