"""Packages of rights: the register an administrator keeps."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import joinedload, selectinload
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app import clock
from app.policy import Identity, Permission, may
from app.rights import packages
from app.rights.sets import Wanted
from app.transaction import transaction
from models.rights import ContextValue, Package, PackageLine, RightKind
from views.framework.database import db
from views.framework.filters import Filter, like_pattern
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.reference import Reference
from views.framework.register import Column, Fact, Interface
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels import instant, language
from views.rights.catalogue import Several
from views.rights.organisation import own_organisation


class PackageForm(HouseForm):
    version = VersionField()
    name = StringField(
        _l("Name"),
        description=_l("For example the function it is for."),
        validators=[
            InputRequired(_l("Give the package a name.")),
            Length(max=100, message=_l("At most 100 characters.")),
        ],
    )
    wanted = Several(_l("Rights"), validators=[InputRequired(_l("Tick at least one right."))])


class RemoveForm(HouseForm):
    version = VersionField()


def named(kind: RightKind, part: ContextValue | None) -> str:
    """A right of a set in the reader's words: the kind, the part it is for, the tool."""
    of = f" ({part.named(language())})" if part is not None else ""
    return f"{kind.named(language())}{of} · {kind.tool.named(language())}"


class PackageScreen(Reference):
    """The packages of one's own organisation; for staff, everywhere."""

    route_base = "/packages"
    datamodel = Interface(Package)
    permission = Permission.PACKAGE_KEEP
    form_class = PackageForm
    fixed = frozenset[str]()
    one_title = _l("package of rights")
    page_title = _l("Packages of rights")
    one_line = _l("Rights that go together, by function; given or taken away from a person's relation in one act.")
    options = (selectinload(Package.lines).joinedload(PackageLine.kind).joinedload(RightKind.tool),)
    list_options = (selectinload(Package.lines), joinedload(Package.organisation))
    orders = {"name": Package.name}
    first_order = "name"
    columns = (
        Column("name", _l("Name"), lambda item: item.name, "name"),
        Column("rights", _l("Rights"), lambda item: len(item.lines), numeric=True),
        Column("changed", _l("Changed"), lambda item: item.changed_at),
        Column("organisation", _l("Organisation"), lambda item: item.organisation.name, shown=False),
    )
    filters = (
        Filter(
            "name",
            _l("Name"),
            "text",
            lambda text: func.house_sort_name(Package.name).like(func.house_sort_name(like_pattern(text))),
        ),
    )
    empty_text = _l("No package yet. Make one for a function that always needs the same rights.")
    record_template = "rights/package.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return packages.visible_to(who)

    def edits(self, item: Any | None) -> bool:
        return may(identity(), self.permission, item)

    def title_of(self, item: Any) -> str:
        return str(item.name)

    def describe(self, item: Any) -> dict[str, Any]:
        parts = {(one.kind_id, one.context): part for one, _, part in self._choices(item)}
        return {
            "facts": [Fact(gettext("Changed"), instant(item.changed_at))],
            "lines": [named(line.kind, parts.get((line.kind_id, line.context))) for line in item.lines],
            "edit_url": self.edit_url(item),
            "remove_url": url_for("PackageScreen.remove", pk=item.id) if self.edits(item) else None,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("package", item.id, item.organisation_id, asks=Permission.EVENT_SEE)

    def _choices(self, item: Any | None) -> list[tuple[Wanted, RightKind, ContextValue | None]]:
        return packages.choices(db(), [line.kind for line in item.lines] if item is not None else [])

    def prepare(self, form: Any) -> None:
        organisation = own_organisation()
        kinds = packages.offered_kinds(db(), organisation.government_kind or organisation.kind)
        offered = packages.choices(db(), kinds)
        form.wanted.choices = [(one.key, named(kind, part)) for one, kind, part in offered]
        if not form.is_submitted() and (item := form.of) is not None:
            form.wanted.data = [Wanted(line.kind_id, line.context).key for line in item.lines]

    def add_row(self, values: dict[str, Any]) -> Any:
        return self._keep(None, 0, values)

    def change_row(self, item: Any, version: int, values: dict[str, Any]) -> Any:
        return self._keep(item.id, version, values)

    def _keep(self, package_id: int | None, version: int, values: dict[str, Any]) -> Package:
        wanted = {one for text in values["wanted"] if (one := Wanted.read(text)) is not None}
        name = str(values["name"])
        return packages.keep_package(db(), identity(), package_id, version, name, wanted, clock.now())

    @expose("/remove/<pk>", methods=["GET", "POST"])
    @has_access
    def remove(self, pk: str) -> Response:
        """Removes it, after asking; the rights given with it stay."""
        item = self.record(pk)
        form = RemoveForm(version=str(item.version))
        if form.validate_on_submit():
            database, opened_on = db(), form.version.number

            def act() -> bool:
                packages.remove_package(database, identity(), item.id, opened_on, clock.now())
                return True

            with transaction(database):
                done = attempt(form, act)
            if done is not None:
                return after(url_for("PackageScreen.list"), gettext("Removed: %(name)s.", name=item.name))
        return self.page(
            "rights/package_remove.html",
            gettext("Remove this package"),
            422 if request.method == "POST" else 200,
            form=form,
            item=item,
        )
