"""Files we hand out: the refused rows of an import with the reason beside each, and the template of a kind.

They open in a spreadsheet without starting a formula, and come back in as they went out.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events
from app.errors import Missing
from app.imports.cells import like_a_formula
from app.imports.columns import REASONS
from app.imports.kinds import Kind
from app.imports.runs import locked, record
from app.imports.staging import kept_rows
from app.policy import Identity
from models.imports import ImportRow, ImportRun
from models.values import ImportVerdict, Language

Problems = list[dict[str, Any]]


def refused_rows(
    session: Session,
    actor: Identity,
    import_id: int,
    language: str,
    words: Callable[[Problems], str],
    now: datetime,
) -> tuple[ImportRun, IO[bytes]]:
    """The refused rows in the format of the upload, with its columns and one more: why, in the reader's language.

    Raises Missing when there are none, or when they were deleted meanwhile.
    """
    run = locked(session, actor, import_id)
    wanted = select(ImportRow.line, ImportRow.problems).where(
        ImportRow.organisation_id == run.organisation_id,
        ImportRow.import_id == run.id,
        ImportRow.verdict == ImportVerdict.REJECTED,
    )
    refused = {row.line: row.problems for row in session.execute(wanted)}
    if not refused or run.emptied_at is not None:
        raise Missing("refused rows", import_id)

    def rows() -> Iterator[list[str]]:
        width = len(run.heads)
        for line, cells in kept_rows(session, run, list(refused)):
            if line in refused:
                yield [*(cells + [""] * width)[: max(width, len(cells))], words(refused[line])]

    reason = REASONS[list(Language).index(Language(language))]
    file = written(run.format, [*run.heads, reason], rows(), run.delimiter)
    record(session, events.Tag.IMPORT_ROWS_TAKEN, run, actor, now, {"rows": len(refused)})
    return run, file


def template(kind: Kind, language: str, form: str) -> IO[bytes]:
    """An empty file of this kind with the heads in that language, and a row that shows how."""
    at = list(Language).index(Language(language))
    row = [column.examples[at] for column in kind.columns]
    return written(form, [column.heads[at] for column in kind.columns], [row])


def written(form: str, heads: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ";") -> IO[bytes]:
    """The file, at its beginning; in memory while it is small."""
    file = tempfile.SpooledTemporaryFile(max_size=2_000_000)  # noqa: SIM115 - whoever sends it closes it
    if form == "xlsx":
        _workbook(file, heads, rows)
    else:
        text = io.TextIOWrapper(file, "utf-8-sig", newline="")
        writer = csv.writer(text, delimiter=delimiter or ";")
        writer.writerow([safe(head) for head in heads])
        writer.writerows([safe(cell) for cell in row] for row in rows)
        text.detach()
    file.seek(0)
    return file


def _workbook(file: Any, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (heads, *rows):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, "")
            cell.value, cell.data_type = _printable(text), "s"
            cells.append(cell)
        sheet.append(cells)
    book.save(file)


def safe(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula."""
    text = _printable(text)
    return f"'{text}" if like_a_formula(text) else text


def _printable(text: str) -> str:
    if text[:1] == "\x00":
        return ""
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n")
