"""Saved views of lists: keeping one from the list's own page, opening, renaming, sharing, deleting."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload
from wtforms import BooleanField, HiddenField, SelectField, StringField

from app import clock
from app.errors import Missing
from app.lists import saved
from app.lists.saved import NewView
from app.policy import Identity, Role
from app.transaction import transaction
from models.lists import SavedView
from views import menu
from views.base import text_of
from views.framework.asking import args_of, asked_of
from views.framework.database import db
from views.framework.filters import Filter
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register, register_named
from views.framework.screens import HouseForm, after, attempt
from views.labels import instant, label_of


class ViewForm(HouseForm):
    name = StringField(_l("Name of the view"), render_kw={"autocomplete": "off"})
    shared_with = SelectField(_l("Shared with"), choices=[], validate_choice=False)
    opens_first = BooleanField(_l("Open this list with this view"))


class NewViewForm(ViewForm):
    list_name = HiddenField()
    asked = HiddenField()


class DeleteForm(HouseForm):
    """Nothing to fill in."""


def _title(list_name: str) -> str:
    found = register_named(list_name)
    return str(found.page_title) if found is not None else str(gettext("a list that is gone"))


def _lists() -> list[tuple[str, str]]:
    every = [cls for cls in _below(Register) if "datamodel" in vars(cls)]
    return sorted(((cls.__name__, str(cls.page_title)) for cls in every), key=lambda pair: pair[1])


def _below(parent: type[Register]) -> list[type[Register]]:
    children: list[type[Register]] = parent.__subclasses__()
    return [one for child in children for one in (child, *_below(child))]


def _is_mine(view: SavedView) -> bool:
    return view.account_id == identity().account_id


class SavedViewScreen(Register):
    """One's own views and those shared with one's role."""

    route_base = "/saved-views"
    exclude_route_methods = frozenset({"add", "action", "action_post", "download"})
    datamodel = Interface(SavedView)
    page_title = _l("Saved views")
    one_line = _l("Filters, order and columns of a list, kept under a name.")
    options = (joinedload(SavedView.account),)
    orders = {"made": SavedView.made_at}
    first_order = "made"
    first_descending = True
    columns = (
        Column("name", _l("Name"), lambda view: view.name),
        Column("list", _l("List"), lambda view: _title(view.list_name)),
        Column("shared", _l("Shared with"), lambda view: label_of(view.shared_with or None)),
        Column("account", _l("Made by"), lambda view: view.account.username),
        Column("made", _l("Saved"), lambda view: view.made_at, "made"),
    )
    filters = (Filter("list", _l("List"), "choice", lambda name: SavedView.list_name == name, _lists),)
    empty_text = _l("Open a list, filter it as you need it, and choose Save this view.")
    record_template = "desk/saved_view.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return saved.visible_to(who)

    def told_in(self, item: Any) -> Told | None:
        return Told("view", item.id, item.organisation_id)

    def title_of(self, item: Any) -> str:
        return str(item.name)

    def describe(self, item: Any) -> dict[str, Any]:
        found = register_named(item.list_name)
        asked = asked_of(found, args_of(parse_qsl(item.asked))) if found is not None else None
        parts = [f"{one.label}: {part.shown}" for one in asked.chosen for part in one.parts] if asked else []
        return {
            "facts": [
                Fact(gettext("List"), _title(item.list_name)),
                Fact(gettext("Filters"), "\n".join(parts) or gettext("none")),
                Fact(
                    gettext("Columns"), ", ".join(str(column.label) for column in asked.columns) if asked else ""
                ),
                Fact(gettext("Shared with"), label_of(item.shared_with or None) or gettext("nobody")),
                Fact(gettext("Saved"), instant(item.made_at), item.account.username),
            ],
            "unknown": asked.unknown if asked else [],
            "open_url": found.url_of_list([("view", str(item.id))]) if found is not None else None,
            "mine": _is_mine(item),
        }

    @expose("/save", methods=["POST"])
    @has_access
    def save(self) -> Response:
        """Keeps what a list's page asks; a refusal gives the form on a page of its own, with what was typed."""
        form = self._form(NewViewForm())
        what = register_named(form.list_name.data or "")
        if what is None or menu.officers_only(type(what).__name__):
            raise Missing("list", form.list_name.data or "")
        asked = urlencode(asked_of(what, args_of(parse_qsl(form.asked.data or ""))).pairs)
        new = NewView(type(what).__name__, text_of(form.name), asked, _role(form), bool(form.opens_first.data))
        with transaction(db()):
            made = attempt(form, lambda: saved.save_view(db(), identity(), new, clock.now()))
        if made is not None:
            return after(what.url_of_list([("view", str(made.id))]), gettext("Saved: %(name)s", name=made.name))
        return self._form_page(form, gettext("Save this view"), what.url_of_list(parse_qsl(asked)))

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: str) -> Response:
        """Renaming and sharing one's own; of another's, only whether the list opens with it."""
        item: SavedView = self.record(pk)
        who = identity()
        form = self._form(
            ViewForm(
                name=item.name,
                shared_with=item.shared_with,
                opens_first=saved.opens_first(db(), who, item),
            )
        )
        if not _is_mine(item):
            del form.name
            del form.shared_with
        if form.validate_on_submit():

            def change() -> SavedView:
                if _is_mine(item):
                    saved.change_view(db(), who, item.id, text_of(form.name), _role(form), clock.now())
                saved.open_first(db(), who, item, bool(form.opens_first.data))
                return item

            with transaction(db()):
                changed = attempt(form, change)
            if changed is not None:
                return after(url_for("SavedViewScreen.show", pk=item.id), gettext("Changed."))
            db().refresh(item)
        title = gettext("Change the view “%(name)s”", name=item.name)
        return self._form_page(form, title, url_for("SavedViewScreen.show", pk=item.id))

    @expose("/replace/<pk>", methods=["POST"])
    @has_access
    def replace(self, pk: str) -> Response:
        """Lets one's own view ask from now on what the list's page asks now."""
        item = self.record(pk)
        what = register_named(item.list_name)
        if what is None:
            raise Missing("list", item.list_name)
        asked = urlencode(asked_of(what, args_of(parse_qsl(request.form.get("asked", "")))).pairs)
        with transaction(db()):
            saved.replace_view(db(), identity(), item.id, asked, clock.now())
        return after(what.url_of_list([("view", str(item.id))]), gettext("Saved: %(name)s", name=item.name))

    @expose("/delete/<pk>", methods=["GET", "POST"])
    @has_access
    def delete(self, pk: str) -> Response:
        item, form = self.record(pk), DeleteForm()
        if not _is_mine(item):
            raise Missing("view", pk)
        if form.validate_on_submit():
            name = item.name
            with transaction(db()):
                saved.delete_view(db(), identity(), item.id, clock.now())
            return after(url_for("SavedViewScreen.list"), gettext("Deleted: %(name)s", name=name))
        return self.page(
            "desk/saved_view_delete.html", gettext("Delete the view “%(name)s”", name=item.name), item=item
        )

    def _form(self, form: Any) -> Any:
        roles = [(str(role), label_of(role)) for role in saved.shareable_with(identity())]
        form.shared_with.choices = [("", gettext("nobody, for me alone")), *roles]
        return form

    def _form_page(self, form: HouseForm, title: str, back_url: str) -> Response:
        return self.page(
            "desk/saved_view_form.html",
            title,
            422 if form.is_submitted() else 200,
            form=form,
            names=[name for name in ("name", "shared_with", "opens_first") if name in form],
            hidden=[name for name in ("list_name", "asked") if name in form],
            back_url=back_url,
        )


def _role(form: Any) -> Role | None:
    """The role that was picked; one that there isn't is one nobody holds."""
    word = form.shared_with.data or ""
    return (Role(word) if word in set(Role) else Role.PERSON) if word else None
