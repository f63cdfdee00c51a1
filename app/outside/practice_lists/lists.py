"""The practice lists as a source: the same day gives the same bytes, a later day a later edition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import BinaryIO

from app.errors import Outage
from app.outside.practice_lists import belgium, entities, eu, targets, un
from app.outside.practice_lists.editions import EPOCH, listed_in
from app.outside.practice_lists.invented import Invented, day_of

_WRITERS: dict[str, Callable[[Iterable[Invented], date], bytes]] = {
    "eu": eu.written,
    "un": un.written,
    "belgium": belgium.written,
    "opensanctions": targets.written,
    "peps": entities.written,
}
CODES = tuple(_WRITERS)


class PracticeLists:
    """Every list of `CODES` as it is on that day; before the first edition, that one."""

    def __init__(self, day: date) -> None:
        self.number = max(0, (day - EPOCH).days)

    def fetch(self, code: str, into: BinaryIO) -> None:
        """Raises Outage for a list there is none of."""
        into.write(self.edition(code, self.number))

    @staticmethod
    def edition(code: str, number: int) -> bytes:
        """That list as it is in that edition; each day has the next one, number 0 is that of `EPOCH`."""
        if code not in _WRITERS or number < 0:
            raise Outage("lists")
        return _WRITERS[code](listed_in(code, number), day_of(number, EPOCH))
