"""What imports say to people: columns, verdicts, problems as sentences, in the reader's language."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.errors import Refusal
from app.imports.columns import Column
from app.imports.kinds import Kind, kind_named
from app.imports.problems import refusal_of
from models.imports import ImportRun
from models.values import AccreditationRegister, ImportState, ImportVerdict, Language
from models.values.problem import ValueProblem
from views.labels import LABELS, label_of, language
from views.labels.aml_facts import IDENTIFIER_KINDS, SUBJECT_KINDS
from views.labels.aml_file import PARTS, SIDES
from views.labels.mandates import APPOINTED_BY
from views.refusals import sentence

_REGISTERS = tuple(str(one) for one in AccreditationRegister)
KINDS: dict[str, Any] = {
    "people": _l("People"),
    "rights": _l("Rights"),
    "contacts": _l("Contacts"),
    "mandates": _l("Mandates of your company"),
    **{str(one): LABELS[one] for one in AccreditationRegister},
}
TITLES: dict[str, Any] = {
    "people": _l("Import people"),
    "rights": _l("Import rights"),
    "contacts": _l("Bring in existing contacts"),
    "mandates": _l("Bring in existing mandates"),
    **dict.fromkeys(_REGISTERS, _l("Delivery of a register")),
}
FILE_NAMES: dict[str, Any] = {
    "people": _l("import-people"),
    "rights": _l("import-rights"),
    "contacts": _l("import-contacts"),
    "mandates": _l("import-mandates"),
    **dict.fromkeys(_REGISTERS, _l("accreditations")),
}
LEDES: dict[str, Any] = {
    "people": _l(
        "Add people and their relations from a list. Nothing is imported before you have seen what would happen"
        " with each row."
    ),
    "rights": _l(
        "Grant rights from a list: one row for each right. Who isn't here yet is added with it, where the row has"
        " the names and the first day of the relation. Nothing is done before you have seen what would happen with"
        " each row."
    ),
    "contacts": _l(
        "Take over the contacts of your former program. Each comes in as a draft and is compared with the"
        " sanctions lists; nobody is accepted by it. Nothing is done before you have seen what would happen with"
        " each row."
    ),
    "mandates": _l(
        "Bring in the mandates that your company has as syndic: one row for each association. What the business"
        " counter filed is never changed by it. Nothing is done before you have seen what would happen with each"
        " row."
    ),
    **dict.fromkeys(
        _REGISTERS,
        _l(
            "Everybody whom this register accredits today, in one file. Who isn't named any more is struck off at"
            " once. Nothing is taken in before you have seen what would happen with each row."
        ),
    ),
}
_TAKEN: dict[str, Any] = {
    "people": _l("Relations made by the import disappear; changed ones get their values of before."),
    "contacts": _l("These drafts are given up, with what was found on the lists."),
    "mandates": _l("These mandates leave the register; those with a case or a change since then stay."),
    "rights": _l("These rights are revoked, and a relation that came with one ends if nothing else stands on it."),
    **dict.fromkeys(_REGISTERS, _l("A delivery is put right by the next one, which is the whole list again.")),
}
_OF_REGISTER: dict[str, Any] = {
    ImportVerdict.CREATED: _l("New accreditation"),
    ImportVerdict.UPDATED: _l("Accreditation changed"),
    ImportVerdict.UNCHANGED: _l("Already so"),
    ImportVerdict.REJECTED: _l("Refused"),
}
_VERDICTS: dict[str, dict[str, Any]] = {
    "people": {
        ImportVerdict.CREATED: _l("New person and relation"),
        ImportVerdict.ATTACHED: _l("New relation of a known person"),
        ImportVerdict.UPDATED: _l("Relation changed"),
        ImportVerdict.UNCHANGED: _l("Already so"),
        ImportVerdict.REJECTED: _l("Refused"),
    },
    "rights": {
        ImportVerdict.CREATED: _l("New person with a right"),
        ImportVerdict.ATTACHED: _l("New right"),
        ImportVerdict.UNCHANGED: _l("Already so"),
        ImportVerdict.REJECTED: _l("Refused"),
    },
    "contacts": {
        ImportVerdict.CREATED: _l("New draft"),
        ImportVerdict.UNCHANGED: _l("Is there already"),
        ImportVerdict.REJECTED: _l("Refused"),
    },
    "mandates": {
        ImportVerdict.CREATED: _l("New in the register"),
        ImportVerdict.UNCHANGED: _l("Is there already"),
        ImportVerdict.REJECTED: _l("Refused"),
    },
    **dict.fromkeys(_REGISTERS, _OF_REGISTER),
}
VERDICT_TONES = {"created": "good", "attached": "good", "updated": "soon", "unchanged": "off", "rejected": "bad"}
STATE_TONES = {
    ImportState.APPLIED: "good",
    ImportState.MAPPING: "soon",
    ImportState.CHECKED: "soon",
    ImportState.CHECKING: "wait",
    ImportState.APPLYING: "wait",
    ImportState.UNDOING: "wait",
}
# Words of closed lists that only files of contacts or mandates have.
_WORDS: dict[Any, Any] = {**SUBJECT_KINDS, **IDENTIFIER_KINDS, **PARTS, **SIDES, **APPOINTED_BY}
_SHOWN_OF_SECRET, _SHOWN = 8, 60


def verdict_word(kind: str, verdict: str) -> str:
    """What the verdict means for this kind of row."""
    return str(_VERDICTS.get(kind, {}).get(verdict, label_of(verdict)))


def column_name(column: Column) -> str:
    """A column's name in the reader's language, as in the template."""
    return column.heads[list(Language).index(Language(language()))]


def field_name(kind: Kind, field: str) -> str:
    column = kind.column(field)
    return column_name(column) if column is not None else ""


def in_words(kind: Kind, refused: Refusal | ValueProblem) -> str:
    """The sentence of a refusal, columns and closed lists in the reader's words."""
    facts: dict[str, Any] = {name: value for name, value in refused.facts.items() if value is not None}
    if "columns" in facts:
        facts["columns"] = ", ".join(f"“{field_name(kind, str(name))}”" for name in facts["columns"])
    column = kind.column(getattr(refused, "field", None))
    if column is not None and column.words is not None:
        facts["words"] = ", ".join(str(_WORDS.get(word) or LABELS[word]).lower() for word in column.words)
    for name in ("category", "type"):
        if name in facts:
            facts[name] = label_of(facts[name])
    if "last_day" not in facts and "first_day" in facts:
        facts["last_day"] = gettext("until further notice")
    return sentence(Refusal(refused.code, **facts))


def told(kind: Kind, problems: list[dict[str, Any]]) -> str:
    """All problems of a row in one text, each with the column it is about."""
    return " ".join(
        f"{name}: {words}" if name else words
        for name, words in (
            (field_name(kind, one.get("field", "")), in_words(kind, refusal_of(one))) for one in problems
        )
    )


def cell_shown(kind: Kind, run: ImportRun, field: str, cells: list[str] | None) -> str:
    """What stood in the cell a problem is about; the beginning of it where the whole is nobody's business."""
    if not cells or field not in run.columns:
        return ""
    at = run.columns.index(field)
    text = cells[at] if at < len(cells) and not cells[at].startswith("\x00") else ""
    column = kind.column(field)
    most = _SHOWN_OF_SECRET if column is not None and column.secret else _SHOWN
    return text if len(text) <= most else f"{text[:most]}…"


def subject_shown(kind: Kind, run: ImportRun, cells: list[str] | None) -> str:
    """Who or what a row is about, as the file says it."""
    parts = (cell_shown(kind, run, name, cells) for name in kind.shown)
    return " ".join(part for part in parts if part)


def counted(run: ImportRun) -> list[tuple[str, str, int]]:
    """Verdict, its word and how many rows, in the order of the verdicts."""
    return [(verdict, verdict_word(run.kind, verdict), count) for verdict, count in ordered(run.counts).items()]


def ordered(counts: dict[str, int]) -> dict[str, int]:
    return {str(verdict): counts[verdict] for verdict in ImportVerdict if counts.get(verdict)}


def taken_back(run: ImportRun) -> str:
    """What undoing does with what it takes back."""
    return str(_TAKEN[run.kind])


def rows_word(count: int) -> str:
    return str(ngettext("%(num)s row", "%(num)s rows", count))


def kind_of(run: ImportRun) -> Kind:
    return kind_named(run.kind)
