"""What a reader asks of a list, read from an address: filters, sort order, columns, page size.

The same words in a page, a saved view, an export and a bulk act. What the list doesn't know is left out and
named, never an error: columns and filters come and go, and addresses stay in people's bookmarks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy import Select
from werkzeug.datastructures import MultiDict

from views.framework.columns import Column
from views.framework.filters import Args, Chosen, Filter
from views.framework.keyset import Order

PAGE_SIZES = (25, 50, 100)
# Of the page, not of the list: where one is in it, and which saved view one came by.
_OF_THE_PAGE = ("at", "view")
OF_THE_LIST = ("sort", "dir", "size", "columns")
_MOST_NAMED, _LONGEST_NAMED = 5, 40


class Askable(Protocol):
    """What a list declares of itself."""

    columns: Sequence[Column]
    filters: Sequence[Filter]
    orders: dict[str, Any]
    first_order: str
    first_descending: bool

    @property
    def model(self) -> Any: ...


@dataclass(frozen=True)
class Asked:
    """What was asked, as far as the list knows it. `pairs` says the same in an address; `unknown` is the rest."""

    chosen: Sequence[Chosen]
    order_name: str
    order: Order
    columns: Sequence[Column]
    size: int
    pairs: Sequence[tuple[str, str]]
    unknown: Sequence[str]
    orders: Mapping[str, Any]

    def narrow(self, statement: Select[Any]) -> Select[Any]:
        for one in self.chosen:
            statement = one.narrow(statement)
        return statement

    def without(self, *names: str) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.pairs if name not in names]

    def day(self, name: str) -> date | None:
        """The day that filter holds."""
        held = self.filters().get(name)
        return date.fromisoformat(held[0]) if held else None

    def filters(self) -> dict[str, list[str]]:
        """What the filters hold, by name; for the record of what somebody took out of the list."""
        held: dict[str, list[str]] = {}
        for part in (part for one in self.chosen for part in one.parts):
            held.setdefault(part.name, []).append(part.value)
        return held


def asked_of(what: Askable, args: Args, *, staff: bool = False) -> Asked:
    """Reads an address, as far as this list knows its words; `staff` says who asks."""
    named = {filter_.name: filter_ for filter_ in what.filters}
    read = (filter_.read(args, named.get(filter_.beside)) for filter_ in what.filters)
    chosen = [one for one in read if one is not None]
    pairs = [(part.name, part.value) for one in chosen for part in one.parts]
    unknown = [text for filter_ in what.filters for text in filter_.unread(args)]
    known = {name for filter_ in what.filters for name in filter_.names}
    unknown += [name for name in args if name not in known and name not in _OF_THE_PAGE + OF_THE_LIST]

    orders = _orders(what, chosen)
    first_order = what.first_order if what.first_order in orders else next(iter(orders))
    order_name, descending = args.get("sort", first_order), _direction(args)
    if order_name not in what.orders:
        unknown.append(order_name)
    if order_name not in orders:
        order_name, descending = first_order, None
    elif "sort" in args:
        pairs.append(("sort", order_name))
        if descending is not None:
            pairs.append(("dir", "desc" if descending else "asc"))
    if descending is None:
        descending = what.first_descending if order_name == what.first_order else False

    size = _size(args)
    if size != PAGE_SIZES[0]:
        pairs.append(("size", str(size)))

    wanted = set(args.getlist("columns")[:200])
    offered = [column for column in what.columns if staff or not column.staff]
    columns = [column for column in offered if column.name in wanted]
    unknown += sorted(wanted - {column.name for column in columns})
    pairs += [("columns", column.name) for column in columns]
    return Asked(
        chosen,
        order_name,
        Order(what.orders[order_name], what.model.id, descending),
        columns or [column for column in offered if column.shown],
        size,
        pairs,
        _named(unknown),
        orders,
    )


def _orders(what: Askable, chosen: Sequence[Chosen]) -> dict[str, Any]:
    """The orders that make sense with these filters."""
    allowed = [set(one.orders) for one in chosen if one.orders]
    return {name: column for name, column in what.orders.items() if all(name in some for some in allowed)}


def args_of(pairs: Sequence[tuple[str, str]]) -> Args:
    return MultiDict(pairs)


def _direction(args: Args) -> bool | None:
    return {"asc": False, "desc": True}.get(args.get("dir", ""))


def _size(args: Args) -> int:
    text = args.get("size", "")
    return int(text) if text.isascii() and text.isdigit() and int(text[:6]) in PAGE_SIZES else PAGE_SIZES[0]


def _named(unknown: Sequence[str]) -> list[str]:
    """The first few, shortened: a notice, not a mirror of whatever was typed."""
    short = [one if len(one) <= _LONGEST_NAMED else f"{one[:_LONGEST_NAMED]}…" for one in unknown if one.strip()]
    return short[:_MOST_NAMED]
