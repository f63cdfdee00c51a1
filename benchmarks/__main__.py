"""`python -m benchmarks`: every job at small size, or the scripts and sizes that are named."""

from __future__ import annotations

from benchmarks.measure import main

if __name__ == "__main__":
    main()
