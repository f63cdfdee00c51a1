"""How a benchmark is written here, and the one table that all of them print.

A script is a module of this package. It exposes three names, and ends with two lines that let it run alone:

    JOBS = (Job("export of a list", "bare COPY to a file", goal=3.0),)
    SIZES = (10_000, 100_000)                  # what `make bench` asks for: small, a minute or so in all

    def measured(size: int, rounds: int) -> Iterator[Times]:
        # makes its data for that size, by SQL in sets; does ours and the reference in turn; one for each job
        times = interleaved({"ours": …, "copy": …}, rounds)
        yield Times("export of a list", times["ours"], times["copy"], note="31 MB/s")

    if __name__ == "__main__":
        main(__file__)

Ratios are times: ours divided by the reference's, so less is better and a goal is "at most". A goal that is told
as a speed is turned round: "at least 0.4 of COPY" is `goal=2.5`. Each size runs in a process of its own, and
nobody measures while another does. `filled()` in `rights_data.py` gives a server with as many rights as one likes.

`python -m benchmarks` runs every script; `python -m benchmarks pages --sizes 10000 10000000 --rounds 9` runs one,
at other sizes. Exit status 1: a ratio or a growth missed its goal by more than a fifth, or a script failed.
"""

from __future__ import annotations

import argparse
import ast
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

SLACK = 1.2  # a ratio may miss its goal by a fifth before the run fails
ROUNDS = 5
_LINE = "measured: "


@dataclass(frozen=True)
class Job:
    """What is measured, against what, and what we aim at.

    `goal`: ours / the reference's time at most, held from `goal_from` rows on (None: shown only). `growth`: our
    time at the largest size / at the smallest, at most (None: shown only).
    """

    name: str
    reference: str
    goal: float | None = None
    goal_from: int = 0
    growth: float | None = None


@dataclass(frozen=True)
class Times:
    """One job at one size: ours and the reference's in milliseconds (medians); `note` says what else is seen."""

    job: str
    ours: float
    theirs: float
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A line of the table; `growth` is None at the smallest size."""

    job: Job
    size: int
    times: Times
    growth: float | None = None
    largest: bool = False

    @property
    def ratio(self) -> float:
        return self.times.ours / self.times.theirs

    @property
    def missed(self) -> bool:
        """Whether a goal was missed by more than a fifth; growth is judged at the largest size only."""
        held = self.job.goal is not None and self.size >= self.job.goal_from
        slow = held and self.ratio > (self.job.goal or 0) * SLACK
        wants, seen = self.job.growth, self.growth
        return slow or (self.largest and wants is not None and seen is not None and seen > wants * SLACK)


def fewer(rounds: int, size: int, most: int = 10_000) -> int:
    """Two rounds where one takes long, after the unmeasured one: so all scripts together fit in ten minutes."""
    return min(rounds, 2) if size > most else rounds


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


def table(rows: Iterable[Row]) -> str:
    """The table as it is printed: a line for each job and size."""
    said = [_line("job", "rows", "reference", "ours ms", "ref ms", "ratio", "goal", "growth")]
    for row in rows:
        held = row.job.goal is not None and row.size >= row.job.goal_from
        figures = (f"{row.times.ours:.2f}", f"{row.times.theirs:.2f}", f"{row.ratio:.2f}")
        goal = f"{row.job.goal:.3g}" if held else "–"
        growth = "–" if row.growth is None else f"{row.growth:.2f}"
        line = _line(row.job.name, f"{row.size:,}", row.job.reference, *figures, goal, growth)
        said.append(f"{line}{'  MISSED' if row.missed else ''}  {row.times.note}".rstrip())
    return "\n".join(said)


def _line(job: str, rows: str, reference: str, ours: str, theirs: str, ratio: str, goal: str, growth: str) -> str:
    figures = f"{ours:>10}{theirs:>10}{ratio:>8}{goal:>7}{growth:>8}"
    return f"{job:<30}{rows:>11}  {reference:<24}{figures}"


def scripts() -> list[str]:
    """The modules of this package that are benchmarks: those that name their JOBS."""
    folder = Path(__file__).parent
    return [file.stem for file in sorted(folder.glob("*.py")) if _names_jobs(file)]


def _names_jobs(file: Path) -> bool:
    return any(
        isinstance(node, ast.Assign | ast.AnnAssign) and "JOBS" in ast.unparse(node).split("=")[0]
        for node in ast.parse(file.read_text()).body
    )


def run(names: Iterable[str], sizes: list[int], rounds: int) -> bool:
    """Measures those scripts and prints the table; True when nothing failed or was missed."""
    rows: list[Row] = []
    broken: list[str] = []
    for name in names:
        module = import_module(f"benchmarks.{name}")
        jobs = {job.name: job for job in module.JOBS}
        wanted = sizes or list(module.SIZES)
        first: dict[str, Times] = {}
        for size in wanted:
            seen = _apart(name, size, rounds)
            if seen is None:
                broken.append(f"{name} at {size:,}")
                continue
            for times in seen:
                grown = times.ours / first[times.job].ours if times.job in first else None
                first.setdefault(times.job, times)
                rows.append(Row(jobs[times.job], size, times, grown, size == max(wanted)))
    places = {name: place for place, name in enumerate(dict.fromkeys(row.job.name for row in rows))}
    rows.sort(key=lambda row: (places[row.job.name], row.size))
    print(table(rows))
    if broken:
        print(f"Failed, see above: {', '.join(broken)}")
    return not broken and not any(row.missed for row in rows)


def _apart(name: str, size: int, rounds: int) -> list[Times] | None:
    """One script at one size in a process of its own; None when it failed. What else it says is passed on."""
    began = time.monotonic()
    print(f"{name}, {size:,} …", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "benchmarks.measure", name, str(size), str(rounds)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    lines = done.stdout.splitlines()
    sys.stderr.writelines(f"{line}\n" for line in lines if not line.startswith(_LINE))
    print(f"{name}, {size:,}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    if done.returncode:
        return None
    return [Times(**json.loads(line.removeprefix(_LINE))) for line in lines if line.startswith(_LINE)]


def main(file: str | None = None) -> None:
    """The command line of all scripts, or of the one that stands in `file`."""
    known = [Path(file).stem] if file else scripts()
    parser = argparse.ArgumentParser(description="Our work against a named reference, in one run.")
    if file is None:
        parser.add_argument("scripts", nargs="*", metavar="script", help=f"of {', '.join(known)}; none: all")
    parser.add_argument("--sizes", type=int, nargs="+", default=[], help="rows; default: each script's own")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    chosen = known if file else asked.scripts or known
    if strange := set(chosen) - set(known):
        parser.error(f"no such script: {', '.join(sorted(strange))}")
    sys.exit(0 if run(chosen, sorted(asked.sizes), asked.rounds) else 1)


def _one(name: str, size: int, rounds: int) -> None:
    seen: Iterator[Times] = import_module(f"benchmarks.{name}").measured(size, rounds)
    for times in seen:
        print(_LINE + json.dumps(asdict(times)), flush=True)


if __name__ == "__main__":
    _one(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
