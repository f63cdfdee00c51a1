"""What stands above the list of notifications: for an officer what waits for him, what he holds, what the FIU has
to answer; for a member what changed on his files; and that nobody is there to read notifications."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from app import clock
from app.aml import desk
from app.aml.desk import Section
from app.panels import COUNT_CAP
from app.policy import Identity, Permission, Role, may
from models.values.fiu import ReportState
from models.values.matters import Matter, MatterKind
from models.values.notified import NotificationState
from views.aml.matter_links import matter_url, report_page
from views.framework.database import db
from views.labels import day
from views.labels.aml_matters import MATTER_KINDS
from views.labels.aml_officer import REPORT_WAITS

_LISTED = {
    Section.WAITING: NotificationState.WAITING,
    Section.ASKED_BACK: NotificationState.ASKED_BACK,
    Section.CHANGED: NotificationState.CLOSED,
}


def above_list(who: Identity, now: datetime) -> dict[str, Any]:
    """`work`: what waits for this reader, then what waits for others; `officerless`: nobody is AML officer;
    `becomes`: he may ask to be one."""
    found, officer = desk.desk_of(db(), who, now, clock.day_of(now)), may(who, Permission.NOTIFICATION_DECIDE)
    return {
        "work": [
            _card(section, waiting, now, first=not at, officer=officer)
            for at, (section, waiting) in enumerate(found.sections.items())
        ],
        "officerless": not found.has_officer,
        "becomes": not officer,
        "access_url": url_for("OurToolScreen.access", tool_id=found.tool_id)
        if Role.MANAGER in who.roles and found.tool_id is not None
        else None,
    }


def _title(section: Section, *, officer: bool) -> str:
    return str(
        {
            Section.CHANGED: gettext("Changed on your files"),
            Section.WAITING: gettext("Waits for you") if officer else gettext("Waits for the AML officer"),
            Section.ASKED_BACK: gettext("Waits for a reply") if officer else gettext("Waits for your reply"),
            Section.HELD: gettext("Kept blocked"),
            Section.FIU: gettext("With the FIU"),
        }[section]
    )


def _card(section: Section, found: desk.Waiting, now: datetime, *, first: bool, officer: bool) -> dict[str, Any]:
    shown = len(found.first)
    return {
        "id": f"waits-{section}",
        "title": _title(section, officer=officer),
        "count": gettext("1,000+") if found.count > COUNT_CAP else str(found.count),
        "tone": ("soon" if first else "wait") if found.count else "good",
        "oldest": _age(found.oldest, now) if found.oldest and section is not Section.CHANGED else "",
        "rows": [_row(one, now) for one in found.first],
        "more_url": url_for("NotificationScreen.list", state=_LISTED[section].value, sort="moved", dir="asc")
        if found.count > shown and section in _LISTED
        else None,
        "more": gettext("and %(num)s more", num=found.count - shown)
        if found.count > shown and section not in _LISTED
        else "",
        "nothing": _nothing(section),
    }


def _nothing(section: Section) -> str:
    return str(
        {
            Section.CHANGED: gettext("Nothing changed on your files in the last 30 days."),
            Section.HELD: gettext("You keep nothing blocked."),
            Section.FIU: gettext("Nothing is reported to the FIU."),
        }.get(section)
        or gettext("Nothing waits here.")
    )


def _row(one: desk.Entry, now: datetime) -> dict[str, str]:
    kind = _kind(one)
    told = [
        str(MATTER_KINDS[kind]) if kind is MatterKind.PROFILE else "",
        _told(one),
        f"{day(clock.day_of(one.since))} · {_days(one.since, now)}",
        one.by,
    ]
    return {"url": _url(one), "name": one.title, "note": " · ".join(filter(None, told))}


def _told(one: desk.Entry) -> str:
    """How a report stands, or what changed."""
    if one.report_id is not None:
        told = str(REPORT_WAITS[ReportState(one.told)])
        until = gettext("until %(day)s", day=day(one.until)) if one.until is not None else ""
        return " ".join(filter(None, (told, str(until))))
    changed = {
        "closed": gettext("closed by the AML officer"),
        "accepted": gettext("Accepted"),
        "refused": gettext("Refused"),
        "blocked": gettext("blocked, ask your AML officer"),
    }
    return str(changed.get(one.told, ""))


def _kind(one: desk.Entry) -> MatterKind:
    if one.deal_id is not None:
        return MatterKind.DEAL
    return MatterKind.PROFILE if one.profile_id is not None else MatterKind.CONTACT


def _url(one: desk.Entry) -> str:
    if one.report_id is not None:
        return report_page(one.report_id)
    if one.notification_id is not None:
        return url_for("NotificationScreen.show", pk=one.notification_id)
    number = one.deal_id or one.profile_id or one.root_id or 0
    return matter_url(Matter(0, _kind(one), number))


def _days(since: datetime, now: datetime) -> str:
    """How long it waits, in calendar days."""
    days = (clock.day_of(now) - clock.day_of(since)).days
    return str(ngettext("%(num)s day", "%(num)s days", days)) if days > 0 else str(gettext("today"))


def _age(oldest: datetime, now: datetime) -> str:
    days = (clock.day_of(now) - clock.day_of(oldest)).days
    if days <= 0:
        return str(gettext("The first is of today."))
    return str(ngettext("The oldest waits since %(num)s day.", "The oldest waits since %(num)s days.", days))
