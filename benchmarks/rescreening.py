"""Re-screening all contacts of everybody after a normal night, beside screening each against the whole list.

For each row, a contact, the list has five entries. In a night one entry of 250 changed, and one contact of 200:
with 100,000 contacts 2,000 entries and 500 contacts. Ours is all of it: an index of the contacts from nothing, the
changed entries against it, their change in the index of the list, and the changed contacts against that. The
reference is the time of a sample of contacts against the list, times all contacts.

One contact of 50 is a changed entry as an office writes it down. The note tells how many of the pairs that the
whole list finds the way round finds too.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from app.aml.screening import SubjectIndex
from benchmarks.listed.distortions import about
from benchmarks.listed.entries import changed, entry
from benchmarks.listed.strangers import stranger
from benchmarks.measure import Job, Times, main
from benchmarks.screening import built
from models.values.screened import Subject

JOBS = (
    Job("re-screening, a night", "a minute", 1.0, 100_000),
    Job("re-screening, changes only", "all contacts × list", 0.2, 100_000),
)
SIZES = (5_000,)
_LISTED = 5  # entries for each contact
_SAMPLE = 200


def contacts(size: int, news: list[int]) -> dict[int, Subject]:
    """That many contacts; one of 50 is one of the entries `news`."""
    chance = random.Random(f"contacts {size}")
    return {
        number: stranger(number) if number % 50 else about(entry(chance.choice(news)), chance).subject
        for number in range(size)
    }


class _Watch:
    """Seconds that parts took, by name; `busy`: those of the processor in all, which other work doesn't swell."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.busy = 0.0

    def timed(self, name: str, work: Callable[[], Any]) -> Any:
        began, at_work = time.perf_counter(), time.process_time()
        done = work()
        self.seconds[name] = time.perf_counter() - began
        self.busy += time.process_time() - at_work
        return done


def measured(size: int, rounds: int) -> Iterator[Times]:
    listed = SubjectIndex.open()
    built(listed, size * _LISTED)
    news = list(range(0, size * _LISTED, 250))
    after = {number: changed(entry(number)) for number in news}
    people = contacts(size, news)
    watch, own = _Watch(), SubjectIndex.open()
    watch.timed("index of contacts", lambda: own.change(people.items()))
    hits = watch.timed("changed entries", lambda: {one: own.matches(told) for one, told in after.items()})
    watch.timed("change of the list", lambda: listed.change(after.items(), news))
    few = list(range(0, size, 200))
    watch.timed("changed contacts", lambda: [listed.matches(people[one]) for one in few])
    night = sum(watch.seconds.values()) * 1000
    sample = list(range(0, size, size // _SAMPLE))
    whole = _Watch()
    whole.timed("sample", lambda: [listed.matches(people[one]) for one in sample])
    full = whole.seconds["sample"] * 1000 * size / len(sample)
    told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in watch.seconds.items())
    told += f"; of the processor {watch.busy:.1f} s in all"
    yield Times("re-screening, a night", night, 60_000, told)
    yield Times("re-screening, changes only", night, full, _agreement(listed, people, hits))


def _agreement(listed: Any, people: dict[int, Subject], hits: dict[int, Any]) -> str:
    """Pairs of a contact and a changed entry that the whole list finds, and how many the way round does."""
    round_ = {(contact.id, entry_number) for entry_number, found in hits.items() for contact in found}
    whole = {
        (number, one.id) for number in people if not number % 50 for one in listed.matches(people[number])
        if one.id in hits
    }  # fmt: skip
    seen = {pair for pair in round_ if not pair[0] % 50}
    return f"{len(whole & seen)} of {len(whole)} pairs found the way round, {len(seen - whole)} more"


if __name__ == "__main__":
    main(__file__)
