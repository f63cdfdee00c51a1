"""The way in: a list of a form, read entry by entry as it is iterated.

A list is complete only when its iteration is: until then nothing that came out of it may stand. Each key comes
once; the same entry again is passed over, another one under the same key makes the list unreadable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import BinaryIO

from app.aml.lists.reading import belgium, entities, eu, targets, un
from app.aml.lists.reading.problem import ListProblem, Notes, Unreadable, WhyUnreadable
from app.aml.lists.reading.seen import Seen
from models.values import ListedEntry, ListFormat

LARGEST = 4 << 30
_READERS: dict[ListFormat, Callable[[BinaryIO, Notes, int], Iterator[ListedEntry]]] = {
    ListFormat.EU: eu.entries,
    ListFormat.UN: un.entries,
    ListFormat.BELGIUM: belgium.entries,
    ListFormat.TARGETS: targets.entries,
    ListFormat.ENTITIES: entities.entries,
}
_SAY_THEIR_DATE = (ListFormat.EU, ListFormat.UN)


class Reading:
    """The entries of one list, once, in its order. What it says of itself is known when all have come."""

    def __init__(self, form: ListFormat, file: BinaryIO, largest: int) -> None:
        self._form, self._file, self._largest = form, file, largest
        self._notes = Notes()

    def __iter__(self) -> Iterator[ListedEntry]:
        """Raises Unreadable; no entry that came before may be kept then."""
        seen = Seen()
        any_came = False
        for entry in _READERS[self._form](self._file, self._notes, self._largest):
            facts = hash(entry)
            before = seen.put(hash(entry.key), facts)
            if before is None:
                any_came = True
                yield entry
            elif before != facts & (1 << 64) - 1:
                raise Unreadable(WhyUnreadable.KEY_TWICE, self._notes.line, entry.key)
        if not any_came:
            raise Unreadable(WhyUnreadable.NO_ENTRIES)

    @property
    def published_on(self) -> date | None:
        """The day the list tells it was made; of a list that doesn't, the latest day of a change in it."""
        return self._notes.published_on

    @property
    def says_its_date(self) -> bool:
        """Whether the list itself tells its date: else it can go back, when its latest entry vanishes."""
        return self._form in _SAY_THEIR_DATE

    @property
    def problems(self) -> list[ListProblem]:
        """What was left out, the first two hundred of it."""
        return self._notes.problems

    @property
    def problem_count(self) -> int:
        return self._notes.problem_count


def read_list(form: ListFormat, file: BinaryIO, largest: int = LARGEST) -> Reading:
    """A list of that form in a file of at most `largest` bytes, opened at its beginning; nothing is read before it
    is iterated."""
    return Reading(form, file, largest)
