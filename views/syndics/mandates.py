"""The register of mandates: who is syndic of which association, who was on any day; open to whoever signed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session, selectinload

from app import clock
from app.errors import Refusal
from app.imports import cells
from app.policy import Identity
from app.syndics import mandate_queries as queries
from app.syndics.register import OnDay, history_of, on_day, represented_on
from models.syndics import MandateRow
from models.values import EnterpriseNumber
from views.framework.bars import Axis, Span, axis_of
from views.framework.database import db
from views.framework.filters import Filter
from views.framework.history import Told
from views.framework.register import Column, Fact, Interface, Register
from views.labels import day
from views.labels import mandate_register as words
from views.syndics.begun import ways_on

_REACH = timedelta(days=30 * 366)
_FAR = date.max - timedelta(days=400)


@dataclass(frozen=True)
class Standing:
    """A mandate as it stands today."""

    item: MandateRow
    today: date

    @property
    def state(self) -> str:
        return words.standing_of(self.item, self.today)

    @property
    def representative(self) -> str:
        found = represented_on(self.item, self.today)
        return found.name if found is not None else ""


class MandateScreen(Register):
    """Every mandate; a record is one association with all that came one after another."""

    route_base = "/mandates"
    datamodel = Interface(MandateRow)
    page_title = _l("Register of mandates")
    one_line = _l("Who is syndic of which association of co-owners, and who was before.")
    options = (selectinload(MandateRow.representatives),)
    orders = {"name": MandateRow.sort_name, "since": MandateRow.first_day}
    first_order = "name"
    # Who is syndic and who will be: what is over is asked for.
    at_first = (("state", words.RUNS), ("state", words.PROVISIONAL), ("state", words.COMES))
    columns = (
        Column("name", _l("Association"), lambda seen: seen.item.association_name, "name"),
        Column("number", _l("Enterprise number"), lambda seen: words.association_shown(seen.item)),
        Column("syndic", _l("Syndic"), lambda seen: seen.item.syndic_name),
        Column(
            "syndic_number", _l("Number of the syndic"), lambda seen: words.syndic_shown(seen.item), shown=False
        ),
        Column("representative", _l("Represented by"), lambda seen: seen.representative),
        Column("since", _l("Since"), lambda seen: seen.item.first_day, "since"),
        Column("until", _l("Last day"), lambda seen: seen.item.last_day),
        Column(
            "state",
            _l("State"),
            lambda seen: str(words.STANDINGS[seen.state]),
            tone=lambda seen: "" if seen.state == words.RUNS else words.TONES[seen.state],
        ),
        Column("appointed", _l("Appointed by"), lambda seen: words.appointed_word(seen.item), shown=False),
        Column("decided", _l("Decided on"), lambda seen: seen.item.decided_on, shown=False),
        Column("source", _l("Where it came from"), lambda seen: words.source_word(seen.item), shown=False),
    )
    filters = (
        Filter("association", _l("Association, by name or number"), "text", queries.of_association),
        Filter("syndic", _l("Syndic, by name or number"), "text", queries.of_syndic),
        Filter(
            "state",
            _l("State"),
            "choices",
            lambda chosen: or_(*(queries.standing(one, clock.today()) for one in chosen)),
            words.standings,
        ),
    )
    empty_text = _l(
        "No mandate is registered yet. Each one comes here when the business counter files it, or when a syndic"
        " brings in those he has."
    )
    record_template = "syndics/mandates.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return queries.mandates_visible_to(who)

    def seen(self, session: Session, items: Sequence[Any], asked: Any) -> Sequence[Standing]:
        today = clock.today()
        return [Standing(one, today) for one in items]

    def title_of(self, item: Any) -> str:
        return str(item.association_name)

    def describe(self, item: Any) -> dict[str, Any]:
        today, mandates = clock.today(), history_of(db(), item.association_number)
        asked, unread = _asked_day()
        now = on_day(mandates, today)
        return {
            "one_line": gettext("Every mandate that was registered here, and who represented its company."),
            "facts": [
                Fact(gettext("Enterprise number"), str(EnterpriseNumber(item.association_number))),
                Fact(gettext("Syndic now"), _named(now) or gettext("nobody is registered")),
                Fact(gettext("Since"), day(now[0].mandate.first_day) if now else ""),
            ],
            "mandates": [Standing(one, today) for one in mandates],
            "words": words,
            "axis": _axis(mandates, today, asked),
            "on": request.args.get("on", "")[:20] if unread else (asked or today).isoformat(),
            "answer": _answer(on_day(mandates, asked), asked, today) if asked else "",
            "unread": unread,
            "ways": ways_on(item) if now and now[0].mandate.id == item.id else (),
            "all_url": url_for("MandateScreen.list"),
        }

    def told_in(self, item: Any) -> Told | None:
        others = tuple(one.id for one in history_of(db(), item.association_number) if one.id != item.id)
        return Told("mandate", item.id, others=others)


def _asked_day() -> tuple[date | None, bool]:
    """The day that is asked about, and whether something stands there that is none."""
    try:
        return cells.day(request.args.get("on", "")[:40]), False
    except Refusal:
        return None, True


def _axis(mandates: Sequence[MandateRow], today: date, asked: date | None) -> Axis | None:
    """Each mandate on a line, and on one of its own whoever represents its company."""
    spans = []
    for one in mandates:
        last_day = one.last_day or _FAR
        spans.append(Span(one.syndic_name, one.first_day, last_day, words.TONES[words.standing_of(one, today)]))
        spans += [
            Span(
                gettext("represented by %(name)s", name=each.name),
                each.first_day,
                each.last_day or last_day,
                "info",
            )
            for each in one.representatives
            if each.last_day is None or each.last_day >= each.first_day
        ]
    ends = [span.last_day for span in spans if span.last_day != _FAR]
    # What goes on without an end goes on to the edge, which lies a year past all that is known.
    edge = max([today, *(span.first_day for span in spans), *ends, *([asked] if asked else [])])
    shown = [
        Span(one.label, one.first_day, min(one.last_day, edge + timedelta(days=366)), one.tone) for one in spans
    ]
    return axis_of(shown, today, _REACH)


def _named(found: Sequence[OnDay]) -> str:
    return ", ".join(one.mandate.syndic_name for one in found)


def _answer(found: Sequence[OnDay], asked: date, today: date) -> str:
    """Who it was, in a sentence for each."""
    if not found:
        return str(gettext("On %(day)s nobody was registered as syndic of this association.", day=day(asked)))
    return " ".join(_sentence(one, asked, today) for one in found)


def _sentence(one: OnDay, asked: date, today: date) -> str:
    facts = {"day": day(asked), "syndic": one.mandate.syndic_name}
    if one.mandate.provisional:
        said = (
            gettext("On %(day)s %(syndic)s is provisional syndic, as far as is registered now.", **facts)
            if asked >= today
            else gettext("On %(day)s %(syndic)s was provisional syndic.", **facts)
        )
    else:
        said = (
            gettext("On %(day)s %(syndic)s is syndic, as far as is registered now.", **facts)
            if asked >= today
            else gettext("On %(day)s %(syndic)s was syndic.", **facts)
        )
    if one.representative is None:
        return str(said)
    by = gettext("Represented by %(name)s.", name=one.representative.name)
    return f"{said} {by}"
