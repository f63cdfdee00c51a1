"""An invented person for tests of cards, and where her card says that its standing is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random

from eid.virtual_people import Human

NOW = datetime(2027, 3, 15, 9, 5, tzinfo=UTC)
NORA = Human("85073003328", "Specimen", "Nora Élise", date(1985, 7, 30), "F", "Brussel")
SERVICES = "http://ocsp.invented.example/", "http://crl.invented.example/list"


def mutant_of(data: bytes, random: Random) -> bytes:
    """The file with some bytes changed, left out, doubled, or cut off."""
    made = bytearray(data)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(made) or 1)
        match random.randrange(4):
            case 0 if made:
                made[at] = random.randrange(256)
            case 1:
                del made[at : at + random.randint(1, 9)]
            case 2:
                made[at:at] = random.randbytes(random.randint(1, 9))
            case _:
                del made[at:]
    return bytes(made)
