"""Generated screens: a list with visible filters and keyset pages, and a record. Reading only.

A register says its columns, filters, sort orders and facts; what it may show of them is decided by `rows()`,
the one condition every door of the screen goes through. Sorting is by declared orders only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from flask import Response, current_app, request, url_for
from flask_appbuilder import ModelView, expose, has_access
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, SynonymProperty
from sqlalchemy.orm.interfaces import ORMOption

from app.errors import Missing
from app.policy import Identity
from views.framework.asking import Asked
from views.framework.columns import Column
from views.framework.database import db
from views.framework.exports import export
from views.framework.filters import Filter
from views.framework.history import Told, history_of
from views.framework.identity import identity
from views.framework.listing import listing
from views.framework.screens import Screen

__all__ = ["Column", "Fact", "Filter", "Interface", "Register", "Tab"]


@dataclass(frozen=True)
class Fact:
    """One line of a record's summary."""

    label: str
    value: Any
    note: str = ""


@dataclass(frozen=True)
class Tab:
    """One of the pages that hang together; `count` is what waits there."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


class Interface(SQLAInterface):
    """The framework's data access, opened on the request's own session; it reads, services write."""

    def __init__(self, model: Any) -> None:
        super().__init__(model, None)
        # What a column is called besides its own name is no column of its own.
        found: dict[str, Any] = vars(self)["list_properties"]
        self.list_properties = {n: one for n, one in found.items() if not isinstance(one, SynonymProperty)}

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
    # What is asked of the list when nobody asks anything, as an address says it.
    at_first: ClassVar[Sequence[tuple[str, str]]] = ()
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

    def seen(self, session: Session, items: Sequence[Any], asked: Asked | None) -> Sequence[Any]:
        """What the columns read of these rows, one for each; `asked` None where nothing was. The rows themselves,
        unless what was asked shows them otherwise."""
        return items

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
        return self.page("list.html", str(self.page_title), **listing(self, request.args))

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> Response:
        item = self.record(pk)
        described = self.describe(item)
        if (told := self.told_in(item)) is not None:
            described["history"] = history_of(db(), identity(), told, self.url_of_record(item) or "")
        return self.page(self.record_template, self.title_of(item), item=item, **described)

    @expose("/export", methods=["POST"])
    @has_access
    def export(self) -> Response:
        """The whole filtered, sorted set with the chosen columns, as a file. Recorded, so it is a POST."""
        return export(self, request.form)

    def acts_for(self, who: Identity) -> Sequence[Any]:
        """What may be done with several rows together; see `Acting`."""
        return ()

    def key_of(self, item: Any) -> str:
        """What choosing a row sends."""
        return str(item.id)

    def url_of_record(self, item: Any) -> str | None:
        return url_for(f"{type(self).__name__}.show", pk=item.id)

    def url_of_list(self, pairs: Sequence[tuple[str, str]] = ()) -> str:
        """The address of this list with these words."""
        return f"{url_for(f'{type(self).__name__}.list')}{'?' if pairs else ''}{urlencode(pairs)}"


def register_named(name: str) -> Register | None:
    """The list with that screen's name, as it stands in what was saved; None for one that is gone."""
    views = current_app.extensions["appbuilder"].baseviews
    return next((view for view in views if isinstance(view, Register) and type(view).__name__ == name), None)
