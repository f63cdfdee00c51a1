"""What waits in one's own office, for the desk: possible matches, notifications, contacts to be looked at again,
and files of somebody who left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import DateTime, Select, case, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app import clock
from app.aml import desk
from app.aml.access import require_open
from app.aml.handing_over import files_of, in_tool
from app.aml.officer_lists import enrolments_waiting
from app.aml.queries import hits_visible_to, is_open, shown
from app.aml.review_queries import reviews_visible_to
from app.errors import Forbidden, Refusal
from app.panels import SHOWN, Item, Panels, Parting, Waiting, Worklist, counted
from app.policy import Identity, Role
from app.transaction import Scope, enter, within
from models.accounts import Account, Person, Profile
from models.aml import Contact, Deal, Hit, Listed, Review
from models.organisations import Member

_USERS = frozenset({Role.AML_MEMBER, Role.AML_OFFICER})
_HIT, _NOTIFICATION, _REPORT, _CONTACT = "hit", "notification", "fiu_report", "contact"
_LEFT = "left_files"
_READ = "aml.waits"


@dataclass(frozen=True)
class _Read:
    """What was read for one card of a page along with the other."""

    who: Identity
    at: datetime
    found: dict[str, Waiting]


def open_hits(session: Session, who: Identity, now: datetime) -> Waiting:
    """Possible matches that wait; who may not open them now, with this key, isn't told whose they are."""
    return _card(session, who, now, _HIT)


def notifications(session: Session, who: Identity, now: datetime) -> Waiting:
    """For an officer what was sent to him, for a member what was asked back; the oldest first."""
    return _card(session, who, now, _NOTIFICATION)


def reviews(session: Session, who: Identity, now: datetime) -> Waiting:
    """Contacts that are to be looked at again today or were before: one's own first, then the first that fell
    due."""
    return _card(session, who, now, _CONTACT)


def left_files(session: Session, who: Identity, now: datetime) -> Waiting:
    """Who left the tool and still has files, for an officer to hand over; by name."""
    return _card(session, who, now, _LEFT)


def _card(session: Session, who: Identity, now: datetime, card: str) -> Waiting:
    """What one card shows; all cards of a page are read at once, and each is taken from there once."""
    read: _Read | None = session.info.get(_READ)
    if read is None or (read.who, read.at) != (who, now) or card not in read.found:
        read = session.info[_READ] = _Read(who, now, _all(session, who, now))
    return read.found.pop(card)


def _all(session: Session, who: Identity, now: datetime) -> dict[str, Waiting]:
    """All in one question, as they stand on one page."""
    nothing = {_HIT: Waiting(), _NOTIFICATION: Waiting(), _CONTACT: Waiting(), _LEFT: Waiting()}
    if who.organisation_id is None:
        return nothing
    with within(session, Scope.office()):
        try:
            require_open(session, who, clock.day_of(now))
        except (Forbidden, Refusal):
            return nothing
        # On from here as the office itself: a member comes to his first page with nobody's rows but his own.
        officer = Role.AML_OFFICER in who.roles
        enter(session, Scope.organisation(who.organisation_id, who.person_id, officer=officer))
        day = clock.day_of(now)
        left = (_left(who.organisation_id, day),) if officer else ()
        asked = (_hits(who), _notifications(who, day), _reviews(who, day), *left)
        rows = session.execute(union_all(*asked)).all()
    for card in nothing:
        kinds = (card, _REPORT) if card == _NOTIFICATION else (card,)
        mine = sorted((row for row in rows if row.kind in kinds), key=lambda row: row.turn)
        if mine:
            nothing[card] = Waiting(
                mine[0].many,
                mine[0].oldest,
                tuple(Item(row.kind, row.id, row.title, (row.note,)) for row in mine),
            )
    return nothing


def _hits(who: Identity) -> Select[Any]:
    """The likest first."""
    order = (Hit.urgency, Hit.id)
    waiting = select(Hit.id).where(hits_visible_to(who), is_open())
    first = (
        select(Hit.id, Hit.organisation_id, Hit.contact_id, Hit.listed_id)
        .add_columns(func.row_number().over(order_by=order).label("turn"))
        .where(hits_visible_to(who), is_open())
        .order_by(*order)
        .limit(SHOWN)
        .subquery()
    )
    oldest = select(func.min(Hit.found_at)).where(hits_visible_to(who), is_open()).scalar_subquery()
    return (
        _row(_HIT, first, Listed.name, counted(waiting), oldest)
        .join(Listed, Listed.id == first.c.listed_id)
    )  # fmt: skip


def _notifications(who: Identity, day: date) -> Select[Any]:
    """What waits, the oldest first: a report that came back opens its own page."""
    rows = desk.waiting_of(who, day).subquery()
    order = (rows.c.since, rows.c.key)
    first = (
        select(rows, func.row_number().over(order_by=order).label("turn")).order_by(*order).limit(SHOWN).subquery()
    )
    always = select(literal(1).label("always")).subquery()
    named = desk.named_rows(first, always, first.c.turn > 0).subquery()
    return (
        select(
            case((named.c.report_id.is_not(None), literal(_REPORT)), else_=literal(_NOTIFICATION)).label("kind"),
            func.coalesce(named.c.report_id, named.c.notification_id).label("id"),
            named.c.turn,
            named.c.title,
            named.c.by.label("note"),
            counted(select(rows.c.key)).label("many"),
            select(func.min(rows.c.since)).scalar_subquery().label("oldest"),
        )
        .where(named.c.turn.is_not(None))
    )  # fmt: skip


def _reviews(who: Identity, day: date) -> Select[Any]:
    """What is due, one's own files first."""
    due = (reviews_visible_to(who), Review.due_on <= day)
    same = (Contact.organisation_id == Review.organisation_id) & (Contact.id == Review.contact_id)
    order = (Contact.owner_id != who.account_id, Review.due_on, Review.id)
    first = (
        select(Review.organisation_id, Review.contact_id, Review.due_on, Review.contact_id.label("id"))
        .add_columns(func.row_number().over(order_by=order).label("turn"))
        .join(Contact, same)
        .where(*due)
        .order_by(*order)
        .limit(SHOWN)
        .subquery()
    )
    oldest = select(cast(func.min(Review.due_on), DateTime(timezone=True))).where(*due).scalar_subquery()
    told = func.to_char(first.c.due_on, "DD/MM/YYYY")
    return _row(_CONTACT, first, told, counted(select(Review.id).where(*due)), oldest)


def _left(office: int, day: date) -> Select[Any]:
    """Whoever was of the office, doesn't use the tool now, and has files."""
    works = select(Member.account_id).where(Member.organisation_id == office, in_tool(office, day))
    contact, deal = Contact.owner_id == Member.account_id, Deal.owner_id == Member.account_id
    has = or_(
        select(Contact.id).where(Contact.organisation_id == office, contact, shown()).exists(),
        select(Deal.id).where(Deal.organisation_id == office, deal).exists(),
    )
    gone = (
        select(Member.account_id, func.max(Member.sort_name).label("name"), func.max(Member.ended_on).label("on"))
        .where(
            Member.organisation_id == office,
            Member.account_id.is_not(None),
            Member.state.in_(("confirmed", "ended")),
            Member.account_id.not_in(works),
            has,
        )
        .group_by(Member.account_id)
        .subquery()
    )
    turn = func.row_number().over(order_by=(gone.c.name, gone.c.account_id)).label("turn")
    first = select(gone, turn).order_by("turn").limit(SHOWN).subquery()
    one = (
        func.coalesce(Person.given_names, Profile.given_names, ""),
        func.coalesce(Person.family_name, Profile.family_name, ""),
    )
    return (
        select(
            literal(_LEFT).label("kind"),
            first.c.account_id,
            first.c.turn,
            func.btrim(func.concat_ws(" ", *one)),
            literal(""),
            select(func.count()).select_from(gone).scalar_subquery(),
            select(cast(func.min(gone.c.on), DateTime(timezone=True))).scalar_subquery(),
        )
        .select_from(first)
        .join(Account, Account.id == first.c.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .outerjoin(Profile, Profile.account_id == first.c.account_id)
    )


def files_left(session: Session, who: Identity, membership_id: int) -> list[Item]:
    """The files of a member whose membership ends: somebody has to take them over."""
    member = session.get(Member, membership_id)
    if member is None or member.account_id is None:
        return []
    held = files_of(session, member.organisation_id, member.account_id)
    return [Item("left_files", member.account_id, "", (held.contacts, held.deals))] if held.files else []


def _row(kind: str, first: Any, note: Any, count: Any, oldest: Any) -> Select[Any]:
    """What a card needs of one row: the contact's name, a note, and how many there are since when."""
    same = (Contact.organisation_id == first.c.organisation_id) & (Contact.id == first.c.contact_id)
    return (
        select(
            literal(kind).label("kind"),
            first.c.id,
            first.c.turn,
            Contact.name.label("title"),
            note.label("note"),
            count.label("many"),
            oldest.label("oldest"),
        )
        .select_from(first)
        .join(Contact, same)
    )


PANELS = Panels(
    worklists=(
        Worklist("aml.hits", _USERS, open_hits),
        Worklist("aml.notified", frozenset({Role.AML_OFFICER}), notifications),
        Worklist("aml.asked_back", frozenset({Role.AML_MEMBER}), notifications),
        Worklist("aml.reviews", _USERS, reviews),
        Worklist("aml.enrolments", frozenset({Role.MANAGER}), enrolments_waiting),
        Worklist("aml.left", frozenset({Role.AML_OFFICER}), left_files),
    ),
    partings=(Parting("aml.files", files_left),),
)
