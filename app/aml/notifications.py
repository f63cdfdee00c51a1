"""A member notifies the AML officer about a contact or a deal; the officer asks back or closes, who is asked
replies.

Each act is kept as it was said and never changes; the notification itself only says for whom it waits. A risk
profile or deal that was handed over by it waits along: asked back about, it may be corrected and handed over
again.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app import clock
from app.aml.assessing import details_of
from app.aml.deciding_rules import told_reason
from app.aml.handing import WITH_OFFICER, keep_act
from app.aml.matters import locked_deal, locked_profile
from app.aml.notified import visible_to
from app.aml.officers import OFFICER, set_to_be
from app.aml.rules import LEAST_REASON, MOST_REASON
from app.errors import Missing, Refusal, Stale, refuse
from app.policy import Identity, Permission, require
from models.aml import Contact, Deal, Notification, NotificationAct, RiskProfile
from models.values.identified import Side
from models.values.matters import MatterState, Wish
from models.values.notified import NotificationActKind as Kind
from models.values.notified import NotificationState as State
from models.values.notified import NotifiedAbout

_BECOMES = {Kind.ASKED_BACK: State.ASKED_BACK, Kind.REPLIED: State.WAITING, Kind.CLOSED: State.CLOSED}
_MOVES = {Kind.ASKED_BACK: MatterState.ASKED_BACK, Kind.REPLIED: MatterState.WITH_OFFICER}
_ASKS = {
    Kind.ASKED_BACK: Permission.NOTIFICATION_DECIDE,
    Kind.REPLIED: Permission.OFFICER_NOTIFY,
    Kind.CLOSED: Permission.NOTIFICATION_DECIDE,
}


def notify_officer(
    session: Session, actor: Identity, contact_id: int, text: str, about: Side | None, now: datetime
) -> Notification:
    """Tells the AML officer something about this version of a contact. `about` counts only where the file doesn't
    say whether it is a client or a counterparty. The same sent twice while nobody did anything is sent once.

    Raises Forbidden, Missing, Refusal aml.notification.text_too_short, .text_too_long, .about.
    """
    require(actor, Permission.OFFICER_NOTIFY)
    contact = session.scalars(
        select(Contact)
        .where(Contact.id == contact_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if contact is None:
        raise Missing("contact", contact_id)
    require(actor, Permission.OFFICER_NOTIFY, contact)
    told, side = told_reason(text), details_of(contact).dealing.side or about
    unknown = (Refusal("aml.notification.about", field="about"),) if side is None else ()
    refuse((*unknown, *_faults_of(told)))
    about_it = (Notification.contact_id == contact.id) & Notification.profile_id.is_(None)
    if (again := _sent_already(session, actor, about_it, told)) is not None:
        return again
    made = Notification(
        organisation_id=contact.organisation_id,
        contact_id=contact.id,
        root_id=contact.root_id,
        about=str(side),
        state=State.WAITING.value,
        sent_by=actor.account_id,
        sent_at=now,
        moved_at=now,
    )
    session.add(made)
    session.flush()
    keep_act(session, actor, made, Kind.SENT, told, now)
    return made


def notify_about_deal(session: Session, actor: Identity, deal_id: int, text: str, now: datetime) -> Notification:
    """The same about a deal, in whatever state.

    Raises Forbidden, Missing, Refusal aml.notification.text_too_short, .text_too_long.
    """
    require(actor, Permission.OFFICER_NOTIFY)
    deal = locked_deal(session, deal_id)
    require(actor, Permission.OFFICER_NOTIFY, deal)
    told = told_reason(text)
    refuse(_faults_of(told))
    if (again := _sent_already(session, actor, Notification.deal_id == deal.id, told)) is not None:
        return again
    made = Notification(
        organisation_id=deal.organisation_id,
        deal_id=deal.id,
        about=NotifiedAbout.DEAL.value,
        state=State.WAITING.value,
        sent_by=actor.account_id,
        sent_at=now,
        moved_at=now,
    )
    session.add(made)
    session.flush()
    keep_act(session, actor, made, Kind.SENT, told, now)
    return made


def ask_back(
    session: Session, actor: Identity, notification_id: int, text: str, version: int, now: datetime
) -> Notification:
    """The officer wants to know more before he goes on; a risk profile or deal that waits for him by this may be
    corrected meanwhile.

    Raises Forbidden, Missing, Stale, Refusal aml.notification.closed, .asked_already, .text_too_short,
    .text_too_long.
    """
    return _act(session, actor, notification_id, Kind.ASKED_BACK, text, version, now)


def reply(
    session: Session, actor: Identity, notification_id: int, text: str, version: int, now: datetime
) -> Notification:
    """Who sent it, or a colleague who works on the file, answers what the officer asked: it waits for him again.

    Raises Forbidden, Missing, Stale, Refusal aml.notification.closed, .not_asked, .text_too_short, .text_too_long.
    """
    return _act(session, actor, notification_id, Kind.REPLIED, text, version, now)


def close(
    session: Session, actor: Identity, notification_id: int, text: str, version: int, now: datetime
) -> Notification:
    """The officer has done what there was to do, and says so. What he sent himself another officer closes; where
    the office has no other he may, and it is marked. What waits for his decision is decided, not closed.

    Raises Forbidden, Missing, Stale, Refusal aml.notification.closed, .own, .undecided, .text_too_short,
    .text_too_long.
    """
    return _act(session, actor, notification_id, Kind.CLOSED, text, version, now)


def other_officers(session: Session, actor: Identity, organisation_id: int, now: datetime) -> tuple[str, ...]:
    """The names of the office's AML officers beside who acts."""
    found = set_to_be(session, organisation_id, OFFICER, clock.day_of(now))
    return tuple(one.name for one in found if one.account_id != actor.account_id)


def _act(
    session: Session, actor: Identity, notification_id: int, kind: Kind, text: str, version: int, now: datetime
) -> Notification:
    """Locked: who acts at the same moment waits, and is told that it changed; who pressed twice did it once. What
    it is about is locked before it, as whoever decides does."""
    require(actor, _ASKS[kind])
    matter = _matter_of(session, actor, _ASKS[kind], notification_id)
    found = session.scalars(
        select(Notification)
        .where(Notification.id == notification_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("notification", notification_id)
    require(actor, _ASKS[kind], found)
    told = told_reason(text)
    if found.version != version:
        if _is_last(session, actor, found, kind, told):
            return found
        raise Stale("notification", notification_id)
    _may_become(found, kind)
    handed = matter if matter is not None and found.wish == Wish.ACCEPT and matter.state in WITH_OFFICER else None
    if kind is Kind.CLOSED and handed is not None:
        raise Refusal("aml.notification.undecided")
    refuse(_faults_of(told))
    own = kind is Kind.CLOSED and found.sent_by == actor.account_id
    if own and (others := other_officers(session, actor, found.organisation_id, now)):
        raise Refusal("aml.notification.own", who=", ".join(others))
    found.state, found.moved_at = _BECOMES[kind].value, max(now, found.moved_at)
    if handed is not None:
        handed.state, handed.changed_at = _MOVES[kind].value, now
    session.flush()
    keep_act(session, actor, found, kind, told, now, self_decided=own)
    return found


def _matter_of(
    session: Session, actor: Identity, asks: Permission, notification_id: int
) -> RiskProfile | Deal | None:
    """The risk profile or deal it is about, locked; None for a contact. Raises Missing for what isn't there, or is
    none of his to see; Forbidden."""
    row = session.execute(
        select(
            Notification.organisation_id,
            Notification.profile_id,
            Notification.deal_id,
            visible_to(actor).label("seen"),
        ).where(Notification.id == notification_id)
    ).one_or_none()
    if row is None:
        raise Missing("notification", notification_id)
    require(actor, asks, row)
    if not row.seen:
        raise Missing("notification", notification_id)
    if row.deal_id is not None:
        return locked_deal(session, row.deal_id)
    return locked_profile(session, row.profile_id) if row.profile_id is not None else None


def _may_become(found: Notification, kind: Kind) -> None:
    if found.state == State.CLOSED:
        raise Refusal("aml.notification.closed")
    if kind is Kind.REPLIED and found.state != State.ASKED_BACK:
        raise Refusal("aml.notification.not_asked")
    if kind is Kind.ASKED_BACK and found.state == State.ASKED_BACK:
        raise Refusal("aml.notification.asked_already")


def _faults_of(text: str) -> tuple[Refusal, ...]:
    if len(text) < LEAST_REASON:
        return (Refusal("aml.notification.text_too_short", field="text", least=LEAST_REASON),)
    if len(text) > MOST_REASON:
        return (Refusal("aml.notification.text_too_long", field="text", most=MOST_REASON),)
    return ()


def _sent_already(
    session: Session, actor: Identity, about_it: ColumnElement[bool], text: str
) -> Notification | None:
    """The one with this text that he sent about the same, while nobody did anything with it."""
    return session.scalars(
        select(Notification)
        .join(
            NotificationAct,
            (NotificationAct.organisation_id == Notification.organisation_id)
            & (NotificationAct.notification_id == Notification.id),
        )
        .where(
            Notification.organisation_id == actor.organisation_id,
            about_it,
            Notification.sent_by == actor.account_id,
            Notification.moved_at == Notification.sent_at,
            Notification.state == State.WAITING,
            NotificationAct.text == text,
        )
        .limit(1)
    ).one_or_none()


def _is_last(session: Session, actor: Identity, found: Notification, kind: Kind, text: str) -> bool:
    """Whether the last that happened is this very act."""
    last = session.scalars(
        select(NotificationAct)
        .where(
            NotificationAct.organisation_id == found.organisation_id, NotificationAct.notification_id == found.id
        )
        .order_by(NotificationAct.id.desc())
        .limit(1)
    ).one()
    return (last.kind, last.acted_by, last.text) == (kind.value, actor.account_id, text)
