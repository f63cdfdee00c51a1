"""Recall by kind of distortion and by people: `python -m benchmarks.listed 500000 --queries 20000`."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.aml.screening import SubjectIndex, compare
from benchmarks.listed.asking import asked, curve, kinds, missed, percentile, troubled
from benchmarks.listed.distortions import query
from benchmarks.screening import built, unknown


def shown(size: int, queries: int, strange: int, seed: int, misses: Path | None, curved: bool) -> None:
    """Prints the tables; `misses`: a file for the truths that weren't found and the strangers that were."""
    index = SubjectIndex.open()
    print(f"built in {built(index, size):.1f} s")
    questions = [query(number, size, seed) for number in range(queries)]
    answers = asked(index, questions)
    print(kinds(answers))
    for name in ("milliseconds", "processor"):
        times = [getattr(one, name) for one in answers]
        print(f"{name}, p50 p95 p99:", *(f"{percentile(times, one):.1f}" for one in (0.5, 0.95, 0.99)))
    strangers = unknown(strange, size)
    troubles = troubled(index, strangers)
    print(
        f"strangers with a hit: {len(troubles)} of {len(strangers)}, {len(troubles) / max(1, len(strangers)):.2%}"
    )
    if curved:
        print(curve(index, questions, strangers))
    if misses:
        lines = [*missed(index, answers, compare)]
        for stranger, hit in troubles:
            lines.append(f"STRANGER {stranger.names[0].text} | entry {hit.id} {hit.comparison}")
        misses.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int, nargs="?", default=20_000)
    parser.add_argument("--queries", type=int, default=5_000)
    parser.add_argument("--strangers", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0, help="other queries to the same list")
    parser.add_argument("--misses", type=Path)
    parser.add_argument("--curve", action="store_true", help="recall and strangers at other thresholds, too")
    asked_for = parser.parse_args()
    shown(
        asked_for.size, asked_for.queries, asked_for.strangers, asked_for.seed, asked_for.misses, asked_for.curve
    )
