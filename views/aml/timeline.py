"""Acts about a contact, a risk profile or a transaction, as the timeline shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext

from app.aml.timeline import Act
from models.values.fiu import OfficerActKind
from models.values.notified import NotificationActKind
from views.labels import day, instant
from views.labels.aml_notified import NOTIFICATION_ACTS
from views.labels.aml_officer import OFFICER_ACTS, TO_THE_FIU


def acts_shown(acts: Sequence[Act]) -> list[dict[str, Any]]:
    """In the order they came in."""
    return [_act(one) for one in acts]


def _act(one: Act) -> dict[str, Any]:
    return {
        "by": one.by,
        "initials": _initials(one.by),
        "what": _what(one),
        "officer": one.by_officer,
        "self_decided": one.self_decided,
        "hidden": one.hidden,
        "arrow": one.kind in TO_THE_FIU,
        "when": instant(one.at),
        "iso": one.at.isoformat(),
        "text": text_shown(one),
        "notes": _notes(one),
    }


def _what(one: Act) -> str:
    if isinstance(one.kind, OfficerActKind):
        return str(OFFICER_ACTS[one.kind])
    return str(NOTIFICATION_ACTS[one.kind])


def _notes(one: Act) -> list[str]:
    told = []
    if one.until is not None:
        told.append(str(gettext("until %(day)s", day=day(one.until))))
    if one.reference:
        told.append(str(gettext("reference %(reference)s", reference=one.reference)))
    return told


def text_shown(one: Act) -> str:
    """What was written; of what a level told by itself there is no text but the level."""
    return "" if one.kind is NotificationActKind.RAISED else one.text


def _initials(name: str) -> str:
    """The first letters of the first and the last word of a name."""
    words = name.replace(".", " ").split()
    return "".join(one[0] for one in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
