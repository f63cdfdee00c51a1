"""One page of a list: its rows, heads and chips, the saved views above it, and every address it leads to.

An address that says nothing opens the reader's own default view, or else what the list shows at first; one that
names a view and nothing more opens that view. From there on every link says in full what is asked, so that it can
be changed piece by piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

from flask import url_for
from flask_babel import gettext, ngettext
from sqlalchemy import Select, select

from app.lists.saved import Offered, may_save, shareable_with, views_of
from app.policy import Identity
from views import menu
from views.framework.asking import OF_THE_LIST, PAGE_SIZES, Asked, args_of, asked_of
from views.framework.columns import Column
from views.framework.database import db
from views.framework.exports import Exportable
from views.framework.filters import Args, Chip
from views.framework.identity import identity
from views.framework.keyset import counted, mark_of, page_of
from views.labels import label_of

COUNT_CAP = 1000
EVERYTHING = "0"  # names no view, and so keeps the default one away
Pairs = Sequence[tuple[str, str]]


class Listed(Exportable, Protocol):
    """A list, as its page needs it."""

    one_line: Any
    one_line_staff: Any
    empty_text: Any
    at_first: Pairs

    def primary(self) -> tuple[str, str] | None: ...
    def url_of_record(self, item: Any) -> str | None: ...
    def url_of_list(self, pairs: Pairs = ()) -> str: ...
    def acts_for(self, who: Identity) -> Sequence[Any]: ...
    def key_of(self, item: Any) -> str: ...


@dataclass(frozen=True)
class Head:
    """The head of a column: what sorting by it would ask for, and whether it sorts now."""

    label: str
    sort_url: str | None
    sorted: str | None
    end: bool = False


@dataclass(frozen=True)
class Row:
    """One row of the table; `key` is what choosing it sends."""

    url: str | None
    cells: list[Any]
    key: str = ""


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Opened:
    """What this page was asked, by the address or by the view that it names."""

    asked: Asked
    views: Sequence[Offered]
    current: Offered | None
    lost: bool  # the address names a view that isn't there for this reader

    @property
    def changed(self) -> bool:
        """Whether more or other is asked than the current view says."""
        return self.current is None or self.query != self.current.asked

    @property
    def query(self) -> str:
        return urlencode(self.asked.without("view"))

    def along(self, pairs: Pairs) -> list[tuple[str, str]]:
        """These words for an address of this list, so that they mean what they say whatever view is open."""
        if self.current is not None:
            return [*(pairs or [("sort", self.asked.order_name)]), ("view", str(self.current.id))]
        if not pairs and any(view.first for view in self.views):
            return [("view", EVERYTHING)]
        return list(pairs)


def opened(what: Listed, who: Identity, args: Args) -> Opened:
    """Reads the address; asks the database for the views once."""
    views = views_of(db(), who, type(what).__name__) if _may_save(what, who) else []
    named = args.get("view")
    current = next((view for view in views if (view.first if named is None else str(view.id) == named)), None)
    speaks = any(name not in ("view", "at") and any(args.getlist(name)) for name in args)
    if named is None and speaks:
        current = None
    if current is not None and not speaks:
        args = args_of(parse_qsl(current.asked))
    if named is None and current is None and not speaks:
        args = args_of(what.at_first)
    lost = named not in (None, "", EVERYTHING) and current is None
    return Opened(asked_of(what, args, staff=who.is_staff), views, current, lost)


def listing(what: Listed, args: Args) -> dict[str, Any]:
    """All that the page of a list shows."""
    who = identity()
    found = opened(what, who, args)
    asked = found.asked
    narrowed = asked.narrow(select(what.model).where(what.rows(who)))
    mark = mark_of(args.get("at"), asked.order.column)
    along = what.options if what.list_options is None else what.list_options
    page = page_of(db(), narrowed.options(*along), asked.order, asked.size, mark)
    here, beside = list(asked.pairs), _of_the_list(asked)

    def url(pairs: Pairs) -> str:
        return what.url_of_list(found.along(pairs))

    return {
        "one_line": str((who.is_staff and what.one_line_staff) or what.one_line),
        "heads": [_head(column, asked, url) for column in asked.columns],
        "rows": [
            Row(what.url_of_record(item), [column.cell(seen) for column in asked.columns], what.key_of(item))
            for item, seen in zip(page.rows, what.seen(db(), page.rows, asked), strict=True)
        ],
        "filters": [one.shown(_shown_args(asked, args)) for one in what.filters if who.is_staff or not one.staff],
        "chips": [
            Chip(one.label, part.shown, url([pair for pair in here if pair != (part.name, part.value)]))
            for one in asked.chosen
            for part in one.parts
        ],
        "clear_url": url(beside),
        "earlier": url([*here, ("at", page.earlier.text())]) if page.earlier else None,
        "later": url([*here, ("at", page.later.text())]) if page.later else None,
        "sizes": [(n, url([*asked.without("size"), ("size", str(n))]), n == asked.size) for n in PAGE_SIZES],
        "count_text": _count(what, narrowed, page.rows, mark is None and page.later is None),
        "primary": what.primary(),
        "empty_text": str(what.empty_text),
        # What it shows at first is all that belongs there: nothing of it is nothing at all.
        "narrowed": bool(asked.chosen) and list(asked.pairs) != list(what.at_first),
        "keep": found.along(beside),
        "choices_of_columns": [
            (c.name, str(c.label), c in asked.columns) for c in what.columns if who.is_staff or not c.staff
        ],
        "keep_beside_columns": found.along(asked.without("columns")),
        "export_url": url_for(f"{type(what).__name__}.export"),
        "asked": asked.without("size"),
        "unknown": asked.unknown,
        "lost": found.lost,
        "acts": _acts(what, who, found) if page.rows else None,
        "saving": _saving(what, who, found) if _may_save(what, who) else None,
    }


def _may_save(what: Listed, who: Identity) -> bool:
    return may_save(who) and not menu.officers_only(type(what).__name__)


def _of_the_list(asked: Asked) -> list[tuple[str, str]]:
    return [(name, value) for name, value in asked.pairs if name in OF_THE_LIST]


def _shown_args(asked: Asked, args: Args) -> Args:
    """What stands in the filters: what was understood, and what was typed and wasn't."""
    shown = args.copy()
    for name, value in asked.pairs:
        if value not in shown.getlist(name):
            shown.add(name, value)
    return shown


def _head(column: Column, asked: Asked, url: Any) -> Head:
    if column.sort not in asked.orders:
        return Head(str(column.label), None, None, column.numeric)
    current, descending = column.sort == asked.order_name, asked.order.descending
    turned = "desc" if current and not descending else "asc"
    aria = ("descending" if descending else "ascending") if current else None
    sorting = [("sort", column.sort), ("dir", turned)]
    return Head(str(column.label), url([*asked.without("sort", "dir"), *sorting]), aria, column.numeric)


def _count(what: Listed, narrowed: Select[Any], rows: Sequence[Any], whole: bool) -> str:
    """Counts no further than the cap; a page that is the whole list is counted already."""
    count = len(rows) if whole else counted(db(), what.model, narrowed, COUNT_CAP)
    if count > COUNT_CAP:
        return str(gettext("1,000+ results"))
    return str(ngettext("%(num)s result", "%(num)s results", count))


def _acts(what: Listed, who: Identity, found: Opened) -> dict[str, Any] | None:
    """The acts on chosen rows, and on all of what is asked."""
    offered = what.acts_for(who)
    if not offered:
        return None
    return {
        "url": url_for(f"{type(what).__name__}.begin"),
        "query": found.query,
        "offered": [{"name": act.name, "label": str(act.label), "tone": act.tone} for act in offered],
    }


def _saving(what: Listed, who: Identity, found: Opened) -> dict[str, Any]:
    """The tabs of the saved views, and what the form that saves one needs."""
    everything = found.current is None and not found.asked.chosen
    first = any(view.first for view in found.views)
    current = found.current
    return {
        "tabs": [
            Tab(
                str(gettext("All")),
                what.url_of_list([("view", EVERYTHING)] if first else ()),
                everything,
            ),
            *(
                Tab(view.name, what.url_of_list([("view", str(view.id))]), current is not None and view == current)
                for view in found.views
            ),
        ]
        if found.views
        else [],
        "list_name": type(what).__name__,
        "query": found.query,
        "roles": [(str(role), label_of(role)) for role in shareable_with(who)],
        "current": current,
        "changed": found.changed,
        "save_url": url_for("SavedViewScreen.save"),
        "replace_url": url_for("SavedViewScreen.replace", pk=current.id) if current and current.mine else None,
        "manage_url": url_for("SavedViewScreen.list", list=type(what).__name__),
    }
