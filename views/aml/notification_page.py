"""The page of a notification: what it is about, every act in its order, what can be answered, and what an officer
can do with what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.aml import notifications
from app.aml.officer_view import Around, around
from app.aml.timeline import acts_of, matter_told
from app.policy import Identity, Permission, may
from models.aml import Atypical, Notification
from models.values.matters import MatterKind, Wish
from models.values.notified import NotificationState, NotifiedAbout
from views.aml.matter_links import matter_url, officer_url, report_page, report_url
from views.aml.notification_forms import AnswerForm
from views.aml.register_part import atypical_part
from views.aml.timeline import acts_shown
from views.framework.register import Fact
from views.labels import instant
from views.labels.aml_matters import MATTER_KINDS, WISHES
from views.labels.aml_notified import ABOUTS, notification_state, notification_tone
from views.labels.aml_officer import REPORT_WAITS


def page_of(
    session: Session, who: Identity, item: Notification, form: AnswerForm, now: datetime
) -> dict[str, Any]:
    """What the template shows."""
    found = around(session, who, matter_told(item), now)
    decides, open_ = may(who, Permission.NOTIFICATION_DECIDE, item), item.state != NotificationState.CLOSED
    handed = open_ and found.waits and item.wish == Wish.ACCEPT
    own = decides and open_ and item.sent_by == who.account_id and not handed
    others = notifications.other_officers(session, who, item.organisation_id, now) if own else ()
    mine = who.account_id in (item.sent_by, getattr(found.row, "handed_by", None))
    return {
        "facts": list(_facts(item, found)),
        "state": notification_tone(item.state),
        "state_word": notification_state(item.state),
        "acts": acts_shown(acts_of(session, who, item)),
        "form": form,
        "typed": form.words if form.is_submitted() else "",
        "replies": item.state == NotificationState.ASKED_BACK and (not decides or mine),
        "asks": decides and item.state == NotificationState.WAITING,
        "closes": decides and open_ and not others and not handed,
        "own": own,
        "others": ", ".join(others),
        "officer": _officer(session, who, item, found, handed=handed),
        "corrects_url": matter_url(found.matter) if found.asked_back and not decides else None,
    }


def _officer(
    session: Session, who: Identity, item: Notification, found: Around, *, handed: bool
) -> dict[str, Any] | None:
    """Of it there is one atypical operation, or it can become one."""
    if not may(who, Permission.MATTER_HOLD, item):
        return None
    url = url_for("AtypicalScreen.from_notification", pk=item.id)
    made = atypical_part(session, who, Atypical.notification_id == item.id, url)
    made["atypical_url"] = None if made["atypical"] else url
    return officer_part(found, handed=handed) | made


def officer_part(found: Around, *, handed: bool = False) -> dict[str, Any]:
    """What an officer can do with a contact, a risk profile or a transaction, and how it stands; for his eyes.
    `handed`: it stands on the page of what handed it over."""
    matter, report = found.matter, found.report
    return {
        "decides": handed and found.decidable,
        "own": handed and found.own and not found.others,
        "others": ", ".join(found.others) if handed else "",
        "decide_url": url_for("NotificationScreen.show", pk=found.notification_id)
        if not handed and found.waits and not found.with_fiu and found.notification_id is not None
        else None,
        "accept_url": officer_url(matter, "accept"),
        "refuse_url": officer_url(matter, "refuse"),
        "hold_url": officer_url(matter, "hold") if found.hold is None and report is None else None,
        "release_url": officer_url(matter, "release") if found.hold is not None else None,
        "held": instant(found.hold.held_at) if found.hold is not None else "",
        "report_url": report_url(matter) if found.reportable else None,
        "report_page": report_page(report.id) if report is not None else None,
        "report": _report(found),
        "with_fiu": found.with_fiu,
    }


def _report(found: Around) -> str:
    return str(REPORT_WAITS[found.report_state]) if found.report_state is not None else ""


def _facts(item: Notification, found: Around) -> Iterable[Fact]:
    if item.contact is not None:
        url = url_for("ContactScreen.show", pk=item.contact_id)
        note = gettext("version %(number)s", number=item.contact.number)
        yield Fact(gettext("Contact"), _link(url, item.contact.name), note)
    if found.matter.kind is not MatterKind.CONTACT:
        yield Fact(str(MATTER_KINDS[found.matter.kind]), _link(matter_url(found.matter), _matter_name(found)))
    if item.contact is not None:
        yield Fact(gettext("Client or counterparty"), str(ABOUTS[NotifiedAbout(item.about)]))
    if found.blocked_since is not None:
        yield Fact(gettext("Blocked since"), instant(found.blocked_since), gettext("Ask your AML officer"))
    if item.wish:
        yield Fact(gettext("The colleague"), str(WISHES[Wish(item.wish)]))
    yield Fact(gettext("Sent"), instant(item.sent_at), item.sender.username)
    yield Fact(gettext("Last change"), instant(item.moved_at))


def _matter_name(found: Around) -> str:
    if found.matter.kind is MatterKind.DEAL:
        return found.name
    return str(gettext("Number %(number)s", number=getattr(found.row, "number", "")))


def _link(url: str, name: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(url, name)
