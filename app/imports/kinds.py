"""What a domain says of a kind of import, in one file of its own, and where the engine finds it (docs/imports.md).

The statements work on sets, in the engine's temporary table `import_staged`, which has for each row `line`,
`problems` (a JSON list; empty for a good row), `verdict`, `person_id`, `subject_id`, `subject_version`, `before`
and the kind's own columns. They are handed `:organisation_id`, `:now` and `:today`, and of who says yes
`:account_id`, `:person_id` (0 for none), `:authority_id` (null for none) and `:by_law`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.errors import Missing
from app.events import Tag
from app.imports.columns import Column
from app.policy import Identity, Permission, may

Facts = Mapping[str, int | date | None]
"""What every statement is handed, by name."""


@dataclass(frozen=True)
class Acts:
    """What an import amounts to, where its rows are to be told of as if each had been done by hand: the kind of
    subject, the tag of making and of taking back, and which numbers either gave (over `import_staged`, over
    `import_taken`)."""

    subject: str
    made: Tag
    taken_back: Tag
    made_ids: str = "select subject_id from import_staged where verdict in ('created', 'attached')"
    taken_ids: str = "select subject_id from import_taken where undo = 'taken_back'"


@dataclass(frozen=True)
class Kind:
    """A kind of import.

    `staged` maps its own columns to their SQL types; `stage` makes their values of what the cells of a row said,
    or raises Refusal. `judge` ends with a verdict on every row and writes nothing else; `apply` does what the
    verdicts say. For undoing the table is `import_taken`: `judge_undo` fills `undo` and `undo_code`, `undo` takes
    back. `shown` are the columns that name what a row is about, in the order one says them. `acts`: see Acts.
    `of_house`: it is brought in for the house itself, not for an organisation. `stage_refused`: what is staged of
    a row that is refused, from the cells that could be read; without it nothing is. `of_office`: what it brings
    in is the organisation's alone, so nobody else sees that it was. `prepare` makes ready what statements can't
    reach, before they judge; `then` has done what comes after, once the rows are in (its number is given).
    """

    name: str
    permission: Permission
    shown: tuple[str, ...]
    columns: tuple[Column, ...]
    staged: Mapping[str, str]
    stage: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    judge: tuple[str, ...]
    apply: tuple[str, ...]
    judge_undo: tuple[str, ...]
    undo: tuple[str, ...]
    acts: tuple[Acts, ...] = ()
    of_house: bool = False
    stage_refused: Callable[[Mapping[str, Any]], tuple[Any, ...]] | None = None
    of_office: bool = False
    prepare: Callable[[Session, Facts], None] | None = None
    then: Callable[[Session, int], None] | None = None

    def column(self, name: str | None) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


_KINDS: dict[str, Kind] = {}


def offer(kind: Kind) -> Kind:
    """A domain offers its kind, once, where it is defined."""
    _KINDS[kind.name] = kind
    return kind


def kind_named(name: str) -> Kind:
    """Raises Missing for a name no domain offers."""
    if name not in _KINDS:
        raise Missing("import kind", name)
    return _KINDS[name]


def kinds_for(who: Identity) -> tuple[str, ...]:
    """The kinds this identity may bring in, by name."""
    return tuple(one.name for one in _KINDS.values() if may(who, one.permission))


def kinds_of_offices() -> tuple[str, ...]:
    """Those of which only the organisation itself sees anything."""
    return tuple(one.name for one in _KINDS.values() if one.of_office)


def problem(code: str, field: str, **facts: str) -> str:
    """SQL for the `problems` of a row: one problem; `facts` are SQL expressions, never what stood in a cell."""
    told = ", ".join(f"'{name}', {expression}" for name, expression in facts.items())
    return (
        f"jsonb_build_array(jsonb_build_object('code', '{code}', 'field', '{field}',"
        f" 'facts', jsonb_build_object({told})))"
    )
