"""Tables of names and words, one to a line: `word=way|way`, the ways it is met elsewhere, the usual one first."""

from __future__ import annotations

from pathlib import Path


def table(name: str) -> dict[str, tuple[str, ...]]:
    """The words of a table in its order, each with its ways (none: it is met as it stands)."""
    lines = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    told = (one.partition("=") for one in lines)
    return {word: tuple(ways.split("|")) if ways else () for word, _, ways in told}


def sounds(name: str) -> dict[str, str]:
    """The words of a table in which each has one way only."""
    return {word: ways[0] for word, ways in table(name).items()}
