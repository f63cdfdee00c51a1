"""The lists that contacts are compared with: how old each is, loading one from a file, fetching one now."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import Response, current_app, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from sqlalchemy import ColumnElement
from werkzeug.datastructures import FileStorage
from wtforms import SelectField

from app import clock
from app.aml.lists import queries
from app.aml.lists.loading import Brought, ask_load
from app.errors import Missing, Refusal
from app.outside.files import chunks_of
from app.outside.list_settings import Published
from app.policy import Identity, Permission, may, require
from app.transaction import transaction
from models.aml import SanctionsList, Snapshot
from models.values import ListFormat, LoadState
from views.aml import list_cells as cells
from views.aml.access import AmlScreen
from views.framework.columns import written
from views.framework.database import db
from views.framework.identity import identity
from views.framework.listing import listing
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after, attempt
from views.labels import day, instant, language
from views.labels.aml import LIST_FORMATS


class LoadForm(HouseForm):
    list = SelectField(_l("List"))
    file = FileField(
        _l("File"),
        description=_l(
            "As its publisher gives it, at most 12 MB; larger lists are fetched. Drag it here, or choose it."
        ),
        render_kw={"accept": ".xml,.csv,.txt,.json,.jsonl"},
    )


class SanctionsListScreen(AmlScreen, Register):
    """For whoever compares contacts with them; the central team loads them."""

    route_base = "/sanctions-lists"
    datamodel = Interface(SanctionsList)
    page_title = _l("Sanctions lists")
    one_line = _l(
        "What contacts are compared with. Each list is looked for every night; what changed is compared at once."
    )
    orders = {"number": SanctionsList.id}
    first_order = "number"
    columns = (
        Column("name", _l("List"), lambda item: item.named(language())),
        Column("published", _l("Date of the list"), lambda item: item.published_on),
        Column("age", _l("Age"), cells.age, tone=cells.age_tone, plain=cells.days_old),
        Column("entries", _l("Entries"), lambda item: item.entries, numeric=True),
        Column("loaded", _l("Last changed here"), lambda item: item.loaded_at),
        Column("looked", _l("Last looked for"), lambda item: item.looked_at),
        Column("form", _l("Written as"), lambda item: str(LIST_FORMATS[ListFormat(item.form)]), shown=False),
    )
    empty_text = _l("No list is known here.")
    record_template = "aml/list.html"
    add_columns = edit_columns = show_columns = list_columns = search_columns = ("id",)

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return queries.lists_visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        if may(identity(), Permission.LIST_LOAD):
            return gettext("Load a file"), url_for("SanctionsListScreen.load")
        return None

    @expose("/list/")
    @has_access
    def list(self) -> Response:
        """The lists, and how they get here."""
        loads, source = may(identity(), Permission.LIST_LOAD), published()
        going = queries.open_loads(db()).values() if loads else ()
        return self.page(
            "aml/lists.html",
            str(self.page_title),
            by_hand=loads and source is None,
            practice=source is not None and source.practice,
            held=[(one.id, cells.list_name(one)) for one in going if one.state == LoadState.HELD],
            **listing(self, request.args),
        )

    def title_of(self, item: Any) -> str:
        name: str = item.named(language())
        return name

    def describe(self, item: Any) -> dict[str, Any]:
        loads = may(identity(), Permission.LIST_LOAD)
        going: Snapshot | None = queries.open_loads(db()).get(item.id) if loads else None
        source = published()
        return {
            "facts": [
                Fact(gettext("Date of the list"), day(item.published_on)),
                Fact(gettext("Entries"), written(item.entries)),
                Fact(gettext("Last changed here"), instant(item.loaded_at)),
                Fact(gettext("Last looked for"), instant(item.looked_at)),
                Fact(gettext("Called old after"), ngettext("%(num)s day", "%(num)s days", item.warn_after)),
                Fact(gettext("Written as"), str(LIST_FORMATS[ListFormat(item.form)])),
            ],
            "state": cells.age_tone(item),
            "state_word": cells.age(item),
            "entries_url": url_for("ListedScreen.list", list=item.code, standing="yes"),
            "loads": loads,
            "going": going,
            "fetchable": loads and going is None and source is not None and item.code in source.codes,
        }

    @expose("/load", methods=["GET", "POST"])
    @has_access
    def load(self) -> Response:
        """Brings a file; a worker reads it."""
        require(identity(), Permission.LIST_LOAD)
        form = LoadForm(list=request.args.get("list", ""))
        form.list.choices = [(one.code, one.named(language())) for one in queries.lists_known(db())]
        if form.validate_on_submit() and (made := _brought(form)) is not None:
            return after(url_for("SnapshotScreen.show", pk=made.id), _said(), "info")
        return self.page(
            "aml/list_load.html", gettext("Load a file"), 422 if form.is_submitted() else 200, form=form
        )

    @expose("/fetch/<int:pk>", methods=["GET", "POST"])
    @has_access
    def fetch(self, pk: int) -> Response:
        """Looks where the list is published now rather than tonight."""
        require(identity(), Permission.LIST_LOAD)
        of: SanctionsList = self.record(str(pk))
        source, form = published(), HouseForm()
        if source is None or of.code not in source.codes:
            raise Missing("sanctions_list", pk)
        if form.validate_on_submit():
            with transaction(db()):
                made = attempt(form, lambda: ask_load(db(), identity(), of.code, None, clock.now()))
            if made is not None:
                return after(url_for("SnapshotScreen.show", pk=made.id), _said(), "info")
        return self.page(
            "aml/list_fetch.html",
            gettext("Fetch “%(list)s” now", list=of.named(language())),
            422 if form.is_submitted() else 200,
            form=form,
            item=of,
        )


def published() -> Published | None:
    """Where this installation fetches lists; None where they are loaded by hand."""
    found: Published | None = current_app.extensions["lists"]
    return found


def _said() -> str:
    return str(gettext("It is being read. What it changes appears here."))


def _brought(form: LoadForm) -> Snapshot | None:
    """The load that was asked for; None when it is refused, and then its file is swept away."""
    sent: Any = form.file.data
    if not isinstance(sent, FileStorage) or not sent.filename:
        form.refuse(Refusal("imports.file.missing", field="file"))
        return None
    kept = current_app.extensions["files"].put(chunks_of(cast("BinaryIO", sent.stream)))
    brought = Brought(kept.name, sent.filename, kept.size)
    with transaction(db()):
        made: Snapshot | None = attempt(
            form, lambda: ask_load(db(), identity(), str(form.list.data), brought, clock.now())
        )
    return made
