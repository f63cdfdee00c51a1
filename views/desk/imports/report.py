"""The rows of an import as a page shows them: a line each, filtered by verdict, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import request
from flask_babel import gettext
from sqlalchemy import ColumnElement, select, true

from app.errors import Refusal
from app.imports.problems import refusal_of
from app.imports.queries import rows_of
from models.accounts import Person
from models.imports import ImportRow, ImportRun
from models.values import ImportVerdict, UndoOutcome
from views.desk.imports import words
from views.framework.database import db
from views.labels import label_of
from views.refusals import sentence


@dataclass(frozen=True)
class Said:
    """One thing said of a row: the column, what stood there, and the sentence."""

    column: str
    value: str
    sentence: str


@dataclass(frozen=True)
class Line:
    """A row: its number in the file, whom it is about, its verdict, what is said of it."""

    number: int
    name: str
    tone: str
    verdict: str
    said: list[Said]


@dataclass(frozen=True)
class Choice:
    """A filter that can be chosen: its words, how many, where it leads, whether it is chosen."""

    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class Report:
    lines: list[Line]
    choices: list[Choice]
    earlier: str | None
    later: str | None


def report(run: ImportRun, address: Callable[..., str]) -> Report:
    """What the page asked for; `address` makes the page's address with these values."""
    asked = request.args.get("rows", "")
    undoing = bool(run.undo_counts)
    counts = run.undo_counts if undoing else words.ordered(run.counts)
    chosen = asked if asked in counts else ""
    page = rows_of(db(), run, _condition(chosen, undoing), _number("after") or 0, _number("before"))
    names = {} if page.cells else _names([row.person_id for row in page.rows if row.person_id])
    kind = words.kind_of(run)

    def name(row: ImportRow) -> str:
        cells = page.cells.get(row.line)
        return words.subject_shown(kind, run, cells) if cells else names.get(row.person_id or 0, "")

    lines = [_line(run, row, name(row), page.cells.get(row.line)) for row in page.rows]
    choices = [Choice(gettext("All"), sum(counts.values()), address(), not chosen)]
    for word, count in counts.items():
        label = label_of(word) if undoing else words.verdict_word(run.kind, word)
        choices.append(Choice(label, count, address(rows=word), chosen == word))
    keep = {"rows": chosen} if chosen else {}
    return Report(
        lines,
        choices,
        address(**keep, before=page.earlier) if page.earlier is not None else None,
        address(**keep, after=page.later) if page.later is not None else None,
    )


def _condition(chosen: str, undoing: bool) -> ColumnElement[bool]:
    if undoing:
        return ImportRow.undo == chosen if chosen else ImportRow.undo.is_not(None)
    return ImportRow.verdict == chosen if chosen else true()


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _names(ids: list[int]) -> dict[int, str]:
    """The names of those one may see."""
    found = db().execute(select(Person.id, Person.given_names, Person.family_name).where(Person.id.in_(ids)))
    return {person: f"{given} {family}".strip() for person, given, family in found}


def _line(run: ImportRun, row: ImportRow, name: str, cells: list[str] | None) -> Line:
    kind = words.kind_of(run)
    if row.undo is not None:
        tone = "good" if row.undo == UndoOutcome.TAKEN_BACK else "soon"
        why = [Said("", "", sentence(Refusal(row.undo_code)))] if row.undo_code else []
        return Line(row.line, name, tone, label_of(row.undo), why)
    said = [
        Said(
            words.field_name(kind, one.get("field", "")),
            words.cell_shown(kind, run, one.get("field", ""), cells)
            if row.verdict == ImportVerdict.REJECTED
            else "",
            words.in_words(kind, refusal_of(one)),
        )
        for one in row.problems
    ]
    return Line(row.line, name, words.VERDICT_TONES[row.verdict], words.verdict_word(run.kind, row.verdict), said)
