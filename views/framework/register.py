"""Generated screens: a list with visible filters and keyset pages, and a record. Reading only.

A register says its columns, filters, sort orders and facts; what it may show of them is decided by `rows()`,
the one condition every door of the screen goes through. Sorting is by declared orders only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Response, get_template_attribute, request, url_for
from flask_appbuilder import ModelView, expose, has_access
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_babel import gettext, ngettext
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm.interfaces import ORMOption

from app.errors import Missing
from app.policy import Identity
from views.framework.database import db
from views.framework.filters import Filter
from views.framework.history import Told, history_of
from views.framework.identity import identity
from views.framework.keyset import Order, mark_of, page_of
from views.framework.screens import Screen

PAGE_SIZES = (25, 50, 100)
COUNT_CAP = 1000


@dataclass(frozen=True)
class Column:
    """One column of a list: `value` gives what the cell shows; `sort` names the order its head switches to."""

    name: str
    label: Any
    value: Callable[[Any], Any]
    sort: str | None = None
    tone: Callable[[Any], str] | None = None
    numeric: bool = False


@dataclass(frozen=True)
class Fact:
    """One line of a record's summary."""

    label: str
    value: Any
    note: str = ""


@dataclass(frozen=True)
class Head:
    """The head of a column: what sorting by it would ask for, and whether it sorts now."""

    label: str
    sort_url: str | None
    sorted: str | None
    end: bool = False


@dataclass(frozen=True)
class Row:
    url: str | None
    cells: list[Any]


class Interface(SQLAInterface):
    """The framework's data access, opened on the request's own session; it reads, services write."""

    def __init__(self, model: Any) -> None:
        super().__init__(model, None)

    @property
    def session(self) -> Any:
        return db()

    @session.setter
    def session(self, value: Any) -> None:
        """The framework hands its own over when a view is registered; ours is asked for at each use."""

    def add(self, item: Any, commit: bool = True) -> None:
        raise NotImplementedError("services write")

    edit = delete = add


class Register(Screen, ModelView):
    """A generated screen over one table. Subclasses declare; `rows` and `describe` are theirs to write."""

    default_view = "list"
    exclude_route_methods = frozenset({"add", "edit", "delete", "action", "action_post", "download"})
    page_title: ClassVar[Any] = ""
    one_line: ClassVar[Any] = ""
    # The same for staff, who see every organisation's rows; the first where it fits both.
    one_line_staff: ClassVar[Any] = ""
    columns: ClassVar[Sequence[Column]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    orders: ClassVar[dict[str, Any]] = {}
    first_order: ClassVar[str] = ""
    first_descending: ClassVar[bool] = False
    # What a record reads along; `list_options` is what the columns of the list need, no more.
    options: ClassVar[Sequence[ORMOption]] = ()
    list_options: ClassVar[Sequence[ORMOption] | None] = None
    empty_text: ClassVar[Any] = ""
    record_template = "record.html"
    # The framework builds forms and searches from these; none of its own are shown.
    add_columns = edit_columns = show_columns = list_columns = search_columns = ("id",)

    def rows(self, who: Identity) -> ColumnElement[bool]:
        """The condition on every row this screen may show to `who`."""
        raise NotImplementedError

    def title_of(self, item: Any) -> str:
        return str(item)

    def describe(self, item: Any) -> dict[str, Any]:
        """What the record page shows: `facts`, and `state`, `actions`, `parts` where there are any."""
        raise NotImplementedError

    def told_in(self, item: Any) -> Told | None:
        """Where the events of this record are; None for a table whose changes nobody records."""
        return None

    def primary(self) -> tuple[str, str] | None:
        """Label and address of the list's one primary button."""
        return None

    @property
    def model(self) -> Any:
        return self.datamodel.obj

    def record(self, pk: str) -> Any:
        """The row with that id, if this screen may show it. Raises Missing otherwise, whatever was typed."""
        if not pk.isascii() or not pk.isdigit() or len(pk) > 18:
            raise Missing(self.model.__tablename__, pk)
        found = (
            db()
            .scalars(
                select(self.model).where(self.model.id == int(pk), self.rows(identity())).options(*self.options)
            )
            .unique()
            .one_or_none()
        )
        if found is None:
            raise Missing(self.model.__tablename__, pk)
        return found

    @expose("/list/")
    @has_access
    def list(self) -> Response:
        order_name, order = self._order()
        size = self._size()
        chosen = [one for one in (f.read(request.args) for f in self.filters) if one is not None]
        narrowed: Select[Any] = select(self.model).where(self.rows(identity()))
        for one in chosen:
            narrowed = one.narrow(narrowed)
        mark = mark_of(request.args.get("at"), order.column)
        along = self.options if self.list_options is None else self.list_options
        page = page_of(db(), narrowed.options(*along), order, size, mark)
        return self.page(
            "list.html",
            str(self.page_title),
            one_line=str((identity().is_staff and self.one_line_staff) or self.one_line),
            heads=[self._head(column, order_name, order) for column in self.columns],
            rows=[Row(self._record_url(item), [_cell(c, item) for c in self.columns]) for item in page.rows],
            filters=[f.shown(request.args) for f in self.filters],
            chips=[one.chip(self._url(without=one.name)) for one in chosen],
            clear_url=self._url(without="*"),
            earlier=self._url(at=page.earlier.text()) if page.earlier else None,
            later=self._url(at=page.later.text()) if page.later else None,
            count_text=self._count(narrowed, page.rows, mark is None and page.later is None),
            primary=self.primary(),
            empty_text=str(self.empty_text),
            narrowed=bool(chosen),
            keep={name: request.args[name] for name in ("sort", "dir", "size") if name in request.args},
        )

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> Response:
        item = self.record(pk)
        described = self.describe(item)
        if (told := self.told_in(item)) is not None:
            described["history"] = history_of(db(), identity(), told, self._record_url(item) or "")
        return self.page(self.record_template, self.title_of(item), item=item, **described)

    def _order(self) -> tuple[str, Order]:
        name = request.args.get("sort", self.first_order)
        descending = {"asc": False, "desc": True}.get(request.args.get("dir", ""))
        if name not in self.orders:
            name, descending = self.first_order, None
        if descending is None:
            descending = self.first_descending if name == self.first_order else False
        return name, Order(self.orders[name], self.model.id, descending)

    def _size(self) -> int:
        text = request.args.get("size", "")
        return int(text) if text.isascii() and text.isdigit() and int(text[:6]) in PAGE_SIZES else PAGE_SIZES[0]

    def _head(self, column: Column, order_name: str, order: Order) -> Head:
        if column.sort is None:
            return Head(str(column.label), None, None, column.numeric)
        current = column.sort == order_name
        turned = "desc" if current and not order.descending else "asc"
        aria = ("descending" if order.descending else "ascending") if current else None
        return Head(str(column.label), self._url(sort=column.sort, dir=turned), aria, column.numeric)

    def _record_url(self, item: Any) -> str | None:
        return url_for(f"{type(self).__name__}.show", pk=item.id)

    def _url(self, without: str | None = None, **changed: str) -> str:
        values: dict[str, Any] = {
            k: v for k, v in request.args.items() if k not in ("at", without) and without != "*"
        }
        return url_for(f"{type(self).__name__}.list", **{**values, **changed})

    def _count(self, narrowed: Select[Any], rows: Sequence[Any], whole: bool) -> str:
        """Counts no further than the cap; a page that is the whole list is counted already."""
        if whole:
            count = len(rows)
        else:
            counted = narrowed.with_only_columns(self.model.id).limit(COUNT_CAP + 1).order_by(None).subquery()
            count = db().scalar(select(func.count()).select_from(counted)) or 0
        if count > COUNT_CAP:
            return str(gettext("1,000+ results"))
        return str(ngettext("%(num)s result", "%(num)s results", count))


def _cell(column: Column, item: Any) -> Any:
    """What the cell shows; a state as a pill."""
    value = column.value(item)
    if column.tone is None:
        return value
    return get_template_attribute("parts/pill.html", "pill")(column.tone(item), value)
