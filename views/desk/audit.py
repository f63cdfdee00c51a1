"""The audit trail as a register: who did what, for whom, when."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, false, func, select, true
from sqlalchemy.orm import joinedload

from app import clock
from app.events import OFFICERS_ONLY, Tag, for_everybody
from app.policy import Identity, Permission, may
from models.accounts import Account
from models.events import Event, EventPayload
from models.organisations import Membership
from views.framework.database import db
from views.framework.filters import Filter, like_pattern, words_of
from views.framework.history import History, entry_of, sees_personal
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.labels import instant, label_of


def _happened_within(first: date | None, last: date | None) -> ColumnElement[bool]:
    since = Event.happened_at >= clock.start_of(first) if first else true()
    return and_(since, Event.happened_at < clock.end_of(last)) if last else since


# That there are acts of which only AML officers read is no choice either.
_SHOWN = [tag for tag in Tag if not tag.startswith(OFFICERS_ONLY)]


class EventScreen(Register):
    """Every recorded act of one's own organisation; for the central team, of all."""

    route_base = "/events"
    datamodel = Interface(Event)
    page_title = _l("Audit trail")
    one_line = _l("Every act, who did it and when. Nothing here can be changed or removed.")
    options = (joinedload(Event.actor), joinedload(Event.person))
    orders = {"when": Event.happened_at}
    first_order = "when"
    first_descending = True
    columns = (
        Column("when", _l("When"), lambda item: item.happened_at, "when"),
        Column("what", _l("What"), lambda item: label_of(item.tag)),
        Column("who", _l("Who"), lambda item: item.actor.username if item.actor else ""),
        Column("person", _l("For whom"), lambda item: item.person.name if item.person else ""),
        Column("session", _l("Session"), lambda item: item.session_reference),
        Column("address", _l("Address"), lambda item: item.address),
    )
    filters = (
        Filter(
            "who",
            _l("Who"),
            "text",
            lambda text: Event.actor_id.in_(
                select(Account.id).where(Account.username.like(func.lower(like_pattern(text))))
            ),
        ),
        Filter(
            "person",
            _l("For whom"),
            "text",
            lambda text: Event.person_id.in_(
                select(Membership.person_id).where(
                    Membership.sort_name.like(func.house_sort_name(like_pattern(text)))
                )
            ),
        ),
        Filter("what", _l("What"), "choices", Event.tag.in_, words_of(_SHOWN)),
        Filter("when", _l("When"), "days", _happened_within),
    )
    empty_text = _l("Nothing happened yet.")

    def rows(self, who: Identity) -> ColumnElement[bool]:
        if not may(who, Permission.EVENT_SEE):
            return false()
        mine = true() if who.is_staff else Event.organisation_id == who.organisation_id
        return and_(mine, for_everybody())

    def title_of(self, item: Any) -> str:
        return label_of(item.tag)

    def describe(self, item: Any) -> dict[str, Any]:
        payload = (
            db()
            .scalars(
                select(EventPayload).where(
                    EventPayload.organisation_id == item.organisation_id, EventPayload.event_id == item.id
                )
            )
            .one_or_none()
            if sees_personal(identity(), item)
            else None
        )
        return {
            "facts": [
                Fact(gettext("When"), instant(item.happened_at)),
                Fact(gettext("Who"), item.actor.username if item.actor else gettext("Nobody signed in")),
                Fact(gettext("For whom"), item.person.name if item.person else ""),
                Fact(gettext("Session"), item.session_reference),
                Fact(gettext("Address"), item.address),
            ],
            "history": History([entry_of(item, item.actor.username if item.actor else "", payload)]),
        }
