"""A text as a square of dark and light modules that a telephone reads."""

from __future__ import annotations

import segno


def modules_of(text: str) -> list[list[int]]:
    """The modules row by row, 1 for dark; a sixth of it may be damaged and it is still read."""
    return [list(row) for row in segno.make(text, error="m", micro=False).matrix]
