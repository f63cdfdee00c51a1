"""One entry in full: its names with their scripts, and every version of it, with what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from flask import url_for

from app.aml.lists.queries import Version
from app.aml.lists.versions import Changed, FactKind, changes_between
from models.aml import Listed
from models.values import ListedEntry, SubjectName
from views.aml.list_cells import on_day
from views.aml.scripts import language_mark
from views.labels import day
from views.labels.aml import FACT_KINDS, NAME_KINDS
from views.labels.aml_facts import birth_text, identifier_text, kind_word, sex_word, topic_word
from views.labels.countries import country_name


@dataclass(frozen=True)
class ShownName:
    """A name, what kind it is, and the mark of its script, '' for Latin letters."""

    text: str
    kind: str
    mark: str


@dataclass(frozen=True)
class ShownChange:
    """Facts of one kind, in words: what was said before, what is said since."""

    label: str
    gone: Sequence[str]
    came: Sequence[str]


@dataclass(frozen=True)
class ShownVersion:
    """An entry as it was told from one load to another; `until` '' while it stands. `away`: before it, it was off
    the list since that day."""

    id: int
    url: str
    since: str
    until: str
    changes: Sequence[ShownChange]
    first: bool
    away: str = ""


_WORDS: dict[FactKind, Any] = {
    FactKind.KIND: kind_word,
    FactKind.NAMES: lambda name: name.text,
    FactKind.BIRTH_DATES: birth_text,
    FactKind.COUNTRIES: country_name,
    FactKind.IDENTIFIERS: identifier_text,
    FactKind.SEX: sex_word,
    FactKind.TOPICS: topic_word,
    FactKind.LISTED_ON: day,
}


def names_of(names: Sequence[SubjectName]) -> list[ShownName]:
    return [ShownName(one.text, str(NAME_KINDS[one.kind]), language_mark(one.text)) for one in names]


def versions(every: Sequence[Version]) -> list[ShownVersion]:
    """The latest first, as they are given; the oldest says no change."""
    found = []
    for one, before in zip_longest(every, every[1:]):
        back = before is not None and before.row.until != one.row.since
        found.append(
            ShownVersion(
                one.row.id,
                url_for("ListedScreen.show", pk=one.row.id),
                on_day(one.came_at),
                on_day(one.went_at),
                [] if before is None else [_shown(change) for change in _changes(before.row, one.row)],
                before is None,
                on_day(before.went_at) if back and before is not None else "",
            )
        )
    return found


def _changes(before: Listed, after: Listed) -> list[Changed]:
    return changes_between(ListedEntry.read(before.key, before.told), ListedEntry.read(after.key, after.told))


def _shown(change: Changed) -> ShownChange:
    word = _WORDS.get(change.kind, str)
    return ShownChange(
        str(FACT_KINDS[change.kind]), [word(one) for one in change.gone], [word(one) for one in change.came]
    )
