"""What stands above the list of notifications: for an officer what waits for him, what he holds and what the FIU
has to answer; for a member what changed on his files, and what is asked back. In one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    DateTime,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from app.aml.notified import visible_to
from app.aml.officers import OFFICER, that_are
from app.policy import Identity, Permission, may
from app.rights.built_in import AML
from models.accounts import Account
from models.aml import (
    Block,
    Contact,
    ContactDecision,
    Deal,
    FiuReport,
    Hold,
    MatterDecision,
    Notification,
    NotificationAct,
    RiskProfile,
)
from models.organisations import Member
from models.rights import Tool
from models.values.fiu import ReportState
from models.values.notified import NotificationState as State

SHOWN = 20
CHANGED_FOR = timedelta(days=30)
"""How long what changed on a member's files stands on his page."""
_BACK = (ReportState.NO_OBJECTION, ReportState.QUESTION, ReportState.REJECTED)


class Section(StrEnum):
    """Where something stands on the page."""

    CHANGED = "changed"
    WAITING = "waiting"
    ASKED_BACK = "asked_back"
    HELD = "held"
    FIU = "fiu"


OF_OFFICERS = (Section.WAITING, Section.HELD, Section.FIU, Section.ASKED_BACK)
OF_MEMBERS = (Section.CHANGED, Section.ASKED_BACK, Section.WAITING)


@dataclass(frozen=True)
class Entry:
    """One line: what it is about, by one of the numbers, since when, who brought it there. `told`: how a report
    stands, or what changed."""

    section: Section
    notification_id: int | None
    report_id: int | None
    root_id: int | None
    profile_id: int | None
    deal_id: int | None
    title: str
    by: str
    since: datetime
    told: str
    until: date | None


@dataclass(frozen=True)
class Waiting:
    """The first of a section, in its order, with how many there are and since when."""

    count: int = 0
    oldest: datetime | None = None
    first: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Desk:
    """The sections in their order; whether anybody is AML officer, and the number of the tool in which a manager
    says so."""

    sections: dict[Section, Waiting]
    has_officer: bool
    tool_id: int | None


def sections_of(who: Identity) -> tuple[Section, ...]:
    """What this reader's page shows, in its order."""
    return OF_OFFICERS if may(who, Permission.NOTIFICATION_DECIDE) else OF_MEMBERS


def desk_of(session: Session, who: Identity, now: datetime, day: date) -> Desk:
    """As far as this reader sees it, in the scope of his organisation: an officer's in an officer's."""
    rows = _rows(who, now, day).subquery()
    newest = case((rows.c.section == Section.CHANGED, -func.extract("epoch", rows.c.since)),
                  else_=func.extract("epoch", rows.c.since))  # fmt: skip
    ranked = select(
        rows,
        func.row_number().over(partition_by=rows.c.section, order_by=(newest, rows.c.key)).label("turn"),
        func.count().over(partition_by=rows.c.section).label("many"),
        func.min(rows.c.since).over(partition_by=rows.c.section).label("oldest"),
    ).subquery()
    always = select(literal(1).label("always")).subquery()
    officer = that_are(who.organisation_id or 0, OFFICER, day).with_only_columns(Member.id).exists()
    tool = select(Tool.id).where(Tool.code == AML).scalar_subquery()
    found = session.execute(
        named_rows(ranked, always, ranked.c.turn <= SHOWN)
        .add_columns(officer.label("officer"), tool.label("tool"))
        .order_by(ranked.c.section, ranked.c.turn)
    ).all()
    sections = {}
    for section in sections_of(who):
        mine = [row for row in found if row.section == section]
        first = tuple(entry_of(row) for row in mine)
        sections[section] = Waiting(mine[0].many, mine[0].oldest, first) if mine else Waiting()
    return Desk(sections, found[0].officer, found[0].tool)


def named_rows(rows: Any, always: Any, kept: ColumnElement[bool]) -> Select[Any]:
    """The rows with the name of the contact or the reference of the deal, and who it is by."""
    profile = aliased(RiskProfile)
    return (
        select(rows, func.coalesce(Contact.name, Deal.reference, "").label("title"), Account.username.label("by"))
        .select_from(always)
        .outerjoin(rows, kept)
        .outerjoin(
            profile, and_(profile.organisation_id == rows.c.organisation_id, profile.id == rows.c.profile_id)
        )
        .outerjoin(
            Contact,
            and_(
                Contact.organisation_id == rows.c.organisation_id,
                Contact.root_id == func.coalesce(rows.c.root_id, profile.root_id),
                Contact.head,
            ),
        )
        .outerjoin(Deal, and_(Deal.organisation_id == rows.c.organisation_id, Deal.id == rows.c.deal_id))
        .outerjoin(Account, Account.id == rows.c.by_id)
    )


def entry_of(row: Any) -> Entry:
    return Entry(
        Section(row.section), row.notification_id, row.report_id, row.root_id, row.profile_id, row.deal_id,
        row.title, row.by or "", row.since, row.told, row.until,
    )  # fmt: skip


def waiting_of(who: Identity, day: date) -> CompoundSelect[Any]:
    """What waits for this reader: for an officer notifications that nobody holds and the FIU hasn't, and reports
    that came back to him; for a member what is asked back."""
    if not may(who, Permission.NOTIFICATION_DECIDE):
        asked = _of_notifications(Section.ASKED_BACK, Notification.moved_at).where(
            visible_to(who), Notification.state == State.ASKED_BACK
        )
        return union_all(asked)
    notified = _of_notifications(Section.WAITING, Notification.moved_at).where(_waits(who, day))
    told = and_(_same(Notification, FiuReport), _waits(who, day))
    came = func.coalesce(cast(FiuReport.opposed_until, DateTime(timezone=True)), FiuReport.moved_at)
    back = _of_reports(who, Section.WAITING, came).where(_is_back(day), ~exists().where(told))
    return union_all(notified, back)


def _rows(who: Identity, now: datetime, day: date) -> CompoundSelect[Any]:
    waits = waiting_of(who, day)
    if not may(who, Permission.NOTIFICATION_DECIDE):
        mine = _of_notifications(Section.WAITING, Notification.moved_at).where(
            visible_to(who), Notification.state == State.WAITING
        )
        return union_all(*waits.selects, mine, *_changed(who, now))
    asked = _of_notifications(Section.ASKED_BACK, Notification.moved_at).where(
        visible_to(who), Notification.state == State.ASKED_BACK
    )
    under_way = FiuReport.state != ReportState.ENDED
    held = (
        _columns(Section.HELD, Hold, Hold.held_at, Hold.held_by, told="")
        .where(Hold.organisation_id == who.organisation_id, Hold.ended_at.is_(None))
        .where(~exists().where(_same(FiuReport, Hold), under_way, FiuReport.state != ReportState.DRAFT))
    )
    fiu = _of_reports(who, Section.FIU, FiuReport.moved_at).where(under_way, ~_is_back(day))
    return union_all(*waits.selects, asked, held, fiu)


def _waits(who: Identity, day: date) -> ColumnElement[bool]:
    """A notification that waits for the officer himself."""
    with_fiu = and_(
        FiuReport.state.not_in((ReportState.ENDED, ReportState.DRAFT)),
        ~_is_back(day),
        _same(Notification, FiuReport),
    )
    held = and_(Hold.ended_at.is_(None), _same(Notification, Hold))
    return and_(
        visible_to(who), Notification.state == State.WAITING, ~exists().where(with_fiu), ~exists().where(held)
    )


def _is_back(day: date) -> ColumnElement[bool]:
    """A report that waits for the officer: the FIU said something, or the day until which it opposed has come."""
    return or_(FiuReport.state.in_(_BACK), FiuReport.opposed_until <= day)


def _same(one: Any, other: Any) -> ColumnElement[bool]:
    """Both are about the same matter: of a notification about a risk profile the contact stands there as well."""
    whole = and_(one.root_id == other.root_id, *(
        table.profile_id.is_(None) for table in (one, other) if table is Notification
    ))  # fmt: skip
    return and_(
        one.organisation_id == other.organisation_id,
        or_(one.profile_id == other.profile_id, one.deal_id == other.deal_id, whole),
    )


def _columns(section: Section, table: Any, since: Any, by: Any, told: Any) -> Select[Any]:
    nothing = cast(null(), BigInteger)
    return select(
        literal(section.value).label("section"),
        table.id.label("key"),
        table.organisation_id.label("organisation_id"),
        (table.id if table is Notification else nothing).label("notification_id"),
        (table.id if table is FiuReport else nothing).label("report_id"),
        *(getattr(table, name, nothing).label(name) for name in ("root_id", "profile_id", "deal_id")),
        since.label("since"),
        by.label("by_id"),
        (literal(told) if isinstance(told, str) else told).label("told"),
        (FiuReport.opposed_until if table is FiuReport else cast(null(), FiuReport.opposed_until.type)).label(
            "until"
        ),
    )


def _of_notifications(section: Section, since: Any, told: Any = "") -> Select[Any]:
    return _columns(section, Notification, since, Notification.sent_by, told)


def _of_reports(who: Identity, section: Section, since: Any) -> Select[Any]:
    return _columns(section, FiuReport, since, FiuReport.begun_by, FiuReport.state).where(
        FiuReport.organisation_id == who.organisation_id
    )


def _changed(who: Identity, now: datetime) -> Sequence[Select[Any]]:
    """What others did, lately, with what this member sent, made or handed over."""
    since, me = now - CHANGED_FOR, who.account_id
    closed = exists().where(
        NotificationAct.organisation_id == Notification.organisation_id,
        NotificationAct.notification_id == Notification.id,
        NotificationAct.kind.in_(("closed", "accepted", "refused")),
        NotificationAct.acted_by != me,
    )
    ended = _of_notifications(Section.CHANGED, Notification.moved_at, "closed").where(
        visible_to(who), Notification.state == State.CLOSED, Notification.moved_at >= since, closed
    )
    of_contact = (
        _columns(Section.CHANGED, ContactDecision, ContactDecision.decided_at, ContactDecision.decided_by,
                 ContactDecision.verdict)
        .join(Contact, and_(Contact.organisation_id == ContactDecision.organisation_id,
                            Contact.id == ContactDecision.contact_id))
        .where(ContactDecision.organisation_id == who.organisation_id, Contact.made_by == me,
               ContactDecision.decided_by != me, ContactDecision.decided_at >= since)
    )  # fmt: skip
    of_matter = (
        _columns(Section.CHANGED, MatterDecision, MatterDecision.decided_at, MatterDecision.decided_by,
                 MatterDecision.verdict)
        .where(MatterDecision.organisation_id == who.organisation_id, MatterDecision.decided_by != me,
               MatterDecision.decided_at >= since, MatterDecision.asked_by.is_distinct_from(me),
               _made_by(MatterDecision, me))
    )  # fmt: skip
    blocked = _columns(Section.CHANGED, Block, Block.since, cast(null(), BigInteger), "blocked").where(
        Block.organisation_id == who.organisation_id, Block.ended_at.is_(None), Block.since >= since,
        or_(_made_by(Block, me), exists().where(
            Contact.organisation_id == Block.organisation_id, Contact.root_id == Block.root_id,
            Contact.made_by == me,
        )),
    )  # fmt: skip
    return ended, of_contact, of_matter, blocked


def _made_by(table: Any, me: int) -> ColumnElement[bool]:
    """The profile or deal is his, and it isn't he who handed it over: that he knows."""
    return or_(
        *(
            exists().where(
                of.organisation_id == table.organisation_id,
                of.id == column,
                of.made_by == me,
                of.handed_by.is_distinct_from(me),
            )
            for of, column in ((RiskProfile, table.profile_id), (Deal, table.deal_id))
        )
    )
