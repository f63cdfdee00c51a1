"""How the office stands, drawn: files by level, what waits and since when, matches by list, reviews. Every row
leads to the list it counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import clock
from app.aml.overview import NO_LEVEL, Age, Due, Open, Overview, overview_of
from app.aml.worklist import lists_known
from models.values.matters import MatterState
from models.values.vigilance import Level
from views.aml.access import AmlScreen
from views.aml.what_if_bars import SERIES
from views.framework.database import db
from views.framework.identity import identity
from views.labels import language
from views.labels.aml_matters import MATTER_STATES
from views.labels.aml_record import level_word

AGES = {
    Age.WEEK: _l("Up to a week"),
    Age.MONTH: _l("Up to a month"),
    Age.QUARTER: _l("Up to three months"),
    Age.OLDER: _l("Longer"),
}
DUES = {
    Due.OVERDUE: _l("Overdue"),
    Due.MONTH: _l("In the next 30 days"),
    Due.QUARTER: _l("In the next three months"),
    Due.LATER: _l("After that"),
}
# From fresh to long overdue; the tint of what is grave is that of the gravest level.
_AGE_SERIES = {Age.WEEK: 2, Age.MONTH: 0, Age.QUARTER: 1, Age.OLDER: 3}
_DUE_SERIES = {Due.OVERDUE: 3, Due.MONTH: 1, Due.QUARTER: 0, Due.LATER: 2}
_BLOCKED = 4


@dataclass(frozen=True)
class Piece:
    """A part of a bar: its tint, and where it begins and ends in hundredths of the whole."""

    series: int
    x: float
    width: float


@dataclass(frozen=True)
class Row:
    """A bar with its words and its number; `told` are the counts of its pieces. `url` None: no list shows it."""

    label: str
    count: int
    pieces: tuple[Piece, ...]
    url: str | None
    told: tuple[int, ...] = ()


class AmlOverviewScreen(AmlScreen):
    """For whoever works in the tool."""

    route_base = "/aml-overview"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        found = overview_of(db(), identity(), clock.now())
        return self.page(
            "aml/overview.html",
            gettext("Overview"),
            levels=_levels(found),
            open_rows=_open(found.open),
            ages=[(str(AGES[one]), _AGE_SERIES[one]) for one in Age],
            lists=_lists(found),
            reviews=_reviews(found),
        )


def _levels(found: Overview) -> list[Row]:
    """Both that read *raised* are one row."""
    counts = dict(found.levels)
    raised = counts.pop(Level.STOP, 0)
    counts[Level.RAISED] = counts.get(Level.RAISED, 0) + raised
    told = [
        (
            level_word(None if one == NO_LEVEL else one),
            counts.get(one, 0),
            SERIES[one],
            url_for("ContactScreen.list", level=one, state="accepted"),
        )
        for one in (str(Level.SIMPLIFIED), str(Level.STANDARD), str(Level.RAISED), NO_LEVEL)
    ]
    blocked = url_for("ContactScreen.list", state="blocked")
    return _plain([*told, (gettext("Blocked, ask your AML officer"), found.blocked, _BLOCKED, blocked)])


def _open(found: Sequence[Open]) -> list[Row]:
    most = max((one.count for one in found), default=0)
    rows = []
    for one in found:
        counts = tuple(one.ages[age] for age in Age)
        pieces, x = [], 0.0
        for age, many in zip(Age, counts, strict=True):
            width = 100 * many / most
            if many:
                pieces.append(Piece(_AGE_SERIES[age], round(x, 2), round(width, 2)))
            x += width
        rows.append(Row(_open_word(one), one.count, tuple(pieces), _open_url(one), counts))
    return rows


def _open_word(one: Open) -> str:
    if one.kind == "hit":
        return str(gettext("Possible matches to decide"))
    if one.kind == "contact":
        return str(gettext("Contacts whose file isn’t decided"))
    state = MATTER_STATES[MatterState(one.state)]
    if one.kind == "profile":
        return str(gettext("Risk profiles: %(state)s", state=state))
    return str(gettext("Transactions: %(state)s", state=state))


def _open_url(one: Open) -> str:
    screens = {"hit": "HitScreen", "contact": "ContactScreen", "profile": "ProfileScreen", "deal": "DealScreen"}
    return str(url_for(f"{screens[one.kind]}.list", state=one.state))


def _lists(found: Overview) -> list[Row]:
    return _plain(
        (
            one.named(language()),
            found.lists.get(one.id, 0),
            1,
            url_for("HitScreen.list", list=one.id, state="open"),
        )
        for one in lists_known(db())
        if one.edition or found.lists.get(one.id)
    )


def _reviews(found: Overview) -> list[Row]:
    known = "ReviewScreen.list" in current_app.view_functions
    return _plain(
        (str(DUES[one]), found.reviews.get(one, 0), _DUE_SERIES[one],
         url_for("ReviewScreen.list", due=str(one)) if known else None)
        for one in Due
    )  # fmt: skip


def _plain(told: Iterable[tuple[Any, int, int, str | None]]) -> list[Row]:
    """Bars of one piece each, against the longest."""
    rows = list(told)
    most = max((many for _, many, *_ in rows), default=0) or 1
    return [
        Row(str(label), many, (Piece(series, 0, round(100 * many / most, 2)),) if many else (), url)
        for label, many, series, url in rows
    ]
