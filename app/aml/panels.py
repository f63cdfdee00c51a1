"""What waits in one's own office, for the desk: possible matches, notifications, contacts to look at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import DateTime, Select, case, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from app import clock
from app.aml import desk
from app.aml.access import require_open
from app.aml.officer_lists import enrolments_waiting
from app.aml.queries import hits_visible_to, is_open
from app.aml.review_queries import reviews_visible_to
from app.errors import Forbidden, Refusal
from app.panels import SHOWN, Item, Panels, Waiting, Worklist, counted
from app.policy import Identity, Role
from app.transaction import Scope, enter, within
from models.aml import Contact, Hit, Listed, Review

_USERS = frozenset({Role.AML_MEMBER, Role.AML_OFFICER})
_HIT, _NOTIFICATION, _REPORT, _CONTACT = "hit", "notification", "fiu_report", "contact"
_READ = "aml.waits"


@dataclass(frozen=True)
class _Read:
    """What was read for one card of a page along with the others, until each of them took it."""

    who: Identity
    at: datetime
    left: dict[str, Waiting]


def open_hits(session: Session, who: Identity, now: datetime) -> Waiting:
    """Possible matches that wait; who may not open them now, with this key, isn't told whose they are."""
    return _taken(session, who, now, _HIT)


def notifications(session: Session, who: Identity, now: datetime) -> Waiting:
    """For an officer what was sent to him, for a member what was asked back; the oldest first."""
    return _taken(session, who, now, _NOTIFICATION)


def reviews(session: Session, who: Identity, now: datetime) -> Waiting:
    """Contacts that are to be looked at again today, or were before: one's own first, the longest due."""
    return _taken(session, who, now, _CONTACT)


def _taken(session: Session, who: Identity, now: datetime, card: str) -> Waiting:
    read: _Read | None = session.info.pop(_READ, None)
    if read is None or (read.who, read.at) != (who, now) or card not in read.left:
        read = _Read(who, now, _all(session, who, now))
    found = read.left.pop(card)
    if read.left:
        session.info[_READ] = read
    return found


def _all(session: Session, who: Identity, now: datetime) -> dict[str, Waiting]:
    """All in one question, as they stand on one page."""
    nothing = {_HIT: Waiting(), _NOTIFICATION: Waiting(), _CONTACT: Waiting()}
    if who.organisation_id is None:
        return nothing
    today = clock.day_of(now)
    with within(session, Scope.office()):
        try:
            require_open(session, who, today)
        except (Forbidden, Refusal):
            return nothing
        # On from here as the office itself: a member comes to his first page with nobody's rows but his own.
        officer = Role.AML_OFFICER in who.roles
        enter(session, Scope.organisation(who.organisation_id, who.person_id, officer=officer))
        rows = session.execute(union_all(_hits(who), _notifications(who, today), _reviews(who, today))).all()
    cards = ((_HIT, (_HIT,)), (_NOTIFICATION, (_NOTIFICATION, _REPORT)), (_CONTACT, (_CONTACT,)))
    for card, kinds in cards:
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
    )
)
