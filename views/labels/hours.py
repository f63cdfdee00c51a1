"""Opening hours in the reader's language."""

from __future__ import annotations

from babel.dates import get_day_names
from flask_babel import get_locale, gettext

from app.cases.hours import Opening


def hours_told(hours: tuple[Opening, ...]) -> list[tuple[str, str]]:
    """Each run of days with its hours: ("Monday to Friday", "09:00–12:00, 13:00–17:00")."""
    names = get_day_names("wide", context="stand-alone", locale=get_locale())
    told = []
    for one in hours:
        first, last = names[one.first].capitalize(), names[one.last]
        days = first if one.first == one.last else gettext("%(first)s to %(last)s", first=first, last=last)
        told.append((days, ", ".join(f"{span.begin:%H:%M}–{span.end:%H:%M}" for span in one.spans)))
    return told
