"""Every act about a contact, a risk profile or a deal, in the order of time: what was said in notifications, and
for officers what they held and reported. Members see nothing of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, cast, false, literal, null, select, true
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
    """In one question, with the name of whoever did it: as a member, or else as his account is called."""
    acts = _said(which)
    if may(who, Permission.FIU_SEE):
        acts = acts.union_all(_hidden(matter))
    act = acts.subquery("act")
    rows = session.execute(
        select(act, Account.username, Member)
        .join(Account, Account.id == act.c.acted_by)
        .outerjoin(
            Member, (Member.organisation_id == act.c.organisation_id) & (Member.account_id == act.c.acted_by)
        )
        .options(*with_names())
        .order_by(act.c.hidden, act.c.id, Member.id)
    )
    # Who left and came back is a member twice.
    found = {(row.hidden, row.id): _act(row) for row in rows}
    return tuple(sorted(found.values(), key=lambda one: one.at))


def _said(which: ColumnElement[bool]) -> Any:
    one, of = NotificationAct, Notification
    return (
        select(
            one.organisation_id, one.id, one.kind, one.text, one.acted_by, one.acted_at, one.by_officer,
            one.self_decided, false().label("hidden"), cast(null(), Date).label("until"),
            literal("").label("reference"),
        )
        .join(of, (of.organisation_id == one.organisation_id) & (of.id == one.notification_id))
        .where(which)
    )  # fmt: skip


def _hidden(matter: Matter) -> Any:
    one = OfficerAct
    return select(
        one.organisation_id, one.id, one.kind, one.text, one.acted_by, one.acted_at, true(), false(), true(),
        one.until, one.reference,
    ).where(is_about(one, matter))  # fmt: skip


def _act(row: Any) -> Act:
    name = row.Member.name if row.Member else row.username
    return Act(
        OfficerActKind(row.kind) if row.hidden else NotificationActKind(row.kind),
        name or "",
        row.acted_at,
        row.text,
        row.by_officer,
        self_decided=row.self_decided,
        hidden=row.hidden,
        until=row.until,
        reference=row.reference,
    )
