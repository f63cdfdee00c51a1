"""Words about reviews: how near the day is, and what is to be done for its reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.aml.review_queries import DueWithin
from models.values.following import ReviewReason
from views.labels.aml_registers import REVIEW_REASONS

DUE_WITHIN: dict[DueWithin, Any] = {
    DueWithin.OVERDUE: _l("Overdue"),
    DueWithin.NOW: _l("Today or overdue"),
    DueWithin.MONTH: _l("Within 30 days"),
    DueWithin.QUARTER: _l("Within a quarter"),
}
_NEAR = 30
_FIRST = "First terms"  # what the terms that come with the database rest on: nobody typed it


def due_choices() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in DUE_WITHIN.items()]


def reason_choices() -> list[tuple[str, str]]:
    return [(str(one), reason_word(one)) for one in ReviewReason]


def reason_word(why: str) -> str:
    """Why it is due then."""
    return str(REVIEW_REASONS[ReviewReason(why)])


def source_word(source: str) -> str:
    """What terms rest on, as somebody typed it; of the first ones in the reader's language."""
    return gettext("First terms") if source == _FIRST else source


def days_word(due_on: date, today: date) -> str:
    """How many days are left, or since how many it is overdue."""
    left = (due_on - today).days
    if left == 0:
        return str(gettext("today"))
    if left < 0:
        return str(ngettext("%(num)s day overdue", "%(num)s days overdue", -left))
    return str(ngettext("in %(num)s day", "in %(num)s days", left))


def due_tone(due_on: date, today: date) -> str:
    """The tone of its pill: what is overdue or due today is bad, the next thirty days are soon."""
    left = (due_on - today).days
    if left <= 0:
        return "bad"
    return "soon" if left <= _NEAR else "off"
