"""What screens read of notifications to the AML officer: which one may be seen, what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.aml.officers import OFFICER, that_are
from app.organisations.members import with_names
from app.policy import Identity, Permission, may
from app.rights.built_in import AML
from models.accounts import Account
from models.aml import Contact, Deal, Notification, NotificationAct, RiskProfile
from models.organisations import Member
from models.rights import Tool
from models.values.notified import NotificationState as State

SHOWN = 20


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


def in_turn_of(who: Identity) -> State:
    """What waits for this reader: for an officer what was sent, for a member what was asked back."""
    return State.WAITING if may(who, Permission.NOTIFICATION_DECIDE) else State.ASKED_BACK


@dataclass(frozen=True)
class Waiting:
    """The first of what waits, the oldest first, with how many there are and since when."""

    count: int
    oldest: datetime | None
    first: tuple[Notification, ...]


@dataclass(frozen=True)
class Desk:
    """What waits, by whom it waits for; whether anybody is AML officer, and the number of the tool in which a
    manager says so."""

    waits: dict[State, Waiting]
    has_officer: bool
    tool_id: int | None


def desk_of(session: Session, who: Identity, day: date) -> Desk:
    """What waits for the officer and what for a reply, as far as this reader sees it; in one question, in the
    scope of his organisation."""
    state_of = Notification.state
    number = func.row_number().over(partition_by=state_of, order_by=(Notification.moved_at, Notification.id))
    ranked = (
        select(
            Notification.id,
            number.label("number"),
            func.count().over(partition_by=state_of).label("many"),
            func.min(Notification.moved_at).over(partition_by=state_of).label("oldest"),
        )
        .where(visible_to(who), Notification.state.in_((State.WAITING, State.ASKED_BACK)))
        .subquery()
    )
    always = select(literal(1).label("always")).subquery()
    officer = that_are(who.organisation_id or 0, OFFICER, day).with_only_columns(Member.id).exists()
    tool = select(Tool.id).where(Tool.code == AML).scalar_subquery()
    rows = session.execute(
        select(officer.label("officer"), tool.label("tool"), Notification, ranked.c.many, ranked.c.oldest)
        .select_from(always)
        .outerjoin(ranked, ranked.c.number <= SHOWN)
        .outerjoin(Notification, Notification.id == ranked.c.id)
        .options(
            joinedload(Notification.contact).load_only(Contact.name),
            joinedload(Notification.deal).load_only(Deal.reference),
            joinedload(Notification.sender),
        )
        .order_by(Notification.moved_at, Notification.id)
    ).all()
    found = {}
    for state in (State.WAITING, State.ASKED_BACK):
        mine = [row for row in rows if row.Notification is not None and row.Notification.state == state]
        first = tuple(row.Notification for row in mine)
        found[state] = Waiting(mine[0].many, mine[0].oldest, first) if mine else Waiting(0, None, ())
    return Desk(found, rows[0].officer, rows[0].tool)


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
