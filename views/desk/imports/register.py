"""The register of imports: who brought which file, what came of it row by row, its refused rows, its undoing."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, send_file, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload

from app import clock
from app.aml.comparing import still_to_compare
from app.aml.contacts_import import CONTACTS
from app.errors import Refusal
from app.imports import doing, failed, queries, services
from app.imports.runs import UNDOABLE, home_of
from app.imports.work import begin
from app.policy import Identity, Permission, may
from app.transaction import transaction
from models.imports import ImportRun
from models.values import ImportState
from views.desk.imports import words
from views.desk.imports.doorway import Doorway
from views.desk.imports.report import report
from views.desk.imports.wizard import MEDIA, opened_on, page_of, settled
from views.framework.database import db
from views.framework.filters import Filter, like_pattern, words_of
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels import instant, label_of, language


class UndoForm(HouseForm):
    """Nothing to fill in: only yes."""

    version = VersionField()


class ImportScreen(Doorway, Register):
    """Every file that came in, and what became of it."""

    route_base = "/imports"
    datamodel = Interface(ImportRun)
    page_title = _l("Imports")
    one_line = _l("Files with lists that came in, what became of each row, and undoing it.")
    options = (joinedload(ImportRun.account),)
    orders = {"asked": ImportRun.asked_at}
    first_order = "asked"
    first_descending = True
    columns = (
        Column("file", _l("File"), lambda item: item.file_name),
        Column("asked", _l("Uploaded"), lambda item: item.asked_at, "asked"),
        Column("account", _l("By"), lambda item: item.account.username),
        Column("rows", _l("Rows"), lambda item: item.rows, numeric=True),
        Column("refused", _l("Refused"), lambda item: item.counts.get("rejected", 0), numeric=True),
        Column(
            "state",
            _l("State"),
            lambda item: label_of(item.state),
            tone=lambda item: words.STATE_TONES.get(item.state, "off"),
        ),
    )
    filters = (
        Filter("state", _l("State"), "choice", lambda state: ImportRun.state == state, words_of(ImportState)),
        Filter("file", _l("File"), "text", lambda text: ImportRun.file_name.ilike(like_pattern(text))),
    )
    empty_text = _l("No file was imported yet. Upload a list to begin.")
    record_template = "imports/import.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return queries.visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        if may(identity(), Permission.IMPORT_MAKE):
            return gettext("Import a list"), url_for("ImportWizard.upload")
        return None

    def describe(self, item: Any) -> dict[str, Any]:
        his = may(identity(), Permission.IMPORT_MAKE, item) and item.organisation_id == home_of(identity())
        compared = _compared(item) if his else []
        going = settled(item) if his else None
        shown = his and not going and item.state != ImportState.DROPPED and bool(item.counts)
        kept = item.emptied_at is None
        return {
            "facts": [*_facts(item), *compared],
            "state": words.STATE_TONES.get(item.state, "off"),
            "state_word": label_of(item.state),
            "going": going,
            "go_on_url": page_of(item) if his and _open(item) else None,
            "report": report(item, lambda **args: url_for("ImportScreen.show", pk=item.id, **args))
            if shown
            else None,
            "refused": words.in_words(words.kind_of(item), Refusal(item.refusal)) if item.refusal else "",
            "has_refused": his and kept and bool(item.counts.get("rejected")),
            "undo_url": url_for("ImportScreen.undo", pk=item.id) if his and _undoable(item) else None,
            "counts": [(word, count) for _, word, count in words.counted(item)],
            "undone": item.state == ImportState.UNDONE,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("import", item.id, item.organisation_id)

    @expose("/failed/<int:pk>", methods=["POST"])
    @has_access
    def failed(self, pk: int) -> Response:
        """The refused rows, to correct and upload again; that they were taken is recorded."""
        found = queries.import_record(db(), identity(), pk)
        kind = words.kind_of(found)
        with transaction(db()):
            run, file = failed.refused_rows(
                db(), identity(), pk, language(), lambda problems: words.told(kind, problems), clock.now()
            )
        name = f"{run.file_name.rpartition('.')[0] or run.file_name}-{gettext('refused')}.{run.format}"
        return send_file(file, mimetype=MEDIA[run.format], as_attachment=True, download_name=name)

    @expose("/undo/<int:pk>", methods=["GET", "POST"])
    @has_access
    def undo(self, pk: int) -> Response:
        """First what undoing would do; then it is done."""
        run = queries.import_record(db(), identity(), pk)
        if not _undoable(run):
            return make_response(redirect(url_for("ImportScreen.show", pk=pk)))
        form = UndoForm(version=str(run.version))
        if form.validate_on_submit() and opened_on(form, run):
            with transaction(db()):
                undone = attempt(form, lambda: self._undone(pk))
            if undone:
                done = queries.import_record(db(), identity(), pk).state == ImportState.UNDONE
                told = gettext("The import is undone.") if done else gettext("Confirmed. It goes on by itself.")
                return after(url_for("ImportScreen.show", pk=pk), told)
        with transaction(db()):
            foreseen = doing.foresee_undo(db(), identity(), pk, clock.now())
        return self.page(
            "imports/undo.html",
            gettext("Undo this import?"),
            422 if form.is_submitted() else 200,
            form=form,
            run=run,
            taken=words.rows_word(foreseen.get("taken_back", 0)),
            taken_text=words.taken_back(run),
            kept=foreseen.get("kept", 0),
            kept_text=words.rows_word(foreseen.get("kept", 0)),
        )

    def _undone(self, pk: int) -> bool:
        run = services.confirm_undo(db(), identity(), pk, clock.now())
        if run.state == ImportState.UNDOING and run.work_id is None:
            begin(db(), identity(), run, "undo", clock.now())
        return True


_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "cp850": "DOS 850",
    "mac_roman": "Mac Roman",
}


def _open(run: ImportRun) -> bool:
    return run.state in (ImportState.MAPPING, ImportState.CHECKING, ImportState.CHECKED)


def _undoable(run: ImportRun) -> bool:
    return (
        run.state == ImportState.APPLIED and run.applied_at is not None and run.applied_at > clock.now() - UNDOABLE
    )


def _compared(run: ImportRun) -> list[Fact]:
    """How far contacts of a list are compared with the sanctions lists."""
    if run.kind != CONTACTS.name or run.state != ImportState.APPLIED:
        return []
    total = run.counts.get("created", 0)
    waits = still_to_compare(db(), run.organisation_id, run.id)
    done = gettext("%(done)s of %(total)s", done=total - waits, total=total)
    return [Fact(gettext("Compared with the lists"), done, gettext("goes on by itself") if waits else "")]


def _facts(run: ImportRun) -> list[Fact]:
    delimiter = {"\t": gettext("tab")}.get(run.delimiter, run.delimiter)
    written = f"{_ENCODINGS.get(run.encoding, run.encoding)} · {delimiter}" if run.format == "csv" else run.sheet
    return [
        Fact(gettext("Uploaded"), instant(run.asked_at), run.account.username),
        Fact(gettext("File"), run.format.upper(), written),
        Fact(gettext("Rows"), run.rows),
        Fact(gettext("Imported"), instant(run.applied_at), label_of(run.mode)),
        Fact(gettext("Undone"), instant(run.undone_at)),
    ]
