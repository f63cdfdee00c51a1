"""Groups of questions about vigilance, by the letters of their rules' codes."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

GROUPS: dict[str, Any] = {
    "ID": _l("Identity"),
    "GEO": _l("Countries"),
    "PEP": _l("Politically exposed persons"),
    "SAN": _l("Sanctions"),
    "MED": _l("News and inquiries"),
    "ORG": _l("Activity and structure"),
    "REL": _l("The relation with the office"),
    "K": _l("What changed since"),
    "FIN": _l("The money"),
    "PRI": _l("The price"),
    "STR": _l("How the deal is made"),
}


def group_word(group: str) -> str:
    """A group as people read it; one that the rules added is called by its letters."""
    return str(GROUPS.get(group, group))
