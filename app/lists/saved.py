"""Saved views of lists: one's own, shared with a role one holds, one of them opening first.

Shared is shared at home: with the local administrators of one's own organisation, or among staff. Only who made
a view changes it; anybody who sees it may let a list open with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import events
from app.errors import Forbidden, Missing, Refusal
from app.lists.home import home_of
from app.policy import STAFF, Identity, Role
from app.transaction import refuse_as
from models.lists import DefaultView, SavedView

refuse_as("uq_list_view_name", "lists.view.name_taken", field="name")

LONGEST_NAME = 80
LONGEST_ASKED = 4000
MOST_OF_A_LIST = 50
SHAREABLE = STAFF | {Role.LOCAL_ADMINISTRATOR}


@dataclass(frozen=True)
class NewView:
    """A view as the form gave it. `asked` is the query of the list's address; `shared_with` None for nobody."""

    list_name: str
    name: str
    asked: str
    shared_with: Role | None = None
    opens_first: bool = False


@dataclass(frozen=True)
class Offered:
    """A view somebody may open: `mine` to change, `first` when the list opens with it."""

    id: int
    name: str
    asked: str
    shared_with: str
    mine: bool
    first: bool


def visible_to(who: Identity) -> ColumnElement[bool]:
    """One's own views here, and those shared with a role one holds."""
    return and_(
        SavedView.organisation_id == home_of(who),
        or_(SavedView.account_id == who.account_id, SavedView.shared_with.in_(sorted(shareable_with(who)))),
    )


def shareable_with(who: Identity) -> list[Role]:
    """The roles this identity may share with: those it holds and that have colleagues."""
    return sorted(who.roles & SHAREABLE)


def may_save(who: Identity) -> bool:
    """Whether there is a place for his views: an account that is nobody's has none."""
    return who.person_id is not None or who.is_staff


def views_of(session: Session, who: Identity, list_name: str) -> list[Offered]:
    """The views of this list that `who` may open, by name."""
    rows = session.execute(
        select(SavedView, DefaultView.view_id)
        .outerjoin(
            DefaultView,
            and_(
                DefaultView.organisation_id == SavedView.organisation_id,
                DefaultView.view_id == SavedView.id,
                DefaultView.account_id == who.account_id,
            ),
        )
        .where(visible_to(who), SavedView.list_name == list_name)
        .order_by(func.house_sort_name(SavedView.name), SavedView.id)
        .limit(200)
    )
    return [
        Offered(
            view.id,
            view.name,
            view.asked,
            view.shared_with,
            view.account_id == who.account_id,
            first is not None,
        )
        for view, first in rows
    ]


def view_record(session: Session, who: Identity, view_id: int, *, lock: bool = False) -> SavedView:
    """Raises Missing when it isn't there or isn't for him."""
    query = select(SavedView).where(SavedView.id == view_id, visible_to(who))
    view = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if view is None:
        raise Missing("view", view_id)
    return view


def save_view(session: Session, who: Identity, new: NewView, now: datetime) -> SavedView:
    """Keeps a view under a name; the same name twice for one list is refused.

    Raises Refusal lists.view.no_name, .name_too_long, .name_taken, .role_not_held, .too_long, .too_many.
    """
    if not may_save(who):
        raise Forbidden("view.save")
    name, shared_with = _name(new.name), _shared_with(who, new.shared_with)
    if len(new.asked) > LONGEST_ASKED:
        raise Refusal("lists.view.too_long")
    mine = and_(
        SavedView.organisation_id == home_of(who),
        SavedView.account_id == who.account_id,
        SavedView.list_name == new.list_name,
    )
    if (session.scalar(select(func.count()).select_from(SavedView).where(mine)) or 0) >= MOST_OF_A_LIST:
        raise Refusal("lists.view.too_many", most=MOST_OF_A_LIST)
    view = SavedView(
        organisation_id=home_of(who),
        account_id=who.account_id,
        person_id=who.person_id,
        list_name=new.list_name,
        name=name,
        asked=new.asked,
        shared_with=shared_with,
        made_at=now,
    )
    session.add(view)
    session.flush()
    if new.opens_first:
        open_first(session, who, view, True)
    _record(session, events.Tag.VIEW_SAVED, view, who, now)
    return view


def change_view(
    session: Session, who: Identity, view_id: int, name: str, shared_with: Role | None, now: datetime
) -> SavedView:
    """Renames one's own view, shares it or takes it back. Raises Missing, Forbidden, or Refusal as saving does."""
    view = _mine(session, who, view_id)
    named, shared = _name(name), _shared_with(who, shared_with)
    if (view.name, view.shared_with) != (named, shared):
        view.name, view.shared_with = named, shared
        session.flush()
        _record(session, events.Tag.VIEW_CHANGED, view, who, now)
    return view


def replace_view(session: Session, who: Identity, view_id: int, asked: str, now: datetime) -> SavedView:
    """Lets one's own view ask something else from now on."""
    view = _mine(session, who, view_id)
    if len(asked) > LONGEST_ASKED:
        raise Refusal("lists.view.too_long")
    if view.asked != asked:
        view.asked = asked
        session.flush()
        _record(session, events.Tag.VIEW_CHANGED, view, who, now)
    return view


def delete_view(session: Session, who: Identity, view_id: int, now: datetime) -> SavedView:
    """Takes one's own view away, for everybody it was shared with too. Gives back what it was."""
    view = _mine(session, who, view_id)
    session.delete(view)
    session.flush()
    _record(session, events.Tag.VIEW_DELETED, view, who, now)
    return view


def open_first(session: Session, who: Identity, view: SavedView, wanted: bool) -> None:
    """Lets the list open with this view for `who`, or no longer. One's own preference: no event."""
    mine = and_(
        DefaultView.organisation_id == view.organisation_id,
        DefaultView.account_id == who.account_id,
        DefaultView.list_name == view.list_name,
    )
    if not wanted:
        session.execute(delete(DefaultView).where(mine, DefaultView.view_id == view.id))
        return
    session.execute(
        insert(DefaultView)
        .values(
            organisation_id=view.organisation_id,
            account_id=who.account_id,
            person_id=who.person_id,
            list_name=view.list_name,
            view_id=view.id,
        )
        .on_conflict_do_update(
            index_elements=["organisation_id", "account_id", "list_name"], set_={"view_id": view.id}
        )
    )


def opens_first(session: Session, who: Identity, view: SavedView) -> bool:
    """Whether the list opens with this view for `who`."""
    found = session.scalar(
        select(DefaultView.id).where(
            DefaultView.organisation_id == view.organisation_id,
            DefaultView.account_id == who.account_id,
            DefaultView.view_id == view.id,
        )
    )
    return found is not None


def _mine(session: Session, who: Identity, view_id: int) -> SavedView:
    view = view_record(session, who, view_id, lock=True)
    if view.account_id != who.account_id:
        raise Forbidden("view.change")
    return view


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refusal("lists.view.no_name", field="name")
    if len(name) > LONGEST_NAME:
        raise Refusal("lists.view.name_too_long", field="name", most=LONGEST_NAME)
    return name


def _shared_with(who: Identity, role: Role | None) -> str:
    if role is not None and role not in shareable_with(who):
        raise Refusal("lists.view.role_not_held", field="shared_with")
    return "" if role is None else str(role)


def _record(session: Session, tag: events.Tag, view: SavedView, who: Identity, now: datetime) -> None:
    """Its name and what it asks may name people: kept apart, and erased with whoever made the view."""
    events.record(
        session,
        tag,
        events.Subject("view", view.id, view.organisation_id, view.person_id),
        who,
        now,
        facts={"list": view.list_name, "shared_with": view.shared_with},
        personal={"name": view.name, "asked": view.asked},
    )
