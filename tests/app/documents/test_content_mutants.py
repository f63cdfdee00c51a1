"""Honest files with bytes changed, cut, doubled and swapped: each is taken or refused, none breaks the guard."""

from __future__ import annotations

import random
import time
from io import BytesIO

import pytest

from app.documents import pictures
from app.documents.content import guard
from app.documents.kinds import FileKind
from app.errors import Refusal
from tests.app.documents.corpus import HOSTILE
from tests.app.documents.honest import HONEST

EACH = 150
LONGEST = 2.0
_SMALL = 200_000
SEEDS = {
    name: (called, made, use) for name, (called, make, use) in HONEST.items() if len(made := make()) < _SMALL
} | {
    name: (called, made, use)
    for name, (called, make, _, use) in HOSTILE.items()
    if len(made := make()) < 20_000 and made
}


def mutant(content: bytes, chance: random.Random) -> bytes:
    """The file after one to four accidents."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        place, long = chance.randrange(len(changed)), chance.choice((1, 2, 4, 16, 300))
        piece = bytes(changed[place : place + long])
        match chance.randrange(6):
            case 0:
                changed[place] ^= 1 << chance.randrange(8)
            case 1:
                del changed[place : place + long]
            case 2:
                changed[place:place] = piece * chance.choice((1, 2, 50))
            case 3:
                changed[place : place + long] = chance.choice((b"\xff", b"\0", b"\x7f")) * len(piece)
            case 4:
                changed[place : place + long] = chance.randbytes(len(piece))
            case _:
                other = chance.randrange(len(changed))
                changed[other : other + len(piece)] = piece
        if not changed:
            changed = bytearray(b"\0")
    return bytes(changed)


@pytest.mark.trust("Hostile files refused / good files accepted")
@pytest.mark.slow
@pytest.mark.parametrize("name", SEEDS)
def test_a_file_that_had_an_accident_is_taken_or_refused(name: str) -> None:
    called, content, use = SEEDS[name]
    for number in range(EACH):
        seed = f"{name} {number}"
        file = BytesIO(mutant(content, random.Random(seed)))  # noqa: S311 - told by its seed
        began = time.process_time()
        try:
            found = guard(file, called, use)
            if found.kind in (FileKind.JPEG, FileKind.PNG):
                pictures.redrawn(file, found.kind)
        except Refusal:
            pass
        except Exception as problem:  # told with what makes it happen again
            raise AssertionError(f"replay: random.Random({seed!r})") from problem
        assert time.process_time() - began < LONGEST, seed
