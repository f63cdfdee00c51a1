"""Generated screens: a list with visible filters and keyset pages, and a record. Reading only.

A register says its columns, filters, sort orders and facts; what it may show of them is decided by `rows()`,
the one condition every door of the screen goes through. Sorting is by declared orders only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from flask import Response, request, url_for
from flask_appbuilder import ModelView, expose, has_access
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_babel import gettext, ngettext
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm.interfaces import ORMOption

from app.errors import Missing
from app.policy import Identity
from views.framework.asking import PAGE_SIZES, Asked, asked_of
from views.framework.columns import Column
from views.framework.database import db
from views.framework.exports import export
from views.framework.filters import Chip, Filter
from views.framework.identity import identity
from views.framework.keyset import counted, mark_of, page_of
from views.framework.screens import Screen

COUNT_CAP = 1000
Pairs = Sequence[tuple[str, str]]
__all__ = ["Column", "Fact", "Filter", "Interface", "Register"]


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
    """One row of the table; `key` is what choosing it sends."""

    url: str | None
    cells: list[Any]
    key: str = ""


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
        asked = asked_of(self, request.args)
        narrowed = asked.narrow(select(self.model).where(self.rows(identity())))
        mark = mark_of(request.args.get("at"), asked.order.column)
        along = self.options if self.list_options is None else self.list_options
        page = page_of(db(), narrowed.options(*along), asked.order, asked.size, mark)
        here = [*asked.pairs]
        return self.page(
            "list.html",
            str(self.page_title),
            one_line=str(self.one_line),
            heads=[self._head(column, asked) for column in asked.columns],
            rows=[
                Row(self._record_url(item), [column.cell(item) for column in asked.columns], str(item.id))
                for item in page.rows
            ],
            filters=[f.shown(request.args) for f in self.filters],
            chips=self._chips(asked),
            clear_url=self._url(self._outside_filters(asked)),
            earlier=self._url([*here, ("at", page.earlier.text())]) if page.earlier else None,
            later=self._url([*here, ("at", page.later.text())]) if page.later else None,
            sizes=[
                (n, self._url([*asked.without("size"), ("size", str(n))]), n == asked.size) for n in PAGE_SIZES
            ],
            count_text=self._count(narrowed, page.rows, mark is None and page.later is None),
            primary=self.primary(),
            empty_text=str(self.empty_text),
            narrowed=bool(asked.chosen),
            keep=self._outside_filters(asked),
            choices_of_columns=[(c.name, str(c.label), c in asked.columns) for c in self.columns],
            keep_beside_columns=asked.without("columns"),
            export_url=url_for(f"{type(self).__name__}.export"),
            asked=asked.without("size"),
            unknown=asked.unknown,
        )

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> Response:
        item = self.record(pk)
        return self.page(self.record_template, self.title_of(item), item=item, **self.describe(item))

    @expose("/export", methods=["POST"])
    @has_access
    def export(self) -> Response:
        """The whole filtered, sorted set with the chosen columns, as a file. Recorded, so it is a POST."""
        return export(self, request.form)

    def _outside_filters(self, asked: Asked) -> Pairs:
        return [(name, value) for name, value in asked.pairs if name in ("sort", "dir", "size", "columns")]

    def _chips(self, asked: Asked) -> Sequence[Chip]:
        """One for each thing that was filled in, which takes itself away."""
        return [
            Chip(one.label, part.shown, self._url([p for p in asked.pairs if p != (part.name, part.value)]))
            for one in asked.chosen
            for part in one.parts
        ]

    def _head(self, column: Column, asked: Asked) -> Head:
        if column.sort is None:
            return Head(str(column.label), None, None, column.numeric)
        current, descending = column.sort == asked.order_name, asked.order.descending
        turned = "desc" if current and not descending else "asc"
        aria = ("descending" if descending else "ascending") if current else None
        url = self._url([*asked.without("sort", "dir"), ("sort", column.sort), ("dir", turned)])
        return Head(str(column.label), url, aria, column.numeric)

    def _record_url(self, item: Any) -> str | None:
        return url_for(f"{type(self).__name__}.show", pk=item.id)

    def _url(self, pairs: Pairs) -> str:
        """The address of this list with these words."""
        return f"{url_for(f'{type(self).__name__}.list')}{'?' if pairs else ''}{urlencode(pairs)}"

    def _count(self, narrowed: Select[Any], rows: Sequence[Any], whole: bool) -> str:
        """Counts no further than the cap; a page that is the whole list is counted already."""
        count = len(rows) if whole else counted(db(), self.model, narrowed, COUNT_CAP)
        if count > COUNT_CAP:
            return str(gettext("1,000+ results"))
        return str(ngettext("%(num)s result", "%(num)s results", count))
