"""The home page: what waits for this reader, a card per worklist of his roles, and his own rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Response, make_response, redirect, url_for
from flask_appbuilder import expose
from flask_babel import gettext, ngettext

from app import clock
from app.panels import COUNT_CAP, Waiting, Worklist
from app.policy import Identity, Permission, Role, may
from app.rights.built_in import BUILT_IN
from app.rights.queries import own_rights
from app.rights.rules import state_of
from views import menu
from views.desk.places import CARDS, address_of, notes_of, offered
from views.framework.database import db
from views.framework.identity import standing
from views.framework.screens import Screen
from views.labels import day, job_name, language

# Who works here all day has worklists; anybody else comes for his own rights. Finance has worklists and doors.
_AT_WORK = frozenset({Role.LOCAL_ADMINISTRATOR, Role.MANAGER, Role.HELPDESK, Role.CENTRAL}) | BUILT_IN


@dataclass(frozen=True)
class Line:
    label: str
    url: str
    note: str


@dataclass(frozen=True)
class Shown:
    """A card: how many wait, since when, the first three, where all of them are, one click to act."""

    name: str
    title: str
    url: str
    count: str
    oldest: str
    lines: list[Line]
    nothing: str
    action: str
    tone: str


class HomeScreen(Screen):
    """Worklists, and one's own rights."""

    route_base = ""

    @expose("/")
    def index(self) -> Response:
        found = standing()
        if found is None:
            return make_response(redirect(url_for("SignInScreen.login")))
        who, now = found.identity, clock.now()
        cards = [
            _card(one, waiting, now)
            for one in offered().worklists
            if one.roles & who.roles and menu.opens(who.roles, CARDS[one.name].endpoint.split(".")[0], "can_list")
            for waiting in (one.read(db(), who, now),)
            if waiting.count or not CARDS[one.name].quiet
        ]
        return self.page(
            "desk/home.html",
            gettext("Good day, %(name)s", name=who.name),
            cards=sorted(cards, key=lambda card: not card.lines),
            administers=may(who, Permission.RIGHT_GRANT),
            own=_own_rights(who) if not who.roles & (_AT_WORK | {Role.FINANCE}) else None,
            doors=_doors(who) if who.is_staff and not who.roles & _AT_WORK else [],
        )


def _card(worklist: Worklist, waiting: Waiting, now: datetime) -> Shown:
    words = CARDS[worklist.name]
    # A job is named in the code; anything else already has the name people gave it.
    lines = [Line(job_name(item.title), address_of(item), notes_of(item)) for item in waiting.first]
    return Shown(
        worklist.name.replace(".", "-"),
        str(words.title),
        url_for(words.endpoint, **dict[str, Any](words.query)),
        gettext("1,000+") if waiting.count > COUNT_CAP else str(waiting.count),
        _age(waiting.oldest, now),
        lines,
        str(words.nothing),
        str(words.action) if lines else "",
        words.tone if waiting.count else "good",
    )


def _age(oldest: date | datetime | None, now: datetime) -> str:
    """How long the oldest waits, or how soon the first one is due."""
    if oldest is None:
        return ""
    on = clock.day_of(oldest) if isinstance(oldest, datetime) else oldest
    days = (clock.day_of(now) - on).days
    if days == 0:
        return str(gettext("The first is of today."))
    if days < 0:
        return str(ngettext("The first ends in %(num)s day.", "The first ends in %(num)s days.", -days))
    return str(ngettext("The oldest waits since %(num)s day.", "The oldest waits since %(num)s days.", days))


def _own_rights(who: Identity) -> list[tuple[str, str, str, str, str]]:
    today = clock.today()
    return [
        (
            right.kind.named(language()),
            right.kind.tool.named(language()),
            right.organisation.name,
            f"{day(right.first_day)} – {day(right.last_day)}",
            str(state_of(right.first_day, right.last_day, right.revoked_on, today)),
        )
        for right in (own_rights(db(), who.person_id) if who.person_id is not None else [])
    ]


def _doors(who: Identity) -> list[tuple[str, str]]:
    """For staff whose own work has no worklists yet: the screens that are theirs."""
    return [
        (str(place.label), url_for(place.endpoint))
        for group in menu.SITE
        for place in group.places
        if place.endpoint and place.screen != "HomeScreen" and who.roles & place.opens
    ]
