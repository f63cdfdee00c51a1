"""Files with bytes flipped, pieces cut and lines swapped, one after the other: none takes long or keeps memory."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.little_work import little_work

TRACED = 2_000
"""So many are watched for the memory they take; to watch takes three times as long as to read."""


@dataclass(frozen=True)
class Breaking:
    """How files of a kind are broken: where lines end, bytes that mean something in it, pieces to put in."""

    ends: tuple[bytes, ...]
    letters: bytes
    pieces: tuple[bytes, ...]

    def mutant(self, chance: random.Random, good: bytes) -> bytes:
        """Bytes flipped, digits changed, pieces cut or put in, lines gone, doubled, swapped, or the end
        missing."""
        content = bytearray(good)
        end = chance.choice(self.ends)
        for _ in range(chance.choice((1, 1, 1, 2, 4, 16))):
            at = chance.randrange(len(content))
            what = chance.randrange(8)
            if what == 0:
                content[at] = chance.randrange(256)
            elif what == 1:
                content[at] = chance.choice(self.letters)
            elif what == 2:
                del content[at : at + chance.choice((1, 2, 10, 128, 130))]
            elif what == 3:
                content[at:at] = chance.choice(self.pieces)
            elif what == 4 and chance.random() < 0.3:
                del content[at:]
            else:
                lines = bytes(content).split(end)
                one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
                if what == 5:
                    del lines[one]
                elif what == 6:
                    lines.insert(one, lines[other])
                else:
                    lines[one], lines[other] = lines[other], lines[one]
                content = bytearray(end.join(lines))
            content = content or bytearray(b"0")
        return bytes(content)


def read_after_all(
    goods: Sequence[bytes],
    breaking: Breaking,
    survives: Callable[[bytes], bool],
    count: int,
    seed: int,
    memory: int,
) -> int:
    """How many mutants were read; `survives` says whether one was, and raises for what nobody declared. Of those
    that are watched, none takes more than so many bytes, nor do they keep a sixteenth of them together."""
    chance = random.Random(seed)  # noqa: S311 - the same mutants each time
    assert all(survives(good) for good in goods)
    tracemalloc.start()
    try:
        begun, _ = tracemalloc.get_traced_memory()
        read = 0
        for number in range(count):
            if number == TRACED:
                _flat(begun, memory)
                tracemalloc.stop()
            mutant = breaking.mutant(chance, goods[number % len(goods)])
            with little_work():
                read += survives(mutant)
        if tracemalloc.is_tracing():
            _flat(begun, memory)
    finally:
        tracemalloc.stop()
    return read


def _flat(begun: int, memory: int) -> None:
    left, most = tracemalloc.get_traced_memory()
    assert most - begun < memory
    assert left - begun < memory / 16
