"""Loads of the lists, for the central team: what each changed, how far it is, and deciding on one that waits."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload

from app import clock
from app.aml.lists import queries
from app.aml.lists.loading import decide_held
from app.aml.lists.queries import LoadEffect, Moved
from app.aml.lists.taking_in import LEAST_STANDING, MOST_GONE
from app.policy import Identity, Permission, require
from app.transaction import transaction
from models.aml import SanctionsList, Snapshot
from models.values import LoadState
from views.aml import list_cells as cells
from views.framework.columns import written
from views.framework.database import db
from views.framework.filters import Filter, instants_within
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.listing import listing
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, VersionField, after
from views.labels import day, instant, language, size
from views.labels.aml import EFFECTS, LOAD_STATES, PROBLEMS, WHY_REFUSED


class DecideForm(HouseForm):
    """Which of the two buttons was pressed, on which version of the load."""

    version = VersionField()


def lists() -> list[tuple[str, str]]:
    """The lists as choices, by their code."""
    return [(one.code, one.named(language())) for one in queries.lists_known(db())]


def _states() -> list[tuple[str, str]]:
    return [(str(state), str(word)) for state, word in LOAD_STATES.items()]


class SnapshotScreen(Register):
    """For the central team alone."""

    route_base = "/sanctions-loads"
    datamodel = Interface(Snapshot)
    page_title = _l("Loads of lists")
    one_line = _l("Every time a list was looked for or brought, and what it changed.")
    options = (joinedload(Snapshot.list),)
    orders = {"asked": Snapshot.asked_at}
    first_order = "asked"
    first_descending = True
    columns = (
        Column("asked", _l("Asked on"), lambda item: item.asked_at, "asked"),
        Column("list", _l("List"), cells.list_name),
        Column("published", _l("Date of the list"), lambda item: item.published_on),
        Column("state", _l("State"), cells.state_word, tone=cells.tone),
        Column("changes", _l("What it changes"), cells.change_bar, plain=cells.change_text),
        Column("entries", _l("Entries"), lambda item: item.entries, numeric=True),
        Column("problems", _l("Left out"), lambda item: item.problems, numeric=True),
        Column("file", _l("File"), cells.file_name, shown=False),
    )
    filters = (
        Filter(
            "list",
            _l("List"),
            "choice",
            lambda code: SanctionsList.code == code,
            lists,
            join=lambda statement: statement.join(SanctionsList, SanctionsList.id == Snapshot.list_id),
        ),
        Filter("state", _l("State"), "choices", Snapshot.state.in_, _states),
        Filter("asked", _l("Asked on"), "days", instants_within(Snapshot.asked_at)),
    )
    empty_text = _l("No list was loaded yet. Load the first file, or wait for tonight.")
    record_template = "aml/load.html"
    add_columns = edit_columns = show_columns = list_columns = search_columns = ("id",)

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return queries.loads_visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        return gettext("Load a file"), url_for("SanctionsListScreen.load")

    @expose("/list/")
    @has_access
    def list(self) -> Response:
        """Every load, with its bar."""
        return self.page("aml/loads.html", str(self.page_title), **listing(self, request.args))

    def title_of(self, item: Any) -> str:
        return str(gettext("Load of “%(list)s”", list=cells.list_name(item)))

    def describe(self, item: Any) -> dict[str, Any]:
        people = queries.people_of(db(), item)
        held = item.state == LoadState.HELD
        return {
            "facts": _facts(item, people),
            "state": cells.tone(item),
            "state_word": cells.state_word(item),
            "reading": item.state == LoadState.READING,
            "told_url": url_for("SnapshotScreen.told", pk=item.id),
            "so_far": cells.so_far(item),
            "held": held,
            "goes_back": held and _goes_back(item),
            "many": held and item.removed * 100 > _stood(item) * MOST_GONE and _stood(item) >= LEAST_STANDING,
            "stood": written(_stood(item)),
            "version": item.version,
            "refused": str(WHY_REFUSED.get(item.why, item.why)) if item.why else "",
            "where": _where(item),
            "pieces": cells.pieces_of(item),
            "change_text": cells.change_text(item),
            "moved": _moved(item),
            "more": item.added + item.changed + item.removed > queries.SHOWN,
            "problems": [
                (one["line"], str(PROBLEMS.get(one["code"], one["code"])), one["value"]) for one in item.told
            ],
            "problem_count": written(item.problems),
            "list_url": url_for("SanctionsListScreen.show", pk=item.list_id),
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("aml_snapshot", item.id)

    @expose("/told/<int:pk>", methods=["GET"])
    @has_access
    def told(self, pk: int) -> Response:
        """How far it is, for the script of the page."""
        require(identity(), Permission.LIST_LOAD)
        one: Snapshot = self.record(str(pk))
        ended = one.state != LoadState.READING
        return jsonify(done=one.entries, total=_expected(one), text=cells.so_far(one), ended=ended)

    @expose("/decide/<int:pk>", methods=["POST"])
    @has_access
    def decide(self, pk: int) -> Response:
        """Has it carried out all the same, or drops it."""
        require(identity(), Permission.LIST_LOAD)
        form, load = DecideForm(), request.form.get("load") == "yes"
        with transaction(db()):
            decide_held(db(), identity(), pk, form.version.number, clock.now(), load=load)
        said = (
            gettext("It is being carried out.")
            if load
            else gettext("It isn't loaded. What stands stays as it is.")
        )
        return after(url_for("SnapshotScreen.show", pk=pk), said, "info")


def _facts(one: Snapshot, people: dict[int, str]) -> list[Fact]:
    asked_by = people.get(one.asked_by or 0, "") or gettext("the clock")
    facts = [
        Fact(gettext("List"), cells.list_name(one)),
        Fact(gettext("Date of the list"), day(one.published_on)),
        Fact(gettext("Asked on"), instant(one.asked_at), gettext("by %(who)s", who=asked_by)),
        Fact(gettext("Ended"), instant(one.ended_at)),
        Fact(gettext("File"), cells.file_name(one), size(one.size) if one.size else ""),
        Fact(gettext("Entries"), written(one.entries) if one.entries else ""),
    ]
    if one.decided_by is not None:
        facts.append(Fact(gettext("Decided by"), people.get(one.decided_by, "")))
    if one.screened_at is not None:
        facts.append(Fact(gettext("Contacts compared"), instant(one.screened_at)))
    if one.sha256:
        facts.append(Fact(gettext("Fingerprint (SHA-256)"), one.sha256.hex()))
    return facts


def _where(one: Snapshot) -> str:
    """Where in the file it was refused; '' for nowhere in particular."""
    line = gettext("Line %(line)s", line=written(one.why_line)) if one.why_line else ""
    return " · ".join(filter(None, (line, one.why_value)))


def _moved(one: Snapshot) -> list[tuple[str, list[Moved]]]:
    """What changed, or would go, under its heads; a few of each."""
    if one.state == LoadState.HELD:
        return [(str(gettext("What would go")), queries.would_go(db(), one))]
    found = [(str(EFFECTS[effect]), queries.moved_by(db(), one, effect)) for effect in LoadEffect]
    return [(word, moved) for word, moved in found if moved]


def _stood(one: Snapshot) -> int:
    """How many entries stood before: what stays, and what goes."""
    return one.entries - one.added + one.removed


def _goes_back(one: Snapshot) -> bool:
    stands = one.list.published_on
    return stands is not None and one.published_on is not None and one.published_on < stands


def _expected(one: Snapshot) -> int:
    """About as many entries as the list had; 0 when that isn't known."""
    return max(one.list.entries, one.entries) if one.list.entries else 0
