"""A tool's program that charges a wallet without end, one key after another: `python -m tests.kills.till 0`.

What it was told it writes down at once, in a file of its own. Killed in between, it asks with the same key again.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

import config
import run
from app import clock, log
from app.database import session_factory
from app.errors import HouseError, Refusal
from app.transaction import Scope, enter, transaction
from app.wallet.charging import Payer, Wanted, charge, reverse
from scheduler.stopping import until_told

PAYER = "till.json"
EACH_REVERSED = 30
PAUSE = 0.1


@dataclass(frozen=True)
class Told:
    """One line of the file: a charge that was made, or undone."""

    key: str
    receipt: str
    change: str
    undoes: str = ""


def said(folder: Path, number: int) -> list[Told]:
    """All that a till was told; a line that was cut off is none."""
    file = folder / f"till-{number}.log"
    lines = file.read_text().split("\n")[:-1] if file.exists() else []
    return [Told(**json.loads(line)) for line in lines]


def main() -> None:
    number = int(sys.argv[1])
    settings = config.read(os.environ)
    log.configure(production=False, level="WARNING")
    payer = Payer(**json.loads((settings.state / PAYER).read_text()))
    sessions = session_factory(run.Installation(settings).joined().engine())
    file = settings.state / f"till-{number}.log"
    if file.exists():  # cut off in the middle of a line: as if it hadn't been told
        file.write_text("".join(f"{line}\n" for line in file.read_text().split("\n")[:-1]))

    def ask(place: int) -> Told | None:
        key = f"till {number}, {place}"
        try:
            with sessions() as session, transaction(session):
                enter(session, Scope.organisation(payer.organisation_id))
                made = charge(session, payer, Wanted("search", reference=key), key, clock.now())
                undone = ""
                if place % EACH_REVERSED == 0:
                    undone = made.receipt
                    made = reverse(session, payer, payer.organisation_id, made.id, "wrong", clock.now())
        except Refusal as refusal:
            # It was told before, and undone: what that said is lost with the process that heard it.
            return Told(key, "", "", "done") if refusal.code == "wallet.reversal.done_already" else None
        except (HouseError, SQLAlchemyError):
            return None
        return Told(key, made.receipt, str(made.change), undone)

    def work(stop: object) -> None:
        place = len(said(settings.state, number))
        with file.open("a") as out:
            while not stop.wait(PAUSE):  # type: ignore[attr-defined]
                told = ask(place)
                if told is None:
                    time.sleep(0.2)  # the same key again
                    continue
                out.write(json.dumps(asdict(told)) + "\n")
                out.flush()
                place += 1

    until_told(work)


if __name__ == "__main__":
    main()
