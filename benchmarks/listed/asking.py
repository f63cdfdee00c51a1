"""Queries and strangers put to an index of listed entries, and how well it did."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.listed.distortions import Query
from benchmarks.listed.entries import entry
from models.values.screened import Subject

LIMIT = 50
THRESHOLDS = tuple(at / 100 for at in range(60, 92, 2))


@dataclass(frozen=True)
class Answer:
    """What came of one query: the place of the truth among the hits over the threshold, from 1; None: missed.

    Both times are milliseconds: by the clock, and of the processor, which other work on the machine doesn't swell.
    """

    query: Query
    place: int | None
    milliseconds: float
    processor: float
    hits: int


def asked(index: Any, queries: Iterable[Query]) -> list[Answer]:
    """One answer to each query, one after the other."""
    made = []
    for one in queries:
        began, busy = time.perf_counter(), time.process_time()
        hits = index.matches(one.subject, limit=LIMIT)
        took, worked = (time.perf_counter() - began) * 1000, (time.process_time() - busy) * 1000
        place = next((at for at, hit in enumerate(hits, 1) if hit.id == one.truth), None)
        made.append(Answer(one, place, took, worked, len(hits)))
    return made


def found(answers: Sequence[Answer], within: int = LIMIT) -> float:
    """The share of the truths among that many first hits."""
    return sum(one.place is not None and one.place <= within for one in answers) / max(1, len(answers))


def percentile(values: Iterable[float], share: float) -> float:
    """The value that this share of them doesn't pass."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def troubled(
    index: Any, strangers: Iterable[Subject], threshold: float | None = None
) -> list[tuple[Subject, Any]]:
    """The strangers that have any hit, with the first of it; `threshold`: another one than the index's own."""
    other = {} if threshold is None else {"threshold": threshold}
    seen = ((one, index.matches(one, limit=1, **other)) for one in strangers)
    return [(one, hits[0]) for one, hits in seen if hits]


def curve(index: Any, queries: Sequence[Query], strangers: Sequence[Subject]) -> str:
    """A table: at each threshold the share of truths among fifty hits, and of strangers with any hit."""
    scores = []
    for one in queries:
        near = index.matches(one.subject, limit=LIMIT, threshold=min(THRESHOLDS))
        scores.append(next((hit.comparison.score for hit in near if hit.id == one.truth), 0.0))
    strange = [hit.comparison.score for _, hit in troubled(index, strangers, min(THRESHOLDS))]
    lines = ["threshold  recall  strangers"]
    for one in THRESHOLDS:
        recall = sum(score >= one for score in scores) / len(scores)
        lines.append(f"{one:>9.2f}{recall:>8.3f}{sum(score >= one for score in strange) / len(strangers):>11.2%}")
    return "\n".join(lines)


def kinds(answers: Sequence[Answer]) -> str:
    """A table: for each kind of distortion how many were asked, and the recall among the first, ten and fifty."""
    of: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        for kind in answer.query.kinds:
            of[kind].append(answer)
        of["people: " + entry(answer.query.truth).culture.code].append(answer)
    lines = [f"{'':<36}{'asked':>7}{'@1':>7}{'@10':>7}{'@50':>7}{'hits':>6}", _line("all", answers)]
    lines += [
        _line(kind, of[kind]) for kind in sorted(of, key=lambda one: (one.startswith("people"), found(of[one])))
    ]
    return "\n".join(lines)


def _line(kind: str, answers: Sequence[Answer]) -> str:
    recalls = "".join(f"{found(answers, within):>7.3f}" for within in (1, 10, LIMIT))
    return f"{kind:<36}{len(answers):>7}{recalls}{statistics.median(one.hits for one in answers):>6.0f}"


def missed(index: Any, answers: Iterable[Answer], compare: Any) -> Iterable[str]:
    """A line for each truth that was missed: whether it was near at all, and how the two were judged."""
    for answer in answers:
        if answer.place is not None:
            continue
        truth, query = entry(answer.query.truth), answer.query
        near = {one.id for one in index.matches(query.subject, limit=LIMIT, threshold=0.0)}
        seen = compare(query.subject, truth.subject)
        features = " ".join(f"{one.code}={one.effect}:{one.weight:.2f}" for one in seen.features)
        names = " ; ".join(one.text for one in truth.subject.names)
        why = "judged" if query.truth in near else "not near"
        born = "/".join(_born(one) for one in (query.subject, truth.subject))
        yield (
            f"{', '.join(query.kinds)} | {why} {seen.score} | {query.subject.names[0].text} <- {names} | {born} | "
            f"{','.join(query.subject.countries)}/{','.join(truth.subject.countries)} | {features}"
        )


def _born(subject: Subject) -> str:
    return " ".join(
        str(one.first_day if one.first_day == one.last_day else one.first_day.year) for one in subject.birth_dates
    )
