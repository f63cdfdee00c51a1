"""What stands above the list of notifications: what waits for whom, and that nobody is there to read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from app import clock
from app.aml import notified
from app.panels import COUNT_CAP
from app.policy import Identity, Permission, Role, may
from models.aml import Notification
from models.values.notified import NotificationState
from views.framework.database import db
from views.labels import day


def above_list(who: Identity, now: datetime) -> dict[str, Any]:
    """`work`: what waits for this reader, then what waits for others; `officerless`: nobody is AML officer;
    `becomes`: he may ask to be one."""
    desk, officer = notified.desk_of(db(), who, clock.day_of(now)), may(who, Permission.NOTIFICATION_DECIDE)
    titles = {
        NotificationState.WAITING: gettext("Waits for you") if officer else gettext("Waits for the AML officer"),
        NotificationState.ASKED_BACK: gettext("Waits for a reply") if officer else gettext("Waits for your reply"),
    }
    mine = notified.in_turn_of(who)
    order = sorted(titles, key=lambda state: state is not mine)
    return {
        "work": [_card(state, titles[state], desk.waits[state], now, first=state is mine) for state in order],
        "officerless": not desk.has_officer,
        "becomes": not officer,
        "access_url": url_for("OurToolScreen.access", tool_id=desk.tool_id)
        if Role.MANAGER in who.roles and desk.tool_id is not None
        else None,
    }


def _card(
    state: NotificationState, title: str, found: notified.Waiting, now: datetime, *, first: bool
) -> dict[str, Any]:
    return {
        "id": f"waits-{state.value}",
        "title": title,
        "count": gettext("1,000+") if found.count > COUNT_CAP else str(found.count),
        "tone": ("soon" if first else "wait") if found.count else "good",
        "oldest": _age(found.oldest, now) if found.oldest else "",
        "rows": [_row(one, now) for one in found.first],
        "more_url": url_for("NotificationScreen.list", state=state.value, sort="moved", dir="asc")
        if found.count > len(found.first)
        else None,
    }


def _row(one: Notification, now: datetime) -> dict[str, str]:
    return {
        "url": url_for("NotificationScreen.show", pk=one.id),
        "name": one.title,
        "by": one.sender.username,
        "since": f"{day(clock.day_of(one.moved_at))} · {_days(one.moved_at, now)}",
    }


def _days(since: datetime, now: datetime) -> str:
    """How long it waits, in calendar days."""
    days = (clock.day_of(now) - clock.day_of(since)).days
    return str(ngettext("%(num)s day", "%(num)s days", days)) if days else str(gettext("today"))


def _age(oldest: datetime, now: datetime) -> str:
    days = (clock.day_of(now) - clock.day_of(oldest)).days
    if not days:
        return str(gettext("The first is of today."))
    return str(ngettext("The oldest waits since %(num)s day.", "The oldest waits since %(num)s days.", days))
