"""The page of an atypical operation: what was written, what was concluded, and what to do next. For officers."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.aml import atypical
from app.policy import Identity
from models.aml import Atypical
from models.values.registers import Conclusion
from views.aml.matter_links import report_page
from views.aml.register_screens import about_facts
from views.framework.register import Fact
from views.labels import day, instant
from views.labels.aml_breaches import PARTS_WRITTEN, atypical_state
from views.labels.aml_fiu import report_state


def page_of(session: Session, who: Identity, item: Atypical) -> dict[str, Any]:
    """What the template shows."""
    tone, word = atypical_state(item)
    suspicious = item.conclusion == Conclusion.SUSPICIOUS
    matter = atypical.matter_told(item)
    report = atypical.report_on(session, who, item) if suspicious else None
    return {
        "state": tone,
        "state_word": word,
        "open": item.concluded_at is None,
        "suspicious": suspicious,
        "facts": [
            *about_facts(item),
            Fact(gettext("Noticed on"), day(item.noted_on)),
            *_notified(item),
            Fact(gettext("Noted by"), item.maker.username, instant(item.made_at)),
            Fact(gettext("Last change"), instant(item.changed_at)),
            *_concluded(item),
        ],
        "parts": [(str(label), getattr(item, name)) for name, label in PARTS_WRITTEN.items()],
        "report_url": url_for("FiuReportScreen.begin", kind=str(matter.kind), pk=matter.id, atypical=item.id)
        if suspicious and matter is not None and report is None
        else None,
        "report_page": report_page(report.id) if report is not None else None,
        "report_state": report_state(report.state) if report is not None else "",
        "paper_url": url_for("AtypicalScreen.paper", pk=item.id),
    }


def _notified(item: Atypical) -> list[Fact]:
    if item.notification_id is None:
        return []
    url = url_for("NotificationScreen.show", pk=item.notification_id)
    return [Fact(gettext("Began with"), _link(url, gettext("The notification")))]


def _concluded(item: Atypical) -> list[Fact]:
    if item.concluded_at is None or item.concluder is None:
        return []
    return [Fact(gettext("Concluded on"), instant(item.concluded_at), item.concluder.username)]


def _link(url: str, words: str) -> Any:
    return Markup('<a href="{}">{}</a>').format(url, words)
