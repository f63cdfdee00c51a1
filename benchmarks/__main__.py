"""`python -m benchmarks`: every job, growing to a million rows, one table; exit status 1 when a goal is missed."""

from __future__ import annotations

import sys

from benchmarks import pages
from benchmarks.measure import show

if __name__ == "__main__":
    found = [one for rights in (10_000, 100_000, 1_000_000) for one in pages.run(rights, rounds=15)]
    sys.exit(0 if show(found) else 1)
