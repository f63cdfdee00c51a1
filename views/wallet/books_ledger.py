"""The ledger for the accountant: every line over a period in one file, made by a worker, as it may be long."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, make_response, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from app import clock
from app import work as long_work
from app.errors import Refusal
from app.lists.exports import record_export
from app.policy import Identity, Permission, require
from app.transaction import transaction
from app.wallet.books import ledger_lines, sums
from app.wallet.books.ledger_lines import Entry
from app.wallet.books.rules import first_of_month, month_after
from app.work import Bench, Done, Kind, Telling
from models.values import EnterpriseNumber, WorkKind
from models.work import Work
from views.framework.columns import Plain
from views.framework.database import db
from views.framework.exports import MEDIA_TYPES
from views.framework.identity import identity
from views.framework.screens import Screen
from views.framework.spreadsheets import BOM, LONGEST_SHEET, Sheet, csv_bytes, csv_line
from views.labels import label_of, language
from views.wallet.account import PeriodForm
from views.wallet.books_cells import format_of, provider_name

SCREEN = "LedgerScreen"


class LedgerForm(PeriodForm):
    """The period and the kind of file."""

    class Meta:
        csrf = True

    format = RadioField(
        _l("Kind of file"),
        choices=[("xlsx", _l("Excel (XLSX)")), ("csv", _l("Text with semicolons (CSV)"))],
        default="xlsx",
    )


class LedgerScreen(Screen):
    """Asking for the ledger of a period."""

    route_base = "/ledger"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        """The period and the format; last month, unless the address says another."""
        require(identity(), Permission.BOOKS_EXPORT)
        return self._asking(_form(request.args))

    @expose("/export", methods=["POST"])
    @has_access
    def export(self) -> Response:
        """Puts it in the queue, and leads to the page that shows how far it is."""
        require(identity(), Permission.BOOKS_EXPORT)
        form = LedgerForm()
        period = form.period()
        if period is None:
            return self._asking(form)
        facts = {
            "first": period[0].isoformat(),
            "last": period[1].isoformat(),
            "format": format_of(request.form),
            "language": language(),
        }
        with transaction(db()):
            task = long_work.ask(db(), identity(), WorkKind.LEDGER, facts, clock.now())
        return make_response(redirect(url_for("WorkScreen.show", pk=task.id), code=303))

    def _asking(self, form: LedgerForm) -> Response:
        return self.page(
            "wallet/books_ledger.html",
            gettext("Ledger for the accountant"),
            422 if form.errors else 200,
            form=form,
        )


def _form(values: Any) -> LedgerForm:
    this_month = first_of_month(clock.today())
    asked = {"first": month_after(this_month, -1), "last": this_month - timedelta(days=1)}
    for name in asked:
        try:
            asked[name] = date.fromisoformat(values.get(name, ""))
        except ValueError:
            continue
    return LedgerForm(None, **asked)


def exporting_ledger(app: Flask) -> Kind:
    """The kind of long work that makes the file, in the language of whoever asked, as he may read now."""

    def make_file(bench: Bench, work: Work, actor: Identity, progress: Telling) -> Done:
        facts, path = work.facts, bench.folder / "ledger"
        first, last = date.fromisoformat(facts["first"]), date.fromisoformat(facts["last"])
        with bench.session() as session:
            total = ledger_lines.counted(session, actor, first, last)
            tools = sums.names_of(session, None, facts["language"])
            session.rollback()
            if facts["format"] == "xlsx" and total > LONGEST_SHEET:
                raise Refusal("lists.export.longer_than_a_sheet", most=LONGEST_SHEET)
            pieces = _told(ledger_lines.pieces(session, actor, first, last), progress, total)
            with app.app_context(), force_locale(facts["language"]):
                rows = write(path, facts["format"], pieces, tools)
            told = {
                "list": SCREEN,
                "format": facts["format"],
                "rows": rows,
                "columns": [],
                "filters": {"first": [facts["first"]], "last": [facts["last"]]},
            }
            with transaction(session):
                record_export(session, actor, told, clock.now(), work_id=work.id)
        with app.app_context(), force_locale(facts["language"]):
            name = f"{gettext('Ledger')} {first.isoformat()} {last.isoformat()}.{facts['format']}"
        return Done({"rows": rows}, path, name, MEDIA_TYPES[facts["format"]])

    return make_file


def _told(pieces: Iterator[Sequence[Entry]], progress: Telling, total: int) -> Iterator[Sequence[Entry]]:
    """The same pieces; whoever asked reads how far it is."""
    done = 0
    for piece in pieces:
        yield piece
        done += len(piece)
        progress.tell(done, max(total, done))


def write(path: Path, file_format: str, pieces: Iterator[Sequence[Entry]], tools: Mapping[int, str]) -> int:
    """The file, piece by piece; how many lines it has. In the language that is on."""
    words, comma, rows = (str(gettext("yes")), str(gettext("no"))), language() != "en", 0
    cells = _cells_in(tools)
    with path.open("wb") as file:
        if file_format == "xlsx":
            sheet = Sheet(gettext("Ledger"), _heads())
            for piece in pieces:
                for entry in piece:
                    sheet.add(cells(entry), words)
                rows += len(piece)
            sheet.save(file)
            return rows
        file.write(BOM + csv_bytes([csv_line(_heads(), words, comma)]))
        for piece in pieces:
            file.write(csv_bytes(csv_line(cells(entry), words, comma) for entry in piece))
            rows += len(piece)
    return rows


def _heads() -> list[str]:
    return [
        str(one)
        for one in (
            gettext("Date"),
            gettext("Transaction"),
            gettext("Number in the ledger"),
            gettext("Organisation"),
            gettext("Enterprise number"),
            gettext("Ledger account"),
            gettext("Tool"),
            gettext("Provider"),
            gettext("Amount"),
            gettext("Type"),
            gettext("Reference"),
        )
    ]


def _cells_in(tools: Mapping[int, str]) -> Callable[[Entry], tuple[Plain, ...]]:
    """What a line of the file holds; each word is looked up once for the whole file."""
    word, provider, number = cache(label_of), cache(provider_name), cache(_dotted)

    def cells(entry: Entry) -> tuple[Plain, ...]:
        return (
            entry.at,
            entry.number,
            entry.transaction_id,
            entry.organisation,
            number(entry.enterprise_number),
            word(entry.account),
            tools.get(entry.tool_id, ""),
            provider(entry.provider),
            entry.amount,
            word(entry.kind),
            entry.reference,
        )

    return cells


def _dotted(number: str) -> str:
    return str(EnterpriseNumber(number)) if number else ""
