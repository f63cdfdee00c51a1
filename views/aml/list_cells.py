"""How lists and their loads read: how old a list is, how far a load is, and what it changed as a small bar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import get_template_attribute
from flask_babel import gettext, ngettext
from markupsafe import Markup

from app import clock
from app.aml.lists.queries import LoadEffect
from models.aml import SanctionsList, Snapshot
from models.values import LoadState
from views.framework.columns import written
from views.labels import day, language
from views.labels.aml import EFFECTS, LOAD_STATES

TONES = {
    LoadState.READING: "wait",
    LoadState.HELD: "soon",
    LoadState.LOADED: "good",
    LoadState.REFUSED: "bad",
    LoadState.SAME: "off",
}
_WIDTH = 100


def list_name(item: Any) -> str:
    """Of a load, or of an entry."""
    name: str = item.list.named(language())
    return name


def days_old(of: SanctionsList) -> int | None:
    """How many days ago the list was made; None before anything was loaded."""
    return None if of.published_on is None else max(0, (clock.today() - of.published_on).days)


def age(of: SanctionsList) -> str:
    days = days_old(of)
    if days is None:
        return str(gettext("Not loaded yet"))
    return str(ngettext("%(num)s day old", "%(num)s days old", days))


def age_tone(of: SanctionsList) -> str:
    """Old: past what the list is warned of."""
    days = days_old(of)
    if days is None:
        return "off"
    return "soon" if days > of.warn_after else "good"


def state_word(one: Snapshot) -> str:
    return str(LOAD_STATES[LoadState(one.state)])


def tone(one: Snapshot) -> str:
    return TONES[LoadState(one.state)]


@dataclass(frozen=True)
class Piece:
    """One part of a bar: what a load did, to how many, where it begins and how wide it is (of 100)."""

    effect: str
    word: str
    count: int
    x: float
    width: float


def pieces_of(one: Snapshot) -> list[Piece]:
    """Added, changed and removed side by side; whatever isn't nothing can be seen."""
    counts = {LoadEffect.ADDED: one.added, LoadEffect.CHANGED: one.changed, LoadEffect.REMOVED: one.removed}
    total = sum(counts.values())
    if not total:
        return []
    least = {effect: max(count / total, 0.04) if count else 0.0 for effect, count in counts.items()}
    whole, x, found = sum(least.values()), 0.0, []
    for effect, count in counts.items():
        width = round(least[effect] / whole * _WIDTH, 2)
        found.append(Piece(str(effect), str(EFFECTS[effect]), count, round(x, 2), width))
        x += width
    return found


def change_text(one: Snapshot) -> str:
    """3 added, 1 changed, 2 removed, in the reader's words; '' where nothing was compared."""
    if one.state not in (LoadState.LOADED, LoadState.HELD):
        return ""
    return str(
        gettext(
            "%(added)s added, %(changed)s changed, %(removed)s removed",
            added=written(one.added),
            changed=written(one.changed),
            removed=written(one.removed),
        )
    )


def change_bar(one: Snapshot) -> Markup | str:
    """The bar, with its figures beside it: +3 ~1 −2."""
    text = change_text(one)
    if not text:
        return ""
    short = f"+{written(one.added)} ~{written(one.changed)} −{written(one.removed)}"
    made: Markup = get_template_attribute("aml/load_parts.html", "bar")(pieces_of(one), text, short)
    return made


def so_far(one: Snapshot) -> str:
    """How far a load that is being read is, in words."""
    if not one.entries:
        return str(gettext("It waits for its turn."))
    return str(ngettext("%(count)s entry read", "%(count)s entries read", one.entries, count=written(one.entries)))


def file_name(one: Snapshot) -> str:
    return one.file_name or str(gettext("Fetched where it is published"))


def on_day(moment: datetime | None) -> str:
    return "" if moment is None else day(clock.day_of(moment))
