"""`python -m benchmarks`: every job, growing to a million rows; exit status 1 when a goal is missed."""

from __future__ import annotations

from benchmarks import pages

if __name__ == "__main__":
    pages.main()
