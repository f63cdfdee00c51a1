"""What a draft of the rules would do, drawn: a bar of levels as they are and one as they would be. Geometry."""

from __future__ import annotations

from dataclasses import dataclass

from app.aml.vigilance.trying import LEVELS, Outcome
from views.wallet.charts import HEIGHT, Piece, Stack, Stacks

# No level yet is grey; from there the tints go from light to grave.
SERIES = {"none": 5, "simplified": 2, "standard": 0, "raised": 1, "stop": 3}


@dataclass(frozen=True)
class Line:
    """One level: how many files have it now, would have it, and go to each level."""

    level: str
    series: int
    before: int
    after: int
    moves: tuple[int, ...]

    @property
    def more(self) -> int:
        return self.after - self.before


def lines_of(outcome: Outcome) -> list[Line]:
    """Every level, in its order; `moves` in the same."""
    return [
        Line(
            one,
            SERIES[one],
            outcome.before(one),
            outcome.after(one),
            tuple(outcome.moved(one, other) for other in LEVELS),
        )
        for one in LEVELS
    ]


def bars_of(lines: list[Line], before: str, after: str) -> Stacks | None:
    """Two bars beside one another; None where there are no files."""
    total = sum(one.before for one in lines)
    if not total:
        return None
    stacks = []
    for place, (label, counts) in enumerate(
        ((before, [one.before for one in lines]), (after, [one.after for one in lines]))
    ):
        floor, pieces = float(HEIGHT), []
        for line, count in zip(lines, counts, strict=True):
            height = HEIGHT * count / total
            floor -= height
            if count:
                pieces.append(Piece(line.series, round(floor, 2), round(height, 2)))
        stacks.append(Stack(label, 10 + 45 * place, 35, 27.5 + 45 * place, tuple(pieces)))
    return Stacks(tuple(stacks), ())
