"""Interleaved timing, medians, ratios against a goal, and the table that is printed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

SLACK = 1.2  # a ratio may miss its goal by a fifth before the run fails


@dataclass(frozen=True)
class Result:
    """One job: ours and the reference in milliseconds (medians), and the ratio we aim at (None: shown only)."""

    job: str
    size: int
    reference: str
    ours: float
    theirs: float
    goal: float | None

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def missed(self) -> bool:
        return self.goal is not None and self.ratio > self.goal * SLACK


def interleaved(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median milliseconds of each work; all are done in turn, after one unmeasured round."""
    seen: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            began = time.perf_counter()
            work()
            if number:
                seen[name].append((time.perf_counter() - began) * 1000)
    return {name: statistics.median(times) for name, times in seen.items()}


def show(results: list[Result]) -> bool:
    """Prints the table; True when no goal was missed."""
    print(f"{'job':<28}{'rows':>10}  {'reference':<22}{'ours ms':>9}{'ref ms':>9}{'ratio':>7}{'goal':>7}")
    for one in results:
        goal = "–" if one.goal is None else f"{one.goal:g}"
        mark = "  MISSED" if one.missed else ""
        print(
            f"{one.job:<28}{one.size:>10,}  {one.reference:<22}{one.ours:>9.2f}{one.theirs:>9.2f}"
            f"{one.ratio:>7.2f}{goal:>7}{mark}"
        )
    return not any(one.missed for one in results)
