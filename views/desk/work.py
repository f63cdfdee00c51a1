"""What one asked for that takes long: how far it is, what became of it, and its file."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload

from app import clock
from app import work as long_work
from app.documents.queries import document_record
from app.errors import Missing, Refusal
from app.policy import Identity
from app.transaction import transaction
from models.values import WorkKind, WorkState
from models.work import Work
from views.desk.documents import reads_its_list
from views.framework.columns import written
from views.framework.database import db
from views.framework.downloads import handed_out
from views.framework.filters import Filter, words_of
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import after
from views.labels import instant, label_of
from views.refusals import sentence

_TONES = {"waiting": "pending", "running": "pending", "done": "active", "failed": "revoked", "stopped": "expired"}


class WorkScreen(Register):
    """One's own long work, in the context one acts in; kept a month."""

    route_base = "/work"
    datamodel = Interface(Work)
    page_title = _l("My tasks")
    one_line = _l("Long work you asked for: exports and imports. Kept for a month.")
    options = (joinedload(Work.document),)
    orders = {"asked": Work.asked_at}
    first_order = "asked"
    first_descending = True
    columns = (
        Column("kind", _l("Task"), lambda item: label_of(item.kind)),
        Column("asked", _l("Asked"), lambda item: item.asked_at, "asked"),
        Column("ended", _l("Ended"), lambda item: item.ended_at),
        Column("state", _l("State"), lambda item: label_of(item.state), tone=lambda item: _TONES[item.state]),
    )
    filters = (Filter("state", _l("State"), "choice", lambda state: Work.state == state, words_of(WorkState)),)
    empty_text = _l("Nothing yet. A long export or import that you ask for appears here, with its progress.")
    record_template = "desk/work.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return long_work.visible_to(who)

    def title_of(self, item: Any) -> str:
        return f"{label_of(item.kind)}, {instant(item.asked_at)}"

    def describe(self, item: Any) -> dict[str, Any]:
        goes_on = item.state not in long_work.ENDED
        return {
            "facts": [
                Fact(gettext("Asked"), instant(item.asked_at)),
                Fact(gettext("Started"), instant(item.started_at)),
                Fact(gettext("Ended"), instant(item.ended_at)),
                *(
                    Fact(label, written(item.result[name]))
                    for name, label in (
                        ("rows", gettext("Rows")),
                        ("documents", gettext("Documents")),
                        ("files", gettext("Files")),
                    )
                    if name in item.result
                ),
            ],
            "state": _TONES[item.state],
            "state_word": label_of(item.state),
            "goes_on": goes_on,
            "stopping": goes_on and item.stop_asked_at is not None,
            "refused": _refused(item.result),
            "download_url": _download_url(item),
            "so_far": _so_far(item),
            "issued_url": url_for("IssuedScreen.show", pk=item.result["issued_id"])
            if "issued_id" in item.result
            else None,
            "batch_url": url_for("BatchScreen.show", pk=item.facts["batch_id"])
            if "batch_id" in item.facts
            else None,
            "draft_url": url_for("RuleDraftScreen.tried", pk=item.result["draft"])
            if "draft" in item.result
            else None,
            "pack_made": item.kind == WorkKind.PACK and item.state == WorkState.DONE,
            "lacking": written(item.result["lacking"]) if item.result.get("lacking") else "",
            "import_url": url_for("ImportScreen.show", pk=item.result["import_id"])
            if "import_id" in item.result
            else None,
        }

    @expose("/told/<int:pk>", methods=["GET"])
    @has_access
    def told(self, pk: int) -> Response:
        item = long_work.work_record(db(), identity(), pk)
        return jsonify(done=item.done, total=item.total, text=_so_far(item), ended=item.state in long_work.ENDED)

    @expose("/file/<int:pk>", methods=["GET"])
    @has_access
    def hand_out(self, pk: int) -> Response:
        """The file that came of it, for who asked for it and may still read what stands in it."""
        item = long_work.work_record(db(), identity(), pk)
        if item.document is None or not reads_its_list(identity(), item.document):
            raise Missing("document", pk)
        return handed_out(document_record(db(), identity(), item.document.id, clock.now()))

    @expose("/stop/<int:pk>", methods=["POST"])
    @has_access
    def stop(self, pk: int) -> Response:
        with transaction(db()):
            long_work.stop(db(), identity(), pk, clock.now())
        return after(url_for("WorkScreen.show", pk=pk), gettext("It stops at its next step."), "info")


def _so_far(item: Work) -> str:
    """How far it is, in words."""
    if item.state == WorkState.WAITING:
        return str(gettext("It waits for its turn."))
    if not item.total:
        return str(gettext("It has begun."))
    return str(gettext("%(done)s of %(total)s", done=written(item.done), total=written(item.total)))


def _download_url(item: Work) -> str | None:
    found = item.document
    if found is None or found.file is None or (found.expires_at and found.expires_at <= clock.now()):
        return None
    return url_for("WorkScreen.hand_out", pk=item.id)


def _refused(result: dict[str, Any]) -> str:
    """Why it wasn't done, as a sentence; '' when it was."""
    code = result.get("refused")
    return "" if code is None else sentence(Refusal(code, **result.get("facts", {})))
