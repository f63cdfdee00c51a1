"""The Belgian list (FPS Finance): semicolons, a byte order mark, several values of a cell each on a line.

It has no key, so one is made of what seldom changes: kind, first name, first birth date, regime. Where several
rows have all that in common they are numbered in the order of the list. Its date is the latest publication in it.
Source: FPS Finance, consolidated list of financial sanctions (CSV); `BE` as embargo is the national list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from app.aml.lists.reading.dates import birth_date_in, day_in
from app.aml.lists.reading.facts import MOST_NAMES, Facts
from app.aml.lists.reading.numbers import european_kind
from app.aml.lists.reading.problem import Notes, WhyNotRead
from app.aml.lists.reading.seen import Seen
from app.aml.lists.reading.table import Row, rows
from app.aml.lists.reading.text import line_of
from models.values import ListedEntry, NameKind, SubjectKind

_HEADS = (
    *("type", "wholename", "lastname", "firstname", "middlename", "gender", "birth date", "birth place"),
    *("birth country", "number", "remark", "function", "publication date", "embargos", "regulation"),
)
_KINDS = {"person": SubjectKind.PERSON, "enterprise": SubjectKind.ORGANISATION}
_KEY_LETTERS = 24


def entries(file: BinaryIO, notes: Notes, largest: int) -> Iterator[ListedEntry]:
    """Each row of the list, in its order; raises Unreadable."""
    keys = _Keys()
    for line, row in rows(file, ";", _HEADS, largest):
        told = {head: _values(cell) for head, cell in row.items()}
        if not told["wholename"]:
            told["wholename"] = [" ".join(filter(None, (*told["firstname"], *told["lastname"])))]
        if not told["wholename"][0]:
            notes.at(line, "")
            notes.left_out(WhyNotRead.NO_NAME)
        elif (key := keys.of(row, told)) and (entry := _entry(line, key, told, notes)) is not None:
            yield entry


class _Keys:
    """A key for each row; none for a row that is there again, letter for letter."""

    def __init__(self) -> None:
        self._rows = Seen()
        self._numbers = Seen()

    def of(self, row: Row, told: dict[str, list[str]]) -> str:
        parts = (told[head][:1] for head in ("type", "wholename", "birth date", "embargos"))
        facts = "\n".join(" ".join(part).casefold() for part in parts)
        key = hashlib.sha256(facts.encode()).hexdigest()[:_KEY_LETTERS]
        if self._rows.put(hash(tuple(row.values())), 1) is not None:
            return ""
        number = (self._numbers.get(hash(key)) or 0) + 1
        self._numbers.put(hash(key), number)
        return key if number == 1 else f"{key}-{number}"


def _entry(line: int, key: str, told: dict[str, list[str]], notes: Notes) -> ListedEntry | None:
    kind = _KINDS.get(" ".join(told["type"]).casefold(), SubjectKind.OTHER)
    facts = Facts(notes, line, key, kind)
    if kind is SubjectKind.OTHER:
        facts.left_out(WhyNotRead.KIND, " ".join(told["type"]))
    published: date | None = None
    for written in told["publication date"]:
        if (day := day_in(written)) is None:
            facts.left_out(WhyNotRead.DAY, written)
        else:
            published = max(published or day, day)
            facts.listed(day)
    notes.published(published)
    _names(facts, told)
    for written in told["birth date"]:
        facts.born(birth_date_in(written, published), written)
    for country in told["birth country"]:
        facts.belongs_to(country)
    for sex in told["gender"]:
        facts.of_sex(sex)
    for number in told["number"]:
        facts.number(european_kind(_kind_of(number)), number)
    facts.programmes += told["embargos"]
    facts.functions += told["function"]
    facts.remarks = " · ".join((*told["remark"], *told["regulation"]))
    facts.url = next(iter(told.get("links", [])), "")
    return facts.entry()


def _names(facts: Facts, told: dict[str, list[str]]) -> None:
    """The parts of a name are those that are told apart and stand in it."""
    whole, first, middle, last = (told[head] for head in ("wholename", "firstname", "middlename", "lastname"))
    if len(middle) == len(first):
        first = [f"{given} {second}" for given, second in zip(first, middle, strict=True)]
    apart = list(zip(first, last, strict=True)) if len(first) == len(last) <= MOST_NAMES else []
    for at, name in enumerate(whole[: MOST_NAMES + 1]):
        words = set(name.casefold().split())
        fits = (both for both in apart if set(" ".join(both).casefold().split()) <= words)
        given, family = next(fits, ("", ""))
        facts.name(name, NameKind.ALIAS if at else NameKind.MAIN, given, family)


def _kind_of(number: str) -> str:
    """`12345 (passport-National passport) (issued by …)`: the word before the dash."""
    return number.partition("(")[2].partition("-")[0]


def _values(cell: str) -> list[str]:
    """One value a line; `\\n` written out is a slip of who made the list, and a space."""
    if not cell:
        return []
    return [told for line in cell.replace("\\n", " ").splitlines() if (told := line_of(line))]
