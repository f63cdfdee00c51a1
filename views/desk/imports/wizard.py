"""Importing a list, one thing per page: the file, its columns, what would happen, yes; then it is done.

Each page is an address of its own with the import's number; where an import stands decides which page it gets.
"""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, request, send_file, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import RadioField

from app import clock
from app import work as long_work
from app.accounts.accreditations import left_out
from app.accounts.accreditations_import import REGISTERS
from app.aml.contacts_import import CONTACTS
from app.errors import Forbidden, Missing, Refusal, Stale
from app.imports import failed, queries, services
from app.imports.columns import match
from app.imports.kinds import Kind
from app.imports.work import begin
from app.organisations.people_import import PEOPLE
from app.policy import may
from app.rights.rights_import import RIGHTS
from app.syndics.mandates_import import MANDATES
from app.transaction import Scope, transaction, within
from models.imports import ImportRun
from models.values import ImportMode, ImportState
from models.work import Work
from views.desk.imports import words
from views.desk.imports.doorway import Doorway
from views.desk.imports.report import report
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels import LABELS, language
from views.refusals import sentence
from views.rights.grant import Step

MEDIA = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_KINDS = {kind.name: kind for kind in (PEOPLE, RIGHTS, CONTACTS, MANDATES, *REGISTERS)}
_KIND = "<any(people, rights, contacts, mandates, biv, cib, sf323, lawyers, notaries):kind>"
_GOING = (ImportState.CHECKING, ImportState.APPLYING, ImportState.UNDOING)


class FileForm(HouseForm):
    file = FileField(
        _l("File"),
        description=_l("CSV or Excel (.xlsx), at most 12 MB and 100,000 rows. The first row holds the heads."),
        render_kw={"accept": ".csv,.txt,.tsv,.xlsx"},
    )


class ColumnsForm(HouseForm):
    """Its fields are the heads of the file; they are read by hand."""


class ConfirmForm(HouseForm):
    version = VersionField()
    mode = RadioField(
        _l("Which rows"),
        choices=[(str(one), LABELS[one]) for one in (ImportMode.GOOD_ROWS, ImportMode.ALL_ROWS)],
        default=str(ImportMode.GOOD_ROWS),
    )


def steps(current: int, run: ImportRun | None = None) -> list[Step]:
    """The pages in order; those behind are open while nothing was imported."""
    labels = [gettext("File"), gettext("Columns"), gettext("Check"), gettext("Confirm"), gettext("Result")]
    urls: list[str | None] = [None] * 5
    if run is not None and run.state in (ImportState.MAPPING, ImportState.CHECKING, ImportState.CHECKED):
        urls[1] = url_for("ImportWizard.columns", pk=run.id)
        if run.state == ImportState.CHECKED:
            urls[2] = url_for("ImportWizard.check", pk=run.id)
    return [
        Step(label, index == current, urls[index] if index < current else None)
        for index, label in enumerate(labels)
    ]


def page_of(run: ImportRun) -> str:
    """The address of the page where this import stands."""
    if run.state == ImportState.MAPPING:
        return url_for("ImportWizard.columns", pk=run.id)
    if run.state in (ImportState.CHECKING, ImportState.CHECKED):
        return url_for("ImportWizard.check", pk=run.id)
    return url_for("ImportScreen.show", pk=run.id)


def _open(run: ImportRun) -> bool:
    """Whether it can still be looked at again: it is checked, and no worker is at it."""
    return run.state == ImportState.CHECKED and request.form.get("version", "") == str(run.version)


def opened_on(form: Any, run: ImportRun) -> bool:
    """Whether the form was opened on the import as it stands; says so in the form when it wasn't."""
    if form.version.number != run.version:
        form.refuse(Refusal("form.changed_meanwhile"))
        form.version.data = str(run.version)
        return False
    return True


def settled(run: ImportRun) -> dict[str, Any] | None:
    """How far the work is that an import waits for; when that came to nothing, it stands again where it was."""
    if run.state not in _GOING or run.work_id is None:
        return None
    work = _work_of(run)
    if work is None:
        return {"done": 0, "total": run.rows, "told": None}
    if work.state in long_work.ENDED:
        with transaction(db()):
            services.put_back(db(), identity(), run.id, run.refusal or work.result.get("refused"))
        return None
    return {"done": work.done, "total": work.total or run.rows, "told": url_for("WorkScreen.told", pk=work.id)}


def _work_of(run: ImportRun) -> Work | None:
    """The work itself, for who asked for it; another administrator only sees that it goes on."""
    try:
        return long_work.work_record(db(), identity(), run.work_id or 0)
    except Missing:
        return None


class ImportWizard(Doorway):
    """The whole act of importing; a local administrator's, of contacts an office's, and of registers the central
    team's."""

    route_base = "/import"
    default_view = "upload"

    @expose("/", methods=["GET", "POST"])
    @expose(f"/{_KIND}", methods=["GET", "POST"])
    @has_access
    def upload(self, kind: str = "") -> Response:
        """A file of people, or of rights; or what a register delivers, for the central team."""
        mine = [one for one in _KINDS.values() if may(identity(), one.permission)]
        if not mine or (kind and _KINDS[kind] not in mine):
            raise Forbidden(_KINDS[kind or PEOPLE.name].permission)
        kind = kind or mine[0].name
        form, wanted = FileForm(), _KINDS[kind]
        if form.is_submitted() and form.validate():
            run = self._received(wanted, form)
            if run is not None:
                return make_response(redirect(page_of(run), code=303))
        return self.page(
            "imports/upload.html",
            str(words.TITLES[kind]),
            422 if form.is_submitted() else 200,
            form=form,
            kind=kind,
            lede=words.LEDES[kind],
            kinds=[
                (words.KINDS[one.name], url_for("ImportWizard.upload", kind=one.name), one.name == kind)
                for one in mine
            ],
            columns=[(words.column_name(column), column.filled) for column in wanted.columns],
            steps=steps(0),
        )

    def _received(self, kind: Kind, form: FileForm) -> ImportRun | None:
        sent = form.file.data
        if not isinstance(sent, FileStorage) or not sent.filename:
            form.refuse(Refusal("imports.file.missing", field="file"))
            return None
        size = sent.stream.seek(0, 2)
        upload = services.Upload(sent.stream, sent.filename, size)  # type: ignore[arg-type]
        try:
            with transaction(db()):
                return services.receive(db(), identity(), kind.name, upload, clock.now())
        except Refusal as refused:
            form.file.errors = [*form.file.errors, words.in_words(kind, refused)]
            return None

    @expose("/columns/<int:pk>", methods=["GET", "POST"])
    @has_access
    def columns(self, pk: int) -> Response:
        """Which column of the file holds what; proposed by its heads, or as it was chosen last time."""
        run = queries.import_record(db(), identity(), pk)
        if run.state not in (ImportState.MAPPING, ImportState.CHECKING, ImportState.CHECKED):
            return make_response(redirect(page_of(run)))
        form = ColumnsForm()
        chosen = [request.form.get(f"column-{at}", "") or None for at in range(len(run.heads))]
        if form.validate_on_submit():
            with transaction(db()):
                checked = self._checked(form, pk, chosen)
            if checked:
                return make_response(redirect(url_for("ImportWizard.check", pk=pk), code=303))
            db().expire_all()
            run = queries.import_record(db(), identity(), pk)
        if not form.is_submitted():
            chosen = list(run.columns)
        return self._columns_page(form, run, chosen)

    def _checked(self, form: HouseForm, pk: int, chosen: list[str | None]) -> bool:
        """Remembers the choice, and checks the rows: at once, or by a worker. False when something is refused."""

        def act() -> bool:
            run = services.choose_columns(db(), identity(), pk, chosen, clock.now())
            begin(db(), identity(), run, "check", clock.now())
            return True

        try:
            with db().begin_nested():
                return act()
        except Refusal as refused:
            kind = words.kind_of(queries.import_record(db(), identity(), pk))
            for one in refused.everything:
                name = words.field_name(kind, one.field or "")
                form.form_errors.append(f"{name}: {sentence(one)}" if name else sentence(one))
            return False

    def _columns_page(self, form: ColumnsForm, run: ImportRun, chosen: list[str | None]) -> Response:
        kind = words.kind_of(run)
        rows = queries.sample(db(), run)
        guessed = match(run.heads, kind.columns)
        heads = [
            {
                "at": at,
                "head": head or gettext("(no head)"),
                "samples": [_short(kind, chosen[at], row[at]) for row in rows if at < len(row) and row[at]],
                "chosen": chosen[at],
                "unsure": bool(chosen[at]) and guessed[at].column == chosen[at] and not guessed[at].sure,
            }
            for at, head in enumerate(run.heads)
        ]
        return self.page(
            "imports/columns.html",
            gettext("Which column is which?"),
            422 if form.is_submitted() else 200,
            form=form,
            run=run,
            heads=heads,
            options=[(column.name, words.column_name(column), column.needed) for column in kind.columns],
            rows_text=words.rows_word(run.rows),
            refused=words.in_words(kind, Refusal(run.refusal)) if run.refusal else "",
            steps=steps(1, run),
        )

    @expose("/check/<int:pk>", methods=["GET", "POST"])
    @has_access
    def check(self, pk: int) -> Response:
        """What would happen with each row; nothing happened yet. A POST looks again."""
        run = queries.import_record(db(), identity(), pk)
        if request.method == "POST":
            if not _open(run):
                return make_response(redirect(page_of(run), code=303))
            with transaction(db()):
                run = services.choose_columns(db(), identity(), pk, run.columns, clock.now())
                begin(db(), identity(), run, "check", clock.now())
            return make_response(redirect(url_for("ImportWizard.check", pk=pk), code=303))
        going = settled(run)
        if run.state not in (ImportState.CHECKING, ImportState.CHECKED):
            return make_response(redirect(page_of(run)))
        return self.page(
            "imports/check.html",
            gettext("What would happen"),
            run=run,
            going=going,
            report=None if going else report(run, lambda **args: url_for("ImportWizard.check", pk=pk, **args)),
            changes=services.worth_doing(run),
            missing=_missing(run),
            refused_count=run.counts.get("rejected", 0),
            refused=words.in_words(words.kind_of(run), Refusal(run.refusal)) if run.refusal else "",
            steps=steps(2, run),
        )

    @expose("/confirm/<int:pk>", methods=["GET", "POST"])
    @has_access
    def confirm(self, pk: int) -> Response:
        """The last question, and then it is done."""
        run = queries.import_record(db(), identity(), pk)
        form = ConfirmForm(version=str(run.version))
        if run.state == ImportState.CHECKED and form.validate_on_submit() and opened_on(form, run):
            mode = ImportMode(form.mode.data) if run.counts.get("rejected") else ImportMode.ALL_ROWS
            with transaction(db()):
                confirmed = attempt(form, lambda: self._confirmed(pk, mode))
            if confirmed:
                return after(url_for("ImportScreen.show", pk=pk), _told(pk))
            db().expire_all()
            run = queries.import_record(db(), identity(), pk)
        if run.state != ImportState.CHECKED:
            return make_response(redirect(page_of(run)))
        if not services.worth_doing(run):
            return make_response(redirect(url_for("ImportWizard.check", pk=pk)))
        return self.page(
            "imports/confirm.html",
            gettext("Import this file?"),
            422 if form.is_submitted() else 200,
            form=form,
            run=run,
            effects=[*_effects(run), *filter(None, (_missing(run),))],
            verb=str(ngettext("Import %(num)s row", "Import %(num)s rows", services.changes(run))),
            refused_count=run.counts.get("rejected", 0),
            steps=steps(3, run),
        )

    def _confirmed(self, pk: int, mode: ImportMode) -> bool:
        run = services.confirm(db(), identity(), pk, mode, clock.now())
        if run.state == ImportState.APPLYING and run.work_id is None:
            begin(db(), identity(), run, "apply", clock.now())
        return True

    @expose("/drop/<int:pk>", methods=["POST"])
    @has_access
    def drop(self, pk: int) -> Response:
        run = queries.import_record(db(), identity(), pk)
        if run.state != ImportState.DROPPED and request.form.get("version", "") != str(run.version):
            raise Stale("import", pk)
        with transaction(db()):
            services.drop(db(), identity(), pk, clock.now())
        return after(
            url_for("ImportScreen.list"), gettext("Dropped. Nothing was imported, and the rows are deleted.")
        )

    @expose(
        f"/template/{_KIND}/<any(csv, xlsx):form>",
        methods=["GET"],
    )
    @has_access
    def template(self, kind: str, form: str) -> Response:
        """A file with the right heads and a row that shows how."""
        made = failed.template(_KINDS[kind], language(), form)
        name = f"{words.FILE_NAMES[kind]}.{form}"
        return send_file(made, mimetype=MEDIA[form], as_attachment=True, download_name=name)


def _told(pk: int) -> str:
    """What came of saying yes."""
    run = queries.import_record(db(), identity(), pk)
    if run.state != ImportState.APPLIED:
        return str(gettext("Confirmed. It goes on by itself."))
    return str(ngettext("%(num)s row was imported.", "%(num)s rows were imported.", services.changes(run)))


def _short(kind: Kind, name: str | None, cell: str) -> str:
    """A cell of the sample, shortened; one of a secret column only begins."""
    column = kind.column(name)
    most = 8 if column is not None and column.secret else 40
    text = "…" if cell.startswith("\x00") else " ".join(cell.split())
    return text if len(text) <= most else f"{text[:most]}…"


def _missing(run: ImportRun) -> str:
    """What becomes of those that the register no longer names; '' for other imports, and where there are none."""
    if not words.kind_of(run).of_house or run.state not in (ImportState.CHECKED, ImportState.CHECKING):
        return ""
    with within(db(), Scope.office()):
        missing, stands = left_out(db(), run.kind, run.id, clock.today())
    if not missing:
        return ""
    told = ngettext(
        "%(num)s accreditation isn't named any more", "%(num)s accreditations aren't named any more", missing
    )
    if missing * 2 > stands:
        return str(
            gettext(
                "%(told)s, more than half of all: nobody is struck off, since the file may be cut off.",
                told=told,
            )
        )
    return str(gettext("%(told)s: struck off from today.", told=told))


def _effects(run: ImportRun) -> list[str]:
    """What will happen, a line for each sort of row."""
    return [f"{word}: {words.rows_word(count)}" for _, word, count in words.counted(run)]
