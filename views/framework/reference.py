"""Generated screens that edit: reference tables, added to and changed through a form and a service."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock
from app.errors import Forbidden
from app.policy import Permission, may
from app.transaction import transaction
from views.framework.database import db
from views.framework.identity import identity
from views.framework.register import Register
from views.framework.screens import HouseForm, after, attempt


class Reference(Register):
    """A register whose rows may be added and changed; nothing is ever deleted, a row is withdrawn instead."""

    exclude_route_methods = frozenset({"delete", "action", "action_post", "download"})
    permission: ClassVar[Permission] = Permission.TOOL_CHANGE
    form_class: ClassVar[type[HouseForm]] = HouseForm
    fixed: ClassVar[frozenset[str]] = frozenset({"code"})
    one_title: ClassVar[Any] = ""
    record_template = "reference.html"

    def edits(self, item: Any | None) -> bool:
        """Whether the reader may change that row, or add one; the service asks again."""
        return may(identity(), self.permission)

    def prepare(self, form: Any) -> None:
        """Fills choices that come from the database."""

    def values_of(self, form: HouseForm) -> dict[str, Any]:
        """What the form says, by column."""
        return {
            name: value.strip() if isinstance(value, str) else value
            for name, value in form.data.items()
            if name not in ("csrf_token", "version")
        }

    def add_row(self, values: dict[str, Any]) -> Any:
        raise NotImplementedError

    def change_row(self, item: Any, version: int, values: dict[str, Any]) -> Any:
        raise NotImplementedError

    def primary(self) -> tuple[str, str] | None:
        if self.edits(None):
            return gettext("Add"), url_for(f"{type(self).__name__}.add")
        return None

    def edit_url(self, item: Any) -> str | None:
        return url_for(f"{type(self).__name__}.edit", pk=item.id) if self.edits(item) else None

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Response:
        if not self.edits(None):
            raise Forbidden(self.permission)
        form = self.form_class()
        self.prepare(form)
        if form.validate_on_submit():
            with transaction(db()):
                made = attempt(form, lambda: self.add_row(self.values_of(form)))
            if made is not None:
                return after(url_for(f"{type(self).__name__}.show", pk=made.id), gettext("Added."))
        return self._form_page(form, str(gettext("Add: %(what)s", what=self.one_title)), None)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: str) -> Response:
        item = self.record(pk)
        if not self.edits(item):
            raise Forbidden(self.permission)
        form = self.form_class(obj=item)
        form.of = item
        for name in self.fixed & set(form._fields):
            del form[name]
        self.prepare(form)
        if form.validate_on_submit():
            with transaction(db()):
                attempt(
                    form,
                    lambda: self.change_row(item, form.version.number, self.values_of(form)),
                )
            if not form.form_errors and not form.errors:
                return after(url_for(f"{type(self).__name__}.show", pk=item.id), gettext("Changed."))
            # Refused because somebody was first: who reads that and sends again means it.
            form.version.data = str(item.version)
        return self._form_page(form, str(gettext("Change %(what)s", what=self.title_of(item))), item)

    def _form_page(self, form: HouseForm, title: str, item: Any) -> Response:
        names = [name for name in form._fields if name not in ("csrf_token", "version")]
        back = "show" if item is not None else "list"
        where = {"pk": item.id} if item is not None else {}
        return self.page(
            "reference_form.html",
            title,
            422 if form.is_submitted() else 200,
            form=form,
            names=names,
            back_url=url_for(f"{type(self).__name__}.{back}", **where),
            now=clock.now(),
        )
