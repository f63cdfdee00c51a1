"""Finding a listed person or body by what an office writes down, beside a comparison with every name on the list.

Ours is what a contact goes through: the index, the comparison of what is near, the threshold. The list is invented
(`benchmarks/listed`): many peoples, alphabets and aliases. The queries are listed names distorted as they are in
practice; the strangers are none of the list. The reference is `WRatio` of rapidfuzz over all names.

Besides times two shares are judged like them, as percentages: what was missed, beside what the reference misses at
the cut where 2 % of the strangers have a hit; and the strangers with a hit, beside 2 %. The notes show recall
among the first 1, 10 and 50; `python -m benchmarks.listed 500000 --queries 20000` shows it by kind of distortion.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from app.aml.screening import SubjectIndex
from benchmarks.listed.asking import Answer, asked, found, kinds, percentile, troubled
from benchmarks.listed.distortions import Query, query
from benchmarks.listed.entries import entry
from benchmarks.listed.strangers import stranger, unlisted
from benchmarks.listed.wratio import STRANGERS_WITH_A_HIT, WholeList
from benchmarks.listed.wratio import measured as reference
from benchmarks.measure import Job, Times, main
from models.values.screened import Subject

JOBS = (
    Job("screening, a query", "WRatio over all names", 0.01, 500_000, growth=12.0),
    Job("screening, p50", "10 ms", 1.0),
    Job("screening, missed %", "WRatio, missed %", 1.0),
    Job("screening, strangers hit %", "2 %", 1.0),
    Job("screening, building", "a minute"),
)
SIZES = (20_000,)
CHANGE = 50_000  # entries added at a time


def sample(size: int) -> tuple[int, int, int, int]:
    """How many queries and strangers, and how many of each for the slow reference, for a list of that size."""
    return (5_000, 10_000, 60, 100) if size >= 100_000 else (1_500, 1_000, 50, 150)


def built(index: SubjectIndex, size: int, whole: WholeList | None = None) -> float:
    """Fills the index, and the reference, with entries 0 to `size`; seconds that the index took."""
    took = 0.0
    for first in range(0, size, CHANGE):
        part = [(number, entry(number).subject) for number in range(first, min(size, first + CHANGE))]
        began = time.perf_counter()
        index.change(part)
        took += time.perf_counter() - began
        for number, subject in part if whole else ():
            whole.add(number, subject)
    return took


def unknown(count: int, size: int) -> list[Subject]:
    """Strangers to entries 0 to `size`; a few fewer than asked where one happened to be listed."""
    strangers = {number: stranger(number) for number in range(count)}
    return list(unlisted(strangers, (entry(number).subject for number in range(size))).values())


def resident() -> float:
    """Memory of this process now, in MB."""
    told = Path("/proc/self/status").read_text().partition("VmRSS:")[2].split()[0]
    return int(told) / 1024


def measured(size: int, rounds: int) -> Iterator[Times]:
    asks, strange, few, fewer = sample(size)
    whole = WholeList()
    with tempfile.TemporaryDirectory() as folder:
        index = SubjectIndex.open(Path(folder))
        building = built(index, size, whole)
        weight = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file()) / 1e6
        queries = [query(number, size) for number in range(asks)]
        strangers = unknown(strange, size)
        before = resident()
        answers = asked(index, queries)
        hit = len(troubled(index, strangers)) / len(strangers)
        print(kinds(answers))
        yield from _told(answers, hit, whole, queries[:few], strangers[:fewer])
        note = f"{size / building:,.0f} entries/s, {weight:.0f} MB on disk, {resident() - before:.0f} MB to ask"
        yield Times("screening, building", building * 1000, 60_000, note)


def _told(
    answers: list[Answer], hit: float, whole: WholeList, queries: list[Query], strangers: list[Subject]
) -> Iterator[Times]:
    times = [one.milliseconds for one in answers]
    half = percentile(times, 0.5)
    theirs = reference(whole, queries, strangers)
    busy = percentile((one.processor for one in answers), 0.5)
    note = f"{len(whole.names):,} names; of the processor alone {busy:.1f} and {theirs.processor:.1f} ms"
    yield Times("screening, a query", half, theirs.milliseconds, note)
    note = f"p95 {percentile(times, 0.95):.1f}, p99 {percentile(times, 0.99):.1f} ms"
    yield Times("screening, p50", half, 10.0, note)
    recall = ", ".join(f"@{within} {found(answers, within):.3f}" for within in (1, 10, 50))
    note = (
        f"recall {recall}; WRatio over its cut {theirs.over_cut:.3f}, with birth years "
        f"{theirs.over_cut_dated:.3f}, among 50 nearest {theirs.nearest:.3f}"
    )
    best = max(theirs.over_cut, theirs.over_cut_dated)
    yield Times("screening, missed %", (1 - found(answers)) * 100, (1 - best) * 100, note)
    yield Times("screening, strangers hit %", hit * 100, STRANGERS_WITH_A_HIT * 100)


if __name__ == "__main__":
    main(__file__)
