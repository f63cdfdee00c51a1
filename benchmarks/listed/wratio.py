"""The reference: `WRatio` of `rapidfuzz` compares a name with every name on the list, as one would without index.

Its best use: all names and aliases, put into their plain form once by its own processor, and its cut set
afterwards where 2 % of the strangers have a hit. Once as it is, and once helped by us: an entry whose birth years
contradict isn't counted.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process, utils

from benchmarks.listed.asking import LIMIT, percentile
from benchmarks.listed.distortions import Query
from benchmarks.listed.strangers import years
from models.values.screened import Subject

STRANGERS_WITH_A_HIT = 0.02
_NAMES = 400  # that many nearest names hold the fifty nearest entries


@dataclass
class WholeList:
    """All names of a list in plain form, whose each is, and who was born when."""

    names: list[str] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    born: list[frozenset[int]] = field(default_factory=list)

    def add(self, number: int, subject: Subject) -> None:
        """The next entry, numbered from 0."""
        plain = dict.fromkeys(utils.default_process(one.text) for one in subject.names)
        self.names += plain
        self.owners += [number] * len(plain)
        self.born.append(frozenset(years(subject)))

    def nearest(self, subject: Subject) -> list[tuple[int, float]]:
        """The nearest entries with their scores, best first: about twice as many as are looked at."""
        asked = utils.default_process(subject.names[0].text)
        best: dict[int, float] = {}
        for _, score, at in process.extract(asked, self.names, scorer=fuzz.WRatio, processor=None, limit=_NAMES):
            best.setdefault(self.owners[at], score)
        return list(best.items())

    def dated(self, subject: Subject, near: list[tuple[int, float]]) -> list[tuple[int, float]]:
        """Those of them whose birth years don't contradict."""
        ours = years(subject)
        return [(one, score) for one, score in near if not (ours and self.born[one]) or ours & self.born[one]]


@dataclass(frozen=True)
class Reference:
    """How the reference did: shares from 0 to 1, cuts from 0 to 100, milliseconds by clock and processor."""

    nearest: float
    over_cut: float
    over_cut_dated: float
    cuts: tuple[float, float]
    milliseconds: float
    processor: float


def measured(whole: WholeList, queries: Sequence[Query], strangers: Iterable[Subject]) -> Reference:
    """Puts queries and strangers to the whole list; its time is that of one query without birth dates."""
    tops = [_tops(whole, one, whole.nearest(one)) for one in strangers]
    cuts = [percentile(scores, 1 - STRANGERS_WITH_A_HIT) for scores in zip(*tops, strict=True)]
    times, busy, seen = [], [], []
    for one in queries:
        began, at_work = time.perf_counter(), time.process_time()
        near = whole.nearest(one.subject)
        times.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - at_work) * 1000)
        plain, dated = (dict(found[:LIMIT]) for found in (near, whole.dated(one.subject, near)))
        seen.append((plain.get(one.truth), dated.get(one.truth)))
    count = len(queries)
    return Reference(
        nearest=sum(plain is not None for plain, _ in seen) / count,
        over_cut=sum(plain is not None and plain > cuts[0] for plain, _ in seen) / count,
        over_cut_dated=sum(dated is not None and dated > cuts[1] for _, dated in seen) / count,
        cuts=(cuts[0], cuts[1]),
        milliseconds=percentile(times, 0.5),
        processor=percentile(busy, 0.5),
    )


def _tops(whole: WholeList, stranger: Subject, near: list[tuple[int, float]]) -> tuple[float, float]:
    """The best score a stranger has with anybody, and with anybody whose birth years don't contradict."""
    first = [score for _, score in near[:1]] or [0.0]
    dated = [score for _, score in whole.dated(stranger, near)[:1]] or [0.0]
    return first[0], dated[0]
