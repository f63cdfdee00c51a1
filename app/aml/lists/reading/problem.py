"""What is wrong with a list: so much that none of it may be used, or with one fact of it.

Convention: `line` counts from 1, 0 when no line is known; `value` is what stood there, one short line of text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.aml.lists.reading.text import line_of

MOST_TOLD = 200
_LONGEST_VALUE = 120


class WhyUnreadable(StrEnum):
    """Why a list as a whole can't be trusted."""

    OTHER_FORM = "list_of_another_form"
    CUT_OFF = "list_cut_off"
    DAMAGED = "list_damaged"
    HOSTILE = "list_hostile"
    ENCODING = "list_encoding"
    NO_ENTRIES = "list_without_entries"
    NO_KEY = "list_entry_without_key"
    KEY_TWICE = "list_key_twice"
    TOO_LARGE = "list_too_large"


class WhyNotRead(StrEnum):
    """Why a fact of an entry was left out, or the entry itself."""

    NO_NAME = "entry_without_name"
    KIND = "entry_of_unknown_kind"
    NAME = "entry_name_too_long"
    BIRTH_DATE = "entry_birth_date"
    DAY = "entry_other_date"
    COUNTRY = "entry_country"
    NUMBER = "entry_number"
    TOO_MANY = "entry_too_many_facts"


class Unreadable(Exception):
    """A list that can't be used: nothing of it may change what stands."""

    def __init__(self, code: WhyUnreadable, line: int = 0, value: str = "") -> None:
        super().__init__(code, line)
        self.code = code
        self.line = line
        self.value = line_of(value, _LONGEST_VALUE)


@dataclass(frozen=True)
class ListProblem:
    """One fact that was left out; `value` names the entry too, where its key is known."""

    line: int
    code: WhyNotRead
    value: str


class Notes:
    """What is noticed while a list is read: its date, and what had to be left out.

    `problems` holds the first two hundred, `problem_count` counts all.
    """

    def __init__(self) -> None:
        self.published_on: date | None = None
        self.problems: list[ListProblem] = []
        self.problem_count = 0
        self.line = 0
        self.key = ""

    def at(self, line: int, key: str) -> None:
        """Which entry is being read."""
        self.line, self.key = line, key

    def left_out(self, code: WhyNotRead, value: str = "") -> None:
        self.problem_count += 1
        if len(self.problems) < MOST_TOLD:
            told = f"{self.key}: {value}" if value else self.key
            self.problems.append(ListProblem(self.line, code, line_of(told, _LONGEST_VALUE)))

    def published(self, day: date | None) -> None:
        """The latest of what is told counts."""
        if day is not None and (self.published_on is None or day > self.published_on):
            self.published_on = day
