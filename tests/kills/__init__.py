"""Web, clock, workers and database killed at random under load, and what became of the work afterwards.

`python -m tests.kills --minutes 2 --seed 7` on an installation of its own; `tests/roof/test_kills.py` runs a short
one. Every run prints its seed.
"""
