"""A list taken out as a file: every row the filters leave, in its order, with the chosen columns.

Streamed on a session of its own under the same scope: the request's session is gone before the first byte
leaves, and another would see nothing. Rows are read by keyset in chunks, so memory stays flat.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, current_app, make_response, redirect, send_file, url_for
from flask_babel import force_locale, gettext
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.orm.interfaces import ORMOption

from app import clock
from app import work as long_work
from app.errors import Forbidden, Missing, Refusal
from app.lists.exports import record_export
from app.policy import Identity
from app.rights.authority import scope_for
from app.transaction import Scope, enter, scope_of, transaction
from app.work import Bench, Done, Kind, Telling
from models.values import WorkKind
from models.work import Work
from views import menu
from views.framework.asking import Askable, Asked, args_of, asked_of
from views.framework.database import db
from views.framework.filters import Args
from views.framework.identity import identity, reading_as
from views.framework.keyset import chunks_of, counted
from views.framework.spreadsheets import BOM, LONGEST_SHEET, Sheet, csv_bytes, csv_line
from views.labels import language

# More rows than these are a task of their own, with a page that shows how far it is.
LONGEST_AT_ONCE = {"csv": 20_000, "xlsx": 5_000}
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_IN_MEMORY = 1_000_000
NO_END = 1_000_000_000


class Exportable(Askable, Protocol):
    """A list, as an export needs it."""

    page_title: Any
    options: Sequence[ORMOption]
    list_options: Sequence[ORMOption] | None

    def rows(self, who: Identity) -> ColumnElement[bool]: ...
    def seen(self, session: Session, items: Sequence[Any], asked: Asked | None) -> Sequence[Any]: ...


@dataclass(frozen=True)
class Export:
    """What goes into the file, and in which language; `rows` is how many, and no more are written."""

    what: Exportable
    asked: Asked
    who: Identity
    format: str
    language: str
    rows: int

    @property
    def name(self) -> str:
        """The file's name: the list and the day."""
        return f"{str(self.what.page_title).replace('/', '-')} {clock.today():%Y-%m-%d}.{self.format}"

    def statement(self) -> Select[Any]:
        along = self.what.options if self.what.list_options is None else self.what.list_options
        return statement_of(self.what, self.asked, self.who).options(*along)

    def _chunks(self, session: Session) -> Iterator[Sequence[Any]]:
        """What the columns read, as the file goes on."""

        def seen(items: Sequence[Any]) -> Sequence[Any]:
            with reading_as(self.who):
                return self.what.seen(session, items, self.asked)

        return chunks_of(session, self.statement(), self.asked.order, self.rows, seen)

    def heads(self) -> list[str]:
        return [str(column.label) for column in self.asked.columns]

    def csv(
        self, app: Flask, session: Session, told: Callable[[int], None] = lambda done: None
    ) -> Iterator[bytes]:
        """The file in pieces. The reader's language is on only while a piece is made, not between pieces."""
        comma, done = self.language != "en", 0
        with app.app_context(), force_locale(self.language):
            words = (gettext("yes"), gettext("no"))
            first = BOM + csv_bytes([csv_line(self.heads(), words, comma)])
        yield first
        for items in self._chunks(session):
            with app.app_context(), force_locale(self.language), reading_as(self.who):
                columns = self.asked.columns
                piece = csv_bytes(csv_line([c.exported(item) for c in columns], words, comma) for item in items)
            yield piece
            done += len(items)
            told(done)

    def xlsx(
        self, app: Flask, session: Session, target: Any, told: Callable[[int], None] = lambda done: None
    ) -> None:
        done = 0
        with app.app_context(), force_locale(self.language):
            words = (gettext("yes"), gettext("no"))
            sheet = Sheet(str(self.what.page_title), self.heads())
            for items in self._chunks(session):
                for item in items:
                    with reading_as(self.who):
                        sheet.add([column.exported(item) for column in self.asked.columns], words)
                done += len(items)
                told(done)
            sheet.save(target)


def statement_of(what: Exportable, asked: Asked, who: Identity) -> Select[Any]:
    """Every row this reader may see of what he asked."""
    return asked.narrow(select(what.model).where(what.rows(who)))


def export(what: Exportable, form: Args) -> Response:
    """Answers with the file, or with the page of the task that makes it when there are many rows.

    The act is recorded before the first byte leaves. Raises Refusal lists.export.longer_than_a_sheet.
    """
    file_format = form.get("format", "csv")
    if file_format not in LONGEST_AT_ONCE:
        file_format = "csv"
    who, database = identity(), db()
    asked = asked_of(what, form, staff=who.is_staff)
    most = LONGEST_SHEET if file_format == "xlsx" else LONGEST_AT_ONCE["csv"]
    rows = counted(database, what.model, statement_of(what, asked, who), most)
    if file_format == "xlsx" and rows > LONGEST_SHEET:
        raise Refusal("lists.export.longer_than_a_sheet", most=LONGEST_SHEET)
    made = Export(what, asked, who, file_format, language(), rows)
    with transaction(database):
        if rows > LONGEST_AT_ONCE[file_format]:
            facts = {"list": type(what).__name__, "format": file_format, "asked": urlencode(asked.pairs)}
            task = long_work.ask(database, who, WorkKind.EXPORT, {**facts, "language": made.language}, clock.now())
        else:
            task = None
            record_export(database, who, told_of(made), clock.now(), apart=_apart(made.what))
    if task is not None:
        return make_response(redirect(url_for("WorkScreen.show", pk=task.id), code=303))
    return _answer(made, scope_of(database))


def exporting(app: Flask) -> Kind:
    """The kind of long work that makes such a file, in the language of whoever asked, as he may read now."""

    def make_file(bench: Bench, work: Work, actor: Identity, progress: Telling) -> Done:
        facts, path = work.facts, bench.folder / "export"
        with app.app_context(), force_locale(facts["language"]):
            what = next(
                (one for one in app.extensions["appbuilder"].baseviews if type(one).__name__ == facts["list"]),
                None,
            )
            if what is None:
                raise Missing("list", facts["list"])
            if not menu.opens(actor.roles, facts["list"], "can_export"):
                raise Forbidden("export")
            asked = asked_of(what, args_of(parse_qsl(facts["asked"])), staff=actor.is_staff)
        with bench.session() as session:
            place = menu.place_of(facts["list"])
            enter(session, scope_for(actor, shared=place is not None and place.shared))
            most = LONGEST_SHEET if facts["format"] == "xlsx" else NO_END
            rows = counted(session, what.model, statement_of(what, asked, actor), most)
            session.rollback()
            if rows > LONGEST_SHEET and facts["format"] == "xlsx":
                raise Refusal("lists.export.longer_than_a_sheet", most=LONGEST_SHEET)
            made = Export(what, asked, actor, facts["format"], facts["language"], rows)
            with path.open("wb") as file:
                if made.format == "xlsx":
                    made.xlsx(app, session, file, lambda done: progress.tell(done, rows))
                else:
                    file.writelines(made.csv(app, session, lambda done: progress.tell(done, rows)))
            with transaction(session):
                record_export(session, actor, told_of(made), clock.now(), work_id=work.id, apart=_apart(made.what))
        with app.app_context(), force_locale(made.language):
            return Done({"rows": rows}, path, made.name, MEDIA_TYPES[made.format])

    return make_file


def _apart(what: Exportable) -> bool:
    return menu.officers_only(type(what).__name__)


def told_of(made: Export) -> dict[str, Any]:
    return {
        "list": type(made.what).__name__,
        "format": made.format,
        "rows": made.rows,
        "columns": [column.name for column in made.asked.columns],
        "filters": made.asked.filters(),
    }


def _answer(made: Export, scope: Scope) -> Response:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    sessions: scoped_session[Session] = app.extensions["sessions"]
    if made.format == "xlsx":
        paper = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the answer
        with sessions.session_factory() as session:
            enter(session, scope)
            made.xlsx(app, session, paper)
        paper.seek(0)
        return send_file(paper, MEDIA_TYPES["xlsx"], as_attachment=True, download_name=made.name)

    def pieces() -> Iterator[bytes]:
        with sessions.session_factory() as session:
            enter(session, scope)
            yield from made.csv(app, session)

    answer = Response(pieces(), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=made.name)
    return answer
