"""Where boxes and lines of a graph of owners stand: in layers, the organisation lowest, owners above what they
hold.
Pure geometry, in pixels; words are none of it.

A holding that would point upwards, because companies hold each other, goes round at the right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH, HEIGHT = 208, 92
ACROSS, BETWEEN, MARGIN = 28, 84, 28
_SLIM, _LANE, _SWEEPS, _AROUND = 36, 104, 4, 14
Edge = tuple[str, str]
"""Who holds, and what: keys of boxes; '' is the lowest one."""
Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """From a holder's box down to what it holds, over these points; its words stand about `words`. `back`: round
    the outside, up."""

    edge: Edge
    points: tuple[Point, ...]
    words: Point
    back: bool


@dataclass(frozen=True)
class Layout:
    """Left upper corners of the boxes, the lines between them, and how large it all is."""

    boxes: Mapping[str, Point]
    lines: tuple[Line, ...]
    width: int
    height: int


def laid_out(keys: Sequence[str], edges: Sequence[Edge]) -> Layout:
    """A place for each key, and a line for each edge, of which there is one between any two."""
    back = _back(keys, edges)
    forward = [one for one in edges if one not in back]
    layers = _layers(keys, forward)
    chains = {one: _chain(one, layers) for one in forward}
    rows = _ordered(_rows(layers, chains.values()), chains.values())
    across = max(_row_width(row, layers) for row in rows)
    top = MARGIN + (_AROUND * 2 if back else 0)
    middles: dict[str, float] = {}
    for row in rows:
        x = MARGIN + (across - _row_width(row, layers)) / 2
        for one in row:
            wide = WIDTH if one in layers else _SLIM
            middles[one] = x + wide / 2
            x += wide + ACROSS

    def y(layer: int) -> float:
        return top + (len(rows) - 1 - layer) * (HEIGHT + BETWEEN)

    boxes = {one: (middles[one] - WIDTH / 2, y(layers[one])) for one in keys}
    lines = [*_down(forward, chains, boxes, middles), *_around(back, edges, boxes, MARGIN + across)]
    lanes = len(back)
    return Layout(
        boxes,
        tuple(lines),
        round(MARGIN * 2 + across + lanes * _LANE),
        round(y(0) + HEIGHT + MARGIN + (_AROUND if back else 0)),
    )


def _back(keys: Sequence[str], edges: Sequence[Edge]) -> set[Edge]:
    """The edges that close a circle, seen from the organisation, and what it holds itself."""
    holders = defaultdict(list)
    for holder, held in edges:
        holders[held].append(holder)
    found = {one for one in edges if one[0] == ""}
    done: set[str] = set()
    on: set[str] = set()

    def look(held: str) -> None:
        on.add(held)
        for holder in holders[held]:
            if holder in on:
                found.add((holder, held))
            elif holder not in done:
                look(holder)
        on.discard(held)
        done.add(held)

    for one in ("", *keys):
        if one not in done:
            look(one)
    return found


def _layers(keys: Sequence[str], forward: Sequence[Edge]) -> dict[str, int]:
    """How far above the organisation each stands: above everything it holds."""
    held = defaultdict(list)
    for holder, one in forward:
        held[holder].append(one)
    found: dict[str, int] = {"": 0}

    def layer(key: str) -> int:
        if key not in found:
            found[key] = 1 + max((layer(one) for one in held[key]), default=0)
        return found[key]

    for one in keys:
        layer(one)
    return found


def _chain(edge: Edge, layers: Mapping[str, int]) -> tuple[str, ...]:
    """The edge in steps of one layer: where it passes a layer there is a slim place of its own."""
    holder, held = edge
    between = range(layers[holder] - 1, layers[held], -1)
    return (holder, *(f"{holder}>{held}@{layer}" for layer in between), held)


def _rows(layers: Mapping[str, int], chains: Iterable[tuple[str, ...]]) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(max(layers.values()) + 1)]
    for one, layer in layers.items():
        rows[layer].append(one)
    for chain in chains:
        for step, one in enumerate(chain[1:-1], 1):
            rows[layers[chain[0]] - step].append(one)
    return rows


def _ordered(rows: list[list[str]], chains: Iterable[tuple[str, ...]]) -> list[list[str]]:
    """Each row by where its neighbours stand, below and above in turn, so that few lines cross."""
    below, above = defaultdict(list), defaultdict(list)
    for chain in chains:
        for holder, held in pairwise(chain):
            below[holder].append(held)
            above[held].append(holder)
    for sweep in range(_SWEEPS):
        beside, order = (below, range(1, len(rows))) if sweep % 2 == 0 else (above, range(len(rows) - 2, -1, -1))
        for at in order:
            neighbours = rows[at - 1 if sweep % 2 == 0 else at + 1]
            place = {one: index / max(len(neighbours) - 1, 1) for index, one in enumerate(neighbours)}
            own = {one: index / max(len(rows[at]) - 1, 1) for index, one in enumerate(rows[at])}

            def middle(one: str, place: Mapping[str, float] = place, own: Mapping[str, float] = own) -> float:
                found = [place[other] for other in beside[one] if other in place]  # noqa: B023 - read at once
                return sum(found) / len(found) if found else own[one]

            rows[at] = sorted(rows[at], key=middle)
    return rows


def _row_width(row: Sequence[str], boxes: Mapping[str, int]) -> int:
    return sum(WIDTH if one in boxes else _SLIM for one in row) + ACROSS * (len(row) - 1)


def _down(
    forward: Sequence[Edge],
    chains: Mapping[Edge, tuple[str, ...]],
    boxes: Mapping[str, Point],
    middles: Mapping[str, float],
) -> Iterable[Line]:
    out, into = defaultdict(list), defaultdict(list)
    for edge in forward:
        out[edge[0]].append(edge)
        into[edge[1]].append(edge)
    for one in out.values():
        one.sort(key=lambda edge: middles[chains[edge][1]])
    for one in into.values():
        one.sort(key=lambda edge: middles[chains[edge][-2]])
    for edge in forward:
        holder, held = edge
        start = (_port(boxes[holder][0], out[holder], edge), boxes[holder][1] + HEIGHT)
        end = (_port(boxes[held][0], into[held], edge), boxes[held][1])
        points, at = [start], boxes[holder][1]
        for step in chains[edge][1:-1]:
            at += HEIGHT + BETWEEN
            points += [(middles[step], at), (middles[step], at + HEIGHT)]
        points.append(end)
        along = 0.36 if out[holder].index(edge) % 2 == 0 else 0.62
        words = (
            points[0][0] + (points[1][0] - points[0][0]) * along,
            points[0][1] + (points[1][1] - points[0][1]) * along,
        )
        yield Line(edge, tuple(points), words, False)


def _port(left: float, edges: Sequence[Edge], edge: Edge) -> float:
    return left + WIDTH * (edges.index(edge) + 1) / (len(edges) + 1)


def _around(back: set[Edge], edges: Sequence[Edge], boxes: Mapping[str, Point], right: float) -> Iterable[Line]:
    """Out under the holder, up beside everything, and in from above; each in a lane of its own."""
    for lane, edge in enumerate(one for one in edges if one in back):
        (x, y), (to_x, to_y) = boxes[edge[0]], boxes[edge[1]]
        out, into = x + WIDTH - 12, to_x + WIDTH - 24
        low, high = y + HEIGHT + _AROUND, to_y - _AROUND
        beside = right + _AROUND + lane * _LANE
        points = ((out, y + HEIGHT), (out, low), (beside, low), (beside, high), (into, high), (into, to_y))
        yield Line(edge, points, (beside, (low + high) / 2), True)
