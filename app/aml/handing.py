"""How a raised risk profile or deal comes to the officer: its level tells him at once; a member hands it over with
what he wants and why, and from then on nothing may be done with it until the officer decided."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app import events
from app.aml.blocks import begin_block
from app.aml.matters import is_about, matter_of
from app.aml.rules import LEAST_REASON, MOST_REASON
from app.errors import Refusal, refuse
from app.policy import Identity, Permission, may
from models.aml import Contact, Deal, Notification, NotificationAct, RiskProfile
from models.values.identified import Dealing, Side
from models.values.matters import MatterState, Wish
from models.values.notified import NotificationActKind, NotificationState, NotifiedAbout

RAISED = frozenset({"raised", "stop"})
"""Levels at which the officer decides."""
WITH_OFFICER = frozenset({MatterState.WITH_OFFICER, MatterState.ASKED_BACK})
"""A risk profile or deal in one of these states waits for the officer, and is blocked."""


def notification_of(session: Session, row: RiskProfile | Deal) -> Notification | None:
    """What the officer was told about it, and isn't closed; locked."""
    return session.scalars(
        select(Notification)
        .where(is_about(Notification, matter_of(row)), Notification.state != NotificationState.CLOSED)
        # Before what a colleague wrote about it comes that by which it was handed over.
        .order_by(Notification.wish.is_(None), Notification.id.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def tell_raised(session: Session, actor: Identity, row: RiskProfile | Deal, now: datetime) -> Notification:
    """Its level is raised: the officer is told, once. The caller holds the row."""
    if (found := _told_raised(session, row)) is not None:
        return found
    made = Notification(
        organisation_id=row.organisation_id,
        **_whom(session, row),
        state=NotificationState.WAITING.value,
        sent_by=actor.account_id,
        sent_at=now,
        moved_at=now,
    )
    session.add(made)
    session.flush()
    keep_act(session, actor, made, NotificationActKind.RAISED, str(row.level), now)
    return made


def was_told(session: Session, row: RiskProfile | Deal) -> bool:
    """Whether the officer was told that its vigilance is raised, and hasn't closed that: what was raised doesn't
    pass him by once an answer changed, nor once a profile was given up and another begun."""
    about = is_about(Notification, matter_of(row))
    if isinstance(row, RiskProfile):
        given_up = select(RiskProfile.id).where(
            RiskProfile.organisation_id == row.organisation_id,
            RiskProfile.root_id == row.root_id,
            RiskProfile.state == MatterState.DROPPED,
        )
        earlier = (Notification.organisation_id == row.organisation_id) & Notification.profile_id.in_(given_up)
        about = or_(about, earlier)
    found = select(Notification.id).where(
        about, Notification.state != NotificationState.CLOSED, _has(NotificationActKind.RAISED)
    )
    return session.scalar(found.limit(1)) is not None


def was_handed_by(table: type[RiskProfile] | type[Deal], account_id: int | None) -> ColumnElement[bool]:
    """Whether he handed over that profile or deal, once or again: it is his own, whoever did it last."""
    column = Notification.deal_id if table is Deal else Notification.profile_id
    return or_(
        table.handed_by == account_id,
        select(Notification.id)
        .where(
            Notification.organisation_id == table.organisation_id,
            column == table.id,
            _has(NotificationActKind.HANDED, account_id),
        )
        .exists(),
    )


def hand_over(
    session: Session, actor: Identity, row: RiskProfile | Deal, wish: Wish, reason: str, now: datetime
) -> Notification:
    """A member hands a raised matter to the officer. Who wants to accept waits for him, and the matter is blocked;
    who refuses decides it himself (the caller does), and the officer reads why. The caller holds the row, which
    was assessed or asked back about. `reason`: as `told_reason` made it.

    Raises Refusal aml.matter.not_raised, aml.decision.reason_too_short, .reason_too_long.
    """
    if row.level not in RAISED and row.state != MatterState.ASKED_BACK:
        raise Refusal("aml.matter.not_raised")
    refuse(reason_faults(reason))
    found = tell_raised(session, actor, row, now)
    found.wish, found.state, found.moved_at = str(wish), NotificationState.WAITING.value, now
    if wish is Wish.ACCEPT:
        row.state, row.handed_by, row.handed_at = MatterState.WITH_OFFICER.value, actor.account_id, now
        row.changed_at = now
        session.flush()
        begin_block(session, actor, matter_of(row), now)
    session.flush()
    keep_act(session, actor, found, NotificationActKind.HANDED, reason, now)
    return found


def reason_faults(reason: str) -> tuple[Refusal, ...]:
    """What is wrong with a reason, field `reason`."""
    if len(reason) < LEAST_REASON:
        return (Refusal("aml.decision.reason_too_short", field="reason", least=LEAST_REASON),)
    if len(reason) > MOST_REASON:
        return (Refusal("aml.decision.reason_too_long", field="reason", most=MOST_REASON),)
    return ()


_TAGS = {
    NotificationActKind.SENT: events.Tag.NOTIFICATION_SENT,
    NotificationActKind.RAISED: events.Tag.NOTIFICATION_RAISED,
    NotificationActKind.HANDED: events.Tag.NOTIFICATION_HANDED,
    NotificationActKind.ASKED_BACK: events.Tag.NOTIFICATION_ASKED_BACK,
    NotificationActKind.REPLIED: events.Tag.NOTIFICATION_REPLIED,
    NotificationActKind.CLOSED: events.Tag.NOTIFICATION_CLOSED,
    NotificationActKind.ACCEPTED: events.Tag.NOTIFICATION_DECIDED,
    NotificationActKind.REFUSED: events.Tag.NOTIFICATION_DECIDED,
}


def keep_act(
    session: Session,
    actor: Identity,
    of: Notification,
    kind: NotificationActKind,
    text: str,
    now: datetime,
    *,
    self_decided: bool = False,
) -> None:
    """Keeps an act of a notification, with its event."""
    session.add(
        NotificationAct(
            organisation_id=of.organisation_id,
            notification_id=of.id,
            kind=kind.value,
            text=text,
            by_officer=may(actor, Permission.NOTIFICATION_DECIDE, of),
            self_decided=self_decided,
            acted_by=actor.account_id,
            acted_at=now,
        )
    )
    session.flush()
    facts = {
        "contact_id": of.contact_id,
        "root_id": of.root_id,
        "profile_id": of.profile_id,
        "deal_id": of.deal_id,
        "about": of.about,
        "state": of.state,
    }
    subject = events.Subject("notification", of.id, of.organisation_id)
    events.record(session, _TAGS[kind], subject, actor, now, facts=facts, personal={"text": text})


def _has(kind: NotificationActKind, account_id: int | None = None) -> ColumnElement[bool]:
    """Whether a notification has such an act; of that account, if one is given."""
    acts = select(NotificationAct.id).where(
        NotificationAct.organisation_id == Notification.organisation_id,
        NotificationAct.notification_id == Notification.id,
        NotificationAct.kind == kind,
    )
    return (acts if account_id is None else acts.where(NotificationAct.acted_by == account_id)).exists()


def _told_raised(session: Session, row: RiskProfile | Deal) -> Notification | None:
    """By what the officer was told that it is raised, and isn't closed; locked. What a colleague wrote about it is
    something else."""
    return session.scalars(
        select(Notification)
        .where(
            is_about(Notification, matter_of(row)),
            Notification.state != NotificationState.CLOSED,
            _has(NotificationActKind.RAISED),
        )
        .order_by(Notification.wish.is_(None), Notification.id.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _whom(session: Session, row: RiskProfile | Deal) -> dict[str, object]:
    if isinstance(row, Deal):
        return {"deal_id": row.id, "about": NotifiedAbout.DEAL.value}
    details = session.execute(
        select(Contact.details["dealing"]["side"].astext).where(
            Contact.organisation_id == row.organisation_id, Contact.id == row.contact_id
        )
    ).scalar()
    side = Side(details) if details else Dealing().side or Side.CLIENT
    return {
        "profile_id": row.id,
        "root_id": row.root_id,
        "contact_id": row.contact_id,
        "about": str(side),
    }
