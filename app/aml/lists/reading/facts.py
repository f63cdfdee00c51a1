"""One entry as its facts are found: each fact once, in its order, no more than anybody has, the rest told.

A reader makes one `Facts` per entry, adds what it finds, and asks for the `ListedEntry` at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sized
from dataclasses import replace
from datetime import date
from typing import TypeVar

from app.aml.lists.reading.countries import country_of
from app.aml.lists.reading.numbers import identifier
from app.aml.lists.reading.problem import Notes, Unreadable, WhyNotRead, WhyUnreadable
from app.aml.lists.reading.text import (
    LONGEST_KEY,
    LONGEST_LINE,
    LONGEST_NAME,
    LONGEST_REMARK,
    line_of,
    lines_of,
    page_of,
)
from models.values import (
    BirthDate,
    Identifier,
    IdentifierKind,
    ListedEntry,
    NameKind,
    Sex,
    Subject,
    SubjectKind,
    SubjectName,
    Topic,
)

T = TypeVar("T")
MOST_NAMES = 200
MOST_FACTS = 50
_SURE = {NameKind.MAIN: 0, NameKind.ALIAS: 1, NameKind.WEAK: 2}
_SEXES = {
    **dict.fromkeys(("m", "male", "man", "masculine", "homme", "masculin", "masculino"), Sex.MALE),
    **dict.fromkeys(("f", "female", "woman", "feminine", "femme", "féminin", "femenino", "v"), Sex.FEMALE),
}


class Facts:
    """An entry that is being read. `line` and `key` name it in problems. Raises Unreadable for one without key."""

    def __init__(self, notes: Notes, line: int, key: str | None, kind: SubjectKind) -> None:
        self.key = line_of(key, LONGEST_KEY + 1)
        if not self.key or len(self.key) > LONGEST_KEY:
            raise Unreadable(WhyUnreadable.NO_KEY, line, self.key)
        notes.at(line, self.key)
        self.kind = kind
        self.sex = ""
        self.listed_on: date | None = None
        self.url = self.reference = self.remarks = ""
        self.programmes: list[str | None] = []
        self.functions: list[str | None] = []
        self.addresses: list[str | None] = []
        self.other_keys: list[str | None] = []
        self._notes = notes
        self._full = False
        self._names: dict[str, SubjectName] = {}
        self._birth_dates: dict[BirthDate, None] = {}
        self._countries: dict[str, None] = {}
        self._identifiers: dict[Identifier, None] = {}

    def left_out(self, code: WhyNotRead, value: str = "") -> None:
        self._notes.left_out(code, value)

    def name(
        self, text: str | None, kind: NameKind = NameKind.MAIN, given: str | None = "", family: str | None = ""
    ) -> None:
        """A name; of one that is told twice, the surer one counts. When none is the main one,
        the first of the surest is."""
        told = line_of(text, LONGEST_NAME + 1)
        if not told or not (told[0].isalnum() or any(map(str.isalnum, told))):
            return
        if len(told) > LONGEST_NAME:
            told = told[:LONGEST_NAME].rstrip()
            self.left_out(WhyNotRead.NAME, told)
        known = self._names.get(told)
        if known is None and self._is_full(self._names, MOST_NAMES):
            return
        if known is not None and _SURE[kind] >= _SURE[known.kind]:
            return
        self._names[told] = SubjectName(told, kind, line_of(given, LONGEST_NAME), line_of(family, LONGEST_NAME))

    def born(self, found: BirthDate | None, written: str) -> None:
        """A birth date as it was read; None with what was written is told."""
        if found is None:
            self.left_out(WhyNotRead.BIRTH_DATE, written)
        else:
            self._keep(self._birth_dates, found, MOST_FACTS)

    def country(self, written: str | None) -> str:
        """The code of a country that isn't a fact of the subject itself; '' for none."""
        told = line_of(written)
        found = country_of(told) if told else ""
        if found is None:
            self.left_out(WhyNotRead.COUNTRY, told)
        return found or ""

    def belongs_to(self, written: str | None) -> None:
        """A country of the subject: of nationality, birth or residence."""
        if found := self.country(written):
            self._keep(self._countries, found, MOST_FACTS)

    def number(self, kind: IdentifierKind, written: str | None, country: str = "") -> None:
        told = line_of(written)
        if not told:
            return
        found = identifier(kind, told, country)
        if found is None:
            self.left_out(WhyNotRead.NUMBER, told)
        else:
            self._keep(self._identifiers, found, MOST_NAMES)

    def of_sex(self, written: str | None) -> None:
        """Male or female; two that differ, or anything else, is unknown."""
        found = _SEXES.get(line_of(written).casefold())
        if found is not None and self.sex != "?":
            self.sex = str(found) if self.sex in ("", str(found)) else "?"

    def listed(self, day: date | None) -> None:
        """The first day counts on which it came on the list."""
        if day is not None and (self.listed_on is None or day < self.listed_on):
            self.listed_on = day

    def entry(self, topics: Iterable[Topic] = (Topic.SANCTION,)) -> ListedEntry | None:
        """The entry; None, which is told, for one without a name."""
        names = tuple(self._names.values())
        if not names:
            self.left_out(WhyNotRead.NO_NAME)
            return None
        if all(one.kind is not NameKind.MAIN for one in names):
            main = min(names, key=lambda one: _SURE[one.kind])
            names = tuple(replace(one, kind=NameKind.MAIN) if one is main else one for one in names)
        return ListedEntry(
            key=self.key,
            subject=Subject(
                kind=self.kind,
                names=names,
                birth_dates=tuple(self._birth_dates),
                countries=tuple(self._countries),
                identifiers=tuple(self._identifiers),
                sex=self.sex.replace("?", ""),
            ),
            topics=tuple(dict.fromkeys(topics)),
            programmes=self._lines(self.programmes),
            functions=self._lines(self.functions),
            addresses=self._lines(self.addresses),
            remarks=line_of(self.remarks, LONGEST_REMARK),
            reference=line_of(self.reference, LONGEST_LINE),
            url=page_of(self.url),
            listed_on=self.listed_on,
            other_keys=tuple(one for one in self._lines(self.other_keys) if one != self.key),
        )

    def _lines(self, texts: list[str | None]) -> tuple[str, ...]:
        return tuple(lines_of(texts, MOST_FACTS)) if texts else ()

    def _keep(self, facts: dict[T, None], found: T, most: int) -> None:
        if found not in facts and not self._is_full(facts, most):
            facts[found] = None

    def _is_full(self, facts: Sized, most: int) -> bool:
        """Whether there are as many as there may be; told once for an entry."""
        if len(facts) < most:
            return False
        if not self._full:
            self._full = True
            self.left_out(WhyNotRead.TOO_MANY)
        return True
